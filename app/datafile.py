"""Reading the data that writers keep: YAML in which every value is text and every item knows its line."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml  # the one format of all data files; read with its C loader, scalars as plain text
from pydantic import BaseModel, ValidationError

from app.errors import BadDataFile

Model = TypeVar("Model", bound=BaseModel)
NULL = ("null", "~", "")


@dataclass(frozen=True, slots=True)
class Item:
    """One mapping of a data file and where it begins."""

    path: Path
    line: int
    data: dict[str, Any]

    def refuse(self, problem: str, mend: str) -> BadDataFile:
        """The error to raise where this item is wrong."""
        return BadDataFile(self.path, self.line, problem, mend)

    def parse(self, model: type[Model]) -> Model:
        """Check the item against a model. Raises BadDataFile naming the field that is wrong."""
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(step) for step in first["loc"]) or "the item"
            raise self.refuse(f"{where}: {first['msg']}.", f"Known fields: {', '.join(model.model_fields)}.") from None


def _compose(path: Path) -> yaml.Node:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise BadDataFile(
            path,
            line,
            f"is no readable YAML ({getattr(error, 'problem', None) or type(error).__name__}).",
            "Mend its syntax.",
        ) from None
    if node is None:
        raise BadDataFile(path, 1, "is empty.", "Write at least one item, or delete the file.")
    return node


def _value(path: Path, node: yaml.Node, seen: set[int]) -> Any:
    if id(node) in seen:
        raise BadDataFile(path, node.start_mark.line + 1, "is used again by an alias.", "Write the value out.")
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        result: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise BadDataFile(path, key.start_mark.line + 1, "a key is no plain word.", "Write 'key: value'.")
            if key.value in result:
                problem = f"the key {key.value!r} stands twice."
                raise BadDataFile(path, key.start_mark.line + 1, problem, "Keep one of the two.")
            result[key.value] = _value(path, value, seen)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_value(path, child, seen) for child in node.value]
    plain = isinstance(node, yaml.ScalarNode) and node.style not in ("'", '"')
    return None if plain and node.value in NULL else node.value


def data_files(folder: Path) -> list[Path]:
    """The data files of a folder, by name. Raises BadDataFile where there are none: a folder named by mistake."""
    found = sorted(folder.glob("*.yaml"))
    if not found:
        raise BadDataFile(folder, 1, "holds no *.yaml file.", "Name the folder that has them.")
    return found


def read_items(path: Path) -> Iterator[Item]:
    """Every mapping of a file whose top level is a list. Raises BadDataFile with the line."""
    node = _compose(path)
    if not isinstance(node, yaml.SequenceNode):
        raise BadDataFile(path, 1, "is no list of items.", "Begin each item with '- '.")
    seen: set[int] = set()
    for child in node.value:
        line = child.start_mark.line + 1
        if not isinstance(child, yaml.MappingNode):
            raise BadDataFile(path, line, "is no mapping.", "Write the item as 'key: value' lines.")
        yield Item(path, line, _value(path, child, seen))


def read_item(path: Path) -> Item:
    """The one mapping of a file. Raises BadDataFile with the line."""
    node = _compose(path)
    if not isinstance(node, yaml.MappingNode):
        raise BadDataFile(path, 1, "is no mapping.", "Write the file as 'key: value' lines.")
    return Item(path, 1, _value(path, node, set()))
