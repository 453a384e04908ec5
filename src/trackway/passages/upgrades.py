"""Laying the tables: those that are missing, and those of an earlier version brought to this one.

::

    version in the store ──► upgrade_2.sql … upgrade_N.sql ──► schema.sql (what is missing)

A file ``upgrade_N.sql`` leads from version N - 1 to N and ends by saying so in the store.
"""

from collections.abc import Callable

from trackway.model.errors import Unavailable
from trackway.passages.named import named_sql

__all__ = ["SCHEMA", "lay"]

SCHEMA = 3
"""The version of ``schema.sql``; it stands there as the comment of the table of passages too."""


def lay(run: Callable[[str], str], begins: Callable[[], None] = lambda: None) -> None:
    """Bring a store to this version's tables; ``run`` runs a statement and gives its answer as text.

    ``begins`` is called before a store of an earlier version is changed, which may take minutes.
    Raises ``Unavailable`` for a store that a later version made, and leaves it alone.
    """
    made_by = int(run(named_sql("queries.sql")["schema_version"]))
    if made_by > SCHEMA:
        raise Unavailable(
            f"The passages were filed by a later version of Trackway (schema {made_by}; this one knows "
            f"{SCHEMA}); start that version instead."
        )
    if 0 < made_by < SCHEMA:
        begins()
    for version in range(made_by + 1, SCHEMA + 1) if made_by else ():
        for statement in named_sql(f"upgrade_{version}.sql").values():
            run(statement)
    for statement in named_sql("schema.sql").values():
        run(statement)
