"""Three scripts about vehicles that meet: a convoy, a race, a collision and flight."""

from dataclasses import replace

from trackway.model.time import Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.incidents.incident import Incident, IncidentKind, Pass, Scripted
from trackway.sim.incidents.stage import Stage, analysis_link, clock

__all__ = ["convoy", "hit_and_run", "racing"]

_WITNESS_S = 600
"""Witnesses of a collision tell its time to within some ten minutes."""


def convoy(stage: Stage) -> Scripted:
    """Three cars that keep within half a minute of each other, to the coast by day and to 瑞穗 by night."""
    cars = (
        stage.vehicle(VehicleKind.SUV, Colour.BLACK),
        stage.vehicle(VehicleKind.SEDAN, Colour.GREY),
        stage.vehicle(VehicleKind.VAN, Colour.WHITE),
    )
    start, coast, ruisui = stage.quarter("國裕"), stage.quarter("港口"), stage.quarter("瑞穗")
    shore = stage.junction("台11線", "", 3.0)
    passes: list[Pass] = []
    legs = (
        ([start, shore, coast], stage.at(-5, 13, 20)),
        ([coast, shore, start], stage.at(-5, 16, 5)),
        ([start, stage.quarter("壽豐"), ruisui], stage.at(-2, 21, 10)),
        ([ruisui, stage.quarter("壽豐"), start], stage.at(-1, 0, 25)),
    )
    for stops, leaves in legs:
        for car in range(len(cars)):
            behind_s = 6.5 * car + float(stage.rng.uniform(0, 2.5))
            there, _ = stage.drive(car, stops, leaves.plus(behind_s), pace=0.97)
            passes += there
    span = Span(stage.at(-5, 13, 0), stage.at(-1, 3, 0))
    look = stage.place(stage.quarter("鳳林"))
    shared = len({(p.gate, p.at.us // 3_600_000_000) for p in passes if p.cast == 0})
    return Scripted(
        Incident(
            id="convoy",
            kind=IncidentKind.CONVOY,
            title_zh="三車結伴同行",
            title_en="Three cars that travel together",
            story_zh=(
                f"黑色休旅車、灰色轎車與白色廂型車兩度同進同出:{clock(legs[0][1])} 走海岸到港口,"
                f"{clock(legs[2][1])} 夜赴瑞穗;在 {shared} 處路口前後不到半分鐘。"
            ),
            story_en=(
                "A black SUV, a grey sedan and a white van come and go together twice: along the coast to "
                f"Gangkou at {clock(legs[0][1])}, to Ruisui by night at {clock(legs[2][1])}; at {shared} "
                "sites they pass within half a minute."
            ),
            look_zh="看:分析 → 結伴同行 → 第一輛的車號、七天 → 開始分析;另兩輛與巧合的機率都列出。",
            look_en=(
                "Look: Analyses, Convoy, the first car's number over seven days; the other two are listed, "
                "with the odds of chance."
            ),
            plates=tuple(car.plate for car in cars),
            span=span,
            place=look,
            link=analysis_link("convoy", stage.week, look, 8.9, plates=cars[0].plate),
        ),
        cars,
        tuple(passes),
    )


def racing(stage: Stage) -> Scripted:
    """Two cars race back and forth on 台11 between 鹽寮 and 磯崎, at twice the usual speed."""
    cars = (
        stage.vehicle(VehicleKind.SEDAN, Colour.RED),
        stage.vehicle(VehicleKind.SEDAN, Colour.BLUE),
    )
    homes = (stage.quarter("仁和"), stage.quarter("主農"))
    north, south = stage.junction("台11線", "", 9.5), stage.junction("台11線", "", 37.5)
    passes: list[Pass] = []
    begins = stage.at(-3, 1, 50)
    for car, home in enumerate(homes):
        there, _ = stage.drive(car, [home, north], stage.at(-3, 1, 20 + 3 * car))
        passes += there
    now, ends = begins, begins
    for run in range(4):
        stops = [north, south] if run % 2 == 0 else [south, north]
        for car in range(2):
            lead_s = 0.0 if car == run % 2 else float(stage.rng.uniform(1.5, 3.5))
            raced, arrived = stage.drive(car, stops, now.plus(lead_s), pace=0.46)
            passes += raced
            ends = arrived
        now = ends.plus(150)
    for car, home in enumerate(homes):
        back, _ = stage.drive(car, [north, home], now.plus(240.0 * (car + 1)), pace=0.9)
        passes += back
    fastest = max(p.kmh for p in passes)
    span = Span(begins.plus(-1800), now.plus(1800))
    look = stage.place(stage.quarter("水璉"))
    return Scripted(
        Incident(
            id="racing",
            kind=IncidentKind.RACING,
            title_zh="台11線深夜競速",
            title_en="Two cars race on Highway 11 at night",
            story_zh=(
                f"{clock(begins)} 起,紅、藍兩輛轎車在台11線鹽寮與磯崎之間來回四趟,"
                f"時速最高 {fastest:.0f} 公里,前後相差不到四秒。"
            ),
            story_en=(
                f"From {clock(begins)} a red and a blue sedan race four times along Highway 11 between "
                f"Yanliao and Jiqi, up to {fastest:.0f} km/h and less than four seconds apart."
            ),
            look_zh="看:分析 → 競速飆車 → 當晚 → 開始分析;不必知道車號,兩車各段的最低時速都列出。",
            look_en=(
                "Look: Analyses, Racing, that night, without any number; both cars are listed with the "
                "least speed of each leg."
            ),
            plates=tuple(car.plate for car in cars),
            span=span,
            place=look,
            link=analysis_link("racing", Span(stage.at(-4, 21, 0), stage.at(-3, 6, 0)), look, 10.0),
        ),
        cars,
        tuple(passes),
    )


def hit_and_run(stage: Stage) -> Scripted:
    """A white van knocks a scooter down on 台9 south of 志學 and goes home by 鯉魚潭.

    One camera reads no plate, one misses it altogether.
    """
    van = stage.vehicle(VehicleKind.VAN, Colour.WHITE)
    scooter = stage.vehicle(VehicleKind.SCOOTER, Colour.BLACK)
    scene, lake = stage.junction("台9線", "", 204.6), stage.quarter("文蘭")
    before, struck = stage.drive(0, [stage.quarter("稻香"), scene], stage.at(-1, 15, 52))
    rode, reached = stage.drive(1, [stage.quarter("永興"), scene], stage.at(-1, 15, 45), pace=1.06)
    rider = [replace(each, at=each.at.plus(struck.since(reached))) for each in rode]
    fled, home = stage.drive(
        0,
        [scene, stage.junction("台9丙線", "", 21.6), lake, stage.quarter("國慶")],
        struck.plus(20),
        pace=0.82,
    )
    flight = _imperfect(fled)
    span = Span(struck.plus(-1800), home.plus(900))
    look = stage.place(scene)
    remembered = f"{van.plate[0]}*{van.plate[-1]}"
    return Scripted(
        Incident(
            id="hit-and-run",
            kind=IncidentKind.HIT_AND_RUN,
            title_zh="壽豐肇事逃逸",
            title_en="A hit-and-run near Shoufeng",
            story_zh=(
                f"{clock(struck)},白色廂型車在台9線平和路段撞倒機車後逃逸。目擊者只記得白色廂型車、"
                f"車號首尾為 {remembered}。車輛改走鯉魚潭的台9丙線回花蓮:"
                "一處鏡頭沒讀到車牌,另一處完全漏拍。"
            ),
            story_en=(
                f"At {clock(struck)} a white van knocks down a scooter on Highway 9 at Pinghe and flees. A "
                f"witness remembers a white van, {remembered}: first and last of its number. It goes home by "
                "the lake road 9C: one camera reads no plate, another misses it."
            ),
            look_zh=(
                f"看:分析 → 肇事逃逸 → 現場、前後十分鐘、白色廂型車、{remembered} → 開始分析;"
                "第一條線索附上先後經過的鏡頭。"
            ),
            look_en=(
                "Look: Analyses, Hit-and-run, the scene, ten minutes either way, a white van, "
                f"{remembered}; the first finding names the cameras before and after."
            ),
            plates=(van.plate,),
            span=span,
            place=look,
            link=analysis_link(
                "hit-and-run",
                Span(struck.plus(-_WITNESS_S), struck.plus(_WITNESS_S)),
                look,
                12.0,
                place=f"circle:{look.lon},{look.lat},300",
                patterns=remembered,
                kinds="van",
                colours="white",
            ),
        ),
        (van, scooter),
        tuple(before + rider + flight),
    )


def _imperfect(fled: list[Pass]) -> list[Pass]:
    """The flight as recorded: unread at the first camera, missed by the second."""
    seen = [replace(fled[0], is_read=False), *fled[2:]]
    return sorted(seen, key=lambda each: each.at)
