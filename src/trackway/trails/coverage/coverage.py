"""Coverage: how much of what was asked the cameras could have seen."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from trackway.model.camera import Camera
from trackway.model.finding import Coverage
from trackway.model.said import Said
from trackway.model.time import Span
from trackway.trails.coverage.uptime import Uptime, uptime
from trackway.trails.desk import Desk

__all__ = ["FAR_OFF_S", "coverage", "coverage_of", "coverages", "named", "weak"]

FAR_OFF_S = 60.0
"""A clock that may be a minute wrong cannot tell which of two places came first."""
_NAMED = 5
"""So many cameras are named; the rest are counted. Who wants all has their numbers."""
_LEAST_DAYS, _LEAST_PASSAGES = 3, 30
"""Below that nobody can say what a camera's own norm is, or that a day fell short of it."""
_FEWER_PLATES, _LESS_SURE = 0.10, 0.05
"""A tenth fewer plates, or confidence lower by 0.05, is more than day and night or rain make of a whole day:
dirt, a lamp in the picture, a lens out of focus."""
_SIGMAS = 3.0


def coverage(desk: Desk, numbers: Collection[int], span: Span) -> Coverage:
    """What these cameras (their numbers) could have seen in a span, against what each usually files."""
    return coverage_of(desk.cameras, uptime(desk, numbers, span))


def coverages(desk: Desk, asked: Sequence[tuple[Collection[int], Span]]) -> Coverage:
    """One coverage of several places, each in its own span; what is said names the place by its number."""
    seen = [uptime(desk, numbers, span) for numbers, span in asked]
    each = [coverage_of(desk.cameras, one) for one in seen]
    if len(each) == 1:
        return each[0]

    def union(some: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
        return tuple(sorted({number for numbers in some for number in numbers}))

    says = [
        Said(f"第{n}處：{said.zh}", f"Place {n}: {said.en}")
        for n, one in enumerate(each, start=1)
        for said in one.says
    ]
    return Coverage(
        cameras=len({number for numbers, _ in asked for number in numbers}),
        share=sum(one.share for one in seen) / len(seen),
        down=union(one.down for one in each),
        unclocked=union(one.unclocked for one in each),
        weak=union(one.weak for one in each),
        says=tuple(says),
    )


def coverage_of(cameras: Mapping[int, Camera], seen: Uptime) -> Coverage:
    """The same of what is known of their hours already."""
    down, dim = seen.hours_down(), weak(seen)
    off = tuple(int(n) for n in seen.numbers[seen.unmeasured | (seen.off_s >= FAR_OFF_S)])
    return Coverage(
        cameras=len(seen.numbers) + len(seen.never),
        share=seen.share,
        down=tuple(sorted(down)),
        unclocked=off,
        weak=dim,
        says=tuple(_says(cameras, seen, down, dim, off)),
    )


def weak(seen: Uptime) -> tuple[int, ...]:
    """Cameras that on some day of the span read clearly fewer plates, or less surely, than they do otherwise.

    Compared are whole days, or of a span shorter than a day the same hours of other days.
    """
    hours = seen.local_hours() % 24
    like = np.isin(hours, hours[seen.asked])
    day = (seen.hours + 8) // 24
    days, column = np.unique(day[like], return_inverse=True)
    if len(days) < _LEAST_DAYS:
        return ()
    into = np.zeros((int(like.sum()), len(days)), np.float32)
    into[np.arange(len(column)), column] = 1
    filed, plates, sure = (cells[:, like] @ into for cells in (seen.filed, seen.plates, seen.sure))
    enough = filed >= _LEAST_PASSAGES
    read, certain = plates / np.maximum(filed, 1), sure / np.maximum(plates, 1)
    is_asked = np.isin(days, day[seen.asked])
    found = []
    for row in np.flatnonzero(enough.sum(axis=1) >= _LEAST_DAYS):
        norm, usual = float(np.median(read[row, enough[row]])), float(np.median(certain[row, enough[row]]))
        mine = enough[row] & is_asked
        doubt = _SIGMAS * np.sqrt(max(norm * (1 - norm), 0.01) / filed[row, mine])
        fewer = read[row, mine] < norm - np.maximum(_FEWER_PLATES, doubt)
        if (fewer | (certain[row, mine] < usual - _LESS_SURE)).any():
            found.append(int(seen.numbers[row]))
    return tuple(found)


def named(cameras: Mapping[int, Camera], numbers: Sequence[int]) -> tuple[str, str]:
    """The first few cameras by their ids, and how many more: in Chinese and in English."""
    ids = [cameras[n].id if n in cameras else f"#{n}" for n in numbers]
    more = len(ids) - _NAMED
    zh, en = "、".join(ids[:_NAMED]), ", ".join(ids[:_NAMED])
    return (f"{zh} 等 {len(ids)} 支", f"{en} and {more} more") if more > 0 else (zh, en)


def _says(
    cameras: Mapping[int, Camera],
    seen: Uptime,
    down: Mapping[int, int],
    dim: Sequence[int],
    off: Sequence[int],
) -> list[Said]:
    watched = len(seen.numbers)
    says = [
        Said(
            f"{watched} 支鏡頭，{seen.share:.1%} 的時段照常傳回過車紀錄。",
            f"{watched} cameras filed what they usually do in {seen.share:.1%} of their hours.",
        )
    ]
    if seen.never:
        says.append(
            Said(
                f"另 {len(seen.never)} 支一般監視鏡頭沒有過車紀錄，影像須匯入判讀。",
                f"{len(seen.never)} more are ordinary cameras that file nothing until footage is imported.",
            )
        )
    if down:
        worst = list(down)
        zh, en = named(cameras, worst)
        most = down[worst[0]]
        says.append(Said(f"停擺：{zh}（最久 {most} 小時）。", f"Down: {en} (longest {most} h)."))
    if dim:
        zh, en = named(cameras, dim)
        says.append(
            Said(
                f"判讀變差（髒污、失焦或燈光）：{zh}。",
                f"Reading worse than usual (dirt, focus, light): {en}.",
            )
        )
    if off:
        zh, en = named(cameras, off)
        says.append(Said(f"時鐘未校或偏差達一分鐘：{zh}。", f"Clock not measured or a minute off: {en}."))
    if seen.every > 1:
        says.append(
            Said(
                f"期間長，每 {seen.every} 小時看一小時；較短的中斷可能看不到。",
                f"A long time: one hour in {seen.every} was looked at; shorter outages may go unseen.",
            )
        )
    return says
