"""A paper layout as style sheet: positions on the sheet are measured from its edges, whatever the margins."""

from django.utils.safestring import SafeString, mark_safe

from letters.models.paper import Paper

FAMILIES = {
    Paper.Font.SANS: '"Liberation Sans", Arial, Helvetica, "DejaVu Sans", sans-serif',
    Paper.Font.SERIF: '"Liberation Serif", "Times New Roman", Times, "DejaVu Serif", serif',
    Paper.Font.NARROW: '"Liberation Sans Narrow", "Arial Narrow", "Liberation Sans", Arial, sans-serif',
}
# Left edge and width of the window, in mm from the sheet's left edge (NF Z 11-001; in Italy the envelope of 11 × 23).
WINDOWS = {"FR": (108, 86), "IT": (112, 80), "right": (108, 86), "left": (22, 80)}
HEIGHTS = {Paper.Envelope.DL: 33, Paper.Envelope.C5: 42}
WINDOW_TOP, FOLD, FOLD_LEFT, OTHER_SIDE = 48, 99, 4, 108


def style_of(paper: Paper, country: str) -> SafeString:
    """The rules that differ from ``letter.css`` in a firm of that country.

    All values are numbers and names of closed lists.
    """
    top, left = paper.margin_top, paper.margin_left
    family, size = FAMILIES[Paper.Font(paper.font)], int(paper.size)
    start, width = WINDOWS.get(paper.window or country, WINDOWS["right"])
    height = HEIGHTS[Paper.Envelope(paper.envelope)]
    sender = OTHER_SIDE if paper.window == Paper.Window.LEFT else left
    dated = OTHER_SIDE if paper.window == Paper.Window.LEFT else start
    under = WINDOW_TOP + height + 4
    # The paper is narrower than the window where the right margin is wide: the address must stay in sight.
    width = min(width, 210 - start - 10)
    rules = f"""
@page {{ margin: {top + 3}mm {paper.margin_right}mm {paper.margin_bottom}mm {left}mm;
  @top-left {{ content: string(header); font: 8pt/1.35 {family}; color: #444; }}
  @bottom-left {{ font-family: {family}; }} @bottom-right {{ font-family: {family}; }}
  @top-right {{ font-family: {family}; }} }}
@page :first {{ margin-top: {top}mm; }}
html {{ font: {size}pt/1.4 {family}; }}
body.contract {{ font-size: {size - 0.5}pt; }}
.letter .head {{ height: {under + 8 - top}mm; }}
.letter .head .window {{ top: {WINDOW_TOP - top}mm; left: {start - left}mm; width: {width}mm; height: {height}mm; }}
.letter .head .sender, .letter .head .references {{ left: {sender - left}mm; }}
.letter .head .dated {{ top: {under - top}mm; left: {dated - left}mm; }}
.letter .head .fold {{ left: {FOLD_LEFT - left}mm; }}
.letter .head .fold.first {{ top: {FOLD - top}mm; }}
"""
    return mark_safe(rules)  # noqa: S308 - numbers and our own words only
