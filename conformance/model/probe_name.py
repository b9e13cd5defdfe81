"""The names of probes that more than one module speaks of."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["ProbeName"]


class ProbeName(StrEnum):
    """The name of a registered probe, or of another source of cases; checks name the probes whose answers they need.

    A probe that no other module speaks of may be registered under a plain string.
    """

    EXAMPLES = "examples"
    NOISE = "noise"
    FORMS = "forms"
    BATCHES = "batches"
    SMALLER_BATCHES = "smaller-batches"
    ENCODINGS = "encodings"
    ELEMENTS = "elements"
    AUTH = "auth"
    KEY_AFTER_WRONG = "key-after-wrong"
    KEY_ON_ITS_OWN = "key-on-its-own"
    BROKEN = "broken"
    NOTICED = "noticed"
    OPEN_DIMENSIONS = "open-dimensions"
    FRAMING = "framing"
    MODELS = "models"
    LISTED_MODEL = "listed-model"
    CLIENTS = "clients"
    RARE_FORMS = "rare-forms"
    ODD = "odd"
    DIFFERING = "differing"
    SCRIPTS = "scripts"
    SWEEP = "sweep"
    CLEANED = "cleaned"
    CACHE_KEYS = "cache-keys"
    SHARED_SPACES = "shared-spaces"
    HISTORY = "history"
    IDLE = "idle"
    LONG_IDLE = "long-idle"
    LONGER_STEP = "longer-step"
    LOAD = "load"
    TOKEN_UNIT = "token-unit"  # noqa: S105  # tokens of a text, no secret
    TOKEN_LIMITS = "token-limits"  # noqa: S105  # as above
    LONG_TEXTS = "long-texts"
    CUT_POINT = "cut-point"
    FULL_LIST = "full-list"
    FITTING = "fitting"
    TOTALS = "totals"
    REFERENCE = "reference"
    REFERENCE_AGAIN = "reference-again"
    RANDOM_VALID = "random-valid"
    RANDOM_ODD = "random-odd"
    RANDOM_BROKEN = "random-broken"

    CONTROLS = "controls"
    """No probe: requests that must be answered for other cases to mean anything, made while planning."""
    DISCOVERY = "discovery"
    """No probe: what is asked to find out a contract nobody has written."""
    SOAK = "soak"
    """No probe: the requests of a soak."""
    TRAFFIC = "traffic"
    """No probe: recorded calls of a client."""
