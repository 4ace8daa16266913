"""How well the two readers read the labelled texts: `make quality` prints it and writes docs/quality.md.

`build` is what rule writers read and the second reader learns from, `check` is counted only. Intervals are Wilson's, at
95 %. False alarms on real messages are counted where a file of them is there (`REAL_MESSAGES`, by default beside the
checkout): stage `in_touch`, rows labelled `ok`.
"""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev
from typing import Any, NamedTuple, Protocol

from app.findings import Category
from app.situation import Depth, Stage
from app.wording import Wording, load_wording
from app.wording.rules import load_lexicon
from app.wording.second_reader import load_second_reader

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests" / "corpus"
PAGE = ROOT / "docs" / "quality.md"
REAL_MESSAGES = Path(os.environ.get("REAL_MESSAGES", ROOT / ".." / "shared" / "data" / "real_sms.jsonl"))
CURVE = ROOT / "training" / "learning_curve.json"
SNAPSHOT = ROOT / "tests" / "corpus" / "flagged_clear.txt"
LENGTHS = (("8 words or fewer", 8), ("9 to 20 words", 20), ("more than 20 words", 10**6))
Z = 1.96  # 95 % of a normal distribution


@dataclass
class Tally:
    """Found rightly, found wrongly, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def count(self, *, found: bool, labelled: bool) -> None:
        self.right += found and labelled
        self.wrong += found and not labelled
        self.missed += labelled and not found

    @property
    def f1(self) -> float:
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)

    @property
    def labelled(self) -> int:
        return self.right + self.missed

    def row(self) -> str:
        recall, precision = share(self.right, self.labelled), share(self.right, self.right + self.wrong)
        return f"{recall} | {precision} | {self.f1:.2f} |"


class Span(NamedTuple):
    """What was flagged and where, in code points."""

    category: Category
    start: int
    end: int


@dataclass
class Part:
    """All figures of one part of the corpus."""

    verdict: Tally = field(default_factory=Tally)
    categories: dict[str, Tally] = field(default_factory=lambda: {category: Tally() for category in Category})
    overlaps: list[float] = field(default_factory=list)
    pairs: dict[str, list[bool]] = field(default_factory=dict)
    lengths: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name, _ in LENGTHS})


def share(part: int, whole: int) -> str:
    """A share with its interval: 0.81 (0.78 to 0.84)."""
    if not whole:
        return "none"
    low, high = interval(part, whole)
    return f"{part / whole:.2f} ({low:.2f} to {high:.2f})"


def interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's interval of a share."""
    p, z = part / whole, Z * Z / whole
    middle, half = p + z / 2, Z * sqrt(p * (1 - p) / whole + z / (4 * whole))
    return (middle - half) / (1 + z), (middle + half) / (1 + z)


def mean(values: list[float]) -> str:
    """A mean with its interval."""
    middle, half = fmean(values), Z * stdev(values) / sqrt(len(values))
    return f"{middle:.2f} ({middle - half:.2f} to {middle + half:.2f})"


def texts(part: str) -> Iterator[dict[str, Any]]:
    for path in sorted((CORPUS / part).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


class Reader(Protocol):
    """Whatever can flag a text at a stage: categories and spans in code points."""

    def __call__(self, text: str, stage: Stage) -> list[Span]: ...


def readers(wording: Wording) -> dict[str, Reader]:
    """The rules alone, and where there is a second reader that alone, and both together."""

    def placed(depth: Depth) -> Reader:
        return lambda text, stage: [
            Span(found.flag.category, found.flag.start, found.flag.end)
            for found in wording.read(text, stage, depth=depth).flags
        ]

    def alone(text: str, stage: Stage) -> list[Span]:
        assert wording.second_reader
        read = wording.matcher.normalise(text)
        hits = wording.second_reader.read(read, stage).hits
        return [Span(hit.rule.category, *read.original_span(hit.start, hit.end)) for hit in hits]

    found: dict[str, Reader] = {"rules": placed("rules")}
    return found | {"second reader": alone, "both": placed("full")} if wording.second_reader else found


def measure(read: Reader, part: str) -> Part:
    figures = Part()
    for entry in texts(part):
        flags = read(entry["text"], Stage(entry["stage"]))
        found, labelled = {flag.category for flag in flags}, {flag["category"] for flag in entry["flags"]}
        figures.verdict.count(found=bool(found), labelled=bool(labelled))
        words = len(entry["text"].split())
        length = next(name for name, most in LENGTHS if words <= most)
        figures.lengths[length].count(found=bool(found), labelled=bool(labelled))
        for category, tally in figures.categories.items():
            tally.count(found=category in found, labelled=category in labelled)
        figures.overlaps += spans_shared(flags, entry["flags"])
        if entry["pair"]:
            figures.pairs.setdefault(entry["pair"], []).append(bool(found) == bool(labelled))
    return figures


def spans_shared(flags: list[Span], labels: list[dict[str, Any]]) -> Iterator[float]:
    """For every labelled span that was found: the characters both mark, by those that either marks."""
    for label in labels:
        ours = [set(range(flag.start, flag.end)) for flag in flags if flag.category == label["category"]]
        if ours and label["start"] is not None:
            theirs = set(range(label["start"], label["end"]))
            yield max(len(span & theirs) / len(span | theirs) for span in ours)


def table(parts: dict[str, Part], tallies: Callable[[Part], dict[str, Tally]]) -> Iterator[str]:
    """One row a name, three columns a reader."""
    yield "\n| | labelled |" + "".join(f" {name}: recall | precision | F1 |" for name in parts)
    yield f"\n| --- | --- |{' --- | --- | --- |' * len(parts)}\n"
    columns = [tallies(part) for part in parts.values()]
    for name, first in columns[0].items():
        yield f"| {name} | {first.labelled} | " + " ".join(column[name].row() for column in columns) + "\n"


def flagged_clear(wording: Wording) -> Iterator[str]:
    """A line for every flag in a text that is labelled clear; of `check` never the words."""
    for part in ("build", "check"):
        for entry in texts(part):
            if not entry["flags"]:
                for placed in wording.read(entry["text"], Stage(entry["stage"]), depth="rules").flags:
                    words = f" {placed.flag.text!r}" if part == "build" else ""
                    yield f"{entry['id']} {entry['stage']} {placed.flag.rule}{words}\n"


def real_messages(wording: Wording) -> Iterator[str]:
    """False alarms on real messages and the rules that cause them; never a word of a message."""
    if not REAL_MESSAGES.exists():
        yield "No file of real messages was there.\n"
        return
    rows = [json.loads(line) for line in REAL_MESSAGES.read_text(encoding="utf-8").splitlines()]
    ordinary = [row for row in rows if row["label"] == "ok"]
    depths: tuple[Depth, ...] = ("rules", "full")
    for depth in depths:
        flagged = [wording.read(row["text"], Stage.IN_TOUCH, depth=depth).flags for row in ordinary]
        alarms = [flags for flags in flagged if flags]
        rules = Counter(placed.flag.rule for flags in alarms for placed in flags)
        low, high = interval(len(alarms), len(ordinary))
        rate = f"{1000 * len(alarms) / len(ordinary):.1f} ({1000 * low:.1f} to {1000 * high:.1f}) in 1,000"
        yield f"\nAt depth `{depth}` {len(alarms)} of {len(ordinary)} are flagged: {rate}.\n\n"
        yield "".join(f"- `{rule}`: {count}\n" for rule, count in rules.most_common())


def learning_curve() -> Iterator[str]:
    """What `make model` with a share of the texts came to, on the hands that it holds back."""
    yield "\n## How much the second reader learns from more text\n\n"
    yield "| texts | AUC | recall at precision 0.96, alone |\n| --- | --- | --- |\n"
    for share in json.loads(CURVE.read_text(encoding="utf-8")).values():
        yield f"| {share['texts']:,} | {share['auc']:.3f} | {share['recall_at_0.96']:.2f} |\n"


def page(wording: Wording) -> Iterator[str]:
    yield "<!-- Written by `make quality`. -->\n# Quality\n\n"
    yield f"Ruleset {wording.ruleset}, {len(wording.rules)} rules. In brackets the 95 % interval.\n"
    every = readers(wording)
    for part, chosen in (("check", every), ("build", {"rules": every["rules"]})):
        figures = {name: measure(read, part) for name, read in chosen.items()}
        yield f"\n## {part}\n"
        yield from table(figures, lambda of: {"**any flag**": of.verdict})
        yield from table(figures, lambda of: {f"`{name}`": tally for name, tally in of.categories.items()})
        yield from table(figures, lambda of: of.lengths)
        yield "\n"
        for name, of in figures.items():
            both = [all(right) for right in of.pairs.values() if len(right) > 1]
            yield f"- {name}: pairs with both texts judged rightly {share(sum(both), len(both))}, "
            yield f"span overlap of what was found {mean(of.overlaps)} on average\n"
    yield "\nThe second reader has learnt from `build`, so its figures there would say nothing.\n"
    yield from learning_curve()
    yield "\n## Real messages\n"
    yield from real_messages(wording)


if __name__ == "__main__":
    wording = load_wording(load_lexicon(), proved=True, second_reader=load_second_reader())
    content = "".join(page(wording))
    PAGE.write_text(content, encoding="utf-8")
    SNAPSHOT.write_text("".join(flagged_clear(wording)), encoding="utf-8")
    print(content)
