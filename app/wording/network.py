"""The trained network as it runs. To import it loads onnxruntime, so only a service that uses it does."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np  # the arrays that onnxruntime takes
from tokenizers import Tokenizer  # cuts words into the pieces that the network knows

from app.findings import Category
from app.situation import Stage

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read at its import: else it calls its maker
import onnxruntime  # runs the network, without the library that trained it

STAGE_WORDS = {Stage.FIRST_CONTACT: "first", Stage.IN_TOUCH: "touch", Stage.MISTAKE_RAISED: "raised"}
BEFORE_TEXT = 2  # the stage and a bar
MOST_PIECES = 160  # of what is read in one go


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of a stretch: likelihoods of each category, of any, and of each for every token.

    `whole`: whether it has seen all of it.
    """

    categories: list[float]
    flagged: float
    tokens: list[list[float]]
    whole: bool


class Network:
    """The trained network; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(folder / "network.onnx", options, ["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def scores(self, tokens: Sequence[str], stage: Stage) -> Scores:
        """What it says of tokens in a text at a stage. Those beyond MOST_PIECES pieces are not seen.

        One stretch at a time: weights of eight bits are scaled by all that is read together, so that in a batch a
        text would be judged by its neighbours.
        """
        ids, words = pieces(self._tokenizer, stage, tokens)
        of_pieces, of_text = self._session.run(None, {"ids": np.array([ids], dtype=np.int64)})
        marked = [[0.0] * len(Category) for _ in tokens]
        for word, likely in zip(words, of_pieces[0].tolist(), strict=True):
            if word is not None:
                marked[word] = list(map(max, marked[word], likely))
        *categories, flagged = of_text[0].tolist()
        return Scores(categories, flagged, marked, words[-1] == len(tokens) - 1 or len(words) < MOST_PIECES)


def pieces(tokenizer: Tokenizer, stage: Stage, tokens: Sequence[str]) -> tuple[list[int], list[int | None]]:
    """The stage and the tokens as numbers of word pieces, and for each piece the token it belongs to."""
    encoded = tokenizer.encode([STAGE_WORDS[stage], "|", *tokens], is_pretokenized=True)
    words = [None if word is None or word < BEFORE_TEXT else word - BEFORE_TEXT for word in encoded.word_ids]
    return encoded.ids[:MOST_PIECES], words[:MOST_PIECES]
