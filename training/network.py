"""The network: the first layers of MiniLM, and two heads: which words, and which kinds of wording at all."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from app.findings import Category

LAYERS = 4
CATEGORIES = list(Category)
ANY = len(CATEGORIES)  # the last output of the text head: flagged at all
FAR_BELOW = 1e4


class Network(nn.Module):
    """Pieces of words in, logits out: one a category for each piece, and for the text one a category and ANY."""

    def __init__(self, weights: Path) -> None:
        super().__init__()
        given = json.loads((weights / "config.json").read_text(encoding="utf-8"))
        config = BertConfig(**{**given, "num_hidden_layers": LAYERS}, attn_implementation="eager")
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.encoder.load_state_dict(load_file(weights / "model.safetensors"), strict=False)
        # Words keep the meaning they came with: most of them stand in few of our texts.
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(requires_grad=False)
        self.dropout = nn.Dropout(0.1)
        self.pieces = nn.Linear(config.hidden_size, len(CATEGORIES))
        self.text = nn.Linear(2 * config.hidden_size, len(CATEGORIES) + 1)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Logits for each piece and for the text."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        highest = (hidden + (weight - 1) * FAR_BELOW).max(1).values
        return self.pieces(self.dropout(hidden)), self.text(self.dropout(torch.cat([mean, highest], -1)))
