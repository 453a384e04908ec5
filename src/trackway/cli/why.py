"""Why something is asked at the command line: case number, reason, and who asks."""

import os
import pwd
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from trackway.model.errors import Denied, WrongUse
from trackway.model.question import Officer, Purpose
from trackway.trust import Asked, Trust

__all__ = ["Why", "asker", "need_case"]

_NEED_WHY = (
    "查詢須註明案號與事由：請加 --case 案號 --reason 事由。 "
    "A question needs a case number and a reason: give --case and --reason."
)


@dataclass(frozen=True, slots=True)
class Why:
    """Case number, reason, and who asks if not this account; refused when something is missing."""

    case: str
    reason: str
    officer: str

    def __post_init__(self) -> None:
        if not (self.case.strip() and self.reason.strip()):
            raise WrongUse(_NEED_WHY)

    @contextmanager
    def asking(self, trust: Trust, action: str, details: Mapping[str, object]) -> Iterator[Asked]:
        """The question's row on the audit, before and after; what was not given is left out."""
        account = _account()
        given = {name: value for name, value in details.items() if value is not None}
        if self.officer:
            given["account"] = account
        purpose = Purpose(asker(trust, self.officer), self.case, self.reason)
        with trust.asking(purpose, action, given) as asked:
            yield asked


def need_case(hold: int, case_no: str, case: str) -> None:
    """What a hold keeps is asked for under its own case only; raises ``Denied`` under another."""
    if case_no != case.strip():
        raise Denied(f"The hold {hold} is of another case; what it keeps is asked for under its own.")


def asker(trust: Trust, officer: str) -> Officer:
    """Who sits at the machine: the account this runs under, or who they say they are."""
    return trust.command_line_officer(officer or _account())


def _account() -> str:
    """The operating system's account, by its number: a name in the environment is anybody's to set."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
