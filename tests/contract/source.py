"""The project's source as the contract's tests see it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "stoppress"
CORE = ("domain", "stages")
# Rooms need names of their own: a noun or a verb is missing where one of these seems to fit.
NAMELESS = {"util", "utils", "helper", "helpers", "common", "misc"}
MODULE_WALL = 450
FUNCTION_WALL = 50
_IMPURE_CALLS = {"open", "print", "input", "exec", "eval", "__import__"}
_IMPURE_METHODS = {"now", "utcnow", "today", "read_text", "read_bytes", "write_text", "write_bytes", "urlopen"}


def modules(package: Path = PACKAGE) -> Iterator[Path]:
    yield from sorted(path for path in package.rglob("*.py") if "migrations" not in path.parts)


def nameless(package: Path) -> list[str]:
    found = [path for path in package.rglob("*") if path.stem in NAMELESS]
    return sorted(str(path.relative_to(package)) for path in found)


def impurities(package: Path) -> list[str]:
    """Calls in the core that open files or read the clock, and imports of urllib.request, as file:line."""
    paths = [path for room in CORE for path in modules(package / room)]
    return [f"{path.relative_to(package)}:{line}" for path in paths for line in _impure_lines(path)]


def _impure_lines(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and _is_impure(node.func):
            yield node.lineno
        if isinstance(node, ast.Import | ast.ImportFrom) and "urllib.request" in ast.unparse(node):
            yield node.lineno


def _is_impure(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id in _IMPURE_CALLS
    return isinstance(called, ast.Attribute) and called.attr in _IMPURE_METHODS


def long_modules(package: Path) -> list[str]:
    return [path.name for path in modules(package) if len(path.read_text("utf-8").splitlines()) > MODULE_WALL]


def long_functions(package: Path) -> list[str]:
    found = []
    for path in modules(package):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_WALL:
                found.append(f"{path.relative_to(package)}:{node.lineno} {node.name}")
    return found
