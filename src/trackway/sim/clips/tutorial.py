"""The tutorial's two clips of one car: ``python -m trackway.sim.clips.tutorial FOLDER``."""

import sys
from pathlib import Path

from trackway.model.plate import parse_plate
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.clips import ClipScript, ScriptedPass, render_clip


def main(folder: Path) -> None:
    """Render ``T-01.mp4`` and ``T-02.mp4`` into the folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    plate = parse_plate("BKP-2075")
    for name, seed in (("T-01", 1), ("T-02", 2)):
        passing = ScriptedPass(plate, VehicleKind.SEDAN, Colour.WHITE, at_s=4.0, lane=0, speed_kmh=45)
        script = ClipScript(seconds=8.0, passes=(passing,), camera_name=name, heading_deg=200.0, seed=seed)
        render_clip(script, folder / f"{name}.mp4")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
