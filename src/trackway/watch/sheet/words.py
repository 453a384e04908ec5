"""What files call kinds and colours of vehicles, in Chinese and English."""

from collections.abc import Mapping
from functools import lru_cache

from trackway.model.errors import Invalid
from trackway.model.vehicle import Colour, VehicleKind
from trackway.registry import key

__all__ = ["UnknownWord", "colours_named", "kinds_named"]

_K, _C = VehicleKind, Colour
_KINDS: Mapping[VehicleKind, str] = {
    _K.SEDAN: "轎車 房車 轎式",
    _K.SUV: "休旅車 運動休旅車 吉普車 越野車",
    _K.VAN: "廂型車 箱型車 廂式 旅行車 廂型 小客貨車 自用小客貨車 小客貨兩用車",
    _K.PICKUP: "小貨車 自用小貨車 營業小貨車 貨卡 皮卡 小型貨車",
    _K.TRUCK: "貨車 大貨車 自用大貨車 營業大貨車 曳引車 自用曳引車 營業曳引車 特種車 自用大型特種車",
    _K.BUS: "公車 大客車 營業大客車 自用大客車 公共汽車",
    _K.COACH: "遊覽車 遊覽大客車 營業遊覽大客車",
    _K.SCOOTER: """機車 普通重型機車 重型機車 普通輕型機車 輕型機車 小型輕型機車 速克達 普重機 輕機
        motorcycle motorbike moped""",
    _K.HEAVY_MOTORCYCLE: "大型重型機車 大型重機 大重機 重機 heavymotorbike",
    _K.BICYCLE: "自行車 腳踏車 微型電動二輪車 電動自行車 bike",
    _K.CAR: "汽車 小客車 自用小客車 小型車 自小客 營業小客車 租賃小客車 自用小客車租賃 automobile",
    _K.TAXI: "計程車 計程車客運 計程小客車",
    _K.TRAILER: "拖車 全拖車 半拖車 營業半拖車 聯結車 自用拖車",
}
_COLOURS: Mapping[Colour, str] = {
    _C.WHITE: "白 白色 珍珠白 米白 米白色 乳白",
    _C.SILVER: "銀 銀色 銀白 銀白色 銀灰 銀灰色",
    _C.GREY: "灰 灰色 鐵灰 鐵灰色 深灰 淺灰 深灰色 淺灰色 gray",
    _C.BLACK: "黑 黑色",
    _C.RED: "紅 紅色 酒紅 酒紅色 棗紅 深紅 暗紅",
    _C.ORANGE: "橙 橙色 橘 橘色 橘紅",
    _C.YELLOW: "黃 黃色 鵝黃",
    _C.GREEN: "綠 綠色 墨綠 墨綠色 深綠 淺綠",
    _C.BLUE: "藍 藍色 深藍 深藍色 淺藍 淺藍色 天藍 水藍",
    _C.BROWN: "棕 棕色 咖啡 咖啡色 褐 褐色 茶色 香檳 香檳色 金 金色",
    _C.PURPLE: "紫 紫色 深紫 淡紫",
}
_KIND_OF = {key(name): kind for kind, names in _KINDS.items() for name in (kind.value, *names.split())}
_COLOUR_OF = {key(name): one for one, names in _COLOURS.items() for name in (one.value, *names.split())}
_SEPARATORS = str.maketrans(dict.fromkeys("、，,;；/|+", " "))
_NOTHING = frozenset({"", "unknown", "不明", "未知", "其他", "無", "other", "none"})


class UnknownWord(Invalid):
    """This word is not known here."""


@lru_cache(maxsize=4096)
def kinds_named(text: str) -> frozenset[VehicleKind]:
    """The kinds that a cell names, several separated; none for an empty one. Raises ``UnknownWord``."""
    words = _words(text)
    if unknown := [word for word in words if key(word) not in _KIND_OF]:
        raise UnknownWord(f"{unknown[0][:40]!r} is no kind of vehicle that is known here.")
    return frozenset(_KIND_OF[key(word)] for word in words)


@lru_cache(maxsize=4096)
def colours_named(text: str) -> frozenset[Colour]:
    """The colours that a cell names, several separated; none for an empty one. Raises ``UnknownWord``."""
    words = _words(text)
    if unknown := [word for word in words if key(word) not in _COLOUR_OF]:
        raise UnknownWord(f"{unknown[0][:40]!r} is no colour that is known here.")
    return frozenset(_COLOUR_OF[key(word)] for word in words)


def _words(text: str) -> list[str]:
    return [word for word in text.translate(_SEPARATORS).split() if key(word) not in _NOTHING]
