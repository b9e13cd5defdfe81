"""Writes a BERT of sentence-transformers as one GGUF file of float32 numbers: ``convert.py FOLDER FILE``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import gguf
import numpy as np
from safetensors import safe_open

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")


def convert(folder: Path, path: Path) -> None:
    """Write settings, vocabulary and tensors; raises LookupError for a tensor that GGUF has no name for."""
    settings = json.loads((folder / "config.json").read_text("utf-8"))
    writer = gguf.GGUFWriter(path, "bert")
    _add_settings(writer, settings)
    _add_vocabulary(writer, (folder / "vocab.txt").read_text("utf-8").split("\n")[: settings["vocab_size"]])
    writer.add_token_type_count(settings["type_vocab_size"])
    _add_tensors(writer, folder / "model.safetensors", settings["num_hidden_layers"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_settings(writer: Any, settings: dict[str, Any]) -> None:
    writer.add_name("all-MiniLM-L6-v2")
    writer.add_block_count(settings["num_hidden_layers"])
    writer.add_context_length(settings["max_position_embeddings"])
    writer.add_embedding_length(settings["hidden_size"])
    writer.add_feed_forward_length(settings["intermediate_size"])
    writer.add_head_count(settings["num_attention_heads"])
    writer.add_layer_norm_eps(settings["layer_norm_eps"])
    writer.add_causal_attention(value=False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)


def _add_vocabulary(writer: Any, pieces: list[str]) -> None:
    """Where WordPiece marks pieces inside words, GGUF marks those that begin one."""
    kinds = {True: gguf.TokenType.CONTROL, False: gguf.TokenType.NORMAL}
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("jina-v2-en")
    writer.add_token_list([_piece(piece) for piece in pieces])
    writer.add_token_types([kinds[piece in SPECIAL] for piece in pieces])
    pad, unknown, first, last, mask = (pieces.index(piece) for piece in SPECIAL)
    writer.add_bos_token_id(first)
    writer.add_eos_token_id(last)
    writer.add_sep_token_id(last)
    writer.add_unk_token_id(unknown)
    writer.add_pad_token_id(pad)
    writer.add_mask_token_id(mask)
    writer.add_add_bos_token(value=True)
    writer.add_add_eos_token(value=True)
    writer.add_bool("tokenizer.ggml.normalizer.lowercase", val=True)


def _piece(piece: str) -> str:
    if piece in SPECIAL:
        return piece
    return piece.removeprefix("##") if piece.startswith("##") else f"\N{LOWER ONE EIGHTH BLOCK}{piece}"


def _add_tensors(writer: Any, path: Path, blocks: int) -> None:
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.BERT, blocks)
    with safe_open(str(path), framework="numpy") as tensors:
        for name in tensors.keys():  # noqa: SIM118  # no mapping: it cannot be iterated over
            if name.endswith("position_ids") or "pooler" in name:
                continue
            known = names.get_name(name.removeprefix("bert."), try_suffixes=(".weight", ".bias"))
            if known is None:
                raise LookupError(f"GGUF has no name for {name}")
            writer.add_tensor(known, tensors.get_tensor(name).astype(np.float32))


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
