"""What a string expression can begin with, traced through assignments, arguments, calls and imports.

Flows are not followed in order: a name stands for everything that is ever assigned to it.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import product

from tests.sources import dotted, imported, sources

UNKNOWN = "…"
"""Stands for whatever cannot be read from the sources; nothing is known of what follows it."""

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


@dataclass(frozen=True, eq=False)
class Module:
    """A file with its dotted name."""

    path: str
    name: str
    tree: ast.Module

    @cached_property
    def imports(self) -> dict[str, str]:
        """Full names by the names that they have here."""
        return dict(imported(self.tree))

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Those that other modules can call by name."""
        defs = (ast.FunctionDef, ast.AsyncFunctionDef)
        return {node.name: node for node in self.tree.body if isinstance(node, defs)}

    @cached_property
    def defined(self) -> set[str]:
        """Names of the module's own functions, classes and constants."""
        classes = {node.name for node in self.tree.body if isinstance(node, ast.ClassDef)}
        return {*self.functions, *classes, *bindings(self.tree)}

    @cached_property
    def names(self) -> dict[str, str]:
        """Full names of what is imported or defined here."""
        return self.imports | {name: f"{self.name}.{name}" for name in self.defined}

    @cached_property
    def around(self) -> dict[ast.AST, ast.AST]:
        """The parent of each node."""
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def enclosing(self, node: ast.AST) -> Iterator[Function]:
        """The functions that a node stands in, from within."""
        while (up := self.around.get(node)) is not None:
            # Default values and decorators belong to the scope outside.
            if isinstance(up, _SCOPES) and (isinstance(up, ast.Lambda) or node in up.body):
                yield up
            node = up

    def full_name(self, node: ast.expr) -> str | None:
        """``storage.words.model.Button`` for ``Button``, through every module that passes it on."""
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name) or root.id not in self.names:
            return None
        if any(root.id in parameters(scope) or root.id in bindings(scope) for scope in self.enclosing(node)):
            return None
        name = dotted(node, self.names)
        return origin(name) if name else None


@cache
def modules() -> dict[str, Module]:
    """All modules of the five rooms, by dotted name."""
    found = {}
    for path, tree in sources().items():
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        found[name] = Module(path, name, tree)
    return found


@cache
def origin(name: str) -> str:
    """The name under which a thing is defined, of a name under which it can be imported."""
    home, _, own = name.rpartition(".")
    module = modules().get(home)
    if module is None or own in module.defined or module.imports.get(own, name) == name:
        return name
    return origin(module.imports[own])


@cache
def bindings(scope: ast.Module | Function) -> dict[str, list[ast.expr | None]]:
    """What is assigned to each name of a scope itself; None for what no expression tells."""
    found: dict[str, list[ast.expr | None]] = {}

    def bind(target: ast.expr, value: ast.expr | None) -> None:
        match target, value:
            case ast.Name(id=name), _:
                found.setdefault(name, []).append(value)
            case (ast.Tuple(elts=targets), ast.Tuple(elts=values)) if len(targets) == len(values):
                for one, other in zip(targets, values, strict=True):
                    bind(one, other)
            case ((ast.Tuple(elts=targets) | ast.List(elts=targets)), _):
                for one in targets:
                    bind(one, None)
            case ast.Starred(value=one), _:
                bind(one, None)

    for node in own_nodes(scope):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    bind(target, value)
            case (
                ast.AnnAssign(target=target, value=ast.expr() as value)
                | ast.NamedExpr(target=target, value=value)
            ):
                bind(target, value)
            case (
                ast.AugAssign(target=target)
                | ast.For(target=target)
                | ast.AsyncFor(target=target)
                | ast.comprehension(target=target)
                | ast.withitem(optional_vars=ast.expr() as target)
            ):
                bind(target, None)
            case (
                ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.ExceptHandler(name=str(name))
            ):
                found.setdefault(name, []).append(None)
    return found


def own_nodes(scope: ast.Module | Function) -> Iterator[ast.AST]:
    """The nodes of a scope without those of functions and classes in it."""
    inside: list[ast.AST] = [scope.body] if isinstance(scope, ast.Lambda) else [*scope.body]
    while inside:
        node = inside.pop()
        yield node
        if not isinstance(node, (*_SCOPES, ast.ClassDef)):
            inside += ast.iter_child_nodes(node)


def parameters(scope: Function) -> dict[str, ast.expr | None]:
    """The default values of a function's parameters, by name."""
    places = [*scope.args.posonlyargs, *scope.args.args]
    missing = [None] * (len(places) - len(scope.args.defaults))
    found = {one.arg: value for one, value in zip(places, [*missing, *scope.args.defaults], strict=True)}
    found |= {
        one.arg: value for one, value in zip(scope.args.kwonlyargs, scope.args.kw_defaults, strict=True)
    }
    return found | {one.arg: None for one in (scope.args.vararg, scope.args.kwarg) if one}


@cache
def calls() -> dict[str, list[tuple[Module, ast.Call]]]:
    """Every call of something that has a full name, by that name."""
    found: dict[str, list[tuple[Module, ast.Call]]] = {}
    for module in modules().values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and (name := module.full_name(node.func)):
                found.setdefault(name, []).append((module, node))
    return found


@cache
def handed_on() -> frozenset[str]:
    """Full names of what is used otherwise than by calling it: nobody knows with which arguments."""
    return frozenset(
        name
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Name | ast.Attribute)
        and not isinstance(up := module.around[node], ast.Attribute)
        and not (isinstance(up, ast.Call) and up.func is node)
        and (name := module.full_name(node))
    )


def argument(call: ast.Call, names: list[str], wanted: str) -> ast.expr | None:
    """What a call gives for a parameter; None where that is left to the default value."""
    place = names.index(wanted)
    for one in call.args[: place + 1]:
        if isinstance(one, ast.Starred):
            return one
    if place < len(call.args):
        return call.args[place]
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    return given.get(wanted) or (ast.Starred(given[None]) if None in given else None)


@dataclass
class Tracer:
    """Follows one expression; ``open`` is what is being followed, which adds nothing where it comes again."""

    open: set[tuple[ast.AST, str]] = field(default_factory=set)

    def beginnings(self, module: Module, node: ast.expr | None) -> set[str]:
        """All strings that the expression can be, each up to its first colon or ``UNKNOWN``."""
        match node:
            case ast.Constant(value=str(text)):
                return {text}
            case ast.JoinedStr(values=parts):
                return self.joined(module, parts)
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                return self.beginnings(module, value)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self.joined(module, [left, right])
            case ast.IfExp(body=body, orelse=other):
                return self.beginnings(module, body) | self.beginnings(module, other)
            case ast.BoolOp(values=values):
                return {text for value in values for text in self.beginnings(module, value)}
            case ast.Call(func=func):
                return self.returned(module.full_name(func))
            case ast.Name() | ast.Attribute():
                return self.named(module, node)
        return {UNKNOWN}

    def joined(self, module: Module, parts: list[ast.expr]) -> set[str]:
        """Of texts put together, as far as the first colon."""
        found = {""}
        for part in parts:
            done = {text for text in found if ":" in text or UNKNOWN in text}
            if done == found:
                break
            added = self.beginnings(module, part) or {UNKNOWN}
            found = done | {f"{text}{more}" for text, more in product(found - done, added)}
        return found

    def returned(self, name: str | None) -> set[str]:
        """Whatever a function of the five rooms returns."""
        module, function = named_function(name)
        if module is None or function is None:
            return {UNKNOWN}
        with self.opened(function, "return") as new:
            values = [node.value for node in own_nodes(function) if isinstance(node, ast.Return) and new]
            return {text for value in values for text in self.beginnings(module, value)}

    def named(self, module: Module, node: ast.Name | ast.Attribute) -> set[str]:
        """A variable, a parameter or a constant, here or in another module."""
        if isinstance(node, ast.Name):
            for scope in module.enclosing(node):
                if node.id in bindings(scope) or node.id in parameters(scope):
                    return self.bound(module, scope, node.id)
        home, _, own = (module.full_name(node) or "").rpartition(".")
        if home not in modules() or own not in bindings(modules()[home].tree):
            return {UNKNOWN}
        return self.bound(modules()[home], modules()[home].tree, own)

    def bound(self, module: Module, scope: ast.Module | Function, name: str) -> set[str]:
        """Whatever a name of a scope can stand for."""
        with self.opened(scope, name) as new:
            values = bindings(scope).get(name, []) if new else []
            found = {text for value in values for text in self.beginnings(module, value)}
            if new and not isinstance(scope, ast.Module) and name in parameters(scope):
                found |= self.given(module, scope, name)
            return found

    def given(self, module: Module, function: Function, name: str) -> set[str]:
        """What any call anywhere gives for the parameter of a function."""
        full = f"{module.name}.{getattr(function, 'name', '')}"
        starred = {one.arg for one in (function.args.vararg, function.args.kwarg) if one}
        if named_function(full)[1] is not function or full in handed_on() or name in starred:
            return {UNKNOWN}
        names, found = [*parameters(function)], set()
        for caller, call in calls().get(full, ()):
            value = argument(call, names, name)
            where = module if value is None else caller
            found |= self.beginnings(where, parameters(function)[name] if value is None else value)
        return found

    @contextmanager
    def opened(self, scope: ast.AST, name: str) -> Iterator[bool]:
        """Whether this is not being followed already."""
        new = (scope, name) not in self.open
        self.open.add((scope, name))
        try:
            yield new
        finally:
            if new:
                self.open.remove((scope, name))


def named_function(name: str | None) -> tuple[Module, Function] | tuple[None, None]:
    """The function with a full name."""
    home, _, own = (name or "").rpartition(".")
    module = modules().get(home)
    return (module, module.functions[own]) if module and own in module.functions else (None, None)


def first_words(module: Module, node: ast.expr | None) -> set[str]:
    """What stands before the first colon; holds ``UNKNOWN`` where that cannot be told."""
    return {text.partition(":")[0] for text in Tracer().beginnings(module, node) or {UNKNOWN}}


def given_to(callee: Callable[..., object], parameter: str) -> Iterator[tuple[Module, ast.expr | None]]:
    """What every call in the five rooms gives for a parameter."""
    names = [*inspect.signature(callee).parameters]
    for module, call in calls().get(f"{callee.__module__}.{callee.__qualname__}", ()):
        yield module, argument(call, names, parameter)
