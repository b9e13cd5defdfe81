"""Unrelated sentences, as many as the longest list holds."""

from __future__ import annotations

from itertools import chain, islice

from conformance.generation.composition import compose

__all__ = ["SENTENCES", "ordinary_texts", "sentences"]

SENTENCES: tuple[str, ...] = (
    "A retired sailor repairs clocks in his attic.",
    "The volcano had been silent for two centuries.",
    "春天的茶园里飘着淡淡的香气。",
    "Twelve violins tuned up behind the curtain.",
    "My neighbour grows pumpkins larger than her dog.",
    "Frost covered every window of the greenhouse.",
    "快递员把 3 个包裹放在了门口。",
    "The committee rejected the budget without debate.",
    "An octopus can open jars from the inside.",
    "Copper roofs turn green after many winters.",
    "他用 20 年时间收集了各地的邮票。",
    "She translated medieval poems during her lunch breaks.",
    "The elevator stopped between floors six and seven.",
    "Nobody remembered to invite the photographer.",
    "天文学家昨夜发现了一颗新的彗星,编号为 C9。",
    "Olive oil should be kept away from sunlight.",
    "Our bus driver knows each passenger by name.",
    "Glaciers carve valleys as they slowly move downhill.",
    "足球比赛以 2 比 1 结束,球迷们欢呼着离开体育场。",
    "The detective found a single blue button under the carpet.",
    "Cheap umbrellas rarely survive a storm.",
    "Honeybees dance to describe where flowers are.",
    "奶奶做的腊肉要在屋檐下晾 40 天才好吃。",
    "The museum returned eleven stolen statues last spring.",
    "I forgot my password for the third time today.",
    "Electric trams replaced horses around the turn of the century.",
    "工程师们讨论了 5 种桥梁方案。",
    "Salmon swim upstream to the place of their birth.",
    "The tailor measured twice but cut only once.",
    "Interest rates were raised by a quarter point.",
    "图书馆 8 楼有一间安静的自习室,周末也开放。",
    "Somebody has eaten the last slice of cheesecake.",
    "Lightning struck the antenna during the broadcast.",
    "Penguins huddle together against the polar wind.",
    "医生建议他每天步行 6000 步并且少吃盐。",
    "A new law protects tenants from sudden eviction.",
    "The recipe calls for saffron and a pinch of nutmeg.",
    "Satellites photograph forests to detect illegal logging.",
    "沙漠里的夜晚比白天低 25 度。",
    "Her grandmother taught chess to half the village.",
    "Traffic came to a halt because of a runaway goat.",
    "The laboratory ordered forty pairs of safety goggles.",
    "老木匠用 7 块樟木板做成了一只衣箱",
    "Rust is slowly eating the hinges of the garden gate.",
    "The pianist played the encore with his eyes shut.",
    "Astronauts exercise daily to keep their muscles strong.",
    "地铁 14 号线明年通车,沿途经过两座机场。",
    "Fresh asphalt smells strongest on hot afternoons.",
    "The orchard lost half its pears to wasps.",
    "Vaccines train the immune system to recognise germs.",
    "双胞胎姐妹考上了 2 所不同的大学,一南一北。",
    "We camped beside a lake without a name.",
    "The auctioneer sold an empty bottle for a fortune.",
    "Owls turn their heads because their eyes cannot move.",
    "台风 11 号过后,渔民们忙着修补渔网和船帆。",
    "Each brick in this wall was baked by hand.",
    "Subscribers may cancel at the end of any month.",
    "The bride wore boots under her silk dress.",
    "那只流浪猫在车库里生了 4 只小猫咪。",
    "Mushrooms appear overnight after heavy rain.",
    "The referee whistled, yet both teams kept running.",
    "Quantum computers must be cooled almost to absolute zero.",
    "他把 90 页的小说改成了一部短剧。",
    "A lighthouse keeper wrote letters he never posted.",
    "The factory switched from coal to geothermal heat.",
    "Children drew chalk dragons all along the pavement.",
    "北方的 12 月,湖面结了厚厚的冰,可以走马车。",
    "Unpaid invoices are forwarded to the legal department.",
    "Maple syrup drips into buckets when nights are cold.",
    "The hostel kitchen closes at half past ten.",
    "Archaeologists brushed sand from a bronze mirror.",
    "这道数学题有 6 种解法,老师只讲了一种。",
    "Please fasten your seat belts and stow your luggage.",
    "Coral reefs shelter a quarter of all marine species.",
    "The violinist's taxi got lost in the fog.",
    "新能源汽车充满电大约需要 35 分钟左右。",
    "Old newspapers make excellent wrapping for crockery.",
    "The senator apologised for missing the vote.",
    "Camels store fat, not water, in their humps.",
    "展览馆 3 号厅正在展出明代的青花瓷器与漆器。",
    "He proposed to her on a broken Ferris wheel.",
    "Download the update before you calibrate the printer.",
    "Wolves returned to the valley after ninety years.",
    "山里的信号不好,视频会议断了 10 次。",
    "Yesterday's soup tastes better than today's.",
    "The cathedral organ has more than five thousand pipes.",
    "Sheep outnumber people on these islands.",
    "菜市场 1 斤黄瓜涨到了 8 元钱,大家都嫌贵。",
    "An accountant won the local pie-eating contest.",
    "Tides are caused by the pull of the moon.",
)
"""Unrelated sentences in English and Chinese, distinct also for a model that knows no Chinese."""

_MOST = 5000


def sentences(n: int, salt: int = 0) -> tuple[str, ...]:
    """Return ``n`` different ordinary sentences, always the same for one salt; SENTENCES come first.

    The sentences of a smaller ``n`` begin those of a larger one. Raises ValueError for more than 5000: up to there no
    two are equal.
    """
    if not 0 <= n <= _MOST:
        raise ValueError(f"sentences gives up to {_MOST}, not {n}: ask for fewer")
    start = salt * 29 % len(SENTENCES)
    composed = (compose(index, salt) for index in range(_MOST))
    return tuple(islice(chain(SENTENCES[start:], SENTENCES[:start], composed), n))


def ordinary_texts(first: str, n: int) -> tuple[str, ...]:
    """Return ``n`` ordinary texts, a certain one first, which need not be one of the sentences."""
    return (first, *sentences(n)[1:])
