"""The trained network as a file that runs without torch, its weights in eight bits."""

from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.network import Network


class _Likelihoods(nn.Module):
    """One text at a time, likelihoods out."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        pieces, text = self.network(ids, torch.ones_like(ids))
        return torch.sigmoid(pieces), torch.sigmoid(text)


def export(network: Network, tokenizer: Tokenizer, folder: Path) -> None:
    """Write network.onnx and tokenizer.json into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole.onnx"
        torch.onnx.export(
            _Likelihoods(network).eval(),
            (torch.ones(1, 16, dtype=torch.long),),
            str(whole),
            input_names=["ids"],
            output_names=["pieces", "text"],
            dynamic_axes={"ids": {1: "length"}, "pieces": {1: "length"}},
            opset_version=17,
            dynamo=False,
        )
        # Seven bits of eight: processors without VNNI add up pairs of products in sixteen, which could overflow.
        quantize_dynamic(
            whole, folder / "network.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
