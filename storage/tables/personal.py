"""What tables hold of people: said in ``info`` of a table or column, beside what it is about."""

from __future__ import annotations

from enum import StrEnum

SHOWN = "shown"
"""In a column's ``info``: how it is shown to the person, where not as it is."""
OWNERS = "owners"
"""In a table's ``info``: the columns with the person whose row it is, if not the first that names one."""
KEPT = "kept"
"""In a table's ``info``: why nothing in it changes when somebody is forgotten."""
IMPERSONAL = "nothing of a person"
OFFICIAL = "the agency's record of an official act"


class Shown(StrEnum):
    """How a column is shown to the person."""

    NEVER = "never"
    WHETHER = "whether"
    """Only whether there is something."""
