"""XML as a light tree that remembers the line of every element; entities are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from data.errors import DataError

MAX_DEPTH = 100
"""Elements inside each other; formats of readings have about ten."""


@dataclass
class Element:
    """One element: its name without prefix, attributes, text, children, and the line it begins on."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def find(self, path: str) -> Element | None:
        """Return the first descendant at a path of names, or None."""
        found: Element | None = self
        for name in path.split("/"):
            found = next((child for child in found.children if child.name == name), None) if found else None
        return found

    def read(self, path: str) -> str:
        """Return the trimmed text at a path of names, empty where there is none."""
        found = self.find(path)
        return found.text.strip() if found else ""

    def every_leaf(self) -> Iterator[Element]:
        """Yield all descendants without children, in order."""
        for child in self.children:
            if child.children:
                yield from child.every_leaf()
            else:
                yield child

    def every(self, name: str) -> Iterator[Element]:
        """Yield all descendants of that name, in order."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.every(name)


def parse_xml(body: bytes, file: str) -> Element:
    """Parse XML.

    Raises
    ------
    DataError
        When it is malformed, naming the line, declares entities, or is nested too deep.
    """
    root = Element("", {}, 0)
    stack = [root]
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > MAX_DEPTH:
            raise DataError(
                f"{file}, line {parser.CurrentLineNumber}: more than {MAX_DEPTH} elements lie inside each other; "
                "that is no file of readings."
            )
        element = Element(name.rpartition(":")[2], attributes, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)

    def end(_name: str) -> None:
        stack.pop()

    def text(part: str) -> None:
        stack[-1].text += part

    def entity(*_: object) -> None:
        raise DataError(
            f"{file}, line {parser.CurrentLineNumber}: entities are not allowed here; export the file again."
        )

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = text, entity
    try:
        parser.Parse(body.lstrip(), True)
    except expat.ExpatError as error:
        what = expat.errors.messages[error.code]
        raise DataError(
            f"{file} is no well-formed XML: {what} in line {error.lineno}, column {error.offset}; fetch it again."
        ) from error
    return root
