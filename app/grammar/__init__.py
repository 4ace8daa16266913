"""Slips of grammar, never of texting style. The only importer of the grammar engines."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.datafile import read_item
from app.findings import Grammar
from app.grammar.engine import FAILED, OFF, Engine, LeftAlone
from app.grammar.harper_engine import HarperEngine
from app.grammar.languagetool_engine import LanguageToolEngine
from app.situation import Dialect

__all__ = ["GRAMMAR_SECONDS", "OFF", "GrammarChecker", "load_grammar_checker"]

LEFT_ALONE_FILE = Path(__file__).parent / "left_alone.yaml"
GRAMMAR_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class GrammarChecker:
    """Asks the first engine, and the next one where it fails; which one answered is told, never hidden.

    `seconds`: the longest that one request waits for an engine outside this process.
    """

    engines: tuple[Engine, ...]
    seconds: float = GRAMMAR_SECONDS

    def deadline(self) -> float:
        """The time (time.monotonic) until which a request that begins now waits."""
        return time.monotonic() + self.seconds

    def check(self, text: str, dialect: Dialect, by: float | None = None) -> Grammar:
        """What a careful reader would mend, answered by the time `by` (time.monotonic; by default the deadline)."""
        by = self.deadline() if by is None else by
        for engine in self.engines:
            found = engine.check(text, dialect, by)
            if found.status == "ok":
                return found if engine is self.engines[0] else found.model_copy(update={"status": "degraded"})
        return FAILED

    def state(self) -> tuple[Literal["ok", "degraded"], str]:
        """Whether the configured engine answers now, and which one does. Tries them, for at most `seconds`."""
        configured, *others = self.engines
        if (trouble := configured.trouble()) is None:
            return "ok", configured.name
        instead = next((engine.name for engine in others if engine.trouble() is None), None)
        return "degraded", f"{configured.name} {trouble}; {instead or 'none'} answers instead"


def load_grammar_checker(languagetool_url: str | None = None, seconds: float = GRAMMAR_SECONDS) -> GrammarChecker:
    """A checker that leaves texting style alone (left_alone.yaml). Raises BadDataFile.

    With the address of a LanguageTool server it asks that first, for at most `seconds`, as soon as it is warm.
    """
    left_alone = read_item(LEFT_ALONE_FILE).parse(LeftAlone)
    harper = HarperEngine(left_alone.harper)
    if languagetool_url is None:
        return GrammarChecker((harper,), seconds)
    return GrammarChecker((LanguageToolEngine(languagetool_url, left_alone.languagetool, seconds), harper), seconds)
