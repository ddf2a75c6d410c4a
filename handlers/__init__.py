"""What each message means and does. Importing the package declares all handlers."""

from handlers import (  # noqa: F401
    inspections,
    invites,
    people,
    plan,
    progress,
    rechecks,
    reports,
    scores,
    undo,
)
