"""How sure the network must be to speak: thresholds chosen on hands it has not learnt from."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.findings import Category
from app.situation import Stage
from app.wording import Wording
from app.wording.network import Network
from app.wording.second_reader import Thresholds, stretches
from training.texts import BUILD, HELD

STEPS = [round(0.01 * step, 2) for step in range(1, 100)] + [0.992, 0.994, 0.996, 0.998]
MOST_ALARMS = 0.004  # of ordinary chat
LEAST_RIGHT = 0.9  # of texts that only the second reader flags, at or above `flagged_from`
CATEGORY_RIGHT = 0.75  # of flags of a category, in texts that have it
CRISIS_RIGHT = 0.95  # nobody is to be asked lightly whether they are safe


@dataclass(frozen=True, slots=True)
class Seen:
    """A held text: its labels, whether the rules flag it, and what the network says."""

    labelled: frozenset[Category]
    plain: bool
    by_rules: bool
    flagged: float
    categories: list[float]


def held(wording: Wording, network: Network) -> list[Seen]:
    """Every text of the hands that are held back."""
    paths = (path for path in sorted(BUILD.glob("*.jsonl")) if path.stem in HELD)
    return [
        _seen(wording, network, json.loads(line)) for path in paths for line in path.read_text("utf-8").splitlines()
    ]


def _seen(wording: Wording, network: Network, row: dict[str, Any]) -> Seen:
    text, stage = wording.matcher.normalise(row["text"]), Stage(row["stage"])
    read = [network.scores(text.tokens[start:end], stage) for start, end in stretches(text)]
    return Seen(
        frozenset(Category(flag["category"]) for flag in row["flags"]),
        row["kind"] == "plain" and len(row["flags"]) == 0,
        bool(wording.matcher.hits(text, stage)),
        max((scores.flagged for scores in read), default=0.0),
        [max(column) for column in zip(*(scores.categories for scores in read), strict=True)] or [0.0] * len(Category),
    )


def choose(seen: Sequence[Seen]) -> Thresholds:
    """The lowest thresholds that keep the promises at the top."""
    flagged_from = next((step for step in STEPS if _speaks_rightly(seen, step)), 1.0)
    return Thresholds(
        clear_below=max(STEPS, key=lambda step: _mended(seen, step)),
        flagged_from=flagged_from,
        categories={
            category: next((step for step in STEPS if _names_rightly(seen, number, category, step, flagged_from)), 1.0)
            for number, category in enumerate(Category)
        },
    )


def _speaks_rightly(seen: Sequence[Seen], least: float) -> bool:
    alone = [text for text in seen if not text.by_rules and text.flagged >= least and not text.plain]
    chat = [text for text in seen if text.plain]
    right, alarms = sum(bool(text.labelled) for text in alone), sum(text.flagged >= least for text in chat)
    return right >= LEAST_RIGHT * len(alone) and alarms <= MOST_ALARMS * len(chat)


def _mended(seen: Sequence[Seen], below: float) -> int:
    """How many more of the rules' wrong flags than of their right ones would not stand."""
    taken_back = [bool(text.labelled) for text in seen if text.by_rules and text.flagged < below]
    return len(taken_back) - 2 * sum(taken_back)


def _names_rightly(seen: Sequence[Seen], number: int, category: Category, least: float, flagged_from: float) -> bool:
    named = [text for text in seen if text.flagged >= flagged_from and text.categories[number] >= least]
    least_right = CRISIS_RIGHT if category is Category.CRISIS else CATEGORY_RIGHT
    return sum(category in text.labelled for text in named) >= least_right * len(named)


def write(thresholds: Thresholds, folder: Path) -> None:
    """Keep them with the network."""
    lines = [f"clear_below: {thresholds.clear_below}", f"flagged_from: {thresholds.flagged_from}", "categories:"]
    lines += [f"  {category}: {share}" for category, share in thresholds.categories.items()]
    note = "# Chosen by training/calibrate.py on hands that the network has not learnt from.\n"
    (folder / "thresholds.yaml").write_text(note + "\n".join(lines) + "\n", encoding="utf-8")
