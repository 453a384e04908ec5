"""What the columns of a list's file are called, and what the words in their cells mean."""

from collections.abc import Mapping
from functools import lru_cache

from trackway.model.vehicle import Heading
from trackway.registry import key
from trackway.watch.entry import Act, Category, Exactness
from trackway.watch.sheet import ColumnNames, UnknownWord

__all__ = ["COLUMNS", "act_named", "category_named", "exactness_named", "heading_named"]

COLUMNS: ColumnNames = {
    "plate": """platenumber plateno pattern licenseplate license 車牌 車號 車牌號碼 牌照號碼 牌照 號牌
        車牌樣式 車輛號牌""",
    "category": "類別 分類 布控類別 案類 種類",
    "priority": "優先 優先序 優先順序 等級 優先等級",
    "case_no": "caseno casenumber case 案號 案件編號 案件號碼 報案編號 受理編號 案件代號",
    "legal_basis": "legalbasis 法律依據 法源 法源依據 依據",
    "reason": "事由 原因 布控事由 案由 註銷原因",
    "effective_at": """effectivedate effective start begintime 生效 生效日 生效日期 起日
        開始日期 開始時間 起始日""",
    "expires_at": """expirydate expiry expires end canceltime 到期 到期日 到期日期 截止 截止日
        截止日期 有效期限 有效日期 迄日 結束日期 結束時間 失效日期""",
    "match_mode": "matchmode exactness 比對方式 比對模式 比對",
    "exp_type": "exptype vehicletype type 車種 車型 車輛種類 車別",
    "exp_color": "expcolor expcolour colour color 顏色 車色 車身顏色",
    "exp_make": "expmake make brand 廠牌 品牌",
    "danger": "危險 危險註記 注意事項 危險程度",
    "notify_group": "notifygroup recipients 通知群組 通知對象 通知單位",
    "act": "action 處置 處置方式",
    "headings": "heading 行向 方向 行車方向",
    "bands": "時段 時段帶",
    "weekdays": "星期 週幾",
    "area": "區域 範圍",
    "retro_days": "retrodays 回溯天數 回溯",
    "note": "notes remark remarks 備註 說明",
    "source_ref": "ref reference externalid recordid 來源編號 紀錄編號 資料編號",
}
"""Names as they were seen in lists of the trade (reference: formats, hotlists), ours first."""

_CATEGORIES: Mapping[Category, str] = {
    Category.STOLEN_VEHICLE: "失竊 失竊車輛 失車 贓車 stolen stolenvehicle",
    Category.STOLEN_PLATE: "失竊車牌 車牌失竊 遺失車牌 號牌失竊",
    Category.CANCELLED_PLATE: "註銷 註銷車牌 吊銷 註銷牌照 牌照註銷 cancelled revoked",
    Category.WANTED_PERSON: "通緝 通緝犯 查緝 wanted",
    Category.MISSING_PERSON: "失蹤 失蹤人口 協尋 missing",
    Category.HIT_AND_RUN: "肇逃 肇事逃逸 肇事",
    Category.CLONED_PLATE: "套牌 偽牌 變造車牌 ab車 偽造車牌 cloned",
    Category.RACING: "競駛 飆車 危險駕駛",
    Category.RESTRICTED_AREA: "管制區 管制",
    Category.INVESTIGATION: "偵查 偵辦 專案",
    Category.OTHER: "其他",
}
_EXACTNESS: Mapping[Exactness, str] = {
    Exactness.EXACT: "完全 完全相符 精確 exact 0",
    Exactness.LOOK_ALIKE: "易混字 相似 形近 1confusable confusable lookalike fuzzy",
    Exactness.ONE_LETTER: "錯一字 容錯 一字 1letter oneletter",
}
_ACTS: Mapping[Act, str] = {Act.NOTIFY: "通知 notifyonly", Act.DISPATCH: "派遣 攔查 攔截"}
_HEADINGS: Mapping[Heading, str] = {
    Heading.N: "北 北上 往北 北向",
    Heading.NE: "東北",
    Heading.E: "東 往東 東向",
    Heading.SE: "東南",
    Heading.S: "南 南下 往南 南向",
    Heading.SW: "西南",
    Heading.W: "西 往西 西向",
    Heading.NW: "西北",
}
_CATEGORY_OF = {key(n): one for one, names in _CATEGORIES.items() for n in (one.value, *names.split())}
_EXACTNESS_OF = {key(n): one for one, names in _EXACTNESS.items() for n in (one.value, *names.split())}
_ACT_OF = {key(n): one for one, names in _ACTS.items() for n in (one.value, *names.split())}
_HEADING_OF = {key(n): one for one, names in _HEADINGS.items() for n in (one.value, *names.split())}


@lru_cache(maxsize=1024)
def category_named(text: str) -> Category:
    """The category that a cell names. Raises ``UnknownWord``."""
    if found := _CATEGORY_OF.get(key(text)):
        return found
    raise UnknownWord(f"{text[:40]!r} is no category; there are {', '.join(Category)}.")


@lru_cache(maxsize=1024)
def exactness_named(text: str) -> Exactness:
    """How exact a match must be, in a cell's words. Raises ``UnknownWord``."""
    if found := _EXACTNESS_OF.get(key(text)):
        return found
    raise UnknownWord(f"{text[:40]!r} is no way of matching; there are {', '.join(Exactness)}.")


@lru_cache(maxsize=1024)
def act_named(text: str) -> Act:
    """What a hit asks for, in a cell's words. Raises ``UnknownWord``."""
    if found := _ACT_OF.get(key(text)):
        return found
    raise UnknownWord(f"{text[:40]!r} is no act; there are {', '.join(Act)}.")


@lru_cache(maxsize=1024)
def heading_named(text: str) -> Heading:
    """The eighth of the compass that a cell names. Raises ``UnknownWord``."""
    if found := _HEADING_OF.get(key(text)):
        return found
    raise UnknownWord(f"{text[:40]!r} is no heading; write n, ne, e and so on, or 北, 東北.")
