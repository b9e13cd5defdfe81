"""What a contract says and no clause has judged is named, with what is missing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from conformance.checks.unjudged_entries import unjudged_entries
from conformance.contract.loading import load
from conformance.locations import schemas_folder

HEAD = 'format = 1\nextends = "openai-compatible"\nname = "vendor"\ntitle = "V"\ndate = "2026"\nsource = "A test"\n'
CLAUSE = '[[clauses]]\nid = "dimensions.widths"\nlevel = "MUST"\nstatement = "."\nlocator = "."\n'


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("[errors.parameter]\nstatus = 418", "errors.parameter.status: no clause names errors.status-documented"),
        ("[errors.wrong-key]\ncode = 7", "errors.wrong-key.code: no clause names auth.wrong-key-code"),
        ("[errors.missing-key]\nstatus = 401", "errors.missing-key: no check judges"),
        (
            '[policy]\n"input.maxItems" = "refuse"',
            'policy."input.maxItems" = "refuse": no clause names limits.items-over',
        ),
        ('[policy]\n"parameter.required" = "refuse"', "request.json requires no parameter beside model and input"),
        (
            "[other_models]\ndefault_dimensions = 8",
            "other_models.default_dimensions: no clause names dimensions.default",
        ),
        (
            '[envelopes.flat]\nmessage = "/error/message"',
            "errors.type-and-param: by error.json nothing is wrong with type",
        ),
        ('[envelopes.nested]\nmessage = "/error/message"\ntype = "/error/type"\ncode = "/error/code"', ""),
        ('[policy]\n"input.maxItems" = "either"', ""),
    ],
)
def test_an_entry_that_nobody_is_held_to_is_named(tmp_path: Path, entry: str, told: str) -> None:
    """What a clause judges, or leaves everything open, is not named."""
    (tmp_path / "contract.toml").write_text(f"{HEAD}{entry}\n", "utf-8")
    found = list(unjudged_entries(load(str(tmp_path)), str(tmp_path)))
    assert (found == []) is (told == "")
    assert any(told in line for line in found) or not told


def test_dimensions_that_are_forbidden_to_no_model_are_named(tmp_path: Path) -> None:
    """The request schema offers them to all; in a branch of some models they would be forbidden to the others."""
    policy = f'[policy]\n"dimensions.forbidden" = "refuse"\n{CLAUSE}checks = ["dimensions.unoffered"]\n'
    (tmp_path / "contract.toml").write_text(f"{HEAD}{policy}", "utf-8")
    assert list(unjudged_entries(load(str(tmp_path)), str(tmp_path))) == []
    request = json.loads((schemas_folder() / "openai-compatible" / "request.json").read_text("utf-8"))
    request["properties"]["dimensions"] = {"type": "integer"}
    (tmp_path / "request.json").write_text(json.dumps(request), "utf-8")
    found = list(unjudged_entries(load(str(tmp_path)), str(tmp_path)))
    assert any(line.startswith('policy."dimensions.forbidden": request.json offers dimensions to') for line in found)


def test_the_document_has_every_entry_judged(tmp_path: Path) -> None:
    """Its copy in another folder, too: entries are read from the files of the path."""
    folder = shutil.copytree(schemas_folder() / "dashscope", tmp_path / "copy")
    for path in ("dashscope", str(folder)):
        assert list(unjudged_entries(load(path), path)) == []
