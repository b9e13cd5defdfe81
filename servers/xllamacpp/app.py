"""llama.cpp's HTTP server out of the wheel xllamacpp: ``app.py GGUF MODEL PORT``."""

from __future__ import annotations

import signal
import sys

import xllamacpp

LONGEST = 512
"""Tokens of a text; an encoder takes a whole one in one physical batch."""


def settings(gguf: str, model: str, port: str) -> xllamacpp.CommonParams:
    """Return what the server is started with."""
    params = xllamacpp.CommonParams()
    params.model.path = gguf
    params.model_alias = {model}
    params.hostnames = ["127.0.0.1"]
    params.port = int(port)
    params.embedding = True
    params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    params.n_ctx = params.n_batch = params.n_ubatch = LONGEST
    # Threads that wait for work spin, which starves whoever asks on a small machine.
    params.cpuparams.n_threads = 1
    return params


server = xllamacpp.Server(settings(*sys.argv[1:]))
signal.pause()
