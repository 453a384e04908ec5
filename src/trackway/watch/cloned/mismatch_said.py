"""What a mismatch says: what should be, what was seen, how often; and what speaks against it."""

from collections.abc import Iterator, Sequence

from trackway.model.passage import Passage
from trackway.model.plate_classes import CLASSES, VehicleClass
from trackway.model.said import Said
from trackway.watch.cloned.oddities import Oddity, What
from trackway.watch.entry import Act, Category, Terms
from trackway.watch.hit import Cause, Hit

__all__ = ["hit"]

_SIDE_BY_SIDE = 7
_TITLES = {
    What.SERIES: Said("車與車牌類別不符", "The vehicle is not what its plate is for"),
    What.PLATE_COLOURS: Said("車牌顏色不符", "The plate has other colours than such plates have"),
    What.KIND: Said("車型與車籍不符", "Another kind of vehicle than registered"),
    What.COLOUR: Said("車色與車籍不符", "Another colour than registered"),
    What.STATUS: Said("車籍狀態異常", "Registered as one that may not be on the road"),
    What.TWO_KINDS: Said("同一車牌掛在兩種車上", "One plate on two kinds of vehicle"),
    What.FACES: Said("前後車牌不一致", "Front and rear plates do not agree"),
}
_PRIORITY = {What.STATUS: 2, What.FACES: 3, What.TWO_KINDS: 3}
_WHEELS = {
    "two": Said("機車", "a two-wheeler"),
    "car": Said("小型車", "a car"),
    "heavy": Said("大客車", "a bus"),
}
_USUAL = 4


def hit(oddity: Oddity, times: Sequence[tuple[Oddity, Passage]]) -> Hit:
    """The hit of a plate that was odd so many times, the last of them now.

    Its strength is how many of one more agree: two of three, three of four.
    """
    told = {one.id: one for _, one in times}
    told |= {each.beside.id: each.beside for each, _ in times if each.beside is not None}
    passage = times[-1][1]
    rest = sorted((one for one in told.values() if one.id != passage.id), key=lambda one: one.stamp.at)
    return Hit(
        key=f"mismatch:{oddity.what.value}:{passage.id}",
        cause=Cause.MISMATCH,
        rule=f"mismatch:{oddity.what.value}",
        passage=passage,
        title=_TITLES[oddity.what],
        says=tuple(_says(oddity, len(times))),
        terms=Terms(Category.CLONED_PLATE, _PRIORITY.get(oddity.what, _USUAL), Act.NOTIFY),
        strength=round(len(times) / (len(times) + 1), 3),
        caveats=tuple(_caveats(oddity, len(times))),
        others=tuple(rest[-_SIDE_BY_SIDE:]),
    )


def _says(oddity: Oddity, times: int) -> Iterator[Said]:
    zh, en = " / ".join(map(_zh, oddity.expected)), " / ".join(map(_en, oddity.expected))
    if oddity.what is What.FACES:
        yield Said(
            f"同一處前後鏡頭，數秒內同車道、車型車色相同，另一面讀為 {zh}",
            f"Front and rear of one site, seconds apart, one lane, vehicles alike: the other says {en}",
        )
    elif oddity.what is What.STATUS:
        yield Said(f"車籍登記為：{zh}", f"The vehicle register says: {en}")
    else:
        yield Said(f"應為 {zh}，看到 {_zh(oddity.seen)}", f"It should be {en}; {_en(oddity.seen)} was seen")
    yield Said(f"24 小時內 {times} 次", f"{times} times within 24 h")
    yield Said(
        "可能：誤讀、車型誤判、換牌或偽造車牌",
        "It may be a misread, a kind seen wrongly, a swapped or a cloned plate",
    )


def _caveats(oddity: Oddity, times: int) -> Iterator[Said]:
    if times == 1:
        yield Said("只有一次判讀；車型車色與車籍相同", "One reading only; kind and colour are as registered")
    if oddity.what in (What.SERIES, What.PLATE_COLOURS):
        yield Said(
            "車牌號段僅為線索：號段用罄會改發，舊號不在此限",
            "Ranges of letters are hints: they move when one runs out, and old ones differ",
        )
    if oddity.what in (What.KIND, What.COLOUR, What.STATUS):
        yield Said("以匯入的車籍為準，可能已過時", "As the imported register says, which may be out of date")


def _zh(word: str) -> str:
    if word in _CLASSES:
        return CLASSES[VehicleClass(word)].name
    return _WHEELS.get(word, Said(word, "")).zh


def _en(word: str) -> str:
    return _WHEELS[word].en if word in _WHEELS else word.replace("_", " ")


_CLASSES = frozenset(one.value for one in VehicleClass)
