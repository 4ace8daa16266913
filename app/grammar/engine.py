"""What a grammar engine is, and what it leaves alone."""

from typing import Protocol

from pydantic import BaseModel, ConfigDict

from app.findings import Grammar
from app.situation import Dialect

MOST_REPLACEMENTS = 3
OFF = Grammar(engine="none", status="off", issues=[])
FAILED = Grammar(engine="none", status="degraded", issues=[])


class Engine(Protocol):
    """Finds slips of grammar. Never raises."""

    @property
    def name(self) -> str:
        """As in `grammar.engine` of an answer."""

    def check(self, text: str, dialect: Dialect, by: float) -> Grammar:
        """What was found, or FAILED where the engine can't answer by then (time.monotonic)."""

    def trouble(self) -> str | None:
        """What keeps the engine from answering now, to be said after its name; None where it answers."""


class HarperLeftAlone(BaseModel):
    """Kinds and rules of harper that are not asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: frozenset[str]
    rules: frozenset[str]


class LanguageToolLeftAlone(BaseModel):
    """Categories and rules of LanguageTool that are not asked for, and words (in lower case) that are no issue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    categories: frozenset[str]
    words: frozenset[str]
    rules: frozenset[str]


class LeftAlone(BaseModel):
    """What is the sender's own: left_alone.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    harper: HarperLeftAlone
    languagetool: LanguageToolLeftAlone
