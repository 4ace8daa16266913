"""The map of the article: each statement, and the field, question, reason, rule or message that carries it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.advice import Adviser
from app.datafile import Item, read_items
from app.findings import Category, Decision, SupportKind
from app.situation import Situation, Stage

ARTICLE_FILE = Path(__file__).parent / "data" / "article.yaml"


class _Statement(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str
    carried_by: Annotated[list[str], Field(min_length=1)]


class Passage(BaseModel):
    """One passage: its id is the `source` of what rests on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    statements: Annotated[list[_Statement], Field(min_length=1)]


def load_article(adviser: Adviser) -> list[Passage]:
    """Every passage. Raises BadDataFile where one is carried by something that doesn't exist."""
    carriers = _carriers(adviser)
    return [_passage(item, carriers) for item in read_items(ARTICLE_FILE)]


def _passage(item: Item, carriers: Mapping[str, frozenset[str]]) -> Passage:
    passage = item.parse(Passage)
    for reference in (reference for statement in passage.statements for reference in statement.carried_by):
        kind, _, name = reference.partition(":")
        if name not in carriers.get(kind, frozenset()):
            known = ", ".join(sorted(carriers.get(kind, carriers)))
            raise item.refuse(f"{passage.id} is carried by {reference!r}, which doesn't exist.", f"Known: {known}.")
    return passage


def _carriers(adviser: Adviser) -> dict[str, frozenset[str]]:
    """What can carry a statement, by its kind."""
    data = adviser.data
    return {
        "field": frozenset(_fields(Situation)),
        "question": frozenset(entry.id for entry in data.questions),
        "reason": frozenset(entry.id for entry in data.reasons),
        "odds": frozenset(entry.factor for entry in data.odds),
        "category": frozenset(Category),
        "messages": frozenset(Stage),
        "decision": frozenset(Decision),
        "support": frozenset(SupportKind),
    }


def _fields(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield prefix + name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _fields(field.annotation, f"{prefix}{name}.")
