"""The walls of the house: who may import whom, and how large a room's modules grow."""

from __future__ import annotations

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "audit"
MODULES = sorted(PACKAGE.rglob("*.py"))
GROUND = {"audit", "audit.model", "audit.files", "audit.errors", "audit.locks", "audit.aligning"}
ROOMS = {"documents", "claims", "bibliography", "registries", "support", "checks", "reports", "review", "cli"}
STREET = {"cli", "review"}  # these two stand at its end: they may call whatever walks it
LONGEST = 400


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else None


def imports(path: Path, *, at_start: bool = False) -> Iterator[tuple[str, int]]:
    """Modules of ours that a module imports. at_start: only those that importing it imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = _run_at_import(tree) if at_start else ast.walk(tree)
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in nodes:
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *filter(None, [node.module])])
            found = [f"{base}.{alias.name}" if is_module(f"{base}.{alias.name}") else base for alias in node.names]
        else:
            continue
        yield from ((name, node.lineno) for name in found if name.split(".")[0] == "audit")


def _run_at_import(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those in functions and under `if TYPE_CHECKING:`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        yield node
        yield from _run_at_import(node)


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_imports_the_ground_floor_and_itself(path: Path) -> None:
    room = room_of(name_of(path))
    strangers = []
    for module, line in imports(path):
        other = room_of(module)
        ground = module in GROUND or module.startswith("audit.model.")
        if ground or (other is not None and other == room):
            continue
        if room in STREET or (room is None and name_of(path) != "audit.__main__" and not _is_ground(path)):
            continue
        if (name_of(path), module) in {("audit.__main__", "audit.cli"), ("audit", "audit.api")}:
            continue
        strangers.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert strangers == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nobody_of_the_house_comes_in_by_the_front_door(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    doors = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "audit"]
    names = [alias.name for node in doors for alias in node.names]
    assert [name for name in names if name != "__version__" and not is_module(f"audit.{name}")] == []


def _is_ground(path: Path) -> bool:
    name = name_of(path)
    return name in GROUND or name.startswith("audit.model")


def test_no_circular_imports() -> None:
    graph = {name_of(path): {module for module, _ in imports(path, at_start=True)} for path in MODULES}
    for module, needed in graph.items():
        needed.discard(module)
        needed -= {parent for parent in needed if module.startswith(parent + ".")}  # a package is there already
    assert list(graphlib.TopologicalSorter(graph).static_order())  # raises CycleError with the circle


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_stay_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{name_of(path)} has {lines} lines: give one of its reasons to change a module of its own"


def test_the_command_line_holds_no_logic() -> None:
    """Each command is one small module."""
    long = {path.name: len(path.read_text().splitlines()) for path in (PACKAGE / "cli").glob("*.py")}
    assert {name: lines for name, lines in long.items() if lines > 180} == {}


def test_nothing_of_the_tests_is_in_the_package() -> None:
    for path in MODULES:
        for module, line in imports(path):
            assert is_module(module), f"{path.relative_to(ROOT)}:{line} imports {module}, which is not there"
