"""Contracts load whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.contract.loading import contract_names, load
from conformance.errors import ContractError
from conformance.locations import schemas_folder
from conformance.model.case import Expect
from conformance.model.contract import Auth
from conformance.model.verdict import Level
from conformance.service import Service


@pytest.mark.parametrize("name", contract_names())
def test_every_known_contract_loads_under_its_own_name(name: str) -> None:
    """The folder of a contract is called like the contract in it, whether it extends another or not."""
    assert load(name).name == name


def test_both_contracts_of_the_project_are_known() -> None:
    """The names are those of the folders that hold a contract.toml, without the suite's own schemas."""
    assert set(contract_names()) >= {"dashscope", "openai-compatible"}
    assert "suite" not in contract_names()


def test_documented_limits_of_dashscope_are_read() -> None:
    """Items, tokens and widths of each model are those of the document."""
    limits = {
        model.name: (model.max_items, model.max_tokens, model.dimensions, model.default_dimensions)
        for model in load("dashscope").models
    }
    assert limits == {
        "text-embedding-v1": (25, 2048, (), None),
        "text-embedding-v2": (25, 2048, (), None),
        "text-embedding-v3": (6, 8192, (1024, 768, 512), 1024),
    }


def test_endpoint_of_dashscope_is_read() -> None:
    """URL, path, hosts, key variable and the need for a key are those of the document."""
    contract = load("dashscope")
    assert contract.base_url == "https://dashscope.aliyuncs.com/compatible-mode/v1"
    assert (contract.path, contract.hosts) == ("/embeddings", ("dashscope.aliyuncs.com",))
    assert (contract.auth, contract.key_variable) == (Auth.REQUIRED, "DASHSCOPE_API_KEY")
    assert not contract.any_model


def test_openai_compatible_takes_any_model_and_needs_no_key() -> None:
    """The second contract knows no model, no limit and no host a key could be meant for."""
    contract = load("openai-compatible")
    assert contract.any_model
    assert (contract.models, contract.hosts, contract.auth) == ((), (), Auth.OPTIONAL)


def test_documented_errors_and_excuses_are_read() -> None:
    """A case may have a code, a status or both; an excuse tells its reason."""
    contract = load("dashscope")
    wrong_key = contract.errors["wrong-key"]
    assert (wrong_key.case, wrong_key.codes, wrong_key.statuses) == ("wrong-key", ("invalid_api_key",), (401,))
    assert (contract.errors["unknown-model"].statuses, contract.errors["unknown-model"].codes) == ((404,), ())
    arrears = next(excuse for excuse in contract.excuses if "Arrearage" in excuse.codes)
    assert (arrears.reason, arrears.statuses) == ("account in arrears", (402,))


def test_a_list_example_becomes_a_tuple_and_a_string_stays_one() -> None:
    """Both input forms of the worked examples survive."""
    examples = {example.id: example.input for example in load("dashscope").examples}
    assert isinstance(examples["string"], str)
    assert examples["list"] == ("风急天高猿啸哀", "渚清沙白鸟飞回", "无边落木萧萧下", "不尽长江滚滚来")


def test_what_is_limited_is_refused_and_the_rest_is_either() -> None:
    """The rules the document states are refuse; all others either."""
    policy = load("dashscope").policy
    refused = {rule for rule, expect in policy.items() if expect is Expect.REFUSE}
    assert refused == {
        "model.required",
        "model.type",
        "model.enum",
        "input.required",
        "input.type",
        "input.items.type",
        "input.null",
        "input.maxItems",
        "dimensions.enum",
        "body.json",
        "body.object",
        "body.empty",
    }
    assert {policy[rule] for rule in policy.keys() - refused} == {Expect.EITHER}


def test_a_rule_left_out_is_either(replaced: Callable[..., Path]) -> None:
    """A contract that is silent about a rule accuses nobody of breaking it."""
    folder = replaced('"body.empty" = "refuse"\n', "")
    assert load(str(folder)).policy["body.empty"] is Expect.EITHER


def test_clauses_keep_level_locator_and_judges() -> None:
    """A clause has checks or the reason why none can judge it, never both."""
    clauses = {clause.id: clause for clause in load("dashscope").clauses}
    assert clauses["sdk.drop-in"].level is Level.SHOULD
    assert clauses["vectors.of-its-input"].level is Level.MUST
    assert clauses["sdk.python"].untestable
    assert all(bool(clause.checks) != bool(clause.untestable) for clause in clauses.values())


def test_a_path_loads_like_a_name(folder: Path) -> None:
    """A folder, and the table in it, both mean the contract, and its digest does not depend on the place."""
    assert load(str(folder)) == load(str(folder / "contract.toml")) == load("dashscope")


def test_digest_is_of_all_four_files(folder: Path) -> None:
    """A change in any file, even of white space, gives another digest."""
    digests = {load(str(folder)).digest}
    for file in ("contract.toml", "request.json", "response.json", "error.json"):
        with (folder / file).open("a") as stream:
            stream.write("\n")
        digests.add(load(str(folder)).digest)
    assert len(digests) == 5
    assert all(digest.startswith("sha256:") and len(digest) == 71 for digest in digests)


_EXTENDING = 'format = 1\nextends = "dashscope"\nname = "mine"\ntitle = "Mine"\ndate = "2026"\nsource = "A letter"\n'


def _in_one_file(name: str, *schemas: str) -> str:
    """Return a contract of the package as one file with some of its schemas."""
    folder = schemas_folder() / name
    given = (f"{part} = '''\n{(folder / f'{part}.json').read_text('utf-8')}'''" for part in schemas)
    lines = (folder / "contract.toml").read_text("utf-8"), "[schemas]" if schemas else "", *given
    return "\n".join(lines)


def test_a_contract_in_one_file_is_that_of_four(tmp_path: Path) -> None:
    """Whoever writes one down, or sends it to somebody, has one file to keep."""
    (tmp_path / "mine.toml").write_text(_in_one_file("dashscope", "request", "response", "error"), "utf-8")
    mine, whole = load(str(tmp_path / "mine.toml")), load("dashscope")
    assert replace(mine, digest="") == replace(whole, digest="")
    assert mine.digest != whole.digest
    with Service(str(tmp_path / "mine.toml"), key="sk-reference") as service:
        assert service.base_url.endswith("/compatible-mode/v1")


def test_one_file_may_extend_a_contract_and_needs_no_schema_then(tmp_path: Path) -> None:
    """What it does not say is the other's; files that lie beside it are not its."""
    (tmp_path / "mine.toml").write_text(_EXTENDING, "utf-8")
    (tmp_path / "request.json").write_text("broken", "utf-8")
    assert load(str(tmp_path / "mine.toml")).request_schema == load("dashscope").request_schema


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (_in_one_file("dashscope", "request", "error"), r"mine.toml lacks schemas\.response: put it in as JSON"),
        (_in_one_file("dashscope") + "[schemas]\nrequest = 3", "schemas holds 'request', which is no schema as text"),
        (
            _in_one_file("dashscope") + "[schemas]\nrequests = ''",
            "schemas holds 'requests', which is no schema as text",
        ),
        (_in_one_file("dashscope") + "[schemas]\nrequest = ''\nresponse = ''\nerror = ''", "mine.toml is not JSON"),
    ],
    ids=["one lacks", "no text", "another name", "no JSON"],
)
def test_a_broken_file_is_refused_with_the_remedy(text: str, told: str, tmp_path: Path) -> None:
    """One sentence says what is wrong with it."""
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    with pytest.raises(ContractError, match=told):
        load(str(tmp_path / "mine.toml"))
