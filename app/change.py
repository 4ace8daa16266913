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


class Concreteness(StrEnum):
    """What is known of what changed; left out or blank it is `unknown`."""

    CONCRETE = "concrete"
    VAGUE = "vague"
    UNKNOWN = "unknown"


class _Examples(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    concrete: list[str]
    vague: list[str]


class _ChangeData(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    future: frozenset[str]
    done: frozenset[str]
    not_done: frozenset[str]
    anchors: frozenset[str]
    vague: frozenset[str]
    filler: frozenset[str]
    examples: _Examples


@dataclass(frozen=True, slots=True)
class ChangeChecks:
    """The word lists behind the checks."""

    data: _ChangeData

    def judge(self, what_changed: str | None) -> Concreteness:
        """Whether a statement of change names something another person could see."""
        words = WORD.findall((what_changed or "").lower().replace("\u2019", "'"))
        if not words:
            return Concreteness.UNKNOWN
        if self._only_promises(words) or _says_any(words, self.data.not_done):
            return Concreteness.VAGUE
        if any(word in self.data.anchors or word.isdigit() for word in words):
            return Concreteness.CONCRETE
        telling = [word for word in words if word not in self.data.vague and word not in self.data.filler]
        return Concreteness.CONCRETE if len(telling) >= FEWEST_TELLING_WORDS else Concreteness.VAGUE

    def _only_promises(self, words: list[str]) -> bool:
        return _says_any(words, self.data.future) and self.data.done.isdisjoint(words)


def _says_any(words: list[str], phrases: frozenset[str]) -> bool:
    said = f" {' '.join(words)} "
    return any(f" {phrase} " in said for phrase in phrases)


def load_change() -> ChangeChecks:
    """Read the checks and hold them against their examples. Raises BadDataFile."""
    item = read_item(CHANGE_FILE)
    checks = ChangeChecks(item.parse(_ChangeData))
    for expected, texts in (
        (Concreteness.CONCRETE, checks.data.examples.concrete),
        (Concreteness.VAGUE, checks.data.examples.vague),
    ):
        for text in texts:
            if checks.judge(text) is not expected:
                raise item.refuse(f"{text!r} comes out as not {expected}.", "Mend the word lists or the example.")
    return checks
