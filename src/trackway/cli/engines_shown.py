"""Engines and how they compare, as the command line prints them."""

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.table import Table

from trackway.intake.beside import Account, Agreement, Cost, Disagreement
from trackway.model.camera import Camera
from trackway.passages import Pictures
from trackway.vision.engines import EngineFacts

__all__ = [
    "Right",
    "agreement_table",
    "catalogue",
    "disagreement",
    "disagreements_table",
    "facts",
    "standing",
]

Right = Mapping[tuple[str, str], tuple[int, int, int]]
"""For a pair of engines: passages that officers judged, and how many of them each had right."""


def facts(one: EngineFacts, cameras: int, *, counted: bool) -> dict[str, object]:
    """An engine of the catalogue as an object."""
    return {
        "name": one.name,
        "what": one.what,
        "version": one.version,
        "licence": one.licence,
        "model": one.model or None,
        "is_available": not one.why_not,
        "why_not": one.why_not or None,
        **({"cameras": cameras} if counted else {}),
    }


def catalogue(engines: Sequence[EngineFacts], cameras: Counter[str]) -> Table:
    """The catalogue for people."""
    table = Table(title="判讀引擎 Engines", title_justify="left")
    for heading in ("名稱 name", "說明", "版本 version", "授權 licence", "指紋 fingerprint", "鏡頭 cameras"):
        table.add_column(heading, overflow="fold")
    table.add_column("可用 available", overflow="fold", ratio=1)
    for one in engines:
        used = str(cameras[one.name]) if cameras else ""
        table.add_row(
            one.name, one.what, one.version, one.licence, one.model, used, one.why_not or "可用 yes"
        )
    return table


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _ms(cost: Cost) -> float | None:
    return round(1000 * cost.cpu_s / cost.pictures, 2) if cost.pictures else None


def standing(one: Agreement, right: Right) -> dict[str, object]:
    """How two engines stood to each other as an object."""
    judged, first, second = right.get((one.first_model, one.second_model), (0, 0, 0))
    return {
        "first": one.first_model,
        "second": one.second_model,
        "seconds": round(one.seconds, 3),
        "vehicles": one.vehicles,
        "agree": one.agree,
        "agree_share": _share(one.agree, one.agree + one.differ),
        "differ": one.differ,
        "only_first": one.only_first,
        "only_second": one.only_second,
        "first_confidence": round(one.first_confidence, 4),
        "second_confidence": round(one.second_confidence, 4),
        "first_surer": one.first_surer,
        "second_surer": one.second_surer,
        "first_pictures": one.first_cost.pictures,
        "second_pictures": one.second_cost.pictures,
        "first_ms_per_picture": _ms(one.first_cost),
        "second_ms_per_picture": _ms(one.second_cost),
        "judged": judged,
        "first_right": first,
        "second_right": second,
    }


def disagreement(one: Disagreement, cameras: Mapping[int, Camera], pictures: Pictures) -> dict[str, object]:
    """A vehicle they read differently as an object."""
    camera = cameras.get(one.camera)
    return {
        "camera": camera.id if camera else None,
        "at": str(one.at),
        "first": _told(one.first),
        "second": _told(one.second),
        "passage": str(one.passage) if one.passage else None,
        "picture": str(pictures.path(one.picture)),
    }


def _told(account: Account | None) -> dict[str, object] | None:
    if account is None:
        return None
    return {"text": account.text, "confidence": round(account.confidence, 4), "looks": account.looks}


def agreement_table(one: Agreement, right: Right) -> Table:
    """How two engines stood to each other, for people."""
    table = Table(
        title=f"{one.first_model}  ↔  {one.second_model}（{one.seconds:,.0f} s 影像 of footage）",
        title_justify="left",
    )
    for heading in ("", "判讀 reads", "只旁觀 watches"):
        table.add_column(heading)
    both = one.agree + one.differ
    agree = f"{one.agree:,} / {both:,} ({one.agree / both:.1%})" if both else "0"
    table.add_row("兩者都讀到且相同 both, the same", agree, agree)
    table.add_row("只有它讀到 it alone", f"{one.only_first:,}", f"{one.only_second:,}")
    table.add_row("不同時較有把握 surer where they differ", f"{one.first_surer:,}", f"{one.second_surer:,}")
    table.add_row("平均把握 mean confidence", f"{one.first_confidence:.1%}", f"{one.second_confidence:.1%}")
    table.add_row("每張圖 per picture", *(f"{_ms(cost)} ms" for cost in (one.first_cost, one.second_cost)))
    table.add_row("圖數 pictures", f"{one.first_cost.pictures:,}", f"{one.second_cost.pictures:,}")
    judged, first, second = right.get((one.first_model, one.second_model), (0, 0, 0))
    if judged:
        table.add_row("與改正相符 as officers corrected", f"{first} / {judged}", f"{second} / {judged}")
    return table


def disagreements_table(
    rows: Sequence[Disagreement], cameras: Mapping[int, Camera], pictures: Pictures
) -> Table:
    """The vehicles they read differently, for people, each with the file of its picture."""
    table = Table(title=f"{len(rows)} 筆不同 disagreements", title_justify="left")
    for heading in ("時間 at", "鏡頭 camera", "判讀 reads", "旁觀 watches", "圖片 picture"):
        table.add_column(heading, overflow="fold")
    for one in rows:
        camera = cameras.get(one.camera)
        table.add_row(
            f"{one.at.taipei():%Y-%m-%d %H:%M:%S}",
            camera.id if camera else str(one.camera),
            _shown(one.first),
            _shown(one.second),
            str(pictures.path(one.picture)),
        )
    return table


def _shown(account: Account | None) -> str:
    return f"{account.text} ({account.confidence:.0%})" if account else "—"
