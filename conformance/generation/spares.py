"""Words and clauses that stand in for others where a service refuses those, and that no other text of the suite has."""

from __future__ import annotations

__all__ = ["SPARE_CLAUSES", "SPARE_WORDS"]

SPARE_WORDS = ("table", "pencil", "lamp", "basket", "chair", "spoon", "button", "ribbon", "carpet", "shelf")

SPARE_CLAUSES = (
    "桌上放着两个苹果",
    "午后的阳光照进教室",
    "小朋友们一起做游戏",
    "新书摆满了整个书架",
    "她每天步行去图书馆",
    "窗边的绿植长得很好",
    "面包店在清晨开门",
    "同学们认真听老师讲解",
)
