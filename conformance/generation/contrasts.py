"""Sentences to which some tokenizers and models give one vector, and sentences that mean almost the same."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["COMMON_BEGINNINGS", "KINDS", "LONG_BEGINNINGS", "TWINS"]

COMMON_BEGINNINGS = (64, 512)
"""Lengths in characters of a beginning that two texts share: keys of caches are commonly cut there."""

LONG_BEGINNINGS = (2000, 3000)
"""Such lengths of which one is enough: what is cut, or taken for the same, at the first is so at the second, too."""

KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "capitals": (
            "THE HARBOUR IS CLOSED UNTIL THE STORM HAS PASSED",
            "PLEASE RETURN ALL BORROWED TOOLS TO THE WORKSHOP",
            "FRESH EGGS ARE SOLD BEHIND THE OLD CHURCH",
            "SWIMMING WITHOUT A GUARD IS FORBIDDEN HERE",
            "OUR ORCHESTRA NEEDS TWO MORE VIOLIN PLAYERS",
            "THE LAST TRAIN LEAVES FROM PLATFORM NINE",
        ),
        "accents": (
            "Où est passé le gâteau à la crème brûlée?",
            "Žluťoučký kůň úpěl ďábelské ódy",
            "Größere Städte brauchen ähnlich große Brücken",
            "El niño pequeño soñó con pingüinos mañaneros",
            "Çok güneşli bir günde şehir boştu",
            "Mały chłopiec źle śpiewał żałobną pieśń",
        ),
        "digits": (
            "4711 0815 2390 8846",
            "19 84 20 46 73",
            "3.14159 2.71828 1.61803",
            "0049 221 555 0199",
            "1000000 999999 888888",
            "2024 2025 2026 2027 2028",
        ),
        "chinese": (
            "春天的樱花开满了山坡",
            "这台机器需要更换三个零件",
            "他把旧照片寄给远方的姐姐",
            "下周二下午两点召开股东大会",
            "海边的风很大,渔船都回港了",
            "她正在准备期末的数学考试",
        ),
        "code": (
            "import zipfile; archive = zipfile.ZipFile('backup.zip')",
            "import socket; server = socket.create_server(('', 9000))",
            "import random; winner = random.choice(players)",
            "import csv; rows = list(csv.reader(ledger))",
            "import time; time.sleep(0.5)",
            "import math; area = math.pi * radius ** 2",
        ),
        "first-line": tuple(
            f"import json\n{rest}"
            for rest in (
                "prices = json.load(open('prices.json'))",
                "def store(track): return json.dumps(track, indent=2)",
                "assert json.loads('[7]') == [7]",
                "for line in reversed(log): print(json.loads(line)['level'])",
                "class Settings(dict): pass",
                "weather = json.loads(reply.read().decode())",
            )
        ),
        "first-sentence": tuple(
            f"Thank you for your letter. {rest}"
            for rest in (
                "The roof will be repaired in spring.",
                "We cannot refund a ticket that was used.",
                "Our museum reopens after the holidays!",
                "Which bottle did you find in the cellar?",
                "Your dog is welcome on every ferry.",
                "Nobody here has heard of that poet.",
            )
        ),
        "first-clause": tuple(
            f"On Sunday morning, {rest}"
            for rest in (
                "the roof was mended by two neighbours",
                "our cat brought home a frozen fish",
                "nobody answered when the pilot called",
                "he painted every window of his boat green",
                "strangers sold honey outside an empty bank",
                "she forgot which train goes to the mountains",
            )
        ),
        "before-emoji": tuple(
            f"Today 😖 {rest}"
            for rest in (
                "the lift is broken again",
                "my soup tasted of soap",
                "somebody stole our ladder",
                "he missed both ferries",
                "no teacher came to school",
                "she lost her purple glove",
            )
        ),
        "chinese-beginning": tuple(
            f"今天下午{rest}"
            for rest in (
                "图书馆里来了许多学生",
                "我们去湖边钓鱼野餐",
                "公司发布全新的手机",
                "雨停之后出现双彩虹",
                "老师讲解三角形定理",
                "奶奶做好红烧排骨汤",
            )
        ),
        "last-word": tuple(
            f"At the far end of this long and narrow street by our river stands a {rest}"
            for rest in ("bakery", "lighthouse", "museum", "dentist", "snowman", "cinema")
        ),
        "first-word": tuple(
            f"{first} asked for longer breaks and warmer rooms this winter"
            for first in ("Bakers", "Pilots", "Prisoners", "Dancers", "Elephants", "Judges")
        ),
    }
)
"""Six sentences of each kind that differ in words, by kind; those of the last two kinds differ in one word only.

Most of those that differ in the last have sixteen words, as many tokens as rooms for texts often have.
"""

TWINS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "en": (
            "A man is eating a piece of bread in the kitchen.",
            "A man is eating a slice of bread in the kitchen.",
            "The central bank raised interest rates again this week.",
            "The central bank raised interest rates once more this week.",
            "Two children are playing football in the snowy park.",
            "Two children are playing soccer in the snowy park.",
        ),
        "zh": (
            "一个男人正在厨房里吃面包。",
            "一个男人在厨房里吃着面包。",
            "中央银行本周再次提高了利率。",
            "中央银行这周再次提高了利率。",
            "两个孩子在下雪的公园里踢足球。",
            "两个小孩在下雪的公园里踢足球。",
        ),
    }
)
"""Three sentences, each followed by itself with a small change, by language (ISO 639)."""
