"""The rule book: how the entry or zone stands that an alert is a hit of, and who may know of it."""

from collections.abc import Callable
from functools import partial

from trackway.model.errors import NotFound
from trackway.model.said import Said
from trackway.model.time import Clock
from trackway.watch.alerts import Rule, RuleBook
from trackway.watch.lists import GroupsOf, Lists
from trackway.watch.roads import RoadWatches
from trackway.watch.zones import Zones

__all__ = ["rule_book"]

_GONE = Said("所依據的名單項或管制區已不存在。", "The entry or zone that it rests on is no longer there.")


def rule_book(lists: Lists, zones: Zones, roads: RoadWatches, groups_of: GroupsOf, clock: Clock) -> RuleBook:
    """What says of a rule such as ``entry:12`` or ``zone:3`` whether it holds; others hold always."""

    def of(rule: str, recipients: tuple[str, ...]) -> Rule:
        told = partial(_is_told, recipients, groups_of)
        kind, _, number = rule.partition(":")
        if not number.isdigit():
            return Rule(sees=told)
        match kind:
            case "entry":
                return _of_entry(lists, int(number), told, clock)
            case "zone":
                return _of_zone(zones, int(number), told, clock)
            case "road":
                return _of_road(roads, int(number), told, clock)
            case _:
                return Rule(sees=told)

    return of


def _is_told(recipients: tuple[str, ...], groups_of: GroupsOf, username: str) -> bool:
    return bool(recipients) and not set(recipients).isdisjoint(groups_of(username))


def _of_entry(lists: Lists, number: int, told: Callable[[str], bool], clock: Clock) -> Rule:
    try:
        entry = lists.entry(number)
        watch_list = lists.list_(entry.list_id)
    except NotFound:
        return Rule(ended=_GONE, sees=told)
    ended = None
    if entry.withdrawn is not None:
        ended = Said("名單項已撤銷。", "The entry was withdrawn.")
    elif not entry.holds(clock.now()):
        ended = Said("名單項已不在效期內。", "The entry is no longer in force.")
    insiders = {entry.requester, entry.approval.by if entry.approval else entry.requester}
    return Rule(ended, lambda username: username in insiders or told(username), entry, watch_list)


def _of_zone(zones: Zones, number: int, told: Callable[[str], bool], clock: Clock) -> Rule:
    zone = next((one for one in zones.all() if one.id == number), None)
    if zone is None:
        return Rule(ended=_GONE, sees=told)
    ended = None
    if not zone.holds(clock.now()):
        ended = Said("管制區已不在效期內。", "The zone is no longer in force.")
    insiders = {zone.requester, zone.approval.by if zone.approval else zone.requester}
    return Rule(ended, lambda username: username in insiders or told(username))


def _of_road(roads: RoadWatches, number: int, told: Callable[[str], bool], clock: Clock) -> Rule:
    try:
        watch = roads.one(number)
    except NotFound:
        return Rule(ended=_GONE, sees=told)
    holds = watch.holds(clock.now())
    return Rule(
        None if holds else Said("路段監控已不在效期內。", "The road watch is no longer in force."), told
    )
