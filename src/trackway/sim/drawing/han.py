"""The Han characters that stand on plates, as our own single-width strokes in a box 100 by 100.

Marks before the number (試 使 外 領 臨 軍), the place names of plates issued before 2007, and 電動車. They
are drawn to be recognised at the size they have on a plate, not as calligraphy.
"""

__all__ = ["HAN", "HAN_STROKES"]

_WATER = "S M 7 8 L 21 19|S M 4 36 L 18 46|S M 5 95 L 22 62"
_CART = (
    "S M 12 14 L 88 14|S M 22 29 L 78 29 L 78 66 L 22 66 Z|S M 22 47.5 L 78 47.5|S M 4 82 L 96 82"
    "|S M 50 0 L 50 102"
)

_LINES = {
    "台": "S M 50 3 L 20 40 L 77 35|S M 62 20 L 84 48|S M 26 60 L 74 60 L 74 92 L 26 92 Z",
    "灣": "S M 4 8 L 15 18|S M 2 36 L 12 45|S M 3 96 L 16 64"
    "|S M 35 1 L 27 12 L 37 19 L 26 31 L 41 29|S M 34 31 L 34 45"
    "|S M 49 5 L 69 5|S M 47 15 L 71 15|S M 51 24 L 67 24|S M 52 33 L 66 33 L 66 45 L 52 45 Z"
    "|S M 85 1 L 77 12 L 87 19 L 76 31 L 91 29|S M 84 31 L 84 45"
    "|S M 28 56 L 88 56 L 88 68 L 32 68 L 29 82 L 92 82 L 89 97 L 76 98",
    "省": "S M 50 1 L 50 30|S M 32 11 L 15 32|S M 67 10 L 87 30|S M 79 25 L 50 42 L 8 52"
    "|S M 31 51 L 76 51 L 76 96 L 31 96 Z|S M 31 66 L 76 66|S M 31 81 L 76 81",
    "北": "S M 37 5 L 37 97|S M 37 36 L 10 36|S M 6 82 L 37 67"
    "|S M 62 5 L 62 84 K 62 93 71 93 L 86 93 K 94 93 94 78"
    "|S M 92 28 L 62 47",
    "市": "S M 50 1 L 50 18|S M 7 20 L 93 20|S M 22 88 L 22 40 L 78 40 L 78 82 L 64 82|S M 50 20 L 50 101",
    "高": "S M 50 0 L 50 14|S M 5 16 L 95 16|S M 31 27 L 69 27 L 69 42 L 31 42 Z"
    "|S M 13 101 L 13 53 L 87 53 L 87 97 L 74 98|S M 33 66 L 67 66 L 67 87 L 33 87 Z",
    "雄": "S M 3 26 L 44 26|S M 25 5 L 7 62|S M 22 45 L 13 85 L 40 78|S M 31 61 L 44 93"
    "|S M 60 3 L 46 36|S M 54 24 L 54 100|S M 73 3 L 79 16|S M 54 26 L 97 26|S M 54 47 L 93 47"
    "|S M 54 69 L 93 69"
    "|S M 54 93 L 99 93|S M 76 26 L 76 93",
    "金": "S M 50 0 L 4 42|S M 50 0 L 96 42|S M 29 38 L 71 38|S M 15 59 L 85 59|S M 50 38 L 50 93"
    "|S M 25 68 L 34 84|S M 76 66 L 66 84|S M 5 94 L 95 94",
    "門": "S M 10 101 L 10 5 L 43 5 L 43 39 L 10 39|S M 10 22 L 43 22"
    "|S M 57 41 L 57 5 L 90 5 L 90 97 L 77 98|S M 57 22 L 90 22|S M 57 39 L 90 39",
    "縣": "S M 13 3 L 44 3 L 44 45 L 13 45 Z|S M 13 17 L 44 17|S M 13 31 L 44 31"
    "|S M 4 16 L 4 57 L 54 57|S M 29 57 L 29 101"
    "|S M 16 67 L 6 90|S M 41 67 L 51 88|S M 91 2 L 62 10|S M 75 9 L 62 28 L 82 35 L 60 56 L 91 52"
    "|S M 85 41 L 95 60"
    "|S M 76 56 L 76 101|S M 66 68 L 57 92|S M 86 68 L 97 90",
    "連": "S M 36 12 L 93 12|S M 42 24 L 87 24 L 87 54 L 42 54 Z|S M 42 39 L 87 39"
    "|S M 34 67 L 97 67|S M 64 1 L 64 83"
    "|S M 9 6 L 21 18|S M 3 36 L 23 36 L 14 53 L 22 68 L 7 88|S M 8 84 L 32 92 L 99 93",
    "江": _WATER + "|S M 38 18 L 93 18|S M 65 18 L 65 90|S M 31 91 L 99 91",
    "電": "S M 20 4 L 80 4|S M 7 32 L 7 17 L 93 17 L 93 32|S M 50 4 L 50 46|S M 22 26 L 40 29"
    "|S M 22 38 L 40 41"
    "|S M 60 29 L 78 26|S M 60 41 L 78 38|S M 23 55 L 77 55 L 77 84 L 23 84 Z|S M 23 69.5 L 77 69.5"
    "|S M 50 50 L 50 90 K 50 97 58 97 L 90 97 L 92 86",
    "動": "S M 47 2 L 11 8|S M 3 19 L 56 19|S M 11 31 L 49 31 L 49 58 L 11 58 Z|S M 11 44 L 49 44"
    "|S M 30 6 L 30 94"
    "|S M 6 75 L 54 75|S M 1 95 L 58 92|S M 59 28 L 95 28 C 95 60 93 84 88 95 L 73 97"
    "|S M 77 3 C 77 50 71 76 56 100",
    "車": _CART,
    "試": "S M 21 1 L 27 11|S M 3 20 L 47 20|S M 9 36 L 41 36|S M 9 51 L 41 51"
    "|S M 10 67 L 40 67 L 40 94 L 10 94 Z"
    "|S M 49 27 L 98 27|S M 52 50 L 76 50|S M 63 50 L 63 86|S M 48 92 L 79 82"
    "|S M 76 3 C 78 52 83 82 95 97 L 99 78"
    "|S M 86 6 L 94 18",
    "使": "S M 27 1 L 3 48|S M 18 30 L 18 101|S M 34 15 L 97 15|S M 43 30 L 88 30 L 88 54 L 43 54 Z"
    "|S M 65 1 L 65 54 C 62 78 51 90 32 99|S M 43 62 C 56 80 76 92 99 98",
    "外": "S M 28 1 L 5 45|S M 21 20 L 49 20 C 47 54 32 84 5 99|S M 17 45 L 35 59|S M 68 1 L 68 101"
    "|S M 68 38 L 94 57",
    "領": "S M 24 1 L 2 34|S M 24 1 L 47 32|S M 15 37 L 33 37|S M 7 53 L 41 53 L 30 72|S M 13 66 L 33 93"
    "|S M 48 6 L 99 6|S M 73 6 L 67 22|S M 54 23 L 93 23 L 93 75 L 54 75 Z|S M 54 40 L 93 40"
    "|S M 54 57 L 93 57"
    "|S M 64 76 L 46 99|S M 81 76 L 99 99",
    "臨": "S M 46 4 L 8 4 L 8 97 L 46 97|S M 26 4 L 26 30|S M 8 30 L 42 30 L 42 68 L 8 68|S M 26 68 L 26 97"
    "|S M 63 1 L 49 28|S M 57 15 L 98 15|S M 68 25 L 78 37|S M 58 43 L 88 43 L 88 60 L 58 60 Z"
    "|S M 51 70 L 69 70 L 69 97 L 51 97 Z|S M 78 70 L 96 70 L 96 97 L 78 97 Z",
    "軍": "S M 6 25 L 6 9 L 94 9 L 94 25|S M 17 27 L 83 27|S M 23 40 L 77 40 L 77 70 L 23 70 Z"
    "|S M 23 55 L 77 55"
    "|S M 4 84 L 96 84|S M 50 18 L 50 102",
}

HAN: dict[str, tuple[str, ...]] = {symbol: tuple(lines.split("|")) for symbol, lines in _LINES.items()}
"""Symbol to its lines; see ``outlines`` for how they are written."""

HAN_STROKES: dict[str, float] = {
    symbol: 5.5 if len(lines) > 14 else 7.0 if len(lines) > 7 else 8.5 for symbol, lines in HAN.items()
}
"""How wide each character's strokes are: thinner where many stand close together."""
