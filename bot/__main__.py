"""The way in: ``python -m bot`` and, installed, ``sipas``."""

from __future__ import annotations

from bot.loading import loading


def main() -> None:
    """Loads the program and runs it."""
    with loading():
        from bot.cli import main as run
    run()


if __name__ == "__main__":
    main()
