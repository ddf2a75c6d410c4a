"""The way in: ``python -m bot`` and, installed, ``sipas``."""

from __future__ import annotations

import signal


def main() -> None:
    """Loads the program and runs it. Loading takes a second in which Ctrl-C has nothing to clean up."""
    usual = signal.signal(signal.SIGINT, signal.SIG_DFL)
    from bot.cli import main as run

    signal.signal(signal.SIGINT, usual)
    run()


if __name__ == "__main__":
    main()
