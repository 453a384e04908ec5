"""Collecting: looking at sources when it is time, and taking in what is whole and was not had before."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trackway.model.errors import Invalid, TrackwayError, Unavailable
from trackway.model.time import Clock
from trackway.registry import SourceFile
from trackway.video.addresses import Networks, checked
from trackway.watch.lists.difference import ImportAsk
from trackway.watch.lists.imports import Imports
from trackway.watch.lists.sftp import sftp_shelf
from trackway.watch.lists.shelf import FolderShelf, Shelf, Wait, whole
from trackway.watch.lists.sources import FOLDER, ListSource, Sources
from trackway.watch.sheet import MOST_BYTES

__all__ = ["Collector"]


class Collector:
    """Fetches the files of lists. One at a time; called from one thread.

    ``networks`` are those whose servers may be connected to; ``wait`` lets seconds pass.
    """

    def __init__(
        self, sources: Sources, imports: Imports, networks: Networks, clock: Clock, wait: Wait
    ) -> None:
        self._sources = sources
        self._imports = imports
        self._networks = networks
        self._clock = clock
        self._wait = wait

    def collect_due(self) -> int:
        """Look at every source whose time it is; how many."""
        due = [source for source in self._sources.all() if source.is_due(self._clock.now())]
        for source in due:
            self.collect(source)
        return len(due)

    def collect(self, source: ListSource) -> str:
        """Look at one source; what came of it, which is noted with it too. Only ``Unavailable`` of our own
        file is raised: what a server or a file does wrong is an outcome."""
        if not source.approver:
            raise Invalid(f"Source {source.id} waits for another officer's approval.")
        try:
            outcome, is_failed = self._collected(source)
        except TrackwayError as error:
            outcome, is_failed = str(error), True
        self._sources.looked(source.id, outcome, is_failed=is_failed)
        return outcome

    def _collected(self, source: ListSource) -> tuple[str, bool]:
        with self._opened(source) as shelf:
            laid = whole(shelf, source.file_names, self._wait)
            if not laid:
                return (
                    f"沒有符合 {source.file_names} 的完整檔案。 No whole file fits {source.file_names}.",
                    True,
                )
            if source.replaces:
                laid = laid[-1:]  # each is the whole list: only the newest counts
            outcomes = [self._taken(source, one.name, shelf.read(one.name, MOST_BYTES)) for one in laid]
        return outcomes[-1][0], any(is_failed for _, is_failed in outcomes)

    def _taken(self, source: ListSource, name: str, content: bytes) -> tuple[str, bool]:
        """One file: taken in, or known already, or refused."""
        sha256 = hashlib.sha256(content).hexdigest()
        if self._sources.was_taken(source.id, sha256):
            self._imports.renew(source.list_id, source.defaults.days if source.replaces else None)
            return f"{name}：內容未變。 {name} is the same as before.", False
        if self._sources.had(source.id, sha256):
            return f"{name}：先前已拒絕。 {name} was refused before.", True
        ask = ImportAsk(
            source.list_id,
            source.requester,
            source.defaults,
            replaces=source.replaces,
            standing=source.approver,
            source_id=source.id,
        )
        try:
            report = self._imports.take(SourceFile(name, content, sha256), ask)
        except Unavailable:
            raise
        except TrackwayError as error:
            self._sources.note(source.id, sha256, name, None, str(error))
            return str(error), True
        outcome = (
            f"{name}：新增 {report.new:,}、變更 {report.changed:,}、移除 {report.gone:,}、"
            f"相同 {report.same:,}、拒絕 {report.refused:,}。 "
            f"{name}: {report.new:,} new, {report.changed:,} changed, {report.gone:,} gone, "
            f"{report.same:,} the same, {report.refused:,} refused."
        )
        self._sources.note(source.id, sha256, name, report.batch, outcome)
        return outcome, False

    @contextmanager
    def _opened(self, source: ListSource) -> Iterator[Shelf]:
        if source.address.startswith(FOLDER):
            yield FolderShelf(Path(source.address.removeprefix(FOLDER)))
            return
        address = checked(source.address, self._networks, ("sftp",))
        with sftp_shelf(address, source.host_key, self._sources.log_in(source.id)) as shelf:
            yield shelf
