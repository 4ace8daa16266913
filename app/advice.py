"""Situation -> whether and when to write, and why. The order of the decision is `decide`; the words are data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.change import Change, ChangeChecks, load_change
from app.conditions import UNKNOWN, Facts, When, check_names, flatten, holds
from app.datafile import Item, read_item
from app.findings import Decision, Odds, OddsFactor, Question, Reason, SupportKind
from app.quiet import Quiet, needs_long_quiet, quiet_period
from app.situation import Situation, Stage

ADVICE_FILE = Path(__file__).parent / "data" / "advice.yaml"
MOST_UNANSWERED = 1
RECENT_WEEKS, LONG_AGO_WEEKS = 6, 52


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


def decide(situation: Situation, change: Change, quiet: Quiet) -> Decision:
    """The first line that applies decides. Unknown never does."""
    if _boundary(situation):
        return Decision.DO_NOT_CONTACT
    if situation.stage is Stage.MISTAKE_RAISED:
        return Decision.SEND_NOW
    if _nothing_changed(situation, change):
        return Decision.REFLECT_FIRST
    if quiet.state == "open":
        return Decision.WAIT
    if quiet.weeks is not None or change is Change.CONCRETE:
        return Decision.SEND_NOW
    return Decision.REFLECT_FIRST


def _boundary(situation: Situation) -> bool:
    said = situation.boundaries
    no = (said.asked_for_no_contact, said.blocked, said.court_order, said.threats_or_violence)
    return any(no) or (situation.contact.unanswered or 0) > MOST_UNANSWERED


def _nothing_changed(situation: Situation, change: Change) -> bool:
    said = situation.change
    misses_something_else = said.missing in ("company", "the_past", "unsure") and change is not Change.CONCRETE
    return (
        misses_something_else
        or change in (Change.VAGUE, Change.NONE)
        or said.flaws_resolvable is False
        or said.out_of_system is False
    )


def _facts(situation: Situation, change: Change, quiet: Quiet, decision: Decision) -> dict[str, str]:
    unanswered, weeks_ago = situation.contact.unanswered, situation.breakup.weeks_ago
    return flatten(situation) | {
        "decision": decision,
        "boundary": _yes_no(_boundary(situation)),
        "change": change,
        "nothing_changed": _yes_no(_nothing_changed(situation, change)),
        "quiet": quiet.state,
        "long_quiet": _yes_no(needs_long_quiet(situation)),
        "unanswered": UNKNOWN if unanswered is None else ("none", "one", "many")[min(unanswered, 2)],
        "mistake_given": _yes_no(situation.mistake is not None),
        "hook.kind": situation.hook.kind if situation.hook else UNKNOWN,
        "sender.name": UNKNOWN if situation.sender.name is None else "given",
        "gap": _band(quiet.weeks),
        "breakup.weeks_ago_band": _band(weeks_ago),
    }


def _yes_no(value: bool) -> str:  # noqa: FBT001  # its one argument is what it names
    return "yes" if value else "no"


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
    text = entry.text.format(weeks=f"{quiet.weeks:g}", limit=quiet.limit, date=quiet.ends.isoformat())
    return Reason(text=text, source=entry.source)


def _odds(entries: Sequence[_OddsData], facts: Facts) -> Odds:
    factors = [
        OddsFactor(factor=entry.factor, effect=entry.effect, reason=entry.reason)
        for entry in entries
        if holds(entry.when, facts)
    ]
    balance = sum(1 if factor.effect == "better" else -1 for factor in factors)
    level: Literal["better", "even", "worse"] = "better" if balance > 0 else "worse" if balance < 0 else "even"
    return Odds(level=level if factors else "unknown", factors=factors)


def known_facts() -> Facts:
    """Every fact that a condition in data may rest on."""
    situation = Situation.model_validate({"recipient": {"name": "Anna"}})
    today = date(2026, 1, 1)
    return _facts(situation, Change.UNKNOWN, quiet_period(situation, today), Decision.REFLECT_FIRST)


def load_advice() -> Adviser:
    """Read the advice. Raises BadDataFile for a condition on a fact that doesn't exist."""
    item: Item = read_item(ADVICE_FILE)
    data = item.parse(_AdviceData)
    facts = known_facts()
    for entry in data.entries:
        check_names(item, entry.when, facts)
    return Adviser(data, load_change())
