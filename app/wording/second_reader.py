"""The second reader: a small trained network beside the rules, for wording that no rule lists (docs/model.md)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.datafile import read_item, read_items
from app.findings import Category
from app.situation import Stage
from app.wording.matcher import Hit
from app.wording.normalise import Normalised
from app.wording.rules import Line, Objection
from app.wording.vocabulary import MARKS

if TYPE_CHECKING:
    from app.wording.network import Network, Scores

SENTENCE_MARKS = frozenset((";", ".", "!", "?", "??"))
STOPS = "".join(MARKS[mark] for mark in (".", "!", "?", "??"))
SENTENCE = re.compile(f"[^{STOPS}]+[{STOPS}]?")
KINDS_FILE = Path(__file__).parent / "second_reader.yaml"
MODEL_DIR = Path(__file__).parent / "model"
MOST_TOKENS = 120  # of what is read in one go
MARKED_FROM = 0.4  # a word this likely belongs to the span
LEAST_OF_HIGHEST = 0.6  # where no word is, the span is made of those that reach this share of the likeliest

Share = Annotated[float, Field(ge=0, le=1)]


class Kind(Objection):
    """What is said where the network objects."""

    why: Line = (
        "No rule names this wording. A model trained on labelled texts thinks that it reads so. It sees more than a "
        "list can, it is sometimes wrong, and your own ear counts for more."
    )


class Thresholds(BaseModel):
    """How sure the network must be, chosen on texts it has not learnt from.

    Where it thinks a text less likely than `clear_below` to be flagged at all, a rule's flag does not stand.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    clear_below: Share
    flagged_from: Share
    categories: dict[Category, Share]


@dataclass(frozen=True, slots=True)
class Opinion:
    """Whether a careful reader would hardly object to a text at all, and the words that another would object to."""

    harmless: bool
    hits: list[Hit]


class SecondReader:
    """The network's opinion of a text."""

    def __init__(
        self, network: "Network", kinds: Mapping[Category, Kind], thresholds: Thresholds, digest: bytes = b""
    ) -> None:
        self._network, self.kinds, self.thresholds, self.digest = network, kinds, thresholds, digest

    def read(self, text: Normalised, stage: Stage) -> Opinion:
        """What it thinks of a text. One that it can't see whole is never harmless."""
        harmless, hits = True, list[Hit]()
        for start, end in stretches(text):
            scores = self._network.scores(text.tokens[start:end], stage)
            harmless = harmless and scores.whole and scores.flagged < self.thresholds.clear_below
            hits += self._hits(text, start, scores, stage)
        return Opinion(harmless, hits)

    def _hits(self, text: Normalised, offset: int, scores: "Scores", stage: Stage) -> Iterator[Hit]:
        if scores.flagged < self.thresholds.flagged_from:
            return
        for number, category in enumerate(Category):
            kind = self.kinds.get(category)
            if kind and stage in kind.stages and scores.categories[number] >= self.thresholds.categories[category]:
                likely = [token[number] for token in scores.tokens]
                for start, end in spans(likely, text.tokens[offset : offset + len(likely)]):
                    yield Hit(kind, start + offset, end + offset)


def stretches(text: Normalised) -> Iterator[tuple[int, int]]:
    """The text in as few stretches as can be read in one go, cut at the ends of sentences where there are any."""
    start = end = 0
    for sentence in SENTENCE.finditer(text.code):
        if sentence.end() - start > MOST_TOKENS and end > start:
            yield start, end
            start = end
        end = sentence.end()
        while end - start > MOST_TOKENS:
            yield start, start + MOST_TOKENS
            start += MOST_TOKENS
    if end > start:
        yield start, end


def spans(likely: Sequence[float], tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """In each sentence that is meant, from the first likely token to the last, no mark at an edge."""
    least = min(MARKED_FROM, LEAST_OF_HIGHEST * max(likely))
    sentence: list[int] = []
    for place, token in enumerate([*tokens, "."]):
        if token in SENTENCE_MARKS:
            if sentence:
                yield sentence[0], sentence[-1] + 1
            sentence = []
        elif likely[place] >= least and token not in MARKS:
            sentence.append(place)


def load_kinds() -> dict[Category, Kind]:
    """What it says to people, by category. Raises BadDataFile."""
    return {kind.category: kind for kind in (item.parse(Kind) for item in read_items(KINDS_FILE))}


def load_second_reader(folder: Path = MODEL_DIR) -> SecondReader | None:
    """The second reader that ships; None where its network is missing or can't be read.

    Raises BadDataFile where what it says to people is wrong.
    """
    kinds = load_kinds()
    try:
        from app.wording.network import Network  # noqa: PLC0415  # onnxruntime is loaded only where it is wanted

        thresholds = read_item(folder / "thresholds.yaml").parse(Thresholds)
        return SecondReader(Network(folder), kinds, thresholds, _digest(folder))
    except Exception:  # noqa: BLE001  # whatever is wrong with a model, the rules still answer
        return None


def _digest(folder: Path) -> bytes:
    """A hash of all that decides what the second reader says."""
    digest = sha256(KINDS_FILE.read_bytes())
    for path in sorted(folder.iterdir()):
        digest.update(path.read_bytes())
    return digest.digest()
