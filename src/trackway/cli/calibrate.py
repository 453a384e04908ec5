"""`trackway cameras calibrate`: how a camera's picture lies on the road, and its lanes."""

import math
import os
import pwd
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from trackway.cli.house import House
from trackway.model.camera import Camera
from trackway.model.errors import WrongUse
from trackway.model.eye import Eye, NoEye, agrees, eyes
from trackway.model.ground import GroundView
from trackway.registry import Registry, read_ground, read_lanes

__all__ = ["add_to"]

_ODD = 2.5
"""A mark that misses by so many times what its own error allows is likely marked in the wrong place."""


def add_to(cameras: App, house: House) -> None:
    """Add the command to ``trackway cameras``."""

    @cameras.command
    def calibrate(
        camera_id: str,
        /,
        *,
        data: Path,
        points: Path | None = None,
        lanes: Path | None = None,
        picture: str = "",
        dry_run: Annotated[bool, Parameter(negative="")] = False,
        clear: Annotated[bool, Parameter(negative="")] = False,
        json: Annotated[bool, Parameter(name="--json", negative="", help="One JSON object.")] = False,
    ) -> None:
        """地面校正 Say how a camera's picture lies on the road, to tell lanes, directions and speeds.

        Without --points and --lanes it shows the calibration there is. Speeds are leads, not evidence for
        a ticket: 車速僅供情資參考，不得作為舉發依據。

        Parameters
        ----------
        camera_id
            The camera's id.
        data
            The data folder.
        points
            JSON or CSV of four points or more marked in the picture: x, y, and lon, lat or across_m, along_m.
        lanes
            JSON of lanes, by outline or by border lines, from the camera's left.
        picture
            The size its pixels count in, such as 1920x1080, where the file does not say.
        dry_run
            Show what would be kept and keep nothing.
        clear
            Take the camera's calibration away.
        """
        if clear and (points or lanes or dry_run):
            raise WrongUse("Give --clear alone.")
        by, size = _who(), _size(picture) if picture else None
        with house.registry(data) as registry:
            camera = registry.camera(camera_id)
            if clear:
                registry.ground(camera_id)
                registry.save_ground(camera_id, None, by=by, at=house.clock.now())
            else:
                view = _view(registry, camera_id, points, lanes, size)
                _print(camera, view, json=json, is_kept=not dry_run)
                if (points or lanes) and not dry_run:
                    registry.save_ground(camera_id, view, by=by, at=house.clock.now())
        if clear or ((points or lanes) and not dry_run):
            with house.trust(data) as trust:
                details = {"camera": camera_id, "marks": 0 if clear else len(view.marks)}
                action = "camera_ground_cleared" if clear else "camera_ground_saved"
                trust.note(trust.command_line_officer(by), action, details)
        if clear and not json:
            print(f"{camera_id} 的地面校正已移除。 The calibration of {camera_id} was taken away.")


def _view(
    registry: Registry, camera_id: str, points: Path | None, lanes: Path | None, size: tuple[int, int] | None
) -> GroundView:
    """The view that the files say; lanes alone go with the points there are, and the other way round."""
    if points is None:
        view = registry.ground(camera_id).view
        return view if lanes is None else _with_lanes(view, lanes, size)
    view = read_ground(points, size).view()
    if lanes is not None:
        return _with_lanes(view, lanes, size)
    before = registry.grounds([camera_id])
    return replace(view, lanes=before[camera_id].lanes) if camera_id in before and not view.lanes else view


def _with_lanes(view: GroundView, lanes: Path, size: tuple[int, int] | None) -> GroundView:
    return replace(view, lanes=read_lanes(lanes, size))


def _size(text: str) -> tuple[int, int]:
    wide, _, high = text.lower().partition("x")
    if not (wide.isdecimal() and high.isdecimal() and int(wide) > 0 and int(high) > 0):
        raise WrongUse(f"--picture {text!r} is no size; write it as 1920x1080.")
    return int(wide), int(high)


def _who() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"


def _eye(view: GroundView, fov_deg: float | None) -> Eye | None:
    """Where the lens hangs; ``None`` where the marks do not tell."""
    try:
        return eyes(view, fov_deg)[0][0]
    except NoEye:
        return None


def _print(camera: Camera, view: GroundView, *, json: bool, is_kept: bool) -> None:
    if json:
        print(msgspec.json.encode(_facts(camera, view)).decode())
        return
    console = Console(width=None if sys.stdout.isatty() else 140, highlight=False, markup=False, emoji=False)
    for table in (_marks(view), _reaches(view), _lanes(view)):
        console.print(table)
    eye, by_marks = _eye(view, camera.fov_deg), _eye(view, None)
    if eye is None:
        print("※ 無法得知鏡頭高度，請提供 height_m 或視角。 The lens's height cannot be told: give height_m.")
    else:
        print(f"鏡頭高度 height of the lens over the road: {eye.height_m:.1f} m")
    if camera.fov_deg is not None and by_marks is not None:
        seen = math.degrees(2 * math.atan(0.5 / by_marks.focal))
        odd = "" if agrees(view, camera.fov_deg) else " ※ 不符，不採用名冊視角 they contradict: left aside"
        print(
            f"視角 field of view: 名冊 register {camera.fov_deg:.1f}°, 依標記 by the marks {seen:.1f}°{odd}"
        )
    if not is_kept:
        print("※ 試算，未儲存。 Dry run, nothing was kept.")
    print("※ 車速僅供情資參考，不得作為舉發依據。 Speeds are leads, not evidence for a ticket.")


def _marks(view: GroundView) -> Table:
    title = f"{len(view.marks)} 個標記 marks"
    table = _table(
        title, "", "x", "y", "橫 across m", "縱 along m", "殘差 misses by m", "容許 expected m", ""
    )
    for number, (mark, left) in enumerate(zip(view.marks, view.left(), strict=True), 1):
        odd = "※ 請檢查 check" if left.metres > _ODD * left.expected_m else ""
        where = (f"{mark.x:.4f}", f"{mark.y:.4f}", f"{mark.across_m:.2f}", f"{mark.along_m:.2f}")
        table.add_row(str(number), *where, f"{left.metres:.2f}", f"{left.expected_m:.2f}", odd)
    return table


def _reaches(view: GroundView) -> Table:
    table = _table("誤差 Error on the ground", "", "畫面高度 row", "距近處 m from near", "誤差 error m (1 σ)")
    names = ("近 near", "中 middle", "遠 far")
    for name, reach in zip(names, view.reaches(), strict=True):
        table.add_row(name, f"{reach.y:.3f}", f"{reach.along_m:.1f}", f"{reach.error_m:.2f}")
    return table


def _lanes(view: GroundView) -> Table:
    table = _table(f"{len(view.lanes)} 個車道 lanes", "車道 lane", "名稱 name", "方向 way")
    for number, lane in enumerate(view.lanes, 1):
        table.add_row(str(number), lane.name, lane.way.value)
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column)
    return table


def _facts(camera: Camera, view: GroundView) -> dict[str, object]:
    """The calibration with the names that the HTTP interface uses."""
    eye = _eye(view, camera.fov_deg)
    return {
        "camera": camera.id,
        "marks": [
            {
                "x": mark.x,
                "y": mark.y,
                "across_m": round(mark.across_m, 3),
                "along_m": round(mark.along_m, 3),
                "misses_by_m": round(left.metres, 3),
                "expected_m": round(left.expected_m, 3),
            }
            for mark, left in zip(view.marks, view.left(), strict=True)
        ],
        "errors": [
            {"y": round(reach.y, 4), "along_m": round(reach.along_m, 2), "error_m": round(reach.error_m, 3)}
            for reach in view.reaches()
        ],
        "horizon": view.horizon(),
        "bearing_deg": view.bearing_deg,
        "height_m": None if eye is None else round(eye.height_m, 2),
        "lanes": [
            {"lane": number, "name": lane.name, "way": lane.way.value}
            for number, lane in enumerate(view.lanes, 1)
        ],
    }
