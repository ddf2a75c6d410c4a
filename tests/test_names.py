"""Six words say nothing of what they hold: where they would live longer than a few lines, a noun stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tests.sources import sources

WORDS = frozenset({"item", "found", "told", "said", "given", "known"})
LINES = 5
"""So many lines below where it begins a local name may still be one of them."""

UNCHECKED = (
    "bot/attachments/",
    "bot/channels/",
    "bot/outbound/",
    "bot/reminding/",
    "handlers/announcing/",
    "storage/engine/",
    "storage/messaging/",
    "storage/people/",
)
"""Rooms in which they still stand."""


def names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Where one of the words is a parameter, field, attribute, function, class, or a name that lives long."""
    brief = {
        id(arg) for node in ast.walk(tree) if isinstance(node, ast.Lambda) for arg in ast.walk(node.args)
    }
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg=name) if name in WORDS and id(node) not in brief:
                yield node.lineno, name
            case ast.Attribute(attr=name, ctx=ast.Store()) if name in WORDS:
                yield node.lineno, name
            case ast.ClassDef(name=name) if name.casefold() in WORDS:
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if name in WORDS:
                yield node.lineno, name
        match node:
            case ast.ClassDef(body=body) | ast.Module(body=body):
                yield from ((line, name) for line, name in _bound(body) if name in WORDS)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield from _long_lived(node)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                if (node.end_lineno or 0) - node.lineno > LINES:
                    yield from ((line, name) for line, name in _bound(node.generators) if name in WORDS)


def _bound(nodes: Sequence[ast.AST]) -> Iterator[tuple[int, str]]:
    """The names that statements or comprehensions bind themselves, and not within what they hold."""
    for node in nodes:
        targets: list[ast.expr] = getattr(node, "targets", [])
        for target in targets or filter(None, [getattr(node, "target", None)]):
            yield from ((part.lineno, part.id) for part in ast.walk(target) if isinstance(part, ast.Name))


def _long_lived(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[int, str]]:
    """The words that are bound in a function and still used more than a few lines below."""
    uses: dict[str, list[int]] = {}
    bound, nodes = set(), list[ast.AST](function.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Name) and node.id in WORDS:
            uses.setdefault(node.id, []).append(node.lineno)
            if isinstance(node.ctx, ast.Store):
                bound.add(node.id)
        # What a comprehension binds ends with it.
        if WORDS.isdisjoint(name for _, name in _bound(getattr(node, "generators", ()))):
            nodes.extend(ast.iter_child_nodes(node))
    for word in sorted(bound):
        if max(uses[word]) - min(uses[word]) > LINES:
            yield min(uses[word]), word


def test_what_lives_longer_than_a_few_lines_has_a_noun_for_a_name() -> None:
    checked = {path: tree for path, tree in sources().items() if not path.startswith(UNCHECKED)}
    assert len(checked) > 200
    assert [f"{path}:{line} {name}" for path, tree in checked.items() for line, name in names(tree)] == []


def test_the_words_are_seen_wherever_they_stand() -> None:
    source = """
given = 1
class Known:
    said: str

    def told(self, item, *, key=lambda known: known):
        self.found = [given for given in item]
        found = key(
            [
                known
                for known in item
                if known
            ]
        )
        item = len(found)
        return item
"""
    seen = [name for _, name in sorted(names(ast.parse(source)))]
    assert seen == ["given", "Known", "said", "item", "told", "found", "found"]
    assert "known" not in seen, "in a lambda or a short comprehension it does no harm"
