"""How the workbooks look: colours by meaning, number formats that every language of Excel shows rightly; it writes no cell."""

import datetime as dt
from typing import Any

# The application's own colours: words, what is, the reference, late, past the serious limit, done.
INK, NOW, REFERENCE, LATE, SERIOUS, DONE = "#31333F", "#1F5FA8", "#6B7480", "#D9711C", "#C0322B", "#16825D"
LINE, SOFT, INPUT = "#D8DCE2", "#F3F5F8", "#FFFFFF"
REFERENCE_FILL = "#C3CAD3"  # what a colour is compared with, in a chart
LATE_FILL, SERIOUS_FILL, DONE_FILL = "#FDF1E7", "#FBE9E8", "#E8F4EF"
FONT = "Arial"
CREATED = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a workbook has no zone; a fixed day, so that the same model gives the same file
EURO = "EUR"  # the templates' currency; a fill puts another one in its place
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


def sign(language: str, currency: str | None) -> str:
    """The part of a number format that says the currency: after the amount in French, before it in English; nothing for None."""
    if currency is None:
        return ""
    shown = SIGNS.get(currency, currency)
    if language == "fr":
        return rf'\ "{shown}"'
    return f'"{shown}"' if len(shown) == 1 else f'"{shown} "'


def number_format(look: str, language: str, currency: str | None = EURO) -> str:
    """The format of a look. Codes are Excel's own, so that a French Excel shows «1 234,50 €» and an English one «€1,234.50»."""
    french = language == "fr"
    day, percent = ("j", r"\ %") if french else ("d", "%")
    euro = sign(language, currency)
    return {
        "money": rf"#,##0.00{euro};\-#,##0.00{euro}" if french else rf"{euro}#,##0.00;\-{euro}#,##0.00",
        "rate": f"0.0{percent};\\-0.0{percent}",
        "percent": f"0.0{percent};\\-0.0{percent}",
        "precise": f"0.00##{percent}",
        "points": rf'\+0.0{percent}" (points)";\-0.0{percent}" (points)";0.0{percent}',
        "date": "dd/mm/yyyy",
        "month": "mm/yyyy",
        "days": rf'#,##0\ "{day}";\-#,##0\ "{day}"',
        "average": rf'#,##0.0\ "{day}";\-#,##0.0\ "{day}"',
        "integer": "#,##0",
        "count": "#,##0",
        "number": "#,##0.##",
        "code": "@",
        "text": "@",
        "long": "@",
    }.get(look, "General")  # fmt: skip


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Any, language: str, currency: str | None = EURO) -> None:
        self._workbook = workbook
        self.language = language
        self._currency = currency
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, look: str = "", **properties: Any) -> Any:
        """The format of a look, with further properties of XlsxWriter's."""
        base: dict[str, Any] = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
        if look:
            base["num_format"] = number_format(look, self.language, self._currency)
        chosen = base | properties
        key = tuple(sorted(chosen.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(chosen)
        return self._made[key]

    def cell(self, look: str, *, locked: bool, **properties: Any) -> Any:
        """A cell of a block: a hair line below, numbers to the right, long texts wrapped, grey background where a formula answers."""
        right = look in {
            "money",
            "rate",
            "precise",
            "number",
            "integer",
            "days",
            "average",
            "percent",
            "points",
            "count",
        }
        base: dict[str, Any] = {"bottom": 1, "bottom_color": LINE, "locked": locked}
        base |= {
            "align": "right" if right else "left",
            "bg_color": SOFT if locked else INPUT,
            "indent": 0 if right else 1,
        }
        if look in {"long", "text"}:
            base["text_wrap"] = True
        return self(look, **(base | properties))

    def head(self, look: str = "text") -> Any:
        """The header of a column."""
        right = look in {"money", "rate", "precise", "number", "integer", "days"}
        return self(
            bold=True, font_size=9, font_color="#FFFFFF", bg_color=NOW, text_wrap=True, valign="vcenter",
            align="right" if right else "left", border=1, border_color=NOW, indent=0 if right else 1,
        )  # fmt: skip

    def title(self, size: int = 16) -> Any:
        """A sheet's title."""
        return self(bold=True, font_size=size, font_color=NOW)

    def section(self) -> Any:
        """The heading of a group of rows."""
        return self(bold=True, font_size=11, font_color=NOW, bottom=2, bottom_color=NOW)

    def note(self, **properties: Any) -> Any:
        """A remark in small grey letters."""
        usual: dict[str, Any] = {"font_size": 9, "font_color": REFERENCE, "text_wrap": True, "align": "left"}
        return self(**(usual | properties))
