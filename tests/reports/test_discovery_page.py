"""The page of a survey: what was found, and which request showed it."""

from __future__ import annotations

import re

import pytest

from conformance.client.http import Client
from conformance.discovery.account import account_of
from conformance.discovery.survey import Survey
from conformance.evidence.store import Store
from conformance.model.secret import Secret
from conformance.model.target import Limits, Target
from conformance.reports.html import discovery_page
from conformance.results.survey_view import SurveyView
from conformance.service import Service

KEY = "sk-reference"
MODEL = "text-embedding-v3"


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> SurveyView:
    """What a survey found of a service that cuts texts without a word, within a hundred requests."""
    folder = tmp_path_factory.mktemp("survey")
    with Service("dashscope", faults=["cut-at-512", "code-null"], key=KEY) as service:
        target = Target(service.base_url, Secret(KEY), limits=Limits(requests=110))
        with Client(target) as client:
            store = Store(folder / "evidence.jsonl")
            survey = Survey(target, [MODEL], sender=client, memory=store, date="2026-11-28")
            assert survey.first() is None
            facts = list(survey.explore())[-1][1]
            return account_of(survey.conclude([facts], folder / "observed.toml"), target)


def _fact(account: SurveyView, name: str) -> list[tuple[str, str, bool]]:
    (model,) = account.models
    (fact,) = [each for each in model.facts if each.name == name]
    return [(str(each.title), str(each.outcome), each.decides) for each in fact.shown]


def test_a_limit_is_shown_by_the_requests_beside_it(surveyed: SurveyView) -> None:
    """The largest list that was answered, and the smallest that was not, with what was said."""
    ends = [row for row in _fact(surveyed, "inputs") if row[2]]
    assert [row[0] for row in ends] == ["a list of 6", "a list of 7"]
    assert ends[0][1] == "200: 6 vectors of 1,024 dimensions"
    assert ends[1][1].startswith("400: «")


def test_a_cut_is_shown_by_the_endings_that_are_read_and_not(surveyed: SurveyView) -> None:
    """The last change that moves the vector, and the first that does not."""
    ends = [row for row in _fact(surveyed, "tokens") if row[2]]
    assert {row[1] for row in ends} == {
        "another vector: the change was read",
        "the vector of the whole text: the change was not read",
    }
    words = {row[1]: int(re.findall(r"\d+", row[0])[0]) for row in ends}
    assert words["another vector: the change was read"] < words["the vector of the whole text: the change was not read"]


def test_every_fact_has_a_request_that_shows_it(surveyed: SurveyView) -> None:
    """Widths, forms, base64 and the key, each with its exchange; what did not hold, too."""
    facts = [*surveyed.models[0].facts, surveyed.key]
    assert all(any(each.exchange in surveyed.exchanges for each in fact.shown) for fact in facts)
    assert {"a wrong key", "no key"} <= {str(each.title) for each in surveyed.key.shown}
    assert [(row.check, row.exchange in surveyed.exchanges) for row in surveyed.broken] == [
        ("errors.code-not-null", True)
    ]


def test_the_page_links_to_what_it_shows(surveyed: SurveyView) -> None:
    """Every reference leads to an exchange of the page, and the key is nowhere."""
    page = discovery_page.render(surveyed, "observed.toml", 110)
    named = set(re.findall(r'href="#(exchange-[^"]+)"', page))
    assert named == set(re.findall(r'id="(exchange-[^"]+)"', page))
    assert len(named) == len(surveyed.exchanges)
    assert KEY not in page
    assert "<b>a list of 6</b>" in page
    assert "--emb-contract=observed.toml" in page
    assert "The budget ended the asking" in page


def test_the_page_speaks_chinese(surveyed: SurveyView) -> None:
    """All that is ours is told in Chinese; what the service said is quoted."""
    page = discovery_page.render(surveyed, "observed.toml", 110, "zh")
    assert "对无文档服务的探查结果" in page
    assert "共发送 110 个请求" in page
    assert "vectors of" not in page
