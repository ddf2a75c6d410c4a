"""``TEST_PLAIN_SQLITE=1``: the tests use SQLAlchemy and aiosqlite as they come, without our own driver.

Importing it is what does it, in processes that the tests start too: ``python -m tests.plain_sqlite WORDS``
is ``sipas WORDS`` (docs/decisions/0023-a-plain-driver.md).
"""

from __future__ import annotations

import os
import sys

from storage.engine.database import Database

VARIABLE = "TEST_PLAIN_SQLITE"
Database.plain = os.environ.get(VARIABLE) == "1"

COMMAND = (sys.executable, "-m", "tests.plain_sqlite" if Database.plain else "bot")
"""How the tests start ``sipas``."""

if __name__ == "__main__":
    from bot.__main__ import main

    main()
