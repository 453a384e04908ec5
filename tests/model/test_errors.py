"""Errors: the tree in the docstring is the tree in the code."""

import re

import pytest

from trackway.model import errors
from trackway.model.errors import NotFound, NotSignedIn, TrackwayError, WrongUse


def _classes() -> list[type[TrackwayError]]:
    found = [getattr(errors, name) for name in errors.__all__]
    return [each for each in found if each is not TrackwayError]


@pytest.mark.parametrize("error", _classes(), ids=lambda e: e.__name__)
def test_the_table_is_true(error: type[TrackwayError]) -> None:
    assert errors.__doc__ is not None
    row = re.search(rf"── {error.__name__} +(\d) +(\d+) +(yes|no) ", errors.__doc__)
    assert row is not None, f"{error.__name__} is not in the table"
    assert (int(row[1]), int(row[2]), row[3] == "yes") == (error.exit_code, error.http_status, error.retry)


@pytest.mark.parametrize("error", _classes(), ids=lambda e: e.__name__)
def test_a_class_has_a_message_of_its_own(error: type[TrackwayError]) -> None:
    assert str(error()).endswith((".", "again"))
    assert str(error("The camera P-1 is not here.")) == "The camera P-1 is not here."


def test_names_in_json() -> None:
    assert WrongUse().kind == "wrong_use"
    assert NotFound().kind == "not_found"
    assert NotSignedIn().kind == "not_signed_in"
