"""ListWatcher: every passage against every entry of the watch lists.

::

    texts of a batch ──► Index ──► passage + entry ──► in force? time of day? place? heading? ──► hit
                        1,000,000                     (the entry, from the lists)              = or ≈, why
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Protocol

from trackway.model.camera import Camera
from trackway.model.passage import Passage
from trackway.model.time import Instant
from trackway.watch.entry import Entry, Exactness, WatchList
from trackway.watch.hit import Hit
from trackway.watch.lists import Changes, Matchable
from trackway.watch.match.accepts import texts_of
from trackway.watch.match.hits import Registered, Seen, hit_of, is_meant
from trackway.watch.match.index import Index, Wanted

__all__ = ["EntryLists", "ListWatcher", "VehicleRegister"]

_EXACTNESS = tuple(Exactness)
"""By its code in ``Matchable``."""


class EntryLists(Protocol):
    """What of the lists is needed here (``trackway.watch.lists.Lists``)."""

    def version(self) -> int:
        """It grows with every change."""
        ...

    def matchable(self) -> Matchable:
        """All entries that may ever be in force."""
        ...

    def changes(self, since_version: int) -> Changes:
        """What changed after a version."""
        ...

    def entries(self, ids: Collection[int]) -> tuple[Entry, ...]:
        """These entries, as far as there are any."""
        ...

    def list_(self, identity: int) -> WatchList:
        """One list."""
        ...


class VehicleRegister(Protocol):
    """What is known of vehicles by their plates (``trackway.watch.vehicles.Vehicles``)."""

    def facts(self, plates: Collection[str]) -> Mapping[str, Registered]:
        """Of plates that are on it."""
        ...


class ListWatcher:
    """A ``Watcher`` of lists. It remembers nothing of passages: what an entry means is told by one alone.

    Entries are read again for each batch that has any of them, so that an end put off or a list refreshed
    counts at once; what is matched follows the lists' version with each tick.
    """

    name = "lists"
    memory_s = 0.0

    def __init__(
        self,
        lists: EntryLists,
        vehicles: VehicleRegister,
        cameras: Callable[[], Mapping[int, Camera]],
    ) -> None:
        self._lists = lists
        self._vehicles = vehicles
        self._cameras = cameras
        self._version, self._index = self._built()

    @property
    def entries(self) -> int:
        """How many entries are matched."""
        return len(self._index)

    def remember(self, passages: Sequence[Passage]) -> None:
        """Nothing."""

    def keep(self) -> None:
        """Nothing."""

    def tick(self, now: Instant) -> tuple[Hit, ...]:
        """Follow the lists; time alone brings nothing."""
        if self._lists.version() != self._version:
            changes = self._lists.changes(self._version)
            if changes.is_everything_changed:
                self._version, self._index = self._built()
            else:
                self._index.change(map(_wanted, changes.entries), changes.gone)
                self._version = changes.version
        return ()

    def look(self, passages: Sequence[Passage]) -> Iterator[Hit]:
        """What entries mean these passages, in the passages' order."""
        of_texts: list[int] = []
        texts: list[str] = []
        for n, passage in enumerate(passages):
            if passage.plate is not None:
                read = texts_of(passage)
                texts += read
                of_texts += [n] * len(read)
        found = self._index.find(texts)
        if not len(found.ids):
            return
        pairs = sorted(
            {(of_texts[n], e) for n, e in zip(found.texts.tolist(), found.ids.tolist(), strict=True)}
        )
        entries = {one.id: one for one in self._lists.entries({identity for _, identity in pairs})}
        cameras = self._cameras()
        meant = [
            (entries[identity], passages[n])
            for n, identity in pairs
            if identity in entries
            and is_meant(entries[identity], passages[n], cameras.get(passages[n].camera))
        ]
        facts = self._vehicles.facts({_plate_of(entry, passage) for entry, passage in meant}) if meant else {}
        lists = {one: self._lists.list_(one) for one in {entry.list_id for entry, _ in meant}}
        for entry, passage in meant:
            seen = Seen(passage, cameras.get(passage.camera), facts.get(_plate_of(entry, passage)))
            hit = hit_of(entry, lists[entry.list_id], seen)
            if hit is not None:
                yield hit

    def _built(self) -> tuple[int, Index]:
        all_ = self._lists.matchable()
        return all_.version, Index(
            all_.ids, all_.patterns, [_EXACTNESS[code] for code in all_.exactness.tolist()]
        )


def _wanted(entry: Entry) -> Wanted:
    return Wanted(entry.id, entry.pattern.text, entry.exactness)


def _plate_of(entry: Entry, passage: Passage) -> str:
    """The plate that is wanted; of a pattern the one that was read."""
    if entry.pattern.is_exact or passage.plate is None:
        return entry.pattern.text
    return passage.plate.text
