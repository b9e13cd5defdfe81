"""Sentences and the same with a small addition, by which a server may choose another model to answer them."""

from __future__ import annotations

from conformance.model.message import template

__all__ = ["ADDED", "ADDITIONS"]

ADDITIONS = template("request.twins-added", "sentences and the same with a word, sign or clause more")
"""What a list of such twins is called."""

_FERRY = "The ferry was late because of thick fog over the bay"
_MORE_OF_IT = (
    ", and so the passengers for the islands, most of whom had waited on the pier since early morning, were sent to an "
    "inn behind the station, where they got hot soup, dry socks, and a promise that the next boat would leave at noon"
)
_FOX = "A fox has dug its den under our garden shed"
_LINES_OF_IT = (
    "\nWe hear the cubs at night\nThe neighbours want it gone\nMy daughter gives them names\n"
    "The dog sleeps through it all\nIn spring they will leave"
)

ADDED = (
    ("The baker sold every loaf before sunrise", "The baker sold every loaf before sunrise 好"),
    ("Seven geese crossed the frozen canal", "今天 Seven geese crossed the frozen canal"),
    ("My uncle restores wooden sailing boats", "My uncle restores wooden sailing boats лодка"),
    ("The piano in the hall needs tuning", "The piano in the hall needs tuning 🎹"),
    ("Nobody answered the letter from the bank", "Nobody answered the letter from the bank?"),
    ("Wild garlic grows along this stream", "Wild garlic grows along this stream 2024"),
    ("The mayor opened a new swimming pool", "<p>The mayor opened a new swimming pool</p>"),
    ("Our dentist plays chess on Sundays", "Our dentist plays chess on Sundays café"),
    ("The desert cools quickly after dark", '{"text": "The desert cools quickly after dark"}'),
    ("She repaired the clock with a hairpin", "query: She repaired the clock with a hairpin"),
    (_FERRY, _FERRY + _MORE_OF_IT),
    (_FOX, _FOX + _LINES_OF_IT),
)
"""Pairs of a sentence and its twin, in threes that are sent in one list."""
