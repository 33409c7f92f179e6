"""The architecture, held: who may import whom, over every import statement in the source.

Deferred imports and those under `TYPE_CHECKING` count: a knot cut with scissors is still a knot.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "spandeck"
LONGEST_FILE = 300


@dataclass(frozen=True)
class Layer:
    """What a layer may import of ours, and which libraries it may use."""

    ours: frozenset[str]
    libraries: frozenset[str]


def layer(ours: str = "", libraries: str = "") -> Layer:
    return Layer(frozenset(ours.split()), frozenset(libraries.split()))


EVERYTHING = (
    "root private cli config model semantics wire net vendors table sim export paint ui "
    "tail triage why"  # of ours
)
LAYERS = {
    "root": layer("cli"),
    "private": layer(),
    "model": layer(),
    "semantics": layer("model"),
    "wire": layer("", "pydantic pydantic_core"),
    "net": layer("private model", "httpx truststore"),
    "vendors": layer("model semantics wire", "httpx pydantic pydantic_core"),
    "sim": layer("wire root", "starlette uvicorn pydantic pydantic_core opentelemetry google"),
    "tail": layer("model"),
    "triage": layer("private model"),
    "why": layer("model semantics"),
    "export": layer("private model"),
    "config": layer("private model", "tomli_w platformdirs"),
    "paint": layer("model semantics", "rich"),
    "ui": layer("root private model semantics paint export tail triage why", "textual rich"),
    "cli": layer(EVERYTHING, "httpx rich platformdirs tomli_w"),
}
"""`paint` reads `semantics`: a message by role is a value of ours, like a span."""


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def layer_of(dotted: str) -> str:
    """The layer of a module of ours, such as `spandeck.vendors.risicare.wire`."""
    parts = dotted.split(".")[1:]
    if not parts or parts[0] in ("__init__", "__main__"):
        return "root"
    return "wire" if parts[0] == "vendors" and parts[-1] == "wire" else parts[0]


def dotted_name(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 2 else parts)


@cache
def imports(path: Path) -> tuple[tuple[int, str], ...]:
    """What `imported` gives: every file is read once."""
    return tuple(imported(path))


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Every imported name of a file with its line, wherever the statement stands."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            for alias in node.names:
                yield node.lineno, resolve(node.module or "", alias.name)


def resolve(module: str, name: str) -> str:
    """The module that `from module import name` really loads."""
    if not module.startswith("spandeck"):
        return module
    path = SOURCE.parent.joinpath(*module.split("."), name)
    return f"{module}.{name}" if path.is_dir() or path.with_suffix(".py").exists() else module


@pytest.mark.parametrize("path", modules(), ids=dotted_name)
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    mine = layer_of(dotted_name(path))
    rules = LAYERS[mine]
    wrong = []
    for line, name in imports(path):
        top = name.split(".")[0]
        if top == "spandeck":
            allowed = layer_of(name) in rules.ours | {mine} or name == "spandeck"
        else:
            allowed = top in sys.stdlib_module_names or top in rules.libraries
        if not allowed:
            wrong.append(f"{path.relative_to(SOURCE)}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {
        dotted_name(path): {name for _, name in imports(path) if name.startswith("spandeck")}
        for path in modules()
    }
    done: set[str] = set()
    for start in graph:
        walk(start, graph, (), done)


def walk(name: str, graph: dict[str, set[str]], trail: tuple[str, ...], done: set[str]) -> None:
    assert name not in trail, "import circle: " + " → ".join((*trail[trail.index(name) :], name))
    if name in done:
        return
    for each in sorted(graph.get(name, ())):
        walk(each, graph, (*trail, name), done)
    done.add(name)


@pytest.mark.parametrize("path", modules(), ids=dotted_name)
def test_a_module_is_short_and_says_why_it_exists(path: Path) -> None:
    text = path.read_text()
    assert ast.get_docstring(ast.parse(text)), f"{path.name} opens without a docstring"
    assert text.count("\n") <= LONGEST_FILE, f"{path.name} is longer than {LONGEST_FILE} lines"


def test_nothing_is_caught_blindly() -> None:
    """One broad `except` is allowed: the door of the program, which writes the crash report."""
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler) and broad(node.type)
    ]
    assert [place for place in found if not place.startswith("cli/")] == []
    assert len(found) <= 1, found


def broad(kind: ast.expr | None) -> bool:
    return kind is None or (
        isinstance(kind, ast.Name) and kind.id in ("Exception", "BaseException")
    )
