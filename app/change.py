"""Is what changed concrete? A few documented checks (data/change.yaml); they claim no more than that."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from app.datafile import read_item

CHANGE_FILE = Path(__file__).parent / "data" / "change.yaml"
WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
FEWEST_TELLING_WORDS = 2


class Change(StrEnum):
    """What is known of what changed: `none` was said to be nothing, `unknown` was not said."""

    CONCRETE = "concrete"
    VAGUE = "vague"
    NONE = "none"
    UNKNOWN = "unknown"


class _Examples(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    concrete: list[str]
    vague: list[str]


class _ChangeData(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    future: frozenset[str]
    done: frozenset[str]
    anchors: frozenset[str]
    vague: frozenset[str]
    filler: frozenset[str]
    examples: _Examples


@dataclass(frozen=True, slots=True)
class ChangeChecks:
    """The word lists behind the checks."""

    data: _ChangeData

    def judge(self, what_changed: str | None) -> Change:
        """Whether a statement of change names something another person could see."""
        if what_changed is None:
            return Change.UNKNOWN
        words = WORD.findall(what_changed.lower().replace("\u2019", "'"))
        if not words:
            return Change.NONE
        if self._only_promises(words):
            return Change.VAGUE
        if any(word in self.data.anchors or word.isdigit() for word in words):
            return Change.CONCRETE
        telling = [word for word in words if word not in self.data.vague and word not in self.data.filler]
        return Change.CONCRETE if len(telling) >= FEWEST_TELLING_WORDS else Change.VAGUE

    def _only_promises(self, words: list[str]) -> bool:
        said = f" {' '.join(words)} "
        return any(f" {phrase} " in said for phrase in self.data.future) and self.data.done.isdisjoint(words)


def load_change() -> ChangeChecks:
    """Read the checks and hold them against their examples. Raises BadDataFile."""
    item = read_item(CHANGE_FILE)
    checks = ChangeChecks(item.parse(_ChangeData))
    for expected, texts in (
        (Change.CONCRETE, checks.data.examples.concrete),
        (Change.VAGUE, checks.data.examples.vague),
    ):
        for text in texts:
            if checks.judge(text) is not expected:
                raise item.refuse(f"{text!r} comes out as not {expected}.", "Mend the word lists or the example.")
    return checks
