"""``python -m bot`` is ``sipas``."""

from bot.cli import main

main()
