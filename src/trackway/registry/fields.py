"""What a camera's columns can be, and what people call them: a table of facts to be added to.

Names are compared without case, width, separators and brackets, and 臺 is 台.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from trackway.model.camera import CameraKind
from trackway.registry.coordinates import Crs
from trackway.registry.report import Confidence

__all__ = ["Field", "Match", "claimed_crs", "is_ordinal", "key", "kind_named", "matches"]


class Field(StrEnum):
    """What a column can become. ``lon`` and ``lat`` are eastings and northings too."""

    ID = "id"
    NAME = "name"
    KIND = "kind"
    LON = "lon"
    LAT = "lat"
    PLACE = "place"
    """Both coordinates in one cell."""
    HEADING = "heading_deg"
    FOV = "fov_deg"
    SITE = "site"
    SITE_ID = "site_id"
    SITE_LON = "site_lon"
    SITE_LAT = "site_lat"
    STATION = "station"
    STATION_ID = "station_id"
    STATION_LON = "station_lon"
    STATION_LAT = "station_lat"
    PRECINCT = "precinct"
    MODEL = "model"
    YEAR = "installed_year"
    ENGINE = "engine"
    """What reads the camera's plates."""
    ROAD = "road"
    KM = "km"
    DIRECTION = "direction"
    """Which way the traffic goes; not where the lens points."""
    NUMBER = "trackway_number"
    """Our own number, in a file that came out of a register."""


_NAMES: Mapping[Field, str] = {
    Field.ID: """編號 鏡頭編號 攝影機編號 監視器編號 設備編號 設備代碼 鏡頭代碼 鏡頭代號 攝影機代碼 監視器代碼
        代碼 代號 id cameraid camid cctvid cameracode code deviceid devicecode""",
    Field.NAME: """名稱 鏡頭名稱 攝影機名稱 監視器名稱 設備名稱 設置地點 裝設地點 安裝地點 架設地點
        設置位置 裝設位置 安裝位置 設置處所 地點 位置 地點描述 地址 描述 說明
        name cameraname title location description surveillancedescription address desc""",
    Field.KIND: """類別 種類 類型 鏡頭類別 鏡頭種類 鏡頭類型 攝影機類型 監視器類型 設備類型 用途 功能
        kind type cameratype camerakind category""",
    Field.LON: """經度 東經 經度座標 經度坐標 橫座標 橫坐標 東座標 東坐標 座標x 坐標x x座標 x坐標 x
        lon lng long longitude positionlon gpslon e east easting xcoord coordx pointx posx""",
    Field.LAT: """緯度 北緯 緯度座標 緯度坐標 縱座標 縱坐標 北座標 北坐標 座標y 坐標y y座標 y坐標 y
        lat latitude positionlat gpslat n north northing ycoord coordy pointy posy""",
    Field.PLACE: """座標 坐標 經緯度 緯經度 gps座標 gps坐標 座標位置 坐標位置 位置座標 位置坐標 經緯度座標
        經緯度坐標 gps coordinates coordinate latlon latlng lonlat lnglat""",
    Field.HEADING: """方位角 朝向 鏡頭朝向 鏡頭方向 鏡頭方位 拍攝方向 拍攝方位 攝影方向 監視方向 監看方向
        heading headingdeg bearing azimuth""",
    Field.FOV: "視角 水平視角 視野 視野角 fov fovdeg hfov fieldofview",
    Field.SITE: "路口 路口名稱 設置路口 點位 點位名稱 站點 處 組別 群組 site sitename junction intersection",
    Field.SITE_ID: "桿號 桿編號 立桿編號 點位編號 點位代碼 路口編號 燈桿編號 電桿編號 組編號 siteid poleid",
    Field.SITE_LON: "點位經度 路口經度 sitelon",
    Field.SITE_LAT: "點位緯度 路口緯度 sitelat",
    Field.STATION: """派出所 所別 分駐所 分駐派出所 派出分駐所 派出所名稱 管轄派出所 轄區派出所 所屬派出所
        管理派出所 管理單位 保管單位 所屬單位 管轄單位 轄管單位 單位 station stationname policestation""",
    Field.STATION_ID: "派出所代碼 派出所編號 單位代碼 單位編號 stationid stationcode",
    Field.STATION_LON: "派出所經度 stationlon",
    Field.STATION_LAT: "派出所緯度 stationlat",
    Field.PRECINCT: "分局 分局別 分局名稱 警察分局 所屬分局 轄區分局 管轄分局 管理分局 precinct",
    Field.MODEL: """型號 廠牌型號 廠牌及型號 機型 設備型號 鏡頭型號 廠牌 品牌 規格
        model cameramodel brand maker""",
    Field.YEAR: """年份 裝設年 安裝年 設置年 建置年 裝設年份 安裝年份 設置年份 建置年份 裝設年度 安裝年度
        設置年度 建置年度 購置年度 年度 裝設日期 安裝日期 設置日期 建置日期 啟用日期 購置日期
        installedyear installyear year installed installdate installationdate""",
    Field.ENGINE: "判讀引擎 辨識引擎 車牌辨識引擎 engine plateengine",
    Field.ROAD: "路線 路線名稱 路線編號 道路 道路名稱 路名 公路 省道 road roadname route highway",
    Field.KM: "里程 里程數 里程樁號 樁號 公里 公里數 km mile mileage milepost locationmile chainage",
    Field.DIRECTION: "方向 行向 車行方向 行車方向 車流方向 direction roaddirection",
    Field.NUMBER: "trackwaynumber",
}
_ORDER = {field: {name: place for place, name in enumerate(names.split())} for field, names in _NAMES.items()}
_ORDINALS = frozenset({"序號", "項次", "流水號", "no", "serial", "rownumber"})
_WHOLE_ONLY = frozenset({"單位", "處", "公里", "年度"})
"""Inside a longer name these mean something else: 維護單位 is a company, 預算年度 a budget."""
_DEGREES = re.compile("經|緯|lon|lng|lat")
_DATUM = re.compile(r"twd|epsg|wgs|gps|tm2|二度分帶|座標系統?|坐標系統?|\d+")
_BRACKETED = re.compile(r"[(（\[【].*?[)）\]】]")

_KINDS: Mapping[CameraKind, str] = {
    CameraKind.PLATE: """車牌辨識 車牌 車辨 車牌辨識系統 車牌辨識鏡頭 車牌辨識攝影機 車辨鏡頭 車號辨識
        plate lpr anpr alpr licenseplate platecamera""",
    CameraKind.ORDINARY: """一般 一般監視錄影 監視錄影 監視器 監視 錄影 錄影監視 路口監視 路口監視器 全景 環景
        一般監視器 一般鏡頭 攝影機 ordinary cctv overview surveillance""",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Match:
    """That a column can be a field: how sure, how early among the field's names, in which system."""

    field: Field
    confidence: Confidence
    order: int = 0
    crs: Crs | None = None


@lru_cache(maxsize=4096)  # the same few names of stations and columns come again in every row
def key(text: str) -> str:
    """A name without case, width, separators and spelling variants."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("臺", "台")
    return "".join(c for c in plain if c.isalnum())


def is_ordinal(column: str) -> bool:
    """Whether a column of this name only counts the rows."""
    return key(column) in _ORDINALS


def claimed_crs(column: str) -> Crs | None:
    """The reference system that a column's name speaks of."""
    whole = key(column)
    if "67" in whole or "3828" in whole:
        return Crs.TWD67
    if "97" in whole or "3826" in whole:
        return Crs.TWD97
    if "84" in whole or "4326" in whole or "gps" in whole or _DEGREES.search(whole):
        return Crs.WGS84
    return None


def matches(column: str) -> tuple[Match, ...]:
    """Every field that a column of this name can be; none when the name may mean several things."""
    whole = key(column)
    if not whole or whole in _ORDINALS:
        return ()
    crs = claimed_crs(column)
    spellings = {
        whole,
        key(_BRACKETED.sub("", column)),
        _DATUM.sub("", whole),
        "".join(re.findall(r"[\u4e00-\u9fff]+", whole)),
        "".join(re.findall(r"[a-z]+", _DATUM.sub("", whole))),
    }
    exact = [
        Match(field, Confidence.CERTAIN, min(order[name] for name in spellings & order.keys()), crs)
        for field, order in _ORDER.items()
        if spellings & order.keys()
    ]
    if exact:
        return tuple(exact)
    within = [
        Match(field, Confidence.LIKELY, min(places), crs)
        for field, order in _ORDER.items()
        if (places := [place for name, place in order.items() if name in whole and _speaks(name)])
    ]
    return tuple(within) if len(within) == 1 else ()


def _speaks(name: str) -> bool:
    """Two Chinese characters or five letters mean the same inside a longer name; fewer are chance."""
    return name not in _WHOLE_ONLY and len(name) >= (5 if name.isascii() else 2)


def kind_named(text: str) -> CameraKind | None:
    """What a cell says a camera is for; ``None`` when the words are not known."""
    whole = key(text)
    latin = "".join(re.findall("[a-z]+", whole))
    chinese = "".join(re.findall(r"[\u4e00-\u9fff]+", whole))
    for name in (whole, chinese, latin):
        if name in _KIND_OF:
            return _KIND_OF[name]
    return None
