"""The hit of a breach: what is told of a vehicle that breaks a rule of a zone."""

from collections.abc import Iterator
from dataclasses import replace

from trackway.model.passage import Passage
from trackway.model.plate_check import Witnesses, conflicts_of
from trackway.model.plate_classes import CLASSES
from trackway.model.said import Said
from trackway.model.time import Instant
from trackway.watch.hit import Cause, Conflict, Hit
from trackway.watch.zones.group import GROUPS, VehicleGroup
from trackway.watch.zones.lookout import Move
from trackway.watch.zones.visit import Visit
from trackway.watch.zones.zone import Allowed, Breach, Zone

__all__ = ["breach_hit"]

_MAY_BE_ALLOWED = 0.3
"""A reading one look-alike letter from an allowed plate: most vehicles in a zone are allowed ones, so that
seven of ten such readings are taken to be theirs, misread. To be measured per zone."""
_SINGLE_LOOK = 0.5
"""One look at a plate, that no second one bears out."""
_TITLES = {
    Breach.NOT_ALLOWED: ("未經許可進入", "is not on the allowed list"),
    Breach.FORBIDDEN_TIME: ("不在許可時間內進入", "is allowed, but not at this time"),
    Breach.FORBIDDEN_KIND: ("為禁止進入的車種", "is of a class that may not enter"),
    Breach.WRONG_WAY: ("逆向行駛", "drives against the one way"),
    Breach.OVERSTAY: ("逾時停留", "stays longer than allowed"),
}
_CAME = {
    Move.THERE: Said("未拍到進入，首見時已在區內。", "Its coming was not seen: it was first seen inside."),
    Move.GOES: Said("未拍到進入，離開時才首次拍到。", "Its coming was not seen: it was first seen leaving."),
    Move.UNSURE: Said("在邊界拍到，方向不明。", "It was seen on the border; which way it went was not."),
}


def breach_hit(
    zone: Zone,
    breach: Breach,
    visit: Visit,
    *,
    at: Instant,
    group: VehicleGroup | None = None,
    near: Allowed | None = None,
    named: tuple[Allowed, ...] = (),
) -> Hit:
    """The hit of this breach of a visit; one visit gives one hit per breach, whenever it is looked at.

    ``near`` is an allowed plate that may have been misread; ``named`` are the entries that name the plate but
    do not hold now; ``group`` is the forbidden class. ``strength`` is how likely, as far as the reading
    tells, the breach is this vehicle's.
    """
    passage = replace(visit.passage, readings=())
    zh, en = _TITLES[breach]
    display = passage.plate.display if passage.plate else visit.plate
    return Hit(
        key=f"{zone.rule}:{breach}:{visit.began}:{visit.plate}",
        cause=Cause.ZONE,
        rule=zone.rule,
        passage=passage,
        title=Said(f"管制區「{zone.plan.name}」：{display} {zh}", f"Zone {zone.plan.name}: {display} {en}"),
        says=(*_why(zone, breach, visit, at, group), *_on_list(named), *_since(zone, visit)),
        terms=zone.plan.terms,
        strength=_strength(breach, passage, near),
        caveats=tuple(_caveats(breach, visit, near)),
        conflicts=tuple(_conflicts(passage)) if breach is Breach.FORBIDDEN_KIND else (),
    )


def _why(zone: Zone, breach: Breach, visit: Visit, at: Instant, group: VehicleGroup | None) -> Iterator[Said]:
    if breach is Breach.FORBIDDEN_KIND and group is not None:
        sure = f"{visit.passage.kind_confidence:.2f}"
        yield Said(
            f"看起來是{GROUPS[group].name}（把握 {sure}）。",
            f"It looks like a vehicle of the class {group.replace('_', ' ')} (confidence {sure}).",
        )
    if breach is Breach.OVERSTAY:
        minutes, most = at.since(visit.entered) / 60, (zone.plan.rule.max_stay_s or 0) / 60
        yield Said(
            f"已停留至少 {minutes:.0f} 分鐘，最長 {most:.0f} 分鐘。",
            f"It has been there for at least {minutes:.0f} min; {most:.0f} are allowed.",
        )


def _on_list(named: tuple[Allowed, ...]) -> Iterator[Said]:
    for one in named[:1]:
        starts = f"{one.starts.taipei():%Y-%m-%d %H:%M}"
        until = f"{one.ends.taipei():%Y-%m-%d %H:%M}" if one.ends else "—"
        yield Said(
            f"許可名單上為「{one.name}」，期間 {starts} 至 {until}，限其時段。",
            f"On the allowed list as {one.name}, from {starts} to {until} and in its hours.",
        )


def _since(zone: Zone, visit: Visit) -> Iterator[Said]:
    since = f"{visit.entered.taipei():%m-%d %H:%M:%S}"
    yield Said(
        f"{since} 起在區內，拍到 {visit.seen} 次。", f"In the zone since {since}, seen {visit.seen} times."
    )
    plan = zone.plan
    yield Said(
        f"依據：{plan.legal_basis}（{plan.case_no}）。", f"Legal basis: {plan.legal_basis} ({plan.case_no})."
    )


def _caveats(breach: Breach, visit: Visit, near: Allowed | None) -> Iterator[Said]:
    passage = visit.passage
    if near is not None:
        yield Said(
            f"與許可名單的 {near.pattern.text}（{near.name}）只差一個易混字元，可能是判讀錯誤，請先看照片。",
            f"One look-alike letter from {near.pattern.text} ({near.name}) on the allowed list: it may have "
            "been misread. Look at the picture first.",
        )
    if passage.is_single_look:
        yield Said("車牌只有一次判讀。", "Only one look at the plate agrees.")
    if passage.plate is not None and not passage.plate.is_valid:
        yield Said("車牌不符任何號牌格式。", "The plate fits no series of plates.")
    if visit.came in _CAME:
        yield _CAME[visit.came]
    if breach is Breach.OVERSTAY:
        yield Said(
            f"最後一次在區內拍到是 {visit.last.taipei():%m-%d %H:%M:%S}；可能已從沒有鏡頭的路離開。",
            f"It was last seen there at {visit.last.taipei():%m-%d %H:%M:%S}; it may have left by a way "
            "without a camera.",
        )


def _strength(breach: Breach, passage: Passage, near: Allowed | None) -> float:
    sure = passage.kind_confidence if breach is Breach.FORBIDDEN_KIND else passage.confidence
    if passage.is_single_look:
        sure *= _SINGLE_LOOK
    return round(sure * (_MAY_BE_ALLOWED if near is not None else 1.0), 4)


def _conflicts(passage: Passage) -> Iterator[Conflict]:
    """The plate's letters are of vehicles that do not look like this one."""
    for one in conflicts_of(passage):
        if one.between is Witnesses.LETTERS_KIND:
            kinds = dict.fromkeys(kind.value for found in one.classes for kind in CLASSES[found].kinds)
            yield Conflict("kind", tuple(kinds), passage.kind.value, passage.kind_confidence)
