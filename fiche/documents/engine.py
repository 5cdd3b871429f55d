"""From a Typst template of ours and data to a PDF: data stay data and never become markup, nothing else is read, no network, the same bytes each time.

The PDF is tagged (PDF/UA-1) and made to last (PDF/A-2a) whenever its text allows it: all of it needs a glyph, and only what the bundled font
lacks (Arabic, Chinese…) is looked for among the machine's own fonts. What no font has is drawn as a box, in a PDF that is only tagged.
"""

import datetime as dt
import json
import re
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

_FOLDER = Path(__file__).parent
_NOTHING = _FOLDER / "fonts"  # where packages would be looked for: there are none
_LASTING: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
# What has no place on paper: controls, marks that turn the direction of what follows, and numbers that are no characters.
_INVISIBLE = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_one_at_a_time = threading.Lock()


def pdf(template: str, data: Mapping[str, Any], as_of: dt.date) -> bytes:
    """The PDF that `template` (a .typ file of this folder) makes of `data`, dated `as_of`."""
    inputs = {"data": json.dumps(_printable(data), ensure_ascii=False)}
    stamp = int(dt.datetime(as_of.year, as_of.month, as_of.day, tzinfo=dt.UTC).timestamp())
    for own_fonts_only, standards in ((True, _LASTING), (False, _LASTING)):
        try:
            return _compiled(template, own_fonts_only, inputs, stamp, standards)
        except typst.TypstError as refused:
            if not refused.message.startswith("PDF/"):  # the template's fault, and not what a standard asks
                raise
    return _compiled(template, False, inputs, stamp, [])


def _compiled(
    template: str,
    own_fonts_only: bool,
    inputs: dict[str, str],
    stamp: int,
    standards: "list[typst.PDFStandard]",
) -> bytes:
    """A compiler serves one call at a time; it keeps what it parsed and laid out for the next."""
    with _one_at_a_time:
        try:
            made = _compiler(template, own_fonts_only).compile(
                format="pdf", sys_inputs=inputs, timestamp=stamp, pdf_standards=standards
            )
        except Exception:
            raise
        except BaseException as fault:
            if (
                type(fault).__name__ != "PanicException"
            ):  # the engine's own collapse, which no `except Exception` would see
                raise
            _compiler.cache_clear()
            raise RuntimeError(f"the document engine failed: {fault}") from fault
    assert isinstance(made, bytes)
    return made


@cache
def _compiler(template: str, own_fonts_only: bool) -> typst.Compiler:
    return typst.Compiler(
        _FOLDER / template,
        root=_FOLDER,
        font_paths=typst.Fonts(include_system_fonts=not own_fonts_only, font_paths=[_FOLDER / "fonts"]),
        package_path=_NOTHING,
        package_cache_path=_NOTHING,
    )


def _printable(value: Any) -> Any:
    """The same data without the characters that no page can show."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", _INVISIBLE.sub("", value))
    if isinstance(value, Mapping):
        return {key: _printable(each) for key, each in value.items()}
    return [_printable(each) for each in value] if isinstance(value, list | tuple) else value
