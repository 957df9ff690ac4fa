"""Codes a machine reads from a paper, as SVG: QR for telephones, Code 128 for counter scanners."""

import re
from functools import lru_cache

import segno

# Papers are folded, stamped and photographed askew: level M still reads with 15 % of it gone,
# and a code made no smaller than it must be keeps its modules large.
_ERROR_LEVEL = "m"

# ISO/IEC 15417: the widths of bar, space, bar, space, bar, space of the symbols 0 to 105.
_WIDTHS = (  # noqa: SIM905 (a table to be read)
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 "
    "122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 "
    "322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 "
    "112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 "
    "331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 "
    "112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 "
    "124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 "
    "411311 113141 114131 311141 411131 211412 211214 211232"
).split()
_START_B, _STOP = 104, "2331112"
_QUIET = 10
_QR_QUIET, _DARK = 2, re.compile(b"\x01+")  # modules left empty around it; side by side of one row


# Every reader knows all eight patterns; choosing the handsomest of them for each code takes four fifths of its time.
_MASK = 3


@lru_cache(maxsize=256)
def qr_svg(text: str) -> str:
    """A QR code of `text` as an SVG document: one dark path, a stroke for each run of dark modules, on nothing."""
    made = segno.make_qr(text, error=_ERROR_LEVEL, boost_error=False, mask=_MASK)
    side, strokes = len(made.matrix) + 2 * _QR_QUIET, []
    for y, line in enumerate(made.matrix):
        for run in _DARK.finditer(line):
            strokes.append(f"M{run.start() + _QR_QUIET} {y + _QR_QUIET}.5h{run.end() - run.start()}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}">'
        f'<path stroke="#000" d="{"".join(strokes)}"/></svg>'
    )


@lru_cache(maxsize=256)
def code128_svg(text: str, *, height: int = 24) -> str:
    """A Code 128 (set B) bar code as SVG, one unit a module. ValueError unless printable ASCII."""
    if not (text.isascii() and text.isprintable() and text):
        raise ValueError("Code 128 set B holds printable ASCII only")
    symbols = [_START_B, *(ord(letter) - 32 for letter in text)]
    symbols.append((symbols[0] + sum(n * value for n, value in enumerate(symbols))) % 103)
    runs = "".join(_WIDTHS[value] for value in symbols) + _STOP
    path, x = [], _QUIET
    for nth, run in enumerate(runs):
        if nth % 2 == 0:
            path.append(f"M{x} 0h{run}v{height}h-{run}z")
        x += int(run)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{x + _QUIET}" height="{height}">'
        f'<path d="{"".join(path)}"/></svg>'
    )
