"""Contracts that are missing, unreadable, malformed or contradictory are refused with place and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.contract.loading import load
from conformance.errors import ContractError


class TestFinding:
    """What is said of a contract that is not there."""

    def test_a_misspelt_name_is_answered_with_the_nearest(self) -> None:
        """The known names are listed, the nearest first."""
        with pytest.raises(
            ContractError, match=r"'dash-scope': did you mean 'dashscope'\? use one of azure, azure-v1, cohere, dash"
        ):
            load("dash-scope")

    def test_a_far_name_is_answered_with_the_known_ones(self) -> None:
        """Nothing is guessed where nothing is near."""
        with pytest.raises(ContractError, match="there is no contract 'zzz': use one of azure"):
            load("zzz")

    def test_an_empty_name_means_no_folder(self) -> None:
        """The current folder is not taken for a contract by accident."""
        with pytest.raises(ContractError, match="there is no contract ''"):
            load("")

    def test_a_folder_without_a_table_is_named(self, tmp_path: Path) -> None:
        """An existing folder is told apart from a name that is not known."""
        with pytest.raises(ContractError, match=r"holds no contract\.toml: give a folder that holds the four files"):
            load(str(tmp_path))

    @pytest.mark.parametrize("file", ["request.json", "response.json", "error.json"])
    def test_a_missing_schema_is_named(self, folder: Path, file: str) -> None:
        """All four files must be there."""
        (folder / file).unlink()
        with pytest.raises(ContractError, match=rf"{file} cannot be read .*all readable"):
            load(str(folder))

    def test_a_file_that_cannot_be_read_is_named(self, folder: Path) -> None:
        """What the system refuses to read is a user's mistake, not a crash."""
        (folder / "error.json").unlink()
        (folder / "error.json").mkdir()
        with pytest.raises(ContractError, match=r"error\.json cannot be read"):
            load(str(folder))


class TestParsing:
    """Files that are no TOML, JSON or UTF-8."""

    def test_bad_toml_is_refused_with_its_line(self, refused: Callable[..., ContractError]) -> None:
        """The parser's place is kept."""
        assert "is not TOML" in refused("format = 1", "format == 1").problem

    def test_bad_json_is_refused_with_its_line(self, refused: Callable[..., ContractError]) -> None:
        """The parser's place is kept."""
        refusal = refused('"type": "object",', '"type": object,', "request.json")
        assert "request.json is not JSON" in refusal.problem
        assert "line" in refusal.problem

    def test_another_encoding_is_refused(self, folder: Path) -> None:
        """A table that is not UTF-8 is told so."""
        (folder / "contract.toml").write_bytes("title = 'é'".encode("latin-1"))
        with pytest.raises(ContractError, match=r"is not UTF-8 .*: save it as UTF-8"):
            load(str(folder))


class TestTable:
    """Tables that break the schema of contract.toml."""

    @pytest.mark.parametrize(
        ("old", "new", "problem", "remedy"),
        [
            pytest.param(
                'checks = ["encoding.sdk-default"]\n',
                "",
                "clauses 'sdk.drop-in': has neither checks nor untestable",
                "name the checks that judge it, or say why none can",
                id="clause-without-judge",
            ),
            pytest.param(
                'checks = ["encoding.sdk-default"]\n',
                'checks = ["encoding.sdk-default"]\nuntestable = "no"\n',
                "clauses 'sdk.drop-in': has both checks and untestable",
                "and not both",
                id="clause-with-both",
            ),
            pytest.param(
                'checks = ["encoding.sdk-default"]\n',
                "checks = []\n",
                "clauses 'sdk.drop-in'.checks: [] should be non-empty",
                "schemas/suite/contract.json",
                id="no-checks",
            ),
            pytest.param(
                'level = "SHOULD"',
                'level = "OUGHT"',
                "clauses 'sdk.drop-in'.level: 'OUGHT' is not known here",
                "use one of MUST, SHOULD, MAY",
                id="level",
            ),
            pytest.param(
                '"model.required" = "refuse"',
                '"model.requird" = "refuse"',
                "policy: unknown key 'model.requird'",
                "did you mean 'model.required'?",
                id="rule",
            ),
            pytest.param(
                '"model.required" = "refuse"',
                '"zzzzzzzzzz" = "refuse"',
                "policy: unknown key 'zzzzzzzzzz'",
                "take it out, or correct its name",
                id="far-rule",
            ),
            pytest.param(
                '"model.required" = "refuse"',
                '"model.required" = "reply"',
                "policy.model.required: 'reply' is not known here",
                "use one of refuse, either, answer",
                id="expectation",
            ),
            pytest.param(
                'url = "https:', 'url = "ftp:', "url: 'ftp://", "give the http or https address", id="address"
            ),
            pytest.param("format = 1", "format = 2", "format: 1 was expected", "the only one", id="format"),
            pytest.param("any_model = false", "", "key 'any_model' is missing", "add any_model = …", id="missing-key"),
            pytest.param(
                'auth = "required"',
                'auth = "maybe"',
                "endpoint.auth: 'maybe' is not known here",
                "use one of required, optional, none",
                id="auth",
            ),
            pytest.param(
                "compatible-mode/v1",
                "compatible-mode/v1/?key=1",
                "endpoint.base_url:",
                "without query, fragment, trailing slash",
                id="base-url",
            ),
            pytest.param(
                "https://dashscope.aliyuncs",
                "https://{workspace}.aliyuncs",
                "endpoint.base_url:",
                "and places to fill in; the path may hold {model}",
                id="base-url-to-fill-in",
            ),
            pytest.param(
                "max_items = 25",
                'max_items = "25"',
                "models 'text-embedding-v1'.max_items: '25' is not of type 'integer'",
                "schemas/suite/contract.json",
                id="limit-type",
            ),
            pytest.param(
                "[1024, 768, 512]",
                "[1024, 0, 512]",
                "models 'text-embedding-v3'.dimensions 2: 0 is less than the minimum of 1",
                "schemas/suite/contract.json",
                id="width",
            ),
            pytest.param('date = "2024"', "date = 2024-11-01", "date:", "quote a year", id="toml-date"),
            pytest.param(
                '[[excuses]]\nreason = "model or service not purchased"\n',
                '[[excuses]]\nreason = "any"\n[[excuses]]\nreason = "model or service not purchased"\n',
                "excuses 2: has neither codes nor statuses",
                "give a reason and codes",
                id="excuse",
            ),
        ],
    )
    def test_a_broken_table_is_refused_at_its_place(
        self, refused: Callable[..., ContractError], old: str, new: str, problem: str, remedy: str
    ) -> None:
        """The refusal names the place as a person finds it, and says what to do."""
        refusal = refused(old, new)
        assert problem in refusal.problem
        assert remedy in refusal.remedy


class TestAgreement:
    """Files that are well-formed each, but contradict one another."""

    @pytest.mark.parametrize(
        ("old", "new", "problem"),
        [
            ('id = "http.drop-in"', 'id = "sdk.drop-in"', "clause 'sdk.drop-in' stands there twice"),
            (
                'name = "text-embedding-v2"',
                'name = "text-embedding-v1"',
                "model 'text-embedding-v1' stands there twice",
            ),
            ('id = "list"', 'id = "string"', "example 'string' stands there twice"),
            ('name = "text-embedding-v2"', 'name = "text-embedding-v4"', "text-embedding-v2, text-embedding-v4"),
            ("max_items = 6", "max_items = 10", "max_items is 10, in request.json 6"),
            ("max_items = 6\n", "", "max_items is not given, in request.json 6"),
            ("max_tokens = 8192", "max_tokens = 8191", "max_tokens is 8191, in request.json 8192"),
            ("[1024, 768, 512]", "[1024, 768]", "dimensions is [768, 1024], in request.json [512, 768, 1024]"),
            (
                "default_dimensions = 1024",
                "default_dimensions = 768",
                "default_dimensions is 768, in request.json 1024",
            ),
            ("default_dimensions = 1024\n", "", "default_dimensions is not given, in request.json 1024"),
            (
                "max_tokens = 2048",
                "max_tokens = 2048\ndimensions = [1536]",
                "dimensions is [1536], in request.json not given",
            ),
            ("any_model = false", "any_model = true", "any_model = true, but request.json lists models"),
            ('"渚清沙白鸟飞回"', '""', "example 'list' is not valid for 'text-embedding-v1'"),
        ],
    )
    def test_a_table_that_contradicts_itself_or_the_request_schema_is_refused(
        self, refused: Callable[..., ContractError], old: str, new: str, problem: str
    ) -> None:
        """The refusal shows both sides of the contradiction."""
        assert problem in refused(old, new).problem

    def test_a_contract_for_listed_models_needs_some(self, refused: Callable[..., ContractError]) -> None:
        """A contract that allows no model judges nothing."""
        refusal = refused("any_model = true", "any_model = false", name="openai-compatible")
        assert "there are no models" in refusal.problem

    @pytest.mark.parametrize(
        ("file", "old", "new", "problem"),
        [
            ("response.json", "2020-12/schema", "2019-09/schema", "is not declared as JSON Schema 2020-12"),
            ("response.json", '"type": "object",', '"type": "objekt",', "type: 'objekt'"),
            ("error.json", '"type": "object",', '"$ref": "https://example.com/e.json",', "refers to 'https://example"),
            ("request.json", '"x-max-tokens": 8192', '"x-max-tokens": "8192"', "x-max-tokens: '8192' is not of type"),
            (
                "request.json",
                '"type": "integer"',
                '"multipleOf": 256',
                "keyword 'multipleOf' at /properties/dimensions",
            ),
            ("request.json", '"input": {\n', '"text": {\n', "has no property input"),
        ],
    )
    def test_a_bad_schema_is_refused_by_name(
        self, refused: Callable[..., ContractError], file: str, old: str, new: str, problem: str
    ) -> None:
        """Schemas are 2020-12 with our annotations, complete in themselves, the request's one that we can narrow."""
        refusal = refused(old, new, file)
        assert problem in refusal.problem
        assert file in refusal.problem

    def test_keywords_are_held_against_ours_where_any_model_is_allowed(
        self, refused: Callable[..., ContractError]
    ) -> None:
        """A contract without models is narrowed once when it loads, so that it cannot fail later."""
        refusal = refused('"minLength": 1 }', '"pattern": "x" }', "request.json", "openai-compatible")
        assert "keyword 'pattern'" in refusal.problem
