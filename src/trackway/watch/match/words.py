"""What a hit of a list says: how it matched, whose list, why; and what speaks against it."""

from collections.abc import Iterator

from trackway.model.likeness import Differs, Match, MatchedBy
from trackway.model.passage import Passage
from trackway.model.pattern import PlatePattern
from trackway.model.plate import Plate
from trackway.model.said import Said
from trackway.watch.entry import Entry, Exactness, WatchList
from trackway.watch.hit import Conflict
from trackway.watch.match.conflicts import Agreement

__all__ = ["caveats_of", "says_of", "shown", "title_of", "unplaced"]

DOUBTFUL_BELOW = 0.9
"""From here on the shipped reader keeps what it promises (0.3 % wrong); below it is a doubtful reading."""


def shown(pattern: PlatePattern) -> str:
    """A pattern as people read it, a whole plate with its hyphen."""
    return Plate(pattern.text).display if pattern.is_exact else pattern.text


def title_of(entry: Entry, list_: WatchList, match: Match) -> Said:
    """One line."""
    what = f"{match.sign} {shown(entry.pattern)}"
    return Said(f"名單比中 {what}：{list_.name}", f"Listed {what}: {list_.name}")


def says_of(  # noqa: PLR0917
    entry: Entry, list_: WatchList, match: Match, passage: Passage, kind: Agreement, colour: Agreement
) -> Iterator[Said]:
    """Why it is a hit, weightiest first."""
    yield _matched(entry, match, passage)
    yield Said(
        f"事由：{entry.reason}；依據：{entry.legal_basis}；案號：{entry.case_no}",
        f"Reason: {entry.reason}; legal basis: {entry.legal_basis}; case: {entry.case_no}",
    )
    age = _age(passage.at.since(list_.refreshed))
    yield Said(
        f"名單「{list_.name}」（{list_.owner}），{age.zh}更新；申請人 {entry.requester}",
        f"List {list_.name} ({list_.owner}), refreshed {age.en}; asked by {entry.requester}",
    )
    if Agreement.SAME in (kind, colour):
        zh = "、".join(word for word, seen in (("車型", kind), ("車色", colour)) if seen is Agreement.SAME)
        en = " and ".join(
            word for word, seen in (("kind", kind), ("colour", colour)) if seen is Agreement.SAME
        )
        yield Said(f"看到的{zh}與應有的相同", f"The {en} seen is as expected")


def caveats_of(  # noqa: PLR0917
    entry: Entry,
    list_: WatchList,
    match: Match,
    passage: Passage,
    conflicts: tuple[Conflict, ...],
    seen: tuple[Agreement, Agreement],
) -> Iterator[Said]:
    """What speaks against it, weightiest first."""
    for conflict in conflicts:
        yield _conflicting(conflict)
    if not match.is_exact:
        yield Said(
            "近似比中：可能是另一輛車，先看照片再行動",
            "Matched approximately: it may be another vehicle; look at the picture before anyone acts",
        )
    if not entry.pattern.is_exact:
        yield Said(
            f"名單項是樣式 {entry.pattern.text}，不只一輛車符合",
            f"The entry is the pattern {entry.pattern.text}: more than one vehicle fits",
        )
    if passage.confidence < DOUBTFUL_BELOW:
        yield Said(
            f"判讀有疑：最弱一字 {passage.confidence:.0%}",
            f"A doubtful reading: its weakest letter {passage.confidence:.0%}",
        )
    if passage.is_single_look:
        yield Said("只看清一次，沒有第二次判讀佐證", "A single look; no other agrees with it")
    was_there = entry.emergency and entry.added <= passage.at
    if was_there and (entry.approval is None or entry.approval.at > passage.at):
        yield Said("緊急布控，當時尚未核准", "An emergency entry, not approved at the time")
    if (limit := list_.refresh_within_s) is not None and passage.at.since(list_.refreshed) > limit:
        age = _age(passage.at.since(list_.refreshed))
        yield Said(
            f"名單逾期未更新（{age.zh}更新）：車輛可能已尋獲",
            f"The list is overdue (refreshed {age.en}): the vehicle may have been found",
        )
    yield from _unseen(entry, seen)
    if entry.headings and passage.heading.value == "unknown":
        yield Said("行向不明，無法核對", "Which way it went is not known")


def unplaced() -> Said:
    """Of an entry for an area, where the camera is not on the register."""
    return Said("鏡頭不在資料中，無法核對地區", "The camera is not on the register: the area was not checked")


def _unseen(entry: Entry, seen: tuple[Agreement, Agreement]) -> Iterator[Said]:
    kind, colour = seen
    if entry.expected.kinds and kind is Agreement.UNSEEN:
        yield Said("車型看不出，未能核對", "The kind of vehicle could not be told")
    if entry.expected.colours and colour is Agreement.UNSEEN:
        yield Said("車色看不出，未能核對", "Its colour could not be told")


def _matched(entry: Entry, match: Match, passage: Passage) -> Said:
    asked, read = shown(entry.pattern), str(passage.plate or "")
    if match.is_exact:
        return Said(f"車牌相符（=）：{read}", f"The plate matches letter by letter (=): {read}")
    letters = [_letter(one) for one in match.differs]
    zh = "、".join(one.zh for one in letters)
    en = ", ".join(one.en for one in letters)
    if match.by is MatchedBy.ALTERNATIVE:
        exact = "" if match.cost == 0 else "約"
        return Said(
            f"車牌近似（≈）：判讀為 {read}，影像也可能{exact}是 {asked}（{zh}）",
            f"The plate may match (≈): read as {read}, the looks also allow "
            f"{'' if match.cost == 0 else 'about '}{asked} ({en})",
        )
    slack = {
        Exactness.LOOK_ALIKE: Said("形似字", "a look-alike"),
        Exactness.ONE_LETTER: Said("差一字", "one letter off"),
        Exactness.EXACT: Said("", ""),
    }[entry.exactness]
    return Said(
        f"車牌近似（≈，{slack.zh}）：名單 {asked}，判讀 {read}（{zh}）",
        f"The plate is close (≈, {slack.en}): listed {asked}, read {read} ({en})",
    )


def _letter(one: Differs) -> Said:
    if not one.asked:
        return Said(f"第 {one.at + 1} 字 {one.read} 多出", f"{one.read} at {one.at + 1} too many")
    if not one.read:
        return Said(f"第 {one.at + 1} 字前少 {one.asked}", f"{one.asked} missing before {one.at + 1}")
    return Said(
        f"第 {one.at + 1} 字 {one.asked} 讀成 {one.read}", f"{one.asked} read as {one.read} at {one.at + 1}"
    )


_WHAT = {
    "kind": Said("車型", "kind"),
    "colour": Said("車色", "colour"),
    "make": Said("廠牌", "make"),
    "series": Said("車牌所屬車種", "class of plate"),
    "plate_colours": Said("車牌顏色", "colours of the plate"),
}


def _conflicting(conflict: Conflict) -> Said:
    what = _WHAT[conflict.what]
    expected = " / ".join(conflict.expected)
    return Said(
        f"{what.zh}不符：應為 {expected}，看到 {conflict.seen}（{conflict.confidence:.0%}）",
        f"The {what.en} is not as expected: {expected}, seen {conflict.seen} ({conflict.confidence:.0%})",
    )


def _age(seconds: float) -> Said:
    """How long ago, in the largest unit that says enough."""
    minutes = max(0, round(seconds / 60))
    if minutes < 90:
        return Said(f" {minutes} 分鐘前", f"{minutes} min before")
    hours = round(minutes / 60)
    if hours < 48:
        return Said(f" {hours} 小時前", f"{hours} h before")
    return Said(f" {round(hours / 24)} 天前", f"{round(hours / 24)} days before")
