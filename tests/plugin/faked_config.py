"""What of a pytest configuration our settings are made of."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

__all__ = ["fake_config"]

DEFAULTS: dict[str, Any] = {
    "emb_contract": None,
    "emb_model": [],
    "emb_results": "reports/results.json",
    "emb_depth": None,
    "emb_examples": None,
    "emb_seed": None,
    "emb_reference": None,
    "emb_baseline": None,
    "emb_strict": False,
    "emb_waivers": None,
    "emb_write_waivers": None,
    "emb_concurrency": 8,
    "emb_timeout": 60.0,
    "emb_fault": [],
    "emb_max_requests": None,
    "emb_max_tokens": None,
    "emb_rate": None,
    "emb_token_rate": None,
    "emb_client_cert": None,
    "emb_header": [],
    "emb_insecure": False,
    "emb_price": None,
    "emb_resume": False,
    "emb_replay": None,
    "emb_lang": "en",
    "emb_name": "",
    "emb_progress": "auto",
}


def fake_config(base_url: str = "", **options: Any) -> pytest.Config:
    """Return a configuration in which these options were given."""
    option = SimpleNamespace(**{**DEFAULTS, **options}, base_url=base_url)
    fake = SimpleNamespace(option=option, getoption=lambda name: getattr(option, name), getini=lambda _: "")
    return cast(pytest.Config, fake)
