"""What a band of the day may read: its own hours, not the days between."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pytest
from clickhouse_connect.driver.client import Client

from trackway.model.band import Weekday, parse_band
from trackway.model.question import Question
from trackway.model.time import Instant, Span
from trackway.passages import open_passages
from trackway.passages.described import described
from trackway.passages.named import named_sql

DAYS, PER_HOUR = 14, 2_000
ROWS = DAYS * 24 * PER_HOUR
START = Instant(1_789_920_000_000_000 - 8 * 3_600_000_000)  # a midnight of Taipei
GRANULE = 8_192


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Two weeks of an even flow in one part: 672,000 passages."""
    numbers = np.arange(ROWS)
    with open_passages(tmp_path_factory.mktemp("bands") / "passages") as store:
        store.add_columns(
            pa.table(
                {
                    "at": START.us + numbers * (3_600_000_000 // PER_HOUR),
                    "camera": (1 + numbers % 200).astype(np.uint16),
                    "sequence": np.zeros(ROWS, np.uint8),
                    "plate": pa.array([f"ABC{n:04d}" for n in range(1000)]).take(pa.array(numbers % 1000)),
                    "confidence": np.full(ROWS, 0.9, np.float32),
                    "kind": np.full(ROWS, 1, np.uint8),
                    "colour": (1 + numbers % 11).astype(np.uint8),
                    "heading": np.full(ROWS, 1, np.uint8),
                    "speed": np.full(ROWS, 50, np.float32),
                    "source": np.full(ROWS, 3, np.uint8),
                }
            )
        )
        found: Client = store.link.client()  # type: ignore[attr-defined]
        found.command("optimize table passages final")
        yield found


def read(client: Client, bands: str = "", weekdays: tuple[Weekday, ...] = ()) -> tuple[int, int]:
    """Rows read and rows given by a question over both weeks, no plate asked."""
    wanted = frozenset(parse_band(band) for band in bands.split(",") if band)
    question = Question(
        Span(START, START.plus(DAYS * 86_400)), bands=wanted, weekdays=frozenset(weekdays), limit=99_999
    )
    given = described(question) | {"like": "%", "any_plate": True, "has_plate": False, "newest": True}
    answer = client.query(
        f"select count() from ({named_sql('queries.sql')['find_oldest']})",  # noqa: S608  ours, counted
        parameters=given | {"limit": ROWS},
        settings={"max_threads": 1, "use_query_condition_cache": 0},
    )
    return int(answer.summary["read_rows"]), int(answer.result_rows[0][0])


def test_a_band_reads_its_own_hours(client: Client) -> None:
    nights, given = read(client, "22:00-05:00")
    assert given == DAYS * 7 * PER_HOUR
    assert nights <= given + DAYS * 2 * GRANULE


def test_rows_read_shrink_with_the_band_and_the_days(client: Client) -> None:
    hour, given = read(client, "03:00-04:00")
    assert given == DAYS * PER_HOUR
    weekend, given = read(client, "22:00-05:00", (Weekday.SAT,))
    assert given == 2 * 7 * PER_HOUR
    nights, _ = read(client, "22:00-05:00")
    everything, given = read(client)
    assert given == ROWS
    assert everything >= ROWS
    assert hour < nights / 2
    assert weekend < nights / 3
    assert nights < everything / 2
