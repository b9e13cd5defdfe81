"""Pairs that are two texts until something on the way has cleaned or interpreted them."""

from __future__ import annotations

from conformance.generation.pair import Pair
from conformance.model.message import template

__all__ = ["CLEANED", "ODD_CLEANED"]


def _cleaned(kind: str, description: str, one: str, other: str) -> Pair:
    """Return a pair that is one text to who does what is described."""
    return Pair(kind, template(f"cleaning.{kind}", description.replace("{", "{{").replace("}", "}}"))(), one, other)


CLEANED = (
    _cleaned(
        "html",
        "strips HTML tags",
        'Prices <a href="/roses">are here</a> now',
        'Prices <a href="/tulip">are here</a> now',
    ),
    _cleaned("numbers", "masks numbers", "The room costs 80 euros a night", "The room costs 35 euros a night"),
    _cleaned(
        "characters-of-four-bytes",
        "loses the end of texts with emoji",
        "🌱🌻🌳🌵🍄🌾🌴🍀 Here is a shop for roses",
        "🌱🌻🌳🌵🍄🌾🌴🍀 Here is a shop for tulip",
    ),
    _cleaned(
        "urls",
        "drops or masks URLs",
        "Look at https://example.org/roses today",
        "Look at https://example.org/tulip today",
    ),
    _cleaned("negations", "drops the word not", "This mushroom is safe to eat", "This mushroom is not safe to eat"),
    _cleaned(
        "function-words", "drops function words", "A letter to the king of Spain", "A letter from the king of Spain"
    ),
    _cleaned(
        "markdown-links",
        "drops the targets of Markdown links",
        "Read [the guide](roses.md) first",
        "Read [the guide](tulip.md) first",
    ),
    _cleaned("repeated-words", "drops repeated words", "We sold no no no tickets at all", "We sold no tickets at all"),
    _cleaned("dollar-names", "substitutes $name", "Send $roses to the office", "Send $tulip to the office"),
    _cleaned("percent-codes", "decodes percent codes as in URLs", "Only grade %41 or better", "Only grade A or better"),
    _cleaned(
        "last-paragraphs",
        "drops a last paragraph",
        "We open at nine today.\n\nRoses",
        "We open at nine today.\n\nTulip",
    ),
    _cleaned("decimal-points", "drops points within numbers", "Dilute it to 3.14 parts", "Dilute it to 314 parts"),
    _cleaned(
        "json-members",
        "reads one member of a JSON object",
        '{"text": "hello", "user": "roses"}',
        '{"text": "hello", "user": "tulip"}',
    ),
    _cleaned(
        "repeated-characters",
        "shortens runs of one character",
        "The rent is 1000000 a year",
        "The rent is 10000 a year",
    ),
    _cleaned("places", "masks names of places", "The office in Paris is closed", "The office in Tokyo is closed"),
    _cleaned("literals", "takes null and NaN for nothing", "null", "NaN"),
    _cleaned(
        "letters-and-digits",
        "drops words of letters and digits",
        "Board at gate B12 in an hour",
        "Board at gate C47 in an hour",
    ),
    _cleaned(
        "long-numbers",
        "reads long numbers as floating point",
        "Order 9007199254740993 was sent",
        "Order 9007199254740992 was sent",
    ),
    _cleaned("ampersands", "cuts texts at &", "Cheap bread & roses for sale", "Cheap bread & tulip for sale"),
    _cleaned("units", "drops units", "Dig the ditch 5 km from here", "Dig the ditch 5 cm from here"),
    _cleaned(
        "traditional-characters",
        "turns traditional Chinese characters into simplified ones",
        "他在中國住了三年",
        "他在中国住了三年",
    ),
    _cleaned("mentions", "drops or masks @names", "@roses wrote this review", "@tulip wrote this review"),
    _cleaned("names", "masks names of people", "Maria Lopez signed the lease", "Peter Novak signed the lease"),
    _cleaned("dates", "masks dates", "The rent is due on 2024-03-12", "The rent is due on 2025-11-28"),
    _cleaned("entities", "resolves HTML entities", "Type &hearts; into the box", "Type ♥ into the box"),
    _cleaned(
        "addresses", "masks e-mail addresses", "Write to roses@example.org today", "Write to tulip@example.org today"
    ),
    _cleaned(
        "word-endings", "cuts words to their stems", "A short guide to the universe", "A short guide to the university"
    ),
    _cleaned(
        "html-comments",
        "strips HTML comments",
        "Open at nine <!-- roses --> on Monday",
        "Open at nine <!-- tulip --> on Monday",
    ),
    _cleaned(
        "markdown-code",
        "drops blocks of code",
        "Do this:\n```\nroses\n```\nand wait",
        "Do this:\n```\ntulip\n```\nand wait",
    ),
    _cleaned(
        "front-matter",
        "drops front matter",
        "---\ntitle: roses\n---\nWater daily",
        "---\ntitle: tulip\n---\nWater daily",
    ),
    _cleaned("misspellings", "corrects spelling", "Press the shfit key twice", "Press the shift key twice"),
    _cleaned("dollar-braces", "substitutes ${name}", "Send ${roses} to the office", "Send ${tulip} to the office"),
    _cleaned("braces", "substitutes {name}", "Dear {roses}, good morning", "Dear {tulip}, good morning"),
    _cleaned(
        "double-braces", "substitutes {{ name }}", "Dear {{ roses }}, good morning", "Dear {{ tulip }}, good morning"
    ),
    _cleaned("percent-names", "substitutes %NAME%", "Copy it to %ROSES% tonight", "Copy it to %TULIP% tonight"),
    _cleaned("percent-formats", "cuts texts with %s or %d", "We sold 5 %s of %d roses", "We sold 5 %s of %d tulip"),
    _cleaned("hashtags", "drops or masks #tags", "Good morning #roses to all", "Good morning #tulip to all"),
    _cleaned("backslash-codes", "decodes backslash codes", "All of room \\u0041 is free", "All of room A is free"),
    _cleaned(
        "phone-numbers", "masks telephone numbers", "Call +49 221 5550199 for help", "Call +49 221 5550173 for help"
    ),
    _cleaned(
        "card-numbers", "masks card numbers", "Charge 4111 1111 1111 1111 for it", "Charge 5500 0000 0000 0004 for it"
    ),
    _cleaned(
        "quoted-replies", "drops quoted lines", "I agree.\n> We should plant roses", "I agree.\n> We should plant tulip"
    ),
    _cleaned(
        "signatures", "drops signatures", "See you on Monday\n-- \nroses and co", "See you on Monday\n-- \ntulip and co"
    ),
    _cleaned("hash-comments", "drops comments after #", "total = 4  # roses", "total = 4  # tulip"),
    _cleaned("block-comments", "drops comments in /* */", "total = 4; /* roses */", "total = 4; /* tulip */"),
    _cleaned("dash-comments", "drops comments after --", "SELECT 4; -- roses", "SELECT 4; -- tulip"),
    _cleaned(
        "backticks",
        "drops or runs what is in backticks",
        "The host is called `roses` now",
        "The host is called `tulip` now",
    ),
    _cleaned("latex", "drops LaTeX commands", "As was shown \\cite{roses} before", "As was shown \\cite{tulip} before"),
    _cleaned("formulas", "drops formulas", "The area is $a + roses$ here", "The area is $a + tulip$ here"),
    _cleaned("base64", "decodes base64", "cm9zZXMgYW5kIHR1bGlwcw==", "roses and tulips"),
    _cleaned("folders", "drops the folders of a path", "/srv/roses/notes/readme.txt", "/srv/tulip/notes/readme.txt"),
    _cleaned(
        "first-paragraphs",
        "drops a first paragraph",
        "Roses\n\nWe open at nine today.",
        "Tulip\n\nWe open at nine today.",
    ),
    _cleaned(
        "brackets", "drops what is in square brackets", "Iron rusts in wet air [roses]", "Iron rusts in wet air [tulip]"
    ),
    _cleaned(
        "parentheses", "drops what is in parentheses", "Iron rusts in wet air (roses)", "Iron rusts in wet air (tulip)"
    ),
    _cleaned(
        "speakers", "drops the speaker before a colon", "ROSE: I will be late today", "ANNA: I will be late today"
    ),
    _cleaned(
        "prefixes", "drops the prefixes query: and passage:", "query: when do you open", "passage: when do you open"
    ),
    _cleaned(
        "instructions",
        "drops an instruction before the query",
        "Instruct: find roses\nQuery: where",
        "Instruct: find tulip\nQuery: where",
    ),
    _cleaned("line-codes", "reads \\n as the end of a line", "Type one\\ntwo and wait", "Type one\ntwo and wait"),
    _cleaned("leading-zeros", "reads digits as a number", "007", "7"),
    _cleaned(
        "long-words",
        "takes every very long word for one unknown",
        f"Code {'rose' * 30}x now",
        f"Code {'rosa' * 30}x now",
    ),
    _cleaned("tabs", "cuts texts at a tab", "Flower\troses in a jar", "Flower\ttulip in a jar"),
    _cleaned("angles", "cuts texts at <", "Stop if nine < roses in stock", "Stop if nine < tulip in stock"),
    _cleaned(
        "tables", "drops lines of tables", "Our stock:\n| roses | 9 |\nWater it", "Our stock:\n| tulip | 9 |\nWater it"
    ),
    _cleaned("indented-lines", "drops indented lines", "Do this:\n    roses\nand go", "Do this:\n    tulip\nand go"),
    _cleaned("quotations", "drops what is quoted", 'The sign says "roses" in red', 'The sign says "tulip" in red'),
    _cleaned("titles", "drops what is in 《》", "他昨天读完了《玫瑰》这本书", "他昨天读完了《海洋》这本书"),
    _cleaned("capitals", "drops words in capital letters", "The ROSES lamp is on again", "The TULIP lamp is on again"),
    _cleaned("single-letters", "drops words of one letter", "Take vitamin C every day", "Take vitamin D every day"),
    _cleaned("short-words", "drops words of two letters", "Paint the ox on the wall", "Paint the ax on the wall"),
    _cleaned("identifiers", "cuts names at an underscore", "Call get_roses before use", "Call get_tulip before use"),
    _cleaned("ip-addresses", "masks IP addresses", "The host is 10.1.20.7 now", "The host is 10.4.35.9 now"),
    _cleaned(
        "hexadecimal", "masks hexadecimal numbers", "Commit 4f3a9c1e broke the build", "Commit 8b2d7e5a broke the build"
    ),
    _cleaned("rounding", "rounds numbers", "The ring weighs 3.21 grams", "The ring weighs 3.34 grams"),
    _cleaned("times", "masks times of day", "The gate is locked at 10:30", "The gate is locked at 11:45"),
    _cleaned("latin", "drops Latin letters in Chinese", "我用 Python 写代码", "我用 Kotlin 写代码"),
    _cleaned("chinese-numerals", "masks Chinese numerals", "院子里有三只小猫", "院子里有七只小猫"),
    _cleaned("settings", "drops values behind =", "Start it with mode=roses today", "Start it with mode=tulip today"),
    _cleaned("commands", "takes /name for a command", "/roses to the north office", "/tulip to the north office"),
    _cleaned("weekdays", "masks days of the week", "The pool is closed on Monday", "The pool is closed on Friday"),
    _cleaned(
        "list-lines", "drops lines of lists", "To buy:\n- roses\nand some milk", "To buy:\n- tulip\nand some milk"
    ),
    _cleaned("semicolons", "cuts texts at a semicolon", "We sell bread; roses too", "We sell bread; tulip too"),
)
"""Ordinary texts that are one after a certain cleaning or interpretation: what is done most first, of many sorts."""

ODD_CLEANED = (
    _cleaned("nul", "cuts texts at U+0000", "apples\x00roses in spring", "apples\x00tulip in spring"),
    _cleaned(
        "control-characters", "cuts texts at U+001A", "apples \x1a roses in spring", "apples \x1a tulip in spring"
    ),
    _cleaned(
        "escapes",
        "cuts texts at an escape sequence",
        "apples \x1b[1m roses in spring",
        "apples \x1b[1m tulip in spring",
    ),
    _cleaned(
        "zero-width",
        "cuts texts at a zero-width character",
        "apples\u200b roses in spring",
        "apples\u200b tulip in spring",
    ),
    _cleaned(
        "byte-order-marks",
        "cuts texts at a byte order mark",
        "apples\ufeff roses in spring",
        "apples\ufeff tulip in spring",
    ),
    _cleaned(
        "line-separators",
        "cuts texts at a line separator",
        "apples\u2028roses in spring",
        "apples\u2028tulip in spring",
    ),
    _cleaned("end-tags", "cuts texts at </s>", "apples </s> roses in spring", "apples </s> tulip in spring"),
    _cleaned(
        "end-tokens",
        "cuts texts at <|endoftext|>",
        "apples <|endoftext|> roses in spring",
        "apples <|endoftext|> tulip in spring",
    ),
    _cleaned("separators", "cuts texts at [SEP]", "apples [SEP] roses in spring", "apples [SEP] tulip in spring"),
    _cleaned("swear-words", "masks swear words", "This lock is hell to open", "This lock is damn to open"),
    _cleaned("violent-words", "masks words of violence", "Do not kill the engine yet", "Do not bomb the engine yet"),
    _cleaned(
        "sensitive-words", "masks sensitive words", "A talk about drugs and the law", "A talk about bombs and the law"
    ),
    _cleaned(
        "direction-marks",
        "cuts texts at a mark of direction",
        "apples\u200f roses in spring",
        "apples\u200f tulip in spring",
    ),
    _cleaned(
        "soft-hyphens", "cuts texts at a soft hyphen", "apples\u00ad roses in spring", "apples\u00ad tulip in spring"
    ),
    _cleaned(
        "private-use",
        "cuts texts at a character of private use",
        "apples \ue000 roses in spring",
        "apples \ue000 tulip in spring",
    ),
)
"""The same of texts that may be refused, in threes that may be refused for one reason."""
