"""Tables: the store's tables for whoever keeps them, with statements that may take hours."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from trackway.model.errors import Unavailable, WrongUse
from trackway.passages.named import named_sql
from trackway.passages.store import PassageStore

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

__all__ = ["Tables"]

Given = TypeVar("Given")

_PATIENCE_S = 6 * 3600
"""Writing a month of a hundred million passages anew takes minutes; the night is this long."""
_LIMITS: Mapping[str, Any] = {
    "max_execution_time": _PATIENCE_S,
    "max_memory_usage": 2 << 30,
    "max_threads": 1,  # what is asked meanwhile has the other cores
    "mutations_sync": 2,  # a deletion is done when the statement returns
    "alter_sync": 2,
}


class Tables:
    """The tables behind a store of passages. Usable from several threads.

    Raises ``WrongUse`` for a store that has none, ``Unavailable`` when it does not answer or refuses.
    """

    def __init__(self, store: PassageStore) -> None:
        from trackway.passages.clickhouse import ClickHousePassages  # noqa: PLC0415  slow to load

        if not isinstance(store, ClickHousePassages):
            raise WrongUse("Only passages in ClickHouse are kept with backups, holds and expiry.")
        self._link = store.link
        self.base = str(self.rows("base")[0][0])

    def rows(self, name: str, **values: object) -> Sequence[Sequence[Any]]:
        """The rows of a named question."""
        statement = _statements()[name]

        def ask(client: "Client") -> Sequence[Sequence[Any]]:
            found: Sequence[Sequence[Any]] = client.query(
                statement, parameters=dict(values), settings=dict(_LIMITS)
            ).result_rows
            return found

        return self._through(name, ask)

    def binary(self, name: str, **values: object) -> bytes:
        """The rows of a named question in ClickHouse's RowBinary."""
        return self._raw(name, values, "RowBinary")

    def lines(self, name: str, **values: object) -> list[list[str]]:
        """The cells of each line of a named statement that is no `select` and answers in tabs."""
        body = self._raw(name, values, None).decode()
        return [line.split("\t") for line in body.splitlines()]

    def do(self, name: str, **values: object) -> None:
        """Run a named statement to its end; not again by itself, for some may be run only once."""
        statement = _statements()[name]
        self._through(
            name,
            lambda client: client.command(statement, parameters=dict(values), settings=dict(_LIMITS)),
            again=False,
        )

    def _raw(self, name: str, values: Mapping[str, object], form: str | None) -> bytes:
        statement = _statements()[name]

        def ask(client: "Client") -> bytes:
            return client.raw_query(statement, parameters=dict(values), settings=dict(_LIMITS), fmt=form)

        return self._through(name, ask)

    def _through(self, name: str, act: "Callable[[Client], Given]", *, again: bool = True) -> Given:
        from clickhouse_connect.driver.exceptions import ClickHouseError  # noqa: PLC0415  slow to load

        client = self._link.client()
        try:
            return act(_patient(client))
        except ClickHouseError as error:
            if not _is_gone(error):
                raise Unavailable(_sentence(name, error)) from error
            client = self._link.renewed(client)
            if not again:
                raise Unavailable(f"The store of passages went away during {name}; run it again.") from error
        try:
            return act(_patient(client))
        except ClickHouseError as error:
            raise Unavailable(_sentence(name, error)) from error


def _statements() -> Mapping[str, str]:
    return {**named_sql("keeping/tables.sql"), **named_sql("keeping/upkeep.sql")}


def _patient(client: "Client") -> "Client":
    from urllib3 import Timeout  # noqa: PLC0415  comes with the client

    client.timeout = Timeout(connect=5, read=_PATIENCE_S)  # type: ignore[attr-defined]  # of its HTTP form
    return client


def _is_gone(error: Exception) -> bool:
    from clickhouse_connect.driver.exceptions import (  # noqa: PLC0415  slow to load
        OperationalError,
        StreamFailureError,
    )

    return getattr(error, "code", None) is None and isinstance(error, OperationalError | StreamFailureError)


def _sentence(name: str, error: Exception) -> str:
    code, kind = getattr(error, "code", None), getattr(error, "name", "")
    return f"The store of passages refused {name} (ClickHouse error {code}, {kind})."
