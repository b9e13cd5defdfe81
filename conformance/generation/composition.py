"""Made-up sentences: somebody did something somewhere."""

from __future__ import annotations

__all__ = ["compose"]


def _listed(phrases: str) -> tuple[str, ...]:
    return tuple(phrases.split(","))


# The sizes of the pools have no common divisor: counting through all of them at once, every part changes at every step,
# and no combination comes back before the product of the sizes (17 * 19 * 23 and 11 * 13 * 16).
_WHO = _listed(
    "farmer,nurse,judge,barber,pilot,miner,poet,plumber,banker,dancer,gardener,clerk,butcher,surgeon,diver,librarian,"
    "blacksmith"
)
_DID = _listed(
    "sold a lantern,painted a kite,counted the coins,burned the toast,borrowed a ladder,lost an earring,"
    "wrapped the gift,broke a vase,tested the alarm,cleaned the oven,peeled an orange,wrote a postcard,found a compass,"
    "hid the keys,polished a trumpet,carried a mattress,named the kitten,drew a map,washed the curtains"
)
_WHERE = _listed(
    "in the harbour,behind the school,on the roof,near the canal,at the airport,under the bridge,inside the tent,"
    "beside the well,by the stadium,across the border,above the bakery,outside the prison,in the vineyard,"
    "at the cemetery,on the ferry,near the quarry,behind the theatre,in the cellar,at the embassy,on the glacier,"
    "beside the railway,inside the barn,by the fountain"
)
_WHO_ZH = _listed("渔夫,裁缝,校长,厨师,司机,画家,牧羊人,护士长,程序员,气象员,修表匠")
_WHERE_ZH = _listed(
    "在码头,在山顶,在车站,在花园里,在机房,在戏院门口,在果园,在古城墙下,在雪地里,在银行,在操场,在茶馆,在天台"
)
_DID_ZH = _listed(
    "数了{}只鸽子,卖了{}把雨伞,修了{}盏路灯,丢了{}枚硬币,种了{}棵柳树,拍了{}张照片,搬了{}箱橘子,写了{}封信,借了{}本词典,"
    "洗了{}个茶杯,画了{}条金鱼,挂了{}只灯笼,买了{}斤豆腐,等了{}趟公交,折了{}架纸飞机,打了{}桶井水"
)


def compose(index: int, salt: int) -> str:
    """Return the sentence of a number from 0, every fourth in Chinese; the first 5000 of one salt are all different."""
    if index % 4 == 3:
        return _compose_chinese((index // 4 + salt * 251) % (len(_WHO_ZH) * len(_WHERE_ZH) * len(_DID_ZH)))
    turn = (index + salt * 977) % (len(_WHO) * len(_DID) * len(_WHERE))
    return f"The {_WHO[turn % 17]} {_DID[turn % 19]} {_WHERE[turn % 23]}."


def _compose_chinese(turn: int) -> str:
    # The number is another one in each sentence: a model that knows no Chinese can tell them apart by it.
    return f"{_WHO_ZH[turn % 11]}{_WHERE_ZH[turn % 13]}{_DID_ZH[turn % 16].format(f' {turn + 2} ')}。"
