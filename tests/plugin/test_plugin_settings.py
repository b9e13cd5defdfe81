"""Options become settings, or one sentence with the remedy."""

from __future__ import annotations

from typing import Any

import pytest
from faked_config import fake_config

from conformance.contract.loading import load
from conformance.errors import UsageError
from conformance.plugin.base_url import take_base_url
from conformance.plugin.command import command_of
from conformance.plugin.settings import Settings, settings_of, target_of
from pytest_embedding_conformance.options import add


def _settings(base_url: str = "", **options: Any) -> Settings:
    return settings_of(fake_config(base_url, **options))


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin without a key in the environment."""
    for name in ("EMB_API_KEY", "DASHSCOPE_API_KEY"):
        monkeypatch.delenv(name, raising=False)


REFUSALS: dict[str, tuple[str, dict[str, Any], str]] = {
    "another scheme": ("ftp://host/v1", {}, "is no base URL"),
    "no host": ("http:///v1", {}, "is no base URL"),
    "an unknown model": ("", {"emb_model": ["text-embedding-v33"]}, "did you mean 'text-embedding-v3'?"),
    "an unknown contract": ("", {"emb_contract": "dashscop"}, "dashscope"),
    "a fault for somebody else": ("http://127.0.0.1/v1", {"emb_fault": ["bom"]}, "embedded service only"),
    "an unknown way of progress": ("", {"emb_progress": "loud"}, "give one of auto, plain, off"),
    "an unknown depth": ("", {"emb_depth": "shallow"}, "give one of smoke, standard, deep"),
    "a negative number of examples": ("", {"emb_examples": -1}, "give 0 or more"),
    "no concurrency": ("", {"emb_concurrency": 0}, "give 1 or more"),
    "no time": ("", {"emb_timeout": 0.0}, "give 0.01 or more"),
    "a time that is no number": ("", {"emb_timeout": float("nan")}, "give 0.01 or more"),
    "a time without an end": ("", {"emb_timeout": float("inf")}, "give 0.01 or more"),
    "a time no clock knows": ("", {"emb_timeout": 1e300}, "give 0.01 or more"),
    "a price that pays": ("", {"emb_price": -0.5}, "give 0 or more"),
    "a header without a colon": ("", {"emb_header": ["X-Team"]}, "write it like"),
    "a header with a line end": ("", {"emb_header": ["X-Team: a\nb"]}, "write it like"),
    "a key as a header": ("", {"emb_header": ["Authorization: Bearer x"]}, "put the key into EMB_API_KEY"),
    "a header that is ours": ("", {"emb_header": ["content-length: 3"]}, "leave it to the suite"),
    "no model to call": ("http://h/v1", {"emb_contract": "openai-compatible"}, "--emb-model"),
}


@pytest.mark.parametrize(("url", "options", "remedy"), REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_is_refused_with_the_remedy(url: str, options: dict[str, Any], remedy: str) -> None:
    """Each mistake has one sentence that ends with what to do."""
    with pytest.raises(UsageError) as refusal:
        _settings(url, **options)
    assert remedy in str(refusal.value)


@pytest.mark.parametrize("option", ["--emb-seed", "--emb-examples", "--emb-timeout", "--emb-price"])
def test_words_for_numbers_are_refused_in_one_sentence(option: str) -> None:
    """What is no number is a usage error of one sentence, and not the usage of every option."""
    parser = pytest.Parser(_ispytest=True)
    add(parser)
    with pytest.raises(pytest.UsageError, match=rf"^{option} 'many' is no (whole )?number: give one such as 8$"):
        parser.parse([f"{option}=many"])


@pytest.mark.parametrize(
    ("typed_url", "used", "noted"),
    [
        ("http://h/v1", "http://h/v1", False),
        ("http://h/v1/", "http://h/v1", False),
        ("http://h/v1/embeddings", "http://h/v1", True),
        ("http://h/v1/embeddings/", "http://h/v1", True),
        ("https://h", "https://h", False),
    ],
)
def test_near_misses_of_a_base_url_are_mended(typed_url: str, used: str, noted: bool) -> None:
    """The endpoint's own path behind a base URL is taken off, and said."""
    settings = _settings(typed_url)
    assert (settings.options.base_url, bool(settings.note)) == (used, noted)


def test_extra_headers_leave_the_options_for_the_target() -> None:
    """A value goes to the target, as a secret, and is no longer where others print options."""
    config = fake_config("http://h/v1", emb_header=["X-Team: search me", "x-tag:b"], emb_contract="openai-compatible")
    config.option.emb_model = ["m"]
    target = target_of(settings_of(config))
    assert [(header.name, header.value.reveal()) for header in target.headers] == [
        ("X-Team", "search me"),
        ("x-tag", "b"),
    ]
    assert [header.variable for header in target.headers] == ["X_TEAM", "X_TAG"]
    assert config.option.emb_header == []
    assert "search me" not in repr(target)


def test_a_model_named_twice_is_judged_once() -> None:
    """Repeating a model changes nothing, and the order given is kept."""
    names = ["text-embedding-v3", "text-embedding-v1", "text-embedding-v3"]
    assert _settings(emb_model=names).options.models == ("text-embedding-v3", "text-embedding-v1")
    assert len(_settings().options.models) == 3


def test_the_vendors_key_goes_to_the_vendors_hosts_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The contract's own variable is read for the hosts it lists; our variable goes before it."""
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-vendor")
    vendor = target_of(_settings("https://dashscope.aliyuncs.com/compatible-mode/v1"))
    assert vendor.key is not None
    assert (vendor.key.reveal(), vendor.key_variable) == ("sk-vendor", "DASHSCOPE_API_KEY")
    with pytest.raises(UsageError, match=r"DASHSCOPE_API_KEY goes to its hosts alone.*put it into EMB_API_KEY"):
        target_of(_settings("https://dashscope.aliyuncs.com.evil.example/v1"))
    monkeypatch.setenv("EMB_API_KEY", "sk-ours")
    ours = target_of(_settings("https://dashscope.aliyuncs.com/compatible-mode/v1"))
    assert ours.key is not None
    assert (ours.key.reveal(), ours.key_variable) == ("sk-ours", "EMB_API_KEY")


def test_a_contract_that_wants_no_key_gets_none() -> None:
    """Where a key is optional, nothing is sent in its place."""
    settings = _settings("http://h/v1", emb_contract="openai-compatible", emb_model=["m"])
    assert target_of(settings).key is None


@pytest.mark.parametrize(
    ("typed_url", "stripped"),
    [
        ("http://me:pw@h:8/v1?key=1#x", "http://h:8/v1"),
        ("http://a@b@h/v1", "http://h/v1"),
        ("http://h/v1", "http://h/v1"),
        ("", ""),
    ],
)
def test_userinfo_and_query_leave_the_base_url_first_of_all(typed_url: str, stripped: str) -> None:
    """Whoever prints the option later prints no secret."""
    config = fake_config(typed_url)
    take_base_url(config, load("dashscope"))
    assert config.option.base_url == stripped


def test_the_query_of_a_base_url_goes_with_every_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is kept as it was typed, told with a name in place of each value, and what was mended is told beside it."""
    monkeypatch.setenv("EMB_API_KEY", "sk-any-key-of-mine")
    settings = _settings("https://me:pw@h/openai/embeddings/?api-version=2024-10-21&code=s3cr%2Ft&beta#top")
    query = target_of(settings).query if settings.query else None
    assert settings.options.base_url == "https://h/openai"
    assert query is not None
    assert query.text.reveal() == "api-version=2024-10-21&code=s3cr%2Ft&beta"
    assert query.redacted == "api-version=$API_VERSION&code=$CODE&beta"
    assert "every request is sent with ?api-version=$API_VERSION" in settings.note
    assert "/embeddings was taken off" in settings.note
    assert "put the key into EMB_API_KEY" in settings.note
    assert "s3cr" not in repr(settings)


def test_the_command_that_judges_the_same_again_has_all_that_was_asked_for_and_no_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Models, limits and what was selected are in it, a variable stands for each secret, and what is written is not."""
    monkeypatch.setenv("EMB_API_KEY", "sk-1")
    config = fake_config(
        "https://somebody:secret@host/v1?api-version=hidden",
        emb_contract="openai-compatible",
        emb_model=["m"],
        emb_max_requests=9,
        emb_header=["X-Team: hidden"],
        emb_strict=True,
        emb_name="SEARCH gateway,  staging",
        emb_results="elsewhere.json",
        keyword="ordering",
        markexpr="",
        emb_list=False,
        emb_plan=False,
    )
    settings = settings_of(config)
    assert settings.name == "SEARCH gateway, staging"
    assert command_of(config, settings) == (
        "pytest",
        "--pyargs",
        "conformance",
        "--base-url=https://host/v1?api-version=$API_VERSION",
        "--emb-contract=openai-compatible",
        "--emb-seed=20241122",
        "--emb-header=X-Team: $X_TEAM",
        "--emb-model=m",
        "--emb-strict",
        "--emb-max-requests=9",
        "--emb-name=SEARCH gateway,  staging",
        "-k",
        "ordering",
    )
