"""docs/model.md and the learning curve: what was measured on the hands held back."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from app.findings import Category
from app.wording.second_reader import Thresholds
from training.calibrate import Seen

PAGE = Path(__file__).parents[1] / "docs" / "model.md"
CURVE = Path(__file__).parent / "learning_curve.json"
BINS = (0.0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 1.01)
PRECISE = 0.96
MARK = "<!-- figures: written by `make model` -->\n"


def note_share(share: float, learnt: int, seen: Sequence[Seen]) -> None:
    """Keep how well the network reads after learning from a share of the texts."""
    curve = json.loads(CURVE.read_text("utf-8")) if CURVE.exists() else {}
    hands = [text for text in seen if not text.plain]
    curve[f"{share:g}"] = {
        "texts": learnt,
        "auc": round(area(hands), 3),
        "recall_at_0.96": round(recall_at(hands, PRECISE), 3),
    }
    CURVE.write_text(json.dumps(dict(sorted(curve.items())), indent=1) + "\n", encoding="utf-8")


def area(seen: Sequence[Seen]) -> float:
    """How likely a flagged text is thought more likely to be flagged than a clear one."""
    clear = sorted(text.flagged for text in seen if not text.labelled)
    flagged = [text.flagged for text in seen if text.labelled]
    return sum(bisect_left(clear, likely) for likely in flagged) / (len(clear) * len(flagged))


def recall_at(seen: Sequence[Seen], precision: float) -> float:
    """The most recall of any threshold that has this precision."""
    order = sorted(seen, key=lambda text: -text.flagged)
    right, best = 0, 0
    for number, text in enumerate(order, start=1):
        right += bool(text.labelled)
        best = right if right >= precision * number else best
    return best / sum(bool(text.labelled) for text in seen)


def write_page(seen: Sequence[Seen], thresholds: Thresholds, learnt: int) -> None:
    """Write the figures in docs/model.md; what stands above the mark is written by hand."""
    before, mark, _ = PAGE.read_text("utf-8").partition(MARK)
    PAGE.write_text(before + mark + "".join(_figures(seen, thresholds, learnt)), encoding="utf-8")


def _figures(seen: Sequence[Seen], thresholds: Thresholds, learnt: int) -> Iterator[str]:
    hands = [text for text in seen if not text.plain]
    yield f"""
## Figures on the hands held back

{learnt:,} texts learnt from, {len(seen):,} held back. AUC {area(hands):.3f}; recall at precision {PRECISE}, the network
alone: {recall_at(hands, PRECISE):.2f}. On texts nobody looked at, beside the rules:
[quality.md](quality.md).

| likelihood of a flag | texts | of them flagged by their writers |
| --- | --- | --- |
"""
    for low, high in pairwise(BINS):
        inside = [bool(text.labelled) for text in seen if low <= text.flagged < high]
        share = f"{sum(inside) / len(inside):.2f}" if inside else "none"
        yield f"| {low:g} to {min(high, 1):g} | {len(inside)} | {share} |\n"
    yield "\n| category | threshold | texts that have it | found | rightly |\n| --- | --- | --- | --- | --- |\n"
    for number, category in enumerate(Category):
        yield _row(hands, number, category, thresholds)
    yield f"\n`flagged_from` {thresholds.flagged_from:g}, `clear_below` {thresholds.clear_below:g}.\n"


def _row(hands: Sequence[Seen], number: int, category: Category, thresholds: Thresholds) -> str:
    least = thresholds.categories[category]
    said = [h for h in hands if h.flagged >= thresholds.flagged_from and h.categories[number] >= least]
    have, right = sum(category in h.labelled for h in hands), sum(category in h.labelled for h in said)
    found, rightly = right / max(have, 1), f"{right / len(said):.2f}" if said else "none"
    return f"| `{category}` | {least:g} | {have} | {found:.2f} | {rightly} |\n"
