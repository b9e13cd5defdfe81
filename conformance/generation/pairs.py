"""Pairs of texts that differ in one word: in every script that users write, and in what tools may take out of a text.

In a pair of a script each word of one text is as long as that in its place in the other, so that only who reads the
word tells them apart. A pair of a cleaning is two texts until something on the way has cleaned them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from conformance.model.message import Message, template

__all__ = ["CLEANED", "KEYED", "LOOKALIKES", "ODD_CLEANED", "SCRIPTS", "Pair", "in_lists", "pair_of"]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that differ in words; ``told`` is the language that they are in, or what would make one of them."""

    kind: str
    told: Message
    one: str
    other: str


def _script(language: str, name: str, one: str, other: str) -> Pair:
    """Return a pair that differs in one word or emoji, in a language (ISO 639) that most models know, or few."""
    return Pair(language, template(f"script.{language}", name)(), one, other)


def _cleaned(kind: str, told: str, one: str, other: str) -> Pair:
    """Return a pair that is one text to who does what is told."""
    return Pair(kind, template(f"cleaning.{kind}", told.replace("{", "{{").replace("}", "}}"))(), one, other)


SCRIPTS = (
    _script("zh", "Chinese", "明天早上我要去医院看望朋友", "明天早上我要去学校看望朋友"),
    _script(
        "en", "English", "She keeps seven brown horses behind the mill", "She keeps seven brown snakes behind the mill"
    ),
    _script("emoji", "one emoji", "Today I bought one 🍎 at the market", "Today I bought one 🐟 at the market"),
    _script("th", "Thai", "พรุ่งนี้ฉันจะซื้อปลาที่ตลาด", "พรุ่งนี้ฉันจะซื้อหมูที่ตลาด"),
    _script("hi", "Hindi", "मेरी बहन हर शाम चाय पीती है", "मेरी बहन हर शाम दूध पीती है"),
    _script("ar", "Arabic", "اشترى أخي البيت القديم أمس", "اشترى أخي الجمل القديم أمس"),
    _script("ja", "Japanese", "きのう となりの いぬが にわで ねていた", "きのう となりの ねこが にわで ねていた"),
    _script("ko", "Korean", "우리는 내일 아침에 사과를 사러 갑니다", "우리는 내일 아침에 우유를 사러 갑니다"),
    _script("ru", "Russian", "Мой сосед купил новую лодку вчера", "Мой сосед купил новую шляпу вчера"),
    _script("zh-hant", "traditional Chinese", "明天早上我要去醫院看望朋友", "明天早上我要去學校看望朋友"),
    _script("he", "Hebrew", "הילד שכח את הספר באוטובוס", "הילד שכח את הכלב באוטובוס"),
    _script("el", "Greek", "Ο αδελφός μου αγόρασε μήλα σήμερα", "Ο αδελφός μου αγόρασε ψάρι σήμερα"),
    _script("vi", "Vietnamese", "Chị tôi mua một con gà ở chợ", "Chị tôi mua một con bò ở chợ"),
    _script("tr", "Turkish", "Komşumuz dün küçük bir köşk aldı", "Komşumuz dün küçük bir ördü aldı"),
    _script("fa", "Persian", "برادرم دیروز کتاب خرید", "برادرم دیروز ماهی خرید"),
    _script("bn", "Bengali", "আমার ভাই প্রতিদিন দুধ খায়", "আমার ভাই প্রতিদিন কলা খায়"),
    _script("ta", "Tamil", "அவன் தினமும் பால் வாங்குவான்", "அவன் தினமும் பழம் வாங்குவான்"),
    _script("te", "Telugu", "నా తమ్ముడు పాలు తాగాడు", "నా తమ్ముడు నీరు తాగాడు"),
    _script("ka", "Georgian", "ჩემი ძმა ყოველდღე რძეს ყიდულობს", "ჩემი ძმა ყოველდღე პურს ყიდულობს"),
    _script("hy", "Armenian", "Եղբայրս երեկ գիրք գնեց", "Եղբայրս երեկ ձուկ գնեց"),
    _script("am", "Amharic", "ወንድሜ ትናንት በግ ገዛ", "ወንድሜ ትናንት ላም ገዛ"),
)
"""Pairs that differ in one word or emoji, in many scripts."""

CLEANED = (
    _cleaned(
        "html",
        "strips HTML tags",
        'Prices <a href="/roses">are here</a> now',
        'Prices <a href="/tulip">are here</a> now',
    ),
    _cleaned(
        "html-comments",
        "strips HTML comments",
        "Open at nine <!-- roses --> on Monday",
        "Open at nine <!-- tulip --> on Monday",
    ),
    _cleaned("entities", "resolves HTML entities", "Type &hearts; into the box", "Type ♥ into the box"),
    _cleaned("percent-codes", "decodes percent codes as in URLs", "Only grade %41 or better", "Only grade A or better"),
    _cleaned(
        "markdown-links",
        "drops the targets of Markdown links",
        "Read [the guide](roses.md) first",
        "Read [the guide](tulip.md) first",
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
    _cleaned(
        "function-words", "drops function words", "A letter to the king of Spain", "A letter from the king of Spain"
    ),
    _cleaned("negations", "drops the word not", "This mushroom is safe to eat", "This mushroom is not safe to eat"),
    _cleaned(
        "word-endings", "cuts words to their stems", "A short guide to the universe", "A short guide to the university"
    ),
    _cleaned("misspellings", "corrects spelling", "Press the shfit key twice", "Press the shift key twice"),
    _cleaned("dollar-names", "substitutes $name", "Send $roses to the office", "Send $tulip to the office"),
    _cleaned("dollar-braces", "substitutes ${name}", "Send ${roses} to the office", "Send ${tulip} to the office"),
    _cleaned("braces", "substitutes {name}", "Dear {roses}, good morning", "Dear {tulip}, good morning"),
    _cleaned(
        "double-braces", "substitutes {{ name }}", "Dear {{ roses }}, good morning", "Dear {{ tulip }}, good morning"
    ),
    _cleaned("percent-names", "substitutes %NAME%", "Copy it to %ROSES% tonight", "Copy it to %TULIP% tonight"),
    _cleaned("percent-formats", "cuts texts with %s or %d", "We sold 5 %s of %d roses", "We sold 5 %s of %d tulip"),
    _cleaned("mentions", "drops or masks @names", "@roses wrote this review", "@tulip wrote this review"),
    _cleaned("hashtags", "drops or masks #tags", "Good morning #roses to all", "Good morning #tulip to all"),
    _cleaned("backslash-codes", "decodes backslash codes", "All of room \\u0041 is free", "All of room A is free"),
    _cleaned(
        "json-members",
        "reads one member of a JSON object",
        '{"text": "hello", "user": "roses"}',
        '{"text": "hello", "user": "tulip"}',
    ),
    _cleaned(
        "addresses", "masks e-mail addresses", "Write to roses@example.org today", "Write to tulip@example.org today"
    ),
    _cleaned(
        "urls",
        "drops or masks URLs",
        "Look at https://example.org/roses today",
        "Look at https://example.org/tulip today",
    ),
    _cleaned("names", "masks names of people", "Maria Lopez signed the lease", "Peter Novak signed the lease"),
    _cleaned("numbers", "masks numbers", "The room costs 80 euros a night", "The room costs 35 euros a night"),
    _cleaned("dates", "masks dates", "The rent is due on 2024-03-12", "The rent is due on 2025-11-28"),
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
        "repeated-characters",
        "shortens runs of one character",
        "The rent is 1000000 a year",
        "The rent is 10000 a year",
    ),
    _cleaned("repeated-words", "drops repeated words", "We sold no no no tickets at all", "We sold no tickets at all"),
    _cleaned(
        "first-paragraphs",
        "drops a first paragraph",
        "Roses\n\nWe open at nine today.",
        "Tulip\n\nWe open at nine today.",
    ),
    _cleaned(
        "last-paragraphs",
        "drops a last paragraph",
        "We open at nine today.\n\nRoses",
        "We open at nine today.\n\nTulip",
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
    _cleaned(
        "traditional-characters",
        "turns traditional Chinese characters into simplified ones",
        "他在中國住了三年",
        "他在中国住了三年",
    ),
    _cleaned("decimal-points", "drops points within numbers", "Dilute it to 3.14 parts", "Dilute it to 314 parts"),
    _cleaned("line-codes", "reads \\n as the end of a line", "Type one\\ntwo and wait", "Type one\ntwo and wait"),
    _cleaned("leading-zeros", "reads digits as a number", "007", "7"),
    _cleaned(
        "long-words",
        "takes every very long word for one unknown",
        f"Code {'rose' * 30}x now",
        f"Code {'rosa' * 30}x now",
    ),
)
"""Ordinary texts that are one after a certain cleaning or interpretation."""

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
)
"""The same of texts that may be refused, in threes that may be refused for one reason."""

_COMMON = (
    "was delivered to the harbour office in the morning, where two clerks weighed it, wrote its number into the "
    "ledger, tied a yellow label to its handle, and put it on the third shelf behind the stove, next to a parrot in "
    "a cage that nobody had asked for since the autumn storms"
)


def _keyed(kind: str, told: str, one: str, other: str) -> Pair:
    """Return a pair that is one text to a cache which goes by what is told."""
    return Pair(kind, template(f"key.{kind}", told)(), one, other)


KEYED = (
    _keyed("digits", "texts without their digits", "Room 12 opens at 10:30", "Room 47 opens at 08:15"),
    _keyed(
        "ending",
        "the last 200 characters and the length",
        f"The rusty bicycle {_COMMON}",
        f"The carved mirror {_COMMON}",
    ),
    _keyed("beginning", "the first 200 characters", f"It {_COMMON}, and a rug", f"It {_COMMON}, and soup"),
    _keyed(
        "ends", "both ends of a text", f"Note: {_COMMON}. Bees. It {_COMMON}", f"Note: {_COMMON}. Rain. It {_COMMON}"
    ),
    _keyed(
        "letters",
        "how often each letter comes",
        "Press the button that says listen",
        "Press the button that says silent",
    ),
    _keyed("ascii", "characters of ASCII", "订单 A7 已经发货给客户", "订单 A7 昨天被仓库退回"),
)
"""Pairs that are one text to a cache with an incomplete key, by what it goes by."""

LOOKALIKES = ("4711", "[12, 7]", '["roses"]')
"""Texts that look like the number of a token, a list of those, and a list of texts."""

_PAIRS: Mapping[frozenset[str], Pair] = MappingProxyType(
    {frozenset((pair.one, pair.other)): pair for pair in (*SCRIPTS, *CLEANED, *ODD_CLEANED, *KEYED)}
)


def pair_of(one: str, other: str) -> Pair | None:
    """Return the pair that two texts make, or None."""
    return _PAIRS.get(frozenset((one, other)))


def in_lists(pairs: Sequence[Pair], most: int) -> Iterator[tuple[Pair, ...]]:
    """Give the pairs in lists of at most so many texts; none where a list cannot hold two."""
    count = most // 2
    return (tuple(pairs[at : at + count]) for at in range(0, len(pairs), count or len(pairs))) if count else iter(())
