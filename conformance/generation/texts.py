"""Texts to embed, by kind: ordinary ones, which must be answered, and odd ones, which may be refused.

All are written for this suite. No two ordinary texts differ only in case, accents, white space or emoji, since models
that ignore those are right to give such a pair one vector. Nor do two differ only in letters outside ASCII, which
a model of English may all replace by one unknown token.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from conformance.generation.sentences import SENTENCES, sentences
from conformance.generation.words import words

__all__ = ["ODD", "ORDINARY", "SENTENCES", "sentences", "words"]

ORDINARY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "chinese": (
            "昨天下午我们在河边放风筝。",
            "这家面馆的老板每天凌晨四点就起来和面。",
            "请把会议纪要发给所有部门负责人",
            "孩子们围着老树听爷爷讲故事,谁也不肯回家",
            "列车因为大雪晚点了 40 分钟,站台上很冷。",
            "合同到期前三十日内,任何一方可以书面提出终止。",
            "她学会了游泳",
        ),
        "english": (
            "The bakery on the corner sells out of rye bread before nine.",
            "Please restart the router and tell me whether the light turns green.",
            "Our quarterly revenue grew faster than the forecast had suggested",
            "Which documents do I need to renew a passport?",
            "He whistled an old tune while he painted the fence, and nobody complained.",
            "Water boils at a lower temperature high in the mountains",
            "THE LIFT IS OUT OF ORDER UNTIL FRIDAY",
        ),
        "mixed": (
            "我用 Python 写了一个小爬虫,跑得很慢。",
            "下周的 sprint review 改到周四了",
            "这个 bug 只在 Windows 上出现,Linux 正常",
            "The word 缘分 has no exact English counterpart.",
            "请检查 API 网关的 timeout 设置是否大于 30 秒",
            "Meeting room 三楼东侧 is booked all afternoon",
        ),
        "digits": (
            "3.14159",
            "2024-11-05 08:30",
            "1,250,000.00",
            "42",
            "ISBN 978-0-306-40615-7",
            "192.168.10.254",
            "第 17 届第 3 次会议",
        ),
        "emoji": (
            "The parcel arrived this morning 🎉 thank you all",
            "今天的咖啡太苦了 😖 明天换 1 家",
            "Train delayed again 🚆⏰ will be home by eight",
            "奶奶 80 岁生日快乐 🎂🎈 祝您天天开心",
            "Planted tomatoes 🍅 and basil 🌿 on the balcony",
            "Our cat 🐈‍⬛ has learned to open the fridge",
            "Greetings from the family 👨‍👩‍👧‍👦 in sunny Lisbon ☀️",
        ),
        "code": (
            "def area(radius):\n    return 3.14159 * radius ** 2",
            "SELECT name, price FROM products WHERE stock > 0 ORDER BY price;",
            "for (let i = 0; i < rows.length; i++) { total += rows[i].amount; }",
            "import os\nprint(os.getcwd())",
            "git log --oneline --since='2 weeks ago' | wc -l",
            'fn main() { println!("{}", 6 * 7); }',
            'if err != nil {\n\treturn fmt.Errorf("open: %w", err)\n}',
        ),
        "html": (
            "<p>Opening hours: <b>Monday</b> to Thursday</p>",
            '<a href="https://example.org/catalogue?page=2">next page</a>',
            "<ul><li>flour</li><li>yeast</li><li>salt</li></ul>",
            "<!-- draft --><h1>Annual report</h1>",
            "<table><tr><td>温度</td><td>21&deg;C</td></tr></table>",
            '<script>document.title = "hello";</script>',
        ),
        "json": (
            '{"city": "Oslo", "population": 709000}',
            '[1, 2, 3, {"deep": [true, null]}]',
            '{"query": "winter coats", "filters": {"colour": "grey"}}',
            '"just a quoted string"',
            '{"标题": "测试文档", "页数": 12}',
            '{"path": "C:\\\\temp\\\\notes.txt"}',
            '{"input": "a body inside a body", "model": "none"}',
        ),
        "accented": (
            "Le café près de l'église ferme à dix-sept heures.",
            "El niño comió piñones en la montaña",
            "Über die Brücke führt ein schmaler Fußweg",
            "Příliš žluťoučký kůň přeběhl přes louku",
            "Şoför çok yavaş ve dikkatli sürüyordu",
            "Cô giáo trẻ viết những câu thơ lên bảng đen",
            "A coruja pôs três ovos no vão do telhado, não foi?",
        ),
        "other-scripts": (
            "Поезд на Казань отправляется с 5 пути",
            "القطار السريع يغادر في الساعة 6 مساء كل يوم",
            "駅前の本屋は夜9時まで開いています",
            "비가 와서 소풍이 12 일로 미뤄졌다",
            "आज बाज़ार में आम 80 रुपये किलो मिल रहे हैं",
            "Το πλοίο φεύγει από τον Πειραιά στις 7 το πρωί",
            "הספרייה סגורה בשבת ובחגים",
            "วันนี้ฝนตกหนัก 2 ชั่วโมง",
        ),
        "punctuation-in-text": (
            'Wait -- what?! No... really (truly): yes; "quoted" & done.',
            "Price: $9.99/kg [incl. tax], valid 1/2 - 3/4 *while stocks last*",
            "“书名号”《论文写作》第 2 版——作者:佚名……(未完)",
            "e-mail: someone@example.com; web: www.example.net/~user#top",
            "A/B testing => 5 < 7 && 7 > 5 || false",
            "It's 6 o'clock; don't be late, y'all!",
            "path\\to\\file | tee `log` ^ caret ~ tilde {braces}",
        ),
        "short": ("cat", "hello", "OK", "雨", "谢谢", "运动鞋"),
        "with-newlines": (
            "Dear tenant,\n\nthe water will be off on Tuesday.\n\nRegards",
            "roses\nviolets\nsugar",
            "步骤 1:打开盖子\n步骤 2:加水\n步骤 3:等五分钟",
            "name\tquantity\napples\t12\npears\t7",
            "first paragraph about whales\r\n\r\nsecond paragraph about ships",
            "- buy candles\n- call the plumber\n- feed the parrot\n",
            "\n  indented line that follows an empty one",
        ),
    }
)
"""Texts as users write them, by kind, each under 300 characters."""

ODD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "blank": (" ", "   ", "\n", "\t", "\r\n\r\n", "\u3000\u3000", "\u00a0"),
        "control": (
            "\x01",
            "\x07\x08",
            "bell \x07 in the middle",
            "\x1b[31mred\x1b[0m",
            "\x7f",
            "tab\x0bstop\x0c",
            "\x85",
        ),
        "nul": ("\x00", "zero\x00byte", "\x00at the start", "at the end\x00"),
        "zero-width": ("\u200b", "\u200b\u200c\u200d", "\ufeff", "\u2060", "\u200e\u200f", "\u00ad"),
        "lone-emoji": ("🙂", "🚀", "👩‍💻", "🇨🇭", "👍🏽", "❤️"),
        "special-tokens": (
            "<|endoftext|>",
            "[CLS] a sentence [SEP]",
            "</s>",
            "<s>[INST] greet me [/INST]",
            "<|im_start|>user\nhello<|im_end|>",
            "[MASK] [PAD] [UNK]",
            "<pad>",
            "text before <|endofprompt|> text after",
        ),
    }
)
"""Texts a server may answer or properly refuse, by kind; none is empty, and lone surrogates are no text at all."""
