"""Conditions as writers put them in data: `{breakup.manner: [cheating, messy]}` holds where every line does."""

from collections.abc import Mapping
from enum import StrEnum
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from app.datafile import Item

Facts = Mapping[str, str]
When = Mapping[str, list[str]]
KnownFacts = Mapping[str, frozenset[str]]
UNKNOWN = "unknown"
YES_NO = frozenset(("yes", "no"))


def word_for(value: object) -> str:
    """A value as conditions name it: yes and no for booleans, `unknown` for what was not said."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return UNKNOWN if value is None else str(value)


def facts_of(model: BaseModel, known: KnownFacts) -> dict[str, str]:
    """The known facts that are fields of a model, as `part.field` -> word."""
    return {name: word_for(_field(model, name)) for name in known}


def _field(model: BaseModel, name: str) -> Any:
    value: Any = model
    for step in name.split("."):
        value = getattr(value, step)
    return value


def known_fields(model: type[BaseModel], prefix: str = "") -> dict[str, frozenset[str]]:
    """Every field with a fixed set of words, as `part.field` -> those words. Names, texts and numbers are no facts."""
    known: dict[str, frozenset[str]] = {}
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            known |= known_fields(kind, f"{prefix}{name}.")
        elif words := _words(kind):
            known[prefix + name] = words
    return known


def _words(kind: Any) -> frozenset[str]:
    if get_origin(kind) is Literal:
        return frozenset(get_args(kind))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return frozenset(kind)
    if kind is bool:
        return YES_NO
    options = [option for option in get_args(kind) if option is not NoneType]
    if len(options) < len(get_args(kind)):
        words = frozenset(word for option in options for word in _words(option))
        return words | {UNKNOWN} if words else words
    return _words(options[0]) if options else frozenset()


def holds(when: When, facts: Facts) -> bool:
    """Whether every named fact has one of its listed words."""
    return all(facts[name] in allowed for name, allowed in when.items())


def check(item: Item, when: When, known: KnownFacts) -> None:
    """Refuse a condition on a fact or a word that doesn't exist. Raises BadDataFile."""
    for name, words in when.items():
        if name not in known:
            raise item.refuse(f"there is no fact {name!r} to rest a condition on.", f"Known: {', '.join(known)}.")
        for word in words:
            if word not in known[name]:
                listed = ", ".join(sorted(known[name]))
                raise item.refuse(f"{name} is never {word!r}.", f"Its words: {listed}.")
