"""The model in PyTorch: in a number format and in batches as a server, in float32 as a function for a reference.

    MINILM=FOLDER python formats.py --weights bfloat16 --compute bfloat16 --batch 8 --port 8080
    MINILM=FOLDER embedding-conformance reference record --python formats:float32 --model … -o reference.json

FOLDER is the one of the model, which ``weights.py`` finds; servers/infinity pins the torch and transformers it needs.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import torch
from transformers import AutoModel, AutoTokenizer

MOST_TOKENS = 512
FORMATS = ("float32", "float16", "bfloat16")

Texts = list[str]
Vectors = list[list[float]]


def embedder(weights: str, compute: str, batch: int) -> Callable[[Texts], Vectors]:
    """Return what takes texts and gives each the mean of its tokens in the last layer, of length 1.

    Weights are rounded to one format and computed with in another, so many texts at a time, padded to the longest.
    """
    torch.set_num_threads(1)
    folder = os.environ["MINILM"]
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder).eval().to(getattr(torch, weights)).to(getattr(torch, compute))

    def embed(texts: Texts) -> Vectors:
        vectors: Vectors = []
        for at in range(0, len(texts), batch):
            cut = {"padding": True, "truncation": True, "max_length": MOST_TOKENS}
            tokens = tokenizer(texts[at : at + batch], return_tensors="pt", **cut)
            with torch.no_grad():
                last = model(**tokens).last_hidden_state
            read = tokens["attention_mask"].unsqueeze(-1).to(last.dtype)
            mean = (last * read).sum(1) / read.sum(1)
            vectors += torch.nn.functional.normalize(mean.float(), dim=-1).tolist()
        return vectors

    return embed


def float32(texts: Texts) -> Vectors:
    """Embed each text by itself."""
    return embedder("float32", "float32", 1)(texts)


class _Answering(BaseHTTPRequestHandler):
    """Answers whatever is posted; it counts no tokens."""

    embed: Callable[[Texts], Vectors]

    def do_POST(self) -> None:  # the name that http.server calls
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts = [asked["input"]] if isinstance(asked["input"], str) else asked["input"]
        vectors = type(self).embed(texts)
        data = [{"object": "embedding", "index": at, "embedding": vector} for at, vector in enumerate(vectors)]
        answer: dict[str, Any] = {"object": "list", "model": asked["model"], "data": data}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", choices=FORMATS, default="float32")
    parser.add_argument("--compute", choices=FORMATS, default="float32")
    parser.add_argument("--batch", type=int, default=1, help="texts that are computed at a time")
    parser.add_argument("--port", type=int, required=True)
    asked = parser.parse_args()
    _Answering.embed = staticmethod(embedder(asked.weights, asked.compute, asked.batch))
    HTTPServer(("127.0.0.1", asked.port), _Answering).serve_forever()


if __name__ == "__main__":
    main()
