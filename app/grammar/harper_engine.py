"""Slips of grammar, never of texting style. The only importer of the grammar engine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import harper  # checks grammar in this process, offline, without Java
from pydantic import BaseModel, ConfigDict

from app.datafile import read_item
from app.findings import Grammar, GrammarIssue
from app.offsets import utf16_offset
from app.situation import Dialect

MOST_REPLACEMENTS = 3
LEFT_ALONE_FILE = Path(__file__).parent / "data" / "grammar.yaml"
DIALECTS: dict[Dialect, harper.Dialect] = {
    "en-US": harper.Dialect.AMERICAN,
    "en-CA": harper.Dialect.CANADIAN,
    "en-AU": harper.Dialect.AUSTRALIAN,
    "en-IN": harper.Dialect.INDIAN,
    "en-GB": harper.Dialect.BRITISH,
    "en-IE": harper.Dialect.BRITISH,
    "en-NG": harper.Dialect.BRITISH,
    "en-SG": harper.Dialect.BRITISH,
}


OFF = Grammar(engine="none", status="off", issues=[])
FAILED = Grammar(engine="none", status="degraded", issues=[])


class _LeftAlone(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: frozenset[str]
    rules: frozenset[str]


@dataclass(frozen=True, slots=True)
class GrammarChecker:
    """Checks one text after the other, each with a linter of its own.

    A linter remembers the clauses it has seen, and nobody's message may outlive its answer. The dictionary is shared,
    so that after the first a new linter costs a few milliseconds.
    """

    left_alone: _LeftAlone

    def works(self) -> bool:
        """Whether the engine answers. The first call loads the dictionary (about 0.6 s)."""
        return self.check("warm", "en-US").status == "ok"

    def check(self, text: str, dialect: Dialect) -> Grammar:
        """What a careful reader would mend. An engine that fails is named as degraded, never hidden."""
        try:
            found = harper.Linter(DIALECTS[dialect]).organized_lints(text, language="plaintext")
        except Exception:  # noqa: BLE001  # an engine's fault of any kind must not take the review with it
            return FAILED
        issues = [
            _issue(text, rule, lint)
            for rule, lints in found.items()
            if rule not in self.left_alone.rules
            for lint in lints
            if lint.lint_kind not in self.left_alone.kinds
        ]
        return Grammar(engine="harper", status="ok", issues=sorted(issues, key=lambda issue: (issue.start, issue.rule)))


def load_grammar_checker() -> GrammarChecker:
    """A checker that leaves texting style alone (data/grammar.yaml). Raises BadDataFile."""
    return GrammarChecker(read_item(LEFT_ALONE_FILE).parse(_LeftAlone))


def _issue(text: str, rule: str, lint: Any) -> GrammarIssue:
    start, end = lint.span.start, lint.span.end
    return GrammarIssue(
        rule=rule,
        start=start,
        end=end,
        start_utf16=utf16_offset(text, start),
        end_utf16=utf16_offset(text, end),
        message=lint.message,
        replacements=[suggestion.replacement_text for suggestion in lint.suggestions[:MOST_REPLACEMENTS]],
    )
