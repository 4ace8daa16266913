"""Conditions as writers put them in data: `{breakup.manner: [cheating, messy]}` holds where every line does."""

from collections.abc import Mapping

from pydantic import BaseModel

from app.datafile import Item

Facts = Mapping[str, str]
When = Mapping[str, list[str]]
UNKNOWN = "unknown"


def flatten(model: BaseModel, prefix: str = "") -> dict[str, str]:
    """Every field as `part.field` -> plain word; what was not said is `unknown`, booleans are `yes` and `no`."""
    facts: dict[str, str] = {}
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            facts |= flatten(value, f"{prefix}{name}.")
        elif isinstance(value, bool):
            facts[prefix + name] = "yes" if value else "no"
        elif not isinstance(value, (list, dict)):
            facts[prefix + name] = UNKNOWN if value is None else str(value)
    return facts


def holds(when: When, facts: Facts) -> bool:
    """Whether every named fact has one of its listed words."""
    return all(facts.get(name, UNKNOWN) in allowed for name, allowed in when.items())


def check_names(item: Item, when: When, known: Mapping[str, object]) -> None:
    """Refuse a condition on a fact that doesn't exist. Raises BadDataFile."""
    for name in when:
        if name not in known:
            raise item.refuse(f"there is no fact {name!r} to rest a condition on.", f"Known: {', '.join(known)}.")
