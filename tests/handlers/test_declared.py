"""Whatever a button, a question or an attachment names has a handler or maker, and no handler gets lost."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from bot.attachments.makers import MAKERS
from handlers import registry as declaring
from handlers import undo
from handlers.declared import MODULES, registry
from storage.messaging import dialogues
from storage.words.replies import Attachment, Button
from tests.sources import ROOT
from tests.tracing import UNKNOWN, first_words, given_to, modules

REGISTERED = {
    "commands": 29,
    "taps": 32,
    "texts": 2,
    "edits": 2,
    "media": 1,
    "phones": 1,
    "dialogues": 11,
    "greeter": 1,
    "witness": 1,
    "afterthoughts": 2,
}
MADE_ELSEWHERE = {
    ("handlers/counting/report_replies.py", "button.tap"): "of a button that was made before",
    ("handlers/inspecting/recheck_booking.py", "button.tap"): "of a button that was made before",
    ("storage/engine/payloads.py", "found['tap']"): "of a button read back from a row",
    ("handlers/inspecting/open_questions.py", "name"): "of a dialogue that was asked before and interrupted",
}
"""Names that the sources do not tell, and whence they come."""

_COUNT = """
import json
from handlers.declared import registry
found = {name: getattr(registry, name) for name in registry.__slots__}
sizes = {"afterthoughts": sum(map(len, found.pop("afterthoughts").values()))}
sizes |= {name: len(value) if isinstance(value, dict | list) else int(value is not None)
          for name, value in found.items()}
print(json.dumps(sizes))
"""


def test_this_many_handlers_are_registered() -> None:
    """Counted in a new process: in this one other modules may have been loaded besides those declared."""
    told = subprocess.run(
        [sys.executable, "-c", _COUNT], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert json.loads(told.stdout) == REGISTERED


def test_every_module_that_declares_a_handler_is_named() -> None:
    assert {module.__name__ for module in MODULES} == declaring_modules()
    assert len(MODULES) == len(set(MODULES))


def declaring_modules() -> set[str]:
    """The modules that use a decorator of the registry."""
    decorators = {
        f"{declaring.__name__}.{name}"
        for name, value in vars(declaring).items()
        if inspect.isfunction(value) and value.__module__ == declaring.__name__ and not name.startswith("_")
    }
    return {
        module.name
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Name | ast.Attribute) and module.full_name(node) in decorators
    } - {declaring.__name__}


def test_every_noun_that_takes_back_is_asked() -> None:
    taking = {
        module.name
        for module in modules().values()
        if isinstance(module.functions.get("take_back"), ast.AsyncFunctionDef)
    }
    assert {noun.__name__ for noun in undo.NOUNS} == taking
    assert len(undo.NOUNS) == len(taking)


@pytest.mark.parametrize("kind", ["command", "tap", "dialogue"])
def test_no_handler_takes_the_name_of_another(kind: str) -> None:
    declare, known = getattr(declaring, kind), getattr(registry, f"{kind}s")
    names = [word for module, node in given_to(declare, "name") for word in first_words(module, node)]
    assert sorted(names) == sorted(known)


@pytest.mark.parametrize(
    ("maker", "parameter", "known"),
    [
        (Button, "tap", registry.taps),
        (Attachment, "name", MAKERS),
        (dialogues.ask, "name", registry.dialogues),
    ],
    ids=["buttons", "attachments", "questions"],
)
def test_what_is_named_is_registered_and_the_other_way_round(
    maker: Callable[..., object], parameter: str, known: dict[str, object]
) -> None:
    named = {
        (module.path, ast.unparse(node) if node else "", word)
        for module, node in given_to(maker, parameter)
        for word in first_words(module, node)
    }
    traced = {one for one in named if one[:2] not in MADE_ELSEWHERE}
    assert {one for one in traced if one[2] not in known} == set()
    assert {word for *_, word in traced} == set(known)


def test_what_is_made_elsewhere_is_still_to_be_found() -> None:
    untraced = {
        (module.path, ast.unparse(node) if node else "")
        for maker, parameter in ((Button, "tap"), (Attachment, "name"), (dialogues.ask, "name"))
        for module, node in given_to(maker, parameter)
        if any(UNKNOWN in word for word in first_words(module, node))
    }
    assert untraced == set(MADE_ELSEWHERE)
