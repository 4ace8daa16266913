"""Situation -> whether and when to write, and why. The order of the decision is `decide`; the words are data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from app.change import ChangeChecks, Concreteness, load_change
from app.conditions import UNKNOWN, YES_NO, Facts, KnownFacts, When, check, facts_of, holds, known_fields, word_for
from app.datafile import read_item
from app.findings import Decision, Odds, OddsFactor, Question, Reason, SupportKind
from app.fitting import is_indefinite
from app.quiet import Quiet, QuietState, last_before_break, needs_long_quiet, quiet_period
from app.situation import Situation, Stage

ADVICE_FILE = Path(__file__).parent / "data" / "advice.yaml"
MOST_UNANSWERED = 1
RECENT_WEEKS, LONG_AGO_WEEKS = 6, 52
BANDS = frozenset(("recent", "while", "long", UNKNOWN))
SAID = known_fields(Situation)


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    when: When


class _ReasonData(_Entry):
    id: str
    text: str
    source: str


class _OddsData(_Entry):
    factor: str
    effect: Literal["better", "worse"]
    reason: str


class _QuestionData(_Entry):
    id: str
    kind: Literal["unknown", "reflect"]
    pointer: str | None = None
    text: str
    source: str


class _SupportData(_Entry):
    kinds: list[SupportKind]


class _AdviceData(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    reasons: list[_ReasonData] = Field(min_length=1)
    odds: list[_OddsData]
    questions: list[_QuestionData]
    support: list[_SupportData]

    @property
    def entries(self) -> list[_Entry]:
        return [*self.reasons, *self.odds, *self.questions, *self.support]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The advice before help lines are looked up."""

    decision: Decision
    send_not_before: date | None
    reasons: list[Reason]
    odds: Odds
    questions: list[Question]
    support: set[SupportKind]
    facts: Facts


def decide(situation: Situation, change: Concreteness, quiet: Quiet) -> Decision:
    """The first line that applies decides. Unknown never does."""
    if _boundary(situation):
        return Decision.DO_NOT_CONTACT
    if situation.stage is Stage.MISTAKE_RAISED:
        return Decision.SEND_NOW
    if _nothing_changed(situation, change):
        return Decision.REFLECT_FIRST
    if quiet.state == "open":
        return Decision.WAIT
    if quiet.weeks is not None or change is Concreteness.CONCRETE:
        return Decision.SEND_NOW
    return Decision.REFLECT_FIRST


def _boundary(situation: Situation) -> bool:
    said = situation.boundaries
    no = (said.asked_for_no_contact, said.blocked, said.court_order, said.threats_or_violence)
    return any(no) or (situation.contact.unanswered or 0) > MOST_UNANSWERED


def _nothing_changed(situation: Situation, change: Concreteness) -> bool:
    said = situation.change
    misses_something_else = said.missing in ("company", "the_past", "unsure") and change is not Concreteness.CONCRETE
    return (
        misses_something_else
        or change is Concreteness.VAGUE
        or said.flaws_resolvable is False
        or said.out_of_system is False
    )


def _facts(situation: Situation, change: Concreteness, quiet: Quiet, decision: Decision) -> dict[str, str]:
    unanswered = situation.contact.unanswered
    return facts_of(situation, SAID) | {
        "decision": decision,
        "boundary": word_for(_boundary(situation)),
        "change": change,
        "nothing_changed": word_for(_nothing_changed(situation, change)),
        "quiet": quiet.state,
        "long_quiet": word_for(needs_long_quiet(situation)),
        "unanswered": UNKNOWN if unanswered is None else ("none", "one", "many")[min(unanswered, 2)],
        "mistake_given": word_for(situation.mistake is not None),
        "hook.kind": situation.hook.kind if situation.hook else UNKNOWN,
        "hook.indefinite": word_for(situation.hook is not None and is_indefinite(situation.hook.detail)),
        "last_before_break": word_for(last_before_break(situation)),
        "gap": _band(quiet.weeks),
        "breakup.weeks_ago_band": _band(situation.breakup.weeks_ago),
    }


def known_facts(hook_kinds: Iterable[str]) -> KnownFacts:
    """Every fact that a condition in data may rest on, with its words."""
    return SAID | {
        "decision": frozenset(Decision),
        "boundary": YES_NO,
        "change": frozenset(Concreteness),
        "nothing_changed": YES_NO,
        "quiet": frozenset(get_args(QuietState)),
        "long_quiet": YES_NO,
        "unanswered": frozenset(("none", "one", "many", UNKNOWN)),
        "mistake_given": YES_NO,
        "hook.kind": frozenset((*hook_kinds, UNKNOWN)),
        "hook.indefinite": YES_NO,
        "last_before_break": YES_NO,
        "gap": BANDS,
        "breakup.weeks_ago_band": BANDS,
    }


def _band(weeks: float | None) -> str:
    if weeks is None:
        return UNKNOWN
    return "recent" if weeks < RECENT_WEEKS else "long" if weeks >= LONG_AGO_WEEKS else "while"


@dataclass(frozen=True, slots=True)
class Adviser:
    """The words of the advice, ready to be chosen."""

    data: _AdviceData
    checks: ChangeChecks

    def judge(self, situation: Situation, today: date) -> Judgement:
        """Whether and when to write, every reason and question that applies, and the odds as factors."""
        change = self.checks.judge(situation.change.what_changed)
        quiet = quiet_period(situation, today)
        decision = decide(situation, change, quiet)
        facts = _facts(situation, change, quiet, decision)
        return Judgement(
            decision=decision,
            send_not_before=None if decision is Decision.DO_NOT_CONTACT else quiet.ends,
            reasons=[_reason(entry, quiet) for entry in self.data.reasons if holds(entry.when, facts)],
            odds=_odds(self.data.odds, facts),
            questions=[
                Question(kind=entry.kind, pointer=entry.pointer, text=entry.text, source=entry.source)
                for entry in self.data.questions
                if holds(entry.when, facts)
            ],
            support={kind for entry in self.data.support if holds(entry.when, facts) for kind in entry.kinds},
            facts=facts,
        )

    @property
    def sources(self) -> set[str]:
        """Every passage of the article that the advice rests on."""
        return {entry.source for entry in self.data.reasons} | {entry.source for entry in self.data.questions}


def _reason(entry: _ReasonData, quiet: Quiet) -> Reason:
    if quiet.ends is None or quiet.weeks is None:
        return Reason(text=entry.text, source=entry.source)
    text = entry.text.format(weeks=_weeks(quiet.weeks), limit=quiet.limit, date=quiet.ends.isoformat())
    return Reason(text=text, source=entry.source)


def _weeks(weeks: float) -> str:
    rounded = f"{round(weeks, 1):g}"
    return f"{rounded} week{'' if rounded == '1' else 's'}"


def _odds(entries: Sequence[_OddsData], facts: Facts) -> Odds:
    factors = [
        OddsFactor(factor=entry.factor, effect=entry.effect, reason=entry.reason)
        for entry in entries
        if holds(entry.when, facts)
    ]
    balance = sum(1 if factor.effect == "better" else -1 for factor in factors)
    level: Literal["better", "even", "worse"] = "better" if balance > 0 else "worse" if balance < 0 else "even"
    return Odds(level=level if factors else "unknown", factors=factors)


def load_advice(known: KnownFacts) -> Adviser:
    """Read the advice. Raises BadDataFile for a condition on what doesn't exist, or a field that can't be filled."""
    item = read_item(ADVICE_FILE)
    data = item.parse(_AdviceData)
    for entry in data.entries:
        check(item, entry.when, known)
    for reason in data.reasons:
        try:
            reason.text.format(weeks="3 weeks", limit=4, date="2026-11-23")
        except (KeyError, ValueError, IndexError):
            raise item.refuse(f"the reason {reason.id!r} has a stray brace.", "Mend its {fields}.") from None
    return Adviser(data, load_change())
