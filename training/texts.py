"""What the network learns from: the `build` corpus, and the messages' own examples as clear texts."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from app.advice import known_facts
from app.findings import Category
from app.messages import load_hooks, load_messages
from app.situation import Stage
from app.wording.matcher import Matcher
from app.wording.network import pieces
from training.network import ANY, CATEGORIES

BUILD = Path(__file__).parents[1] / "tests" / "corpus" / "build"
# Hands that the network never learns from: thresholds are chosen on them.
HELD = frozenset(("n23", "n24", "n25", "n26", "n27", "n28", "c10", "d3"))
JOINED = 0.2  # so many texts are read with a piece of ordinary chat before or after them
MISTYPED_CHAT, MISTYPED = 0.3, 0.1  # so many texts are mistyped, each word of them with this likelihood:
MISTYPED_WORD = 0.2
SHORTEST_MISTYPED = 4  # letters
MOST_WORDS_JOINED = 40


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled text as tokens; `marks` has the categories of each token, None where no span was labelled."""

    id: str
    stage: Stage
    tokens: tuple[str, ...]
    categories: frozenset[Category]
    marks: tuple[frozenset[Category], ...] | None
    plain: bool  # ordinary chat, clear at whatever stage

    @property
    def hand(self) -> str:
        """Who wrote it."""
        return self.id.partition("-")[0]


def corpus(matcher: Matcher) -> list[Example]:
    """Every text of `build`, in a fixed order."""
    rows = (json.loads(line) for path in sorted(BUILD.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines())
    return [_example(matcher, row) for row in rows]


def _example(matcher: Matcher, row: dict[str, Any]) -> Example:
    text = matcher.normalise(row["text"])
    spans = [flag for flag in row["flags"] if flag["start"] is not None]
    marks = tuple(
        frozenset(Category(flag["category"]) for flag in spans if start < flag["end"] and flag["start"] < end)
        for start, end in zip(text.starts, text.ends, strict=True)
    )
    categories = frozenset(Category(flag["category"]) for flag in row["flags"])
    return Example(
        row["id"],
        Stage(row["stage"]),
        tuple(text.tokens),
        categories,
        marks if spans or not categories else None,
        row["kind"] == "plain",
    )


def messages(matcher: Matcher) -> Iterator[Example]:
    """One example of each message: what we offer ourselves is clear."""
    hooks = load_hooks()
    for message in load_messages(hooks, known_facts(hooks), proved=True).messages:
        text = matcher.normalise(message.data.examples[0].reads)
        nothing = tuple(frozenset[Category]() for _ in text.tokens)
        yield Example(message.id, message.data.stage, tuple(text.tokens), frozenset(), nothing, plain=False)


def varied(example: Example, chat: Sequence[Example], dice: random.Random) -> Example:
    """The example as one epoch sees it: ordinary chat at any stage, and now and then more of it around a text."""
    if example.plain:
        example = replace(example, stage=dice.choice(list(Stage)))
    if dice.random() < (MISTYPED_CHAT if example.plain else MISTYPED):
        example = replace(example, tokens=tuple(_mistyped(token, dice) for token in example.tokens))
    if dice.random() > JOINED or len(example.tokens) > MOST_WORDS_JOINED:
        return example
    other, mark = dice.choice(chat), dice.choice([";", ".", ","])
    first, last = (other, example) if dice.random() < 0.5 else (example, other)  # noqa: PLR2004
    marks = None
    if first.marks is not None and last.marks is not None:
        marks = (*first.marks, frozenset[Category](), *last.marks)
    return replace(example, tokens=(*first.tokens, mark, *last.tokens), marks=marks)


def _mistyped(token: str, dice: random.Random) -> str:
    """A word with a letter lost, doubled or out of place, now and then; real messages are full of them."""
    if len(token) < SHORTEST_MISTYPED or dice.random() > MISTYPED_WORD:
        return token
    place = dice.randrange(1, len(token) - 1)
    before, letter, following, rest = token[:place], token[place], token[place + 1], token[place + 2 :]
    return before + dice.choice([following, letter + letter + following, following + letter]) + rest


@dataclass(frozen=True, slots=True)
class Batch:
    """Some examples as tensors: pieces, which of them count, labels of the text and of each piece."""

    ids: Tensor
    mask: Tensor
    labels: Tensor
    marks: Tensor
    marked: Tensor

    @classmethod
    def of(cls, examples: Sequence[Example], tokenizer: Tokenizer) -> "Batch":
        """Examples side by side, filled up to the longest."""
        read = [pieces(tokenizer, example.stage, example.tokens) for example in examples]
        size = (len(read), max(len(ids) for ids, _ in read))
        batch = cls(
            torch.zeros(size, dtype=torch.long),
            torch.zeros(size, dtype=torch.long),
            torch.zeros(len(read), len(CATEGORIES) + 1),
            torch.zeros(*size, len(CATEGORIES)),
            torch.zeros(size),
        )
        for row, (example, (ids, words)) in enumerate(zip(examples, read, strict=True)):
            batch._fill(row, example, ids, words)
        return batch

    def _fill(self, row: int, example: Example, ids: list[int], words: list[int | None]) -> None:
        self.ids[row, : len(ids)] = torch.tensor(ids)
        self.mask[row, : len(ids)] = 1
        for category in example.categories:
            self.labels[row, CATEGORIES.index(category)] = 1
            self.labels[row, ANY] = 1
        if example.marks is None:
            return
        for place, word in enumerate(words):
            if word is not None:
                self.marked[row, place] = 1
                for category in example.marks[word]:
                    self.marks[row, place, CATEGORIES.index(category)] = 1


def batches(examples: Sequence[Example], size: int, dice: random.Random) -> Iterator[list[Example]]:
    """All examples in random batches of texts that are about as long."""
    order = sorted(examples, key=lambda example: len(example.tokens) + 6 * dice.random())
    cut = [order[start : start + size] for start in range(0, len(order), size)]
    dice.shuffle(cut)
    yield from cut
