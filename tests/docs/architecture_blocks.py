"""The parts of ``docs/architecture.md`` that come from the code: the graph of imports and what each folder holds.

``python -m tests.docs.architecture_blocks`` writes them into the page.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
DOORS = ("app", "cli")
NOT_THE_PRODUCT = {"tests", "benchmarks", "docs"}
NAMES_PER_LINE = 3

Edges = dict[str, set[str]]
"""What each node imports."""


@cache
def modules() -> Mapping[str, Path]:
    """Return the file of every module by its dotted name; a package has the name of its folder."""
    files = [ROOT / f"{door}.py" for door in DOORS]
    for init in sorted(ROOT.glob("*/__init__.py")):
        if init.parent.name not in NOT_THE_PRODUCT:
            files += sorted(init.parent.rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in files}


@cache
def imports(module: str) -> frozenset[str]:
    """Return the modules of the product that a module imports, at its top or within a function."""
    found = set()
    for node in ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            named = {f"{node.module}.{alias.name}" for alias in node.names} & modules().keys()
            found |= named or {node.module}
    return frozenset((found & modules().keys()) - {module})


def package_of(module: str) -> str:
    return module.partition(".")[0]


@cache
def room_of(module: str) -> str:
    """Return the room of a module: its folder within the package.

    Modules at the root of a package are one room, on which the others stand (``package``); those of them that import
    rooms are another, which stands on all (``package.*``).
    """
    package, *rest = module.split(".")
    if len(rest) > 1 or (rest and is_folder(module)):
        return f"{package}.{rest[0]}"
    return f"{package}.*" if rest and imports_rooms(module) else package


def is_folder(module: str) -> bool:
    return modules()[module].name == "__init__.py"


def imports_rooms(module: str) -> bool:
    own = [name for name in imports(module) if name.startswith(f"{package_of(module)}.")]
    return any(name.count(".") > 1 or is_folder(name) or imports_rooms(name) for name in own)


def edges_between(node_of: Callable[[str], str], package: str = "") -> Edges:
    """Return which node imports which; ``node_of`` says to which one a module belongs. ``package`` limits it to one."""
    inside = [module for module in modules() if not package or module.startswith(f"{package}.")]
    edges: Edges = {node_of(module): set() for module in inside}
    for module in inside:
        edges[node_of(module)] |= {node_of(other) for other in imports(module) if other in inside} - {node_of(module)}
    return edges


def reachable(edges: Edges, start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(edges[start])
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += edges[node]
    return found


def without_detours(edges: Edges) -> Edges:
    """Leave out the arrows that follow from others: a -> c where there is a -> b -> c."""
    kept = {node: set(targets) for node, targets in edges.items()}
    for node in sorted(kept):
        for target in sorted(kept[node]):
            kept[node].discard(target)
            if target not in reachable(kept, node):
                kept[node].add(target)
    return kept


def import_graph() -> str:
    """Return the imports between packages, and in each of them between its rooms, as a mermaid flowchart."""
    whole = edges_between(package_of)
    packages = sorted(whole.keys() - set(DOORS), key=lambda name: (-len(reachable(whole, name)), name))
    lines = [f'{door}["{door}.py"]' for door in DOORS]
    for package in packages:
        lines += [f'subgraph {package}["{package}/"]', *(f"  {line}" for line in rooms(package)), "end"]
    lines += [arrow(start, targets) for start, targets in sorted(without_detours(whole).items()) if targets]
    return "\n".join(["```mermaid", "flowchart TD", *(f"  {line}" for line in lines), "```"])


def rooms(package: str) -> Iterator[str]:
    """Return the rooms of a package, each with what it imports, as lines of mermaid."""
    held: dict[str, list[str]] = defaultdict(list)
    for module in modules():
        if module.startswith(f"{package}."):
            held[room_of(module)].append(module.rpartition(".")[2])
    edges = without_detours(edges_between(room_of, package))
    for room, names in sorted(held.items()):
        yield arrow(f'{node(room)}["{label(room, names)}"]', map(node, edges[room]))


def node(room: str) -> str:
    package, _, name = room.partition(".")
    return f"{package}_{name}".replace("*", "top") if name else f"{package}_root"


def label(room: str, names: list[str]) -> str:
    _, _, name = room.partition(".")
    if name not in ("", "*"):
        return f"{name}/"
    lines = [", ".join(names[first : first + NAMES_PER_LINE]) for first in range(0, len(names), NAMES_PER_LINE)]
    return ",<br>".join(lines)


def arrow(start: str, targets: Iterable[str]) -> str:
    return " --> ".join([start, " & ".join(sorted(targets))]).removesuffix(" --> ")


def folders() -> str:
    """Return every folder with the first line of its docstring, as a table."""
    lines = ["| Folder | What it holds |", "| --- | --- |"]
    for module, path in modules().items():
        if is_folder(module):
            docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            first = docstring.partition("\n")[0].replace("``", "`")
            lines.append(f"| `{module.replace('.', '/')}/` | {first} |")
    return "\n".join(lines)


def with_blocks(text: str) -> str:
    """Return the page with its blocks as the code has them now."""
    for name, block in (("import graph", import_graph()), ("folders", folders())):
        begin, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
        assert begin in text, f"{PAGE.name} has no place for {name}"
        assert end in text, f"{PAGE.name} has no end for {name}"
        text = re.sub(f"{begin}.*?{end}", lambda _found: f"{begin}{block}{end}", text, flags=re.DOTALL)  # noqa: B023
    return text


if __name__ == "__main__":
    PAGE.write_text(with_blocks(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
