"""The quiet period after a break: how long it is, and what waives it."""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Literal

from app.situation import Situation, Stage

QUIET_WEEKS, LONG_QUIET_WEEKS = 4, 6
QuietState = Literal["open", "over", "waived", "unknown"]
ALIVE_WEEKS = 2  # they wrote last, less than so many weeks ago


@dataclass(frozen=True, slots=True)
class Quiet:
    """The quiet period: how long, how much of it has passed, and when it ends (None: not open)."""

    state: QuietState
    weeks: float | None
    limit: int
    ends: date | None


def quiet_period(situation: Situation, today: date) -> Quiet:
    """How much of the quiet period has passed, in weeks; waived where the conversation is alive."""
    weeks = situation.contact.weeks_since_last
    if weeks is None or last_before_break(situation):
        weeks = situation.breakup.weeks_ago
    limit = LONG_QUIET_WEEKS if needs_long_quiet(situation) else QUIET_WEEKS
    if _alive(situation):
        return Quiet("waived", weeks, limit, None)
    if weeks is None:
        return Quiet("unknown", None, limit, None)
    if weeks >= limit:
        return Quiet("over", weeks, limit, None)
    missing_days = ceil(round((limit - weeks) * 7, 6))
    return Quiet("open", weeks, limit, today + timedelta(days=missing_days))


def last_before_break(situation: Situation) -> bool:
    """Whether the last contact is said to be older than the break-up, which can't be; the later of the two counts."""
    since, ago = situation.contact.weeks_since_last, situation.breakup.weeks_ago
    return since is not None and ago is not None and since > ago


def needs_long_quiet(situation: Situation) -> bool:
    """Whether how it ended, or a message without an answer, asks for six weeks instead of four."""
    contact = situation.contact
    return situation.breakup.manner in ("messy", "cheating") or contact.bitterness == "high" or bool(contact.unanswered)


def _alive(situation: Situation) -> bool:
    contact = situation.contact
    wrote_lately = contact.weeks_since_last is not None and contact.weeks_since_last < ALIVE_WEEKS
    return (
        situation.stage in (Stage.IN_TOUCH, Stage.MISTAKE_RAISED)
        or bool(contact.still_reaching_out)
        or (contact.last_from == "recipient" and wrote_lately)
    )
