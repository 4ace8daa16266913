"""harper: the engine inside this process, offline and without Java."""

from dataclasses import dataclass
from typing import Any

import harper  # checks grammar in this process, a few milliseconds a text

from app.findings import Grammar, GrammarIssue
from app.grammar.engine import FAILED, MOST_REPLACEMENTS, HarperLeftAlone
from app.offsets import utf16_offset
from app.situation import Dialect

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
# Its kind is left alone anyway, and at the first "pleeease" in a thread it loads a dictionary of its own: 1 to 3 s.
NO_SPELLING: dict[str, bool | None] = {"SpellCheck": False}


@dataclass(frozen=True, slots=True)
class HarperEngine:
    """Checks one text after the other, each with a linter of its own.

    A linter remembers the clauses it has seen, and nobody's message may outlive its answer. The dictionary is shared,
    so that after the first a new linter costs a few milliseconds.
    """

    left_alone: HarperLeftAlone
    name: str = "harper"

    def trouble(self) -> str | None:
        """Tries it. The first call loads the dictionary (about 0.6 s)."""
        return None if self.check("warm", "en-US").status == "ok" else "fails"

    def check(self, text: str, dialect: Dialect, by: float | None = None) -> Grammar:  # noqa: ARG002  # no call to wait for
        """What was found; an engine that fails is named as degraded."""
        try:
            linter = harper.Linter(DIALECTS[dialect])
            linter.set_lint_config(NO_SPELLING)
            issues = [
                _issue(text, rule, lint)
                for rule, lints in linter.organized_lints(text, language="plaintext").items()
                if rule not in self.left_alone.rules
                for lint in lints
                if lint.lint_kind not in self.left_alone.kinds
            ]
        except Exception:  # noqa: BLE001  # an engine's fault of any kind must not take the review with it
            return FAILED
        return Grammar(engine="harper", status="ok", issues=sorted(issues, key=lambda issue: (issue.start, issue.rule)))


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
