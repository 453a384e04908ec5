"""`trackway check`: one command that answers whether everything is well."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from trackway.cli.found import print_lines
from trackway.cli.house import House
from trackway.model.fault import Fault, Wrong
from trackway.passages.keeping import Upkeep
from trackway.video import confinement_here
from trackway.video.catalogue import check as check_footage
from trackway.video.catalogue import repair as repair_footage

__all__ = ["commands"]

Flag = Parameter(negative="")
Json = Annotated[bool, Parameter(name="--json", negative="", help="One JSON object per line.")]


@dataclass(frozen=True, slots=True)
class _Found:
    """A fault, and of what."""

    of: str
    fault: Fault[Wrong]

    @property
    def says(self) -> str:
        return f"{'影像 footage' if self.of == 'footage' else '過車紀錄 passages'}: {self.fault.says}"

    def as_json(self) -> dict[str, object]:
        return {
            "of": self.of,
            "fault": self.fault.kind.value,
            "count": self.fault.count,
            "where": self.fault.where,
        }


def commands(house: House) -> App:
    """The command that checks a whole data folder."""
    app = App()

    @app.command
    def check(*, data: Path, repair: Annotated[bool, Flag] = False, json: Json = False) -> int:
        """檢查 Whether everything is well: footage against its catalogue, and the passages with all made of
        them.

        It reads names and sizes of footage, not the footage itself: `trackway footage verify` does. What
        this machine can take from the processes that decode footage is told on stderr. Exit code 1 when there
        is a fault that is left.

        Parameters
        ----------
        data
            The data folder.
        repair
            Make good what can be made good without touching footage or passages: tell the catalogue which
            files are there, and make orders and dictionaries of passages anew.
        """
        print(f"解碼隔離 Decoding of footage is confined: {confinement_here()}.", file=sys.stderr)
        with house.footage_keeper(data) as footage:
            wrong = repair_footage(footage) if repair else check_footage(footage)
        with house.keeper(data) as keeper:
            upkeep = Upkeep(keeper)
            faults = upkeep.repair() if repair else upkeep.check()
        found = [*(_Found("footage", one) for one in wrong), *(_Found("passages", one) for one in faults)]
        left = [one for one in found if not (repair and one.fault.can_be_repaired)]
        if json:
            print_lines(one.as_json() | {"repaired": one not in left} for one in found)
        elif not found:
            print("沒有問題 Nothing is wrong.")
        else:
            for one in found:
                print(one.says + ("" if one in left else " 已修復 made good"))
        return 1 if left else 0

    return app
