"""The bytes of a delimited file to text: mark, UTF-8, UTF-16, then the old encoding that reads best as French; it never drops a character.

An old encoding cannot be known, only judged: each byte above 127 is what it would be in each candidate, and letters French uses weigh
for, drawings and control characters against. The choice is noted, so that the reader of the file can be told.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass, replace

from fiche.reading.kinds import Stop

SAMPLE = 1 << 16
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
OLD = ("cp1252", "iso-8859-15", "cp850", "mac-roman")  # on a tie the first wins
FRENCH, CAPITALS, NEIGHBOURS = "éèêëàâçîïôùûœæ", "ÉÈÊËÀÂÇÎÏÔÙÛŒÆ", "äöüßñáíóúãõåø"
SIGNS = "€«»’‘“”–—…°²³º£§½·\u00a0"
_WEIGHT = {
    **dict.fromkeys(NEIGHBOURS, 1.5),
    **dict.fromkeys(SIGNS, 1.0),
    **dict.fromkeys(CAPITALS, 1.2),
    **dict.fromkeys(FRENCH, 3.0),
}
_CASE_FLIP = re.compile("[a-zß-ÿ][À-Þ]")  # «CrÚdit»: a capital inside a word is the wrong encoding's
_CONTROLS = bytes(sorted(set(range(32)) - set(b"\t\n\r\f\v\x1a\x1b") | {127}))
_LOW = bytes(range(128))


@dataclass(frozen=True)
class Decoded:
    """`text` without mark nor NUL; `notes` as [code, row, column, value]."""

    text: str
    encoding: str
    notes: tuple[tuple[str, int | None, None, str], ...]


def decode(data: bytes) -> Decoded:
    """Text of a delimited file. Raises Stop: not_a_spreadsheet for binary data, unreadable_encoding when no candidate reads."""
    found = _decode(data)
    return replace(found, text=found.text.removeprefix("\ufeff"))  # some exports write the mark twice


def _decode(data: bytes) -> Decoded:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding)
    wide = _wide(data)
    if wide:
        return _unicode(data, wide)
    return _narrow(data)


def _marked(data: bytes, encoding: str) -> Decoded:
    return _narrow(data) if encoding == "utf-8" else _unicode(data, encoding)


def _wide(data: bytes) -> str:
    """UTF-16 without a mark shows in its zeros: every other byte of text in our alphabet."""
    sample = data[:SAMPLE]
    pairs = len(sample) // 2
    if pairs < 2:
        return ""
    first, second = sample[0 : 2 * pairs : 2].count(0) / pairs, sample[1 : 2 * pairs : 2].count(0) / pairs
    if second > 0.4 and first < 0.1:
        return "utf-16-le"
    return "utf-16-be" if first > 0.4 and second < 0.1 else ""


def _unicode(data: bytes, encoding: str) -> Decoded:
    try:
        text, notes = data.decode(encoding), []
    except UnicodeDecodeError as fault:
        text = data.decode(encoding, "replace")
        notes = [
            (
                "undecodable_bytes",
                data[: fault.start].decode(encoding, "replace").count("\n") + 1,
                None,
                encoding,
            )
        ]
    if _is_binary(text[:SAMPLE].encode("utf-8", "replace")):
        raise Stop("not_a_spreadsheet")
    if "\0" in text:
        notes.append(("nul_removed", text[: text.index("\0")].count("\n") + 1, None, str(text.count("\0"))))
    return Decoded(text.replace("\0", ""), encoding, tuple(notes))


def _narrow(data: bytes) -> Decoded:
    notes: list[tuple[str, int | None, None, str]] = []
    nuls = data.count(0)
    if nuls:
        if nuls > len(data) // 5 + 2:
            raise Stop("not_a_spreadsheet")
        notes.append(("nul_removed", data[: data.index(0)].count(b"\n") + 1, None, str(nuls)))
        data = data.replace(b"\0", b"")
    if _is_binary(data):
        raise Stop("not_a_spreadsheet")
    try:
        return Decoded(data.decode("utf-8"), "utf-8", tuple(notes))
    except UnicodeDecodeError:
        pass
    mixed = _mostly_utf8(data)
    if mixed is not None:
        notes.append(("mixed_encoding", None, None, "utf-8, cp1252"))
        return Decoded(mixed, "utf-8", tuple(notes))
    encoding = _best(data)
    notes.append(("encoding_guessed", None, None, encoding))
    return Decoded(data.decode(encoding, AS_LATIN), encoding, tuple(notes))


def _is_binary(data: bytes) -> bool:
    """More than one byte in fifty that no text holds."""
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return controls > 1 and controls * 50 > len(data)


def _as_latin(fault: UnicodeError) -> tuple[str, int]:
    """A byte that an encoding leaves undefined stays as the character of its number: nothing is lost, and it can be seen."""
    assert isinstance(fault, UnicodeDecodeError)
    return fault.object[fault.start : fault.end].decode("latin-1"), fault.end


def _as_cp1252(fault: UnicodeError) -> tuple[str, int]:
    assert isinstance(fault, UnicodeDecodeError)
    return fault.object[fault.start : fault.end].decode("cp1252", AS_LATIN), fault.end


AS_LATIN, AS_CP1252 = "fiche.as_latin", "fiche.as_cp1252"
codecs.register_error(AS_LATIN, _as_latin)
codecs.register_error(AS_CP1252, _as_cp1252)


def _mostly_utf8(data: bytes) -> str | None:
    """The text of a UTF-8 file into which some lines of Windows came (two exports pasted together); None when it is not that."""
    clean = data.decode("utf-8", "ignore")
    kept = len(clean.encode("utf-8"))
    sound = sum(len(c.encode("utf-8")) for c in clean if c > "\x7f") if kept < len(data) else 0
    return data.decode("utf-8", AS_CP1252) if sound > 2 * (len(data) - kept) else None


def _best(data: bytes) -> str:
    counts = Counter(data.translate(None, _LOW))
    total = sum(counts.values())
    scores = {encoding: _score(counts, encoding) / total - 2 * _flips(data, encoding) for encoding in OLD}
    encoding = max(OLD, key=lambda e: scores[e])
    if total > 0.6 * len(data) and not any(mark in data for mark in (b"\n", b";", b",", b"\t", b"|")):
        raise Stop(
            "unreadable_encoding"
        )  # a mainframe's alphabet, or no text: even its lines and delimiters are elsewhere
    if (
        encoding == "cp1252"
        and not any(0x80 <= byte < 0xA0 for byte in counts)
        and scores["iso-8859-15"] >= scores["cp1252"]
    ):
        return "iso-8859-15" if any(byte in counts for byte in b"\xa4\xbc\xbd\xbe") else encoding
    return encoding


def _score(counts: "Counter[int]", encoding: str) -> float:
    return sum(count * _weight(bytes((byte,)).decode(encoding, "replace")) for byte, count in counts.items())


def _flips(data: bytes, encoding: str) -> float:
    """Capitals inside words, for one letter above 127; on the beginning of the file."""
    sample = data[:SAMPLE]
    high = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    return len(_CASE_FLIP.findall(sample.decode(encoding, "replace"))) / high if high else 0.0


def _weight(character: str) -> float:
    if character == "\ufffd" or "\x80" <= character < "\xa0":
        return -5.0
    if "\u2500" <= character <= "\u25ff":
        return -3.0
    return _WEIGHT.get(character, 0.3 if character.isalpha() else -1.0)
