"""Exchanges stored in memory and in a file."""

from __future__ import annotations

import itertools
import json
import threading
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from numbered_exchanges import exchange

from conformance.errors import UsageError
from conformance.evidence.lines import OPENING, to_line
from conformance.evidence.store import Store, options_of, read
from conformance.locations import schemas_folder
from conformance.model.exchange import Attempt, Failure, Response
from conformance.model.options import PlanOptions, RunOptions

LINE = jsonschema.Draft202012Validator(json.loads((schemas_folder() / "suite" / "exchange.json").read_text()))


def test_the_options_of_a_run_are_a_line_before_the_exchanges(tmp_path: Path) -> None:
    """A file holds the header of the last run that wrote to it; readers of exchanges skip it."""
    path = tmp_path / "evidence.jsonl"
    first = RunOptions("http://h/v1", "dashscope", ("m",), PlanOptions(1, 2, 8), faults=(), headers=("X-Team",))
    second = replace(first, plan=PlanOptions(2), faults=None)
    Store(path, first).append(exchange(1))
    Store(path, second, resume=True).append(exchange(2))
    assert options_of(path) == second
    assert list(read(path)) == [exchange(1), exchange(2)]
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert ["run" in line for line in lines] == [True, False, True, False]
    assert [error.message for line in lines for error in LINE.iter_errors(line)] == []


def test_what_was_not_settled_is_not_known_to_a_resumed_store(tmp_path: Path) -> None:
    """A resumed store forgets what was lost on the way or refused for load, and keeps every other answer."""
    path, passing = tmp_path / "evidence.jsonl", Response(503, (), b"")
    lost = [
        replace(exchange(number), attempts=(Attempt(1.0, 0.1, *outcome),))
        for number, outcome in enumerate([(None, Failure.RESET), (passing,), (None, Failure.BUDGET)])
    ]
    store = Store(path)
    for item in (*lost, exchange(7)):
        store.append(item)
    assert list(Store(path, resume=True)) == [exchange(7)]
    assert len(list(read(path))) == 4


def test_memory_store_keeps_order_and_latest() -> None:
    """Without a path a store is a mapping by request key, in order of arrival, where the latest counts."""
    store = Store()
    for item in (exchange(1), exchange(2), exchange(1, b"later")):
        store.append(item)
    assert [item.request.body for item in store] == [b"1", b"2"]
    assert len(store) == 2
    assert store.get(exchange(1).request.key) == exchange(1, b"later")
    assert exchange(2).request.key in store
    assert store.get("unknown") is None
    assert "unknown" not in store


def test_each_exchange_is_on_disk_at_once(tmp_path: Path) -> None:
    """After each append the file holds one line more, readable by others; folders are made as needed."""
    path = tmp_path / "deep" / "evidence.jsonl"
    store = Store(path)
    assert list(read(path)) == []
    for number in range(3):
        store.append(exchange(number))
        assert list(read(path)) == [exchange(earlier) for earlier in range(number + 1)]


def test_store_begins_anew_or_resumes(tmp_path: Path) -> None:
    """A store replaces an earlier run's file, or goes on with it when asked to."""
    path = tmp_path / "evidence.jsonl"
    Store(path).append(exchange(1))
    resumed = Store(path, resume=True)
    resumed.append(exchange(2))
    assert list(resumed) == list(read(path)) == [exchange(1), exchange(2)]
    assert list(Store.recorded(path)) == [exchange(1), exchange(2)]
    assert list(Store(path)) == list(read(path)) == []


def test_torn_last_line_is_left_out_and_cut_off(tmp_path: Path) -> None:
    """Wherever a kill tears the last line, reading leaves it out and resuming writes the next line whole."""
    path = tmp_path / "evidence.jsonl"
    first, second = to_line(exchange(1)), to_line(exchange(2, "你".encode()))
    for length in (0, 1, 9, len(OPENING), len(second) // 2, second.index("你".encode()) + 1, len(second) - 1):
        path.write_bytes(first + second[:length])
        assert list(read(path)) == [exchange(1)]
        Store(path, resume=True).append(exchange(3))
        assert path.read_bytes() == first + to_line(exchange(3))


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"# Evidence\n",
        b"{}\n",
        b"[]\n",
        b"1\n",
        b"\n",
        b"\x00\xff\n",
        b"[" * 100_000 + b"\n",
        b'{"format":2,"key":""}\n',
        b'{"format":1,"request":null,"attempts":[]}\n',
        to_line(exchange(1)).replace(b'"valid"', b'"stolen"'),
        to_line(exchange(1)).replace(b'"attempts":[{', b'"attempts":[],"x":[{'),
    ],
)
@pytest.mark.parametrize("resume", [True, False])
def test_file_of_others_is_refused_and_unchanged(tmp_path: Path, content: bytes, resume: bool) -> None:
    """A file that is no evidence is a usage error with a remedy, and is not overwritten."""
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="name an evidence file that a run wrote"):
        Store(path, resume=resume)
    with pytest.raises(UsageError, match=r"Line 1 of .*notes\.txt is not an exchange"):
        list(read(path))
    assert path.read_bytes() == content


def test_bad_line_in_the_middle_is_named(tmp_path: Path) -> None:
    """Only the last line may be torn; any other is named by its number."""
    path = tmp_path / "evidence.jsonl"
    path.write_bytes(to_line(exchange(1)) + to_line(exchange(2))[:30] + b"\n" + to_line(exchange(3)))
    with pytest.raises(UsageError, match="Line 2 of"):
        list(read(path))


def test_unreadable_and_unwritable_paths_are_usage_errors(tmp_path: Path) -> None:
    """A missing file, a folder and a file in the way are said in one sentence with a remedy."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageError, match="cannot be read"):
        list(read(tmp_path / "missing.jsonl"))
    with pytest.raises(UsageError, match="cannot be read"):
        Store(tmp_path, resume=True)
    with pytest.raises(UsageError, match="cannot be written"):
        Store(tmp_path / "file" / "evidence.jsonl")


def test_threads_lose_nothing(tmp_path: Path) -> None:
    """Appends from many threads all arrive, each on a line of its own."""
    path = tmp_path / "evidence.jsonl"
    store = Store(path)
    start = threading.Barrier(8)

    def work(first: int) -> None:
        start.wait()
        for number in range(first, first + 25):
            store.append(exchange(number, b"x" * 20_000))

    threads = [threading.Thread(target=work, args=(worker * 25,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(item.request.body) for item in read(path)) == list(range(200))
    assert len(store) == 200


def test_store_can_be_listed_while_it_grows() -> None:
    """Iterating goes over what was there when it began."""
    store = Store()
    store.append(exchange(0))
    for number, _ in zip(itertools.count(1), store, strict=False):
        store.append(exchange(number))
    assert len(store) == 2
