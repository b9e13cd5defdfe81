"""Faults in the shape of a successful answer."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from conformance.service.embedder import Vectors
from conformance.service.embedding_call import EmbeddingCall
from conformance.service.parsed_request import ParsedRequest
from conformance.service.payloads import change_items, put, take
from conformance.service.registry import fault
from conformance.service.reply import Reply

__all__: list[str] = []


@fault("body-in-a-list", "body", "structure.body-object")
def _body_in_a_list(_call: EmbeddingCall, body: Any) -> Any:
    """Wraps the whole answer in a JSON array."""
    return [body]


@fault("body-null", "reply", "structure.body-object")
def _body_null(_request: ParsedRequest, reply: Reply) -> Reply:
    """Answers every success with the JSON value null."""
    return Reply(reply.status, b"null", reply.headers) if reply.ok else reply


@fault("native-shape", "body", "structure.data")
def _native_shape(_call: EmbeddingCall, body: Any) -> Any:
    """Answers in a shape of its own, with a list of bare vectors under another name."""
    vectors = [item["embedding"] for item in body["data"]]
    return put(take(body, "data"), embeddings=vectors)


@fault("data-null", "body", "structure.data")
def _data_null(_call: EmbeddingCall, body: Any) -> Any:
    """Answers with null in place of the data."""
    return put(body, data=None)


@fault("data-keyed-by-index", "body", "structure.data")
def _data_keyed_by_index(_call: EmbeddingCall, body: Any) -> Any:
    """Sends the data as an object with the positions as its keys."""
    return put(body, data={str(place): item for place, item in enumerate(body["data"])})


@fault("data-unwrapped-for-one", "body", "structure.data")
def _data_unwrapped_for_one(call: EmbeddingCall, body: Any) -> Any:
    """Sends the only item itself, not a list of it, where the input was a bare string."""
    return put(body, data=body["data"][0]) if call.single else body


@fault("id-missing", "body", "structure.id")
def _id_missing(_call: EmbeddingCall, body: Any) -> Any:
    """Leaves out the id of the call."""
    return take(body, "id")


@fault("id-empty", "body", "structure.id")
def _id_empty(_call: EmbeddingCall, body: Any) -> Any:
    """Sends an empty string as the id of the call."""
    return put(body, id="")


@fault("id-number", "body", "structure.id")
def _id_number(call: EmbeddingCall, body: Any) -> Any:
    """Sends a number as the id of the call."""
    return put(body, id=1_000_000 + call.request.request_slot.number)


@fault("id-null", "body", "structure.id")
def _id_null(_call: EmbeddingCall, body: Any) -> Any:
    """Sends null as the id of the call."""
    return put(body, id=None)


@fault("id-constant", "body", "structure.id-unique")
def _id_constant(_call: EmbeddingCall, body: Any) -> Any:
    """Gives every call the same id."""
    return put(body, id="f62c2ae7-0906-9758-ab34-47c5764f07e2")


@fault("id-of-the-moment", "body", "structure.id-unique")
def _id_of_the_moment(_call: EmbeddingCall, body: Any) -> Any:
    """Makes the id of a call of the time, in hundredths of a second."""
    return put(body, id=f"emb-{int(time.time() * 100)}")


@fault("id-by-model", "body", "structure.id-unique")
def _id_by_model(call: EmbeddingCall, body: Any) -> Any:
    """Gives all calls of one model the same id."""
    return put(body, id=f"emb-{call.model.name}")


@fault("model-missing", "body", "structure.model-present")
def _model_missing(_call: EmbeddingCall, body: Any) -> Any:
    """Leaves out the name of the model."""
    return take(body, "model")


@fault("model-null", "body", "structure.model-present")
def _model_null(_call: EmbeddingCall, body: Any) -> Any:
    """Sends null as the name of the model."""
    return put(body, model=None)


@fault("model-is-path", "body", "structure.model-echo")
def _model_is_path(_call: EmbeddingCall, body: Any) -> Any:
    """Names the folder the model was loaded from instead of the model."""
    return put(body, model="/data/model")


@fault("model-dated", "body", "structure.model-echo")
def _model_dated(call: EmbeddingCall, body: Any) -> Any:
    """Names a dated snapshot instead of the model that was called."""
    return put(body, model=f"{call.model.name}-2024-09-01")


@fault("object-missing", "body", "structure.object")
def _object_missing(_call: EmbeddingCall, body: Any) -> Any:
    """Leaves out the member object of the answer."""
    return take(body, "object")


@fault("object-wrong", "body", "structure.object")
def _object_wrong(_call: EmbeddingCall, body: Any) -> Any:
    """Calls the answer an embedding where it is a list."""
    return put(body, object="embedding")


@fault("first-only", "body", "structure.item-count")
def _first_only(_call: EmbeddingCall, body: Any) -> Any:
    """Embeds the first input and ignores the rest."""
    return put(body, data=body["data"][:1])


@fault("last-item-dropped", "body", "structure.item-count")
def _last_item_dropped(_call: EmbeddingCall, body: Any) -> Any:
    """Loses the last item of every list of several."""
    return put(body, data=body["data"][:-1]) if len(body["data"]) > 1 else body


@fault("last-item-dropped-at-cap", "body", "structure.item-count")
def _last_item_dropped_at_cap(call: EmbeddingCall, body: Any) -> Any:
    """Loses the last item, but only of a list as long as the model allows."""
    return put(body, data=body["data"][:-1]) if len(call.texts) >= call.model.items else body


@fault("extra-item", "body", "structure.item-count")
def _extra_item(_call: EmbeddingCall, body: Any) -> Any:
    """Adds an item that belongs to no input."""
    last = body["data"][-1]
    return put(body, data=[*body["data"], {**last, "embedding": last["embedding"][::-1], "index": last["index"] + 1}])


@fault("data-empty", "body", "structure.item-count")
def _data_empty(_call: EmbeddingCall, body: Any) -> Any:
    """Answers every call with an empty list."""
    return put(body, data=[])


@fault("joined-list", "vectors", "structure.item-count")
def _joined_list(_call: EmbeddingCall, vectors: Vectors) -> Vectors:
    """Pools all texts of a list into one vector."""
    return np.asarray(vectors.mean(axis=0, keepdims=True), dtype=np.float32)


@fault("duplicates-merged", "body", "structure.item-count")
def _duplicates_merged(call: EmbeddingCall, body: Any) -> Any:
    """Answers a text that stands twice in a list only once."""
    places = [call.texts.index(text) for text in dict.fromkeys(call.texts)]
    return put(body, data=[{**body["data"][place], "index": index} for index, place in enumerate(places)])


@fault("item-object-missing", "body", "structure.item-object")
def _item_object_missing(_call: EmbeddingCall, body: Any) -> Any:
    """Leaves out the member object of every item."""
    return change_items(body, lambda item, _: take(item, "object"))


@fault("item-object-wrong", "body", "structure.item-object")
def _item_object_wrong(_call: EmbeddingCall, body: Any) -> Any:
    """Calls every item a vector where it is an embedding."""
    return change_items(body, lambda item, _: put(item, object="vector"))


@fault("items-bare-vectors", "body", "structure.item-object")
def _items_bare_vectors(_call: EmbeddingCall, body: Any) -> Any:
    """Sends the vectors themselves as items."""
    return change_items(body, lambda item, _: item["embedding"])


@fault("item-null-in-batch", "body", "structure.item-object")
def _item_null_in_batch(_call: EmbeddingCall, body: Any) -> Any:
    """Puts null in the place of the second item of a list."""
    return change_items(body, lambda item, place: None if place == 1 else item)
