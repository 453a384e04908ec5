"""Three scripts about where cars go: a stolen car, a cloned plate, a visitor by night."""

from trackway.model.time import Span
from trackway.model.vehicle import Colour, VehicleKind
from trackway.sim.incidents.incident import Cast, Incident, IncidentKind, Pass, Scripted
from trackway.sim.incidents.stage import Stage, analysis_link, clock, trail_link

__all__ = ["cloned_plate", "night_visitor", "stolen_car"]

_TOWN_M = 4000
"""A circle that holds 鳳林 with the plate sites at both its ends."""


def stolen_car(stage: Stage) -> Scripted:
    """A white sedan commutes from 和平 for days, then leaves the county southwards in one afternoon."""
    car = stage.vehicle(VehicleKind.SEDAN, Colour.WHITE)
    home, work = stage.quarter("和平"), stage.quarter("嘉里")
    passes: list[Pass] = []
    for day in range(-6, -1):
        there, _ = stage.drive(0, [home, work], stage.at(day, 7, 25 + day % 3), pace=1.03)
        back, _ = stage.drive(0, [work, home], stage.at(day, 17, 40 + day % 4), pace=1.05)
        passes += there + back
    taken = stage.at(-1, 12, 40)
    south, stop = stage.drive(
        0,
        [home, work, stage.quarter("市中心"), stage.quarter("鳳林"), stage.quarter("光復")],
        taken,
        pace=0.88,
    )
    away, gone = stage.drive(
        0,
        [stage.quarter("光復"), stage.quarter("玉里"), stage.quarter("south")],
        stop.plus(38 * 60),
        pace=0.86,
    )
    span = Span(taken.plus(-300), gone.plus(300))
    count = len(south) + len(away)
    return Scripted(
        Incident(
            id="stolen-car",
            kind=IncidentKind.STOLEN,
            title_zh="失竊白色轎車縱貫全縣",
            title_en="A stolen white sedan crosses the county",
            story_zh=(
                f"車主平日往返和平與嘉里。{clock(taken)} 車輛在和平遭竊,一路南下,途經花蓮市、鳳林,"
                f"在光復停留 38 分鐘後經玉里離開縣境,{clock(gone)} 出縣;共 {count} 筆過車。"
            ),
            story_en=(
                f"Its owner commutes between Heping and Jiali. Stolen at Heping at {clock(taken)}, it drives "
                "south through Hualien City and Fenglin, rests 38 minutes in Guangfu, and leaves the county "
                f"past Yuli at {clock(gone)}: {count} passages."
            ),
            look_zh="看:軌跡 → 輸入車號 → 播放;光復的空檔會標出。失竊當下可按「下一處」推估它往哪裡去。",
            look_en=(
                "Look: Trail, enter the plate, play; the gap in Guangfu is named. On the day itself, Next "
                "camera tells where it is heading."
            ),
            plates=(car.plate,),
            span=span,
            place=stage.place(stage.quarter("鳳林")),
            link=trail_link(car.plate, span, stage.place(stage.quarter("鳳林")), 8.8),
        ),
        (car,),
        tuple(passes + south + away),
    )


def cloned_plate(stage: Stage) -> Scripted:
    """A silver sedan lives between 玉里 and 瑞穗; a grey SUV with the same number drives round 花蓮."""
    true = stage.vehicle(VehicleKind.SEDAN, Colour.SILVER)
    clone = Cast(true.plate, VehicleKind.SUV, Colour.GREY)
    yuli, ruisui = stage.quarter("玉里"), stage.quarter("瑞穗")
    passes: list[Pass] = []
    for day in range(-6, 0):
        there, _ = stage.drive(0, [yuli, ruisui], stage.at(day, 7, 38 + day % 3), pace=1.0)
        back, _ = stage.drive(0, [ruisui, yuli], stage.at(day, 17, 35 + day % 5), pace=1.04)
        passes += there + back
    north, city = stage.quarter("新城"), stage.quarter("市中心")
    for day, hour, minute in ((-4, 7, 41), (-2, 17, 33), (-1, 7, 36)):
        there, _ = stage.drive(1, [north, city], stage.at(day, hour, minute), pace=0.95)
        back, _ = stage.drive(1, [city, north], stage.at(day, hour + 2, minute), pace=0.97)
        passes += there + back
    first, last = stage.at(-6, 7, 0), stage.at(-1, 19, 0)
    span = Span(first, last)
    meeting = stage.at(-1, 7, 36)
    return Scripted(
        Incident(
            id="cloned-plate",
            kind=IncidentKind.CLONED,
            title_zh="同一車號同時出現在縣境兩端",
            title_en="One number at both ends of the county at once",
            story_zh=(
                f"銀色轎車每天往返玉里與瑞穗;同號的灰色休旅車卻三度在新城與花蓮市出現,"
                f"例如 {clock(meeting)} 前後,兩地相距約 90 公里,只差幾分鐘。"
            ),
            story_en=(
                "A silver sedan commutes between Yuli and Ruisui; three times a grey SUV with the same "
                f"number drives between Xincheng and Hualien City, as around {clock(meeting)}: some 90 km "
                "and minutes apart."
            ),
            look_zh=(
                "看:分析 → 偽造(複製)車牌 → 輸入車號、七天 → 開始分析;誤讀、時鐘誤差與偽造的機率並列,"
                "照片可見車型不同。"
            ),
            look_en=(
                "Look: Analyses, Cloned plates, the number over seven days; misread, clock error and clone "
                "are weighed side by side, and the pictures show two cars."
            ),
            plates=(true.plate,),
            span=span,
            place=stage.place(stage.quarter("光復")),
            link=analysis_link(
                "cloned", stage.week, stage.place(stage.quarter("光復")), 8.6, plates=true.plate
            ),
        ),
        (true, clone),
        tuple(passes),
    )


def night_visitor(stage: Stage) -> Scripted:
    """A black sedan from 花蓮市 comes to 鳳林 on five nights of six, between one and four."""
    car = stage.vehicle(VehicleKind.SEDAN, Colour.BLACK)
    home, visited = stage.quarter("國慶"), stage.quarter("鳳林")
    passes: list[Pass] = []
    nights = 0
    for day, hour, minute, stay_min in (
        (-6, 1, 5, 41),
        (-5, 1, 12, 52),
        (-4, 1, 2, 61),
        (-2, 1, 25, 38),
        (-1, 1, 8, 58),
    ):
        there, arrived = stage.drive(0, [home, visited], stage.at(day, hour, minute), pace=0.92)
        back, _ = stage.drive(0, [visited, home], arrived.plus(stay_min * 60), pace=0.94)
        passes += there + back
        nights += 1
    span = Span(stage.at(-6, 0, 30), stage.at(-1, 4, 30))
    look = stage.place(visited)
    return Scripted(
        Incident(
            id="night-visitor",
            kind=IncidentKind.NIGHT_VISITOR,
            title_zh="只在深夜出現的黑色轎車",
            title_en="A black sedan that comes only at night",
            story_zh=(
                f"鳳林近來夜間竊盜頻傳。這輛車六夜中有 {nights} 夜於 01:00-04:00 之間自花蓮市南下鳳林,"
                "停留四十分鐘到一小時後折返,白天從未出現。"
            ),
            story_en=(
                f"Burglaries by night in Fenglin: on {nights} of 6 nights this car comes down from Hualien "
                "City between 01:00 and 04:00, stays forty minutes to an hour and goes back; it is never "
                "seen by day."
            ),
            look_zh="看:分析 → 晝伏夜出 → 圈選鳳林、七天 → 開始分析;不必知道車號,只來深夜的車列在最前。",
            look_en=(
                "Look: Analyses, Night visitor, a circle round Fenglin over seven days, without any number; "
                "who comes only by night is listed first."
            ),
            plates=(car.plate,),
            span=span,
            place=look,
            link=analysis_link(
                "night-visitor",
                stage.week,
                look,
                11.0,
                places=f"circle:{look.lon},{look.lat},{_TOWN_M}",
            ),
        ),
        (car,),
        tuple(passes),
    )
