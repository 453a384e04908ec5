"""The report for people: one page of HTML that needs nothing else, 正體中文 first.

It holds pieces of the photographs, so it stays on the measurer's disk.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from bench.reading.calibration import Bin, error, reliability, stated
from bench.reading.confusions import Confusions, confusions
from bench.reading.running import Source
from bench.reading.scenes import KINDS
from bench.reading.scoring import CONFIDENT, Tally
from bench.reading.sets import SETS
from bench.reading.worst import shown, worst
from bench.result import Result

__all__ = ["Measured", "write_report"]

_WORST = 10
_NAMES = {
    "as photographed": "原圖",
    "half": "二分之一",
    "quarter": "四分之一",
    "120 px in scene": "路景中 120 像素",
    "60 px in scene": "路景中 60 像素",
    "45 px in scene": "路景中 45 像素",
    "blurred": "模糊",
    "darkened": "昏暗",
    "tilted": "傾斜",
    "compressed": "壓縮",
    "all at once": "全部",
    "rendered scenes": "繪製路景",
    "no plate": "無車牌",
    "other text": "其他文字",
}
_HEAD = '<!doctype html><html lang="zh-Hant"><meta charset="utf-8"><title>車牌判讀量測</title>'
_STYLE = """
body{font:15px/1.5 system-ui,"Noto Sans TC",sans-serif;margin:2rem auto;max-width:72rem}
body{color:#1b2430;padding:0 1rem}
table{border-collapse:collapse;margin:.6rem 0 1.6rem;width:100%}
th,td{border-bottom:1px solid #d8dee6;padding:.3rem .5rem;text-align:right}
th,td{vertical-align:top}
th:first-child,td:first-child{text-align:left} thead th{background:#f2f5f8} small{color:#5a6675}
.no{color:#a1260d} .yes{color:#1a6b36}
figure{display:inline-block;margin:.4rem;width:300px;vertical-align:top}
img{max-width:100%} .two{display:flex;flex-wrap:wrap;gap:2rem}
"""


@dataclass
class Measured:
    """What a run has measured: tallies by set and reader, the pictures' sources, and all results."""

    ours: str
    model: str
    sets: dict[str, dict[str, Tally]] = field(default_factory=dict)
    sources: dict[tuple[str, str], Source] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)

    @property
    def photographs(self) -> list[Tally]:
        """Our tallies of the photographs and their variants."""
        return self._ours(SETS)

    @property
    def rendered(self) -> list[Tally]:
        """Our tallies of the rendered scenes with plates; other writing is no plate's reading."""
        return self._ours(KINDS[:1])

    def _ours(self, names: Sequence[str]) -> list[Tally]:
        found = (tallies.get(self.ours) for name, tallies in self.sets.items() if name in names)
        return [tally for tally in found if tally is not None]


def write_report(path: Path, run: Measured) -> None:
    """Write the page."""
    parts = [
        f"<h1>車牌判讀量測 Reading measured</h1><p>引擎 Engine: {escape(run.model)}</p>",
        "<h2>照片組 Sets: wholly right</h2>" + _sets(run),
        "<h2>依車種、式樣 By vehicle and series</h2>" + _details(run),
        "<h2>信心校正 Calibration</h2><div class=two>",
        _calibration("照片 Photographs", run.photographs),
        _calibration("繪製 Rendered", run.rendered),
        "</div><h2>易混字 Confusions</h2><div class=two>",
        _confused("照片 Photographs", run.photographs),
        _confused("繪製 Rendered", run.rendered),
        "</div><h2>最差的十張 The ten worst</h2>" + _worst(run),
        "<h2>所有數字 Every figure</h2>" + _figures(run.results),
    ]
    body = "\n".join(parts)
    head = f"{_HEAD}<style>{_STYLE}</style>"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{head}\n{body}\n</html>\n", encoding="utf-8")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are HTML already."""
    top = "".join(f"<th>{cell}</th>" for cell in head)
    lines = ("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _named(name: str) -> str:
    return f"{_NAMES.get(name, '')} {escape(name)}"


def _sets(run: Measured) -> str:
    readers = list(dict.fromkeys(reader for tallies in run.sets.values() for reader in tallies))
    rows = []
    for name, tallies in run.sets.items():
        cells = [_named(name)]
        for reader in readers:
            tally = tallies.get(reader)
            cells.append(_right(tally) if tally is not None and tally.outcomes else "")
        rows.append(cells)
    return _table(["照片組 Set", *map(escape, readers)], rows)


def _right(tally: Tally) -> str:
    right, wrong = tally.right(), tally.confidently_wrong
    low, high = right.interval
    first = f"<b>{right.value:.1%}</b>" if right.of else "–"
    n = f"{right.hits}/{right.of}; {low:.1%}–{high:.1%}" if right.of else f"{len(tally.outcomes)} pictures"
    return (
        f"{first}<br><small>{n}<br>≥ {CONFIDENT} 而錯 wrong {wrong.hits}/{wrong.of}; "
        f"多餘 extra {tally.extras_per_100:.1f}/100; {tally.ms:.0f} ms</small>"
    )


def _details(run: Measured) -> str:
    rows = []
    for name, tallies in run.sets.items():
        tally = tallies.get(run.ours)
        if tally is None:
            continue
        for by in ("vehicle", "series", "light"):
            for word in tally.words(by):
                right = tally.right(**{by: word})
                if word and right.of:
                    rows.append([_named(name), escape(word), escape(str(right))])
    return _table(["照片組 Set", "類別 Of", "全對 Wholly right"], rows)


def _calibration(title: str, tallies: Sequence[Tally]) -> str:
    bins = reliability(stated(tallies))
    if not bins:
        return ""
    rows = [[f"{b.mean:.3f}", escape(str(b.right))] for b in bins]
    says = f"{escape(title)}: ECE {100 * error(bins):.2f} %, n = {sum(b.right.of for b in bins)}"
    return f"<div><h3>{says}</h3>{_plot(bins)}{_table(['所稱 Stated', '實際 Right'], rows)}</div>"


def _plot(bins: Sequence[Bin]) -> str:
    """Stated along, right upwards, with Wilson's intervals; the diagonal is honesty."""
    side, room = 320, 34
    marks = []

    def at(x: float, y: float) -> tuple[float, float]:
        return room + x * side, 10 + (1 - y) * side

    for b in bins:
        low, high = b.right.interval
        (x, y), (_, y0), (_, y1) = at(b.mean, b.right.value), at(b.mean, low), at(b.mean, high)
        marks.append(f'<path d="M{x:.1f} {y0:.1f}V{y1:.1f}" stroke="#7a8797"/>')
        marks.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#1f6feb"/>')
    for tick in (0.0, 0.5, 1.0):
        (x, low), (left, y) = at(tick, 0), at(0, tick)
        marks.append(
            f'<text x="{x:.0f}" y="{low + 18:.0f}" text-anchor="middle" font-size="12">{tick}</text>'
        )
        marks.append(
            f'<text x="{left - 6:.0f}" y="{y + 4:.0f}" text-anchor="end" font-size="12">{tick}</text>'
        )
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    return (
        f'<svg width="{side + room + 12}" height="{side + 40}" role="img" aria-label="校正圖 calibration">'
        f'<rect x="{x0}" y="{y1}" width="{side}" height="{side}" fill="#fff" stroke="#c3ccd6"/>'
        f'<path d="M{x0} {y0}L{x1} {y1}" stroke="#c3ccd6" stroke-dasharray="4 4"/>{"".join(marks)}</svg>'
    )


def _confused(title: str, tallies: Sequence[Tally]) -> str:
    if not tallies:
        return ""
    before, after = confusions(tallies, is_raw=True), confusions(tallies)
    parts = [f"<div><h3>{title}</h3>"]
    has_raw = _has_raw(tallies)
    for font, counter in after.items():
        raw = before[font]
        both = sorted(counter | raw, key=lambda pair: -(counter[pair] + raw[pair]))[:15]
        head, cells = [f"{font} 年字型 font"], [[f"{a} → {b}"] for a, b in both]
        for when, many in (("文法前 before", raw), ("文法後 after", counter)):
            if many is counter or has_raw:
                head.append(when)
                cells = [[*cell, str(many[pair])] for cell, pair in zip(cells, both, strict=True)]
        parts.append(_table(head, cells) if cells else f"<p>{font} 年字型 font: 無 none</p>")
    return "".join(parts) + "</div>"


def _has_raw(tallies: Iterable[Tally]) -> bool:
    return any(said is not None and said.raw for tally in tallies for _, said in tally.pairs())


def _worst(run: Measured) -> str:
    ours = {name: tallies[run.ours] for name, tallies in run.sets.items() if run.ours in tallies}
    figures = []
    for one, picture in shown(worst(ours, _WORST), run.sources):
        said = f"{one.said.text} ({one.said.confidence:.2f})" if one.said else "未找到 not found"
        true = one.known.text if one.known else "無 none"
        figures.append(
            f'<figure><img src="{picture}" alt=""><figcaption>{_named(one.set)}, {escape(one.name)}<br>'
            f"實際 true <b>{escape(true)}</b><br>讀作 read <b>{escape(said)}</b></figcaption></figure>"
        )
    return "".join(figures) or "<p>無 None.</p>"


def _figures(results: Sequence[Result]) -> str:
    rows = []
    for one in results:
        met = {True: '<b class="yes">✓</b>', False: '<b class="no">✗</b>', None: ""}[one.met]
        numbers = ("" if n is None else f"{n:,}" for n in (one.yardstick, one.goal))
        case = escape(one.case)
        rows.append(
            [case, f"{one.value:,} {escape(one.unit)}", *numbers, met, f"<small>{escape(one.says)}</small>"]
        )
    return _table(["項目 Case", "值 Value", "比較 Yardstick", "目標 Goal", "達成 Met", "說明"], rows)


def counted(found: Confusions) -> list[tuple[str, str, str, int]]:
    """Confusions as rows: font, printed, read, how often; the commonest first."""
    rows = [(str(font), true, read, n) for font, many in found.items() for (true, read), n in many.items()]
    return sorted(rows, key=lambda row: -row[3])
