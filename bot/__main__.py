"""The way in: ``python -m bot`` and, installed, ``sipas``."""

from __future__ import annotations

import gc
import signal


def main() -> None:
    """Loads the program and runs it. Loading takes a second in which Ctrl-C has nothing to clean up.

    What is loaded stays: the garbage collector need not look at it, neither now nor later nor at the end.
    """
    usual = signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()
    from bot.cli import main as run

    gc.freeze()
    gc.enable()
    signal.signal(signal.SIGINT, usual)
    run()


if __name__ == "__main__":
    main()
