"""Any bytes under any name give an answer: a format or a refusal from the guard, a file or a refusal from the whole reading."""

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fiche.errors import REFUSALS, ReadingRefused
from fiche.reading import guard
from fiche.reading.limits import Limits
from fiche.reading.raw import RawFile
from fiche.reading.read import read_file
from tests.reading import hostile_archives, hostile_others
from tests.reading.conftest import bare_ods

FORMATS = {"xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "html", "mhtml", "xml2003", "fods"}
HEADS = (b"PK\3\4", b"PK\5\6", bytes.fromhex("D0CF11E0A1B11AE1"), b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"<?xml ", b"<html", b"sep=", b"%PDF-", b"\x09\x08", b"")  # fmt: skip
WORDS = st.sampled_from([b";", b",", b"\t", b'"', b"\n", b"\r", b"\0", b"a", b"\xe9", b"\xc3\xa9", b"1,5", b"=1+1", b"PK\1\2", b"PK\5\6", b"\xff" * 8])  # fmt: skip
NAMES = st.text(max_size=40) | st.sampled_from(["a.xlsx", "a.xls", "a.ods", "a.csv", "../../a", "CON", "a\0b.csv", "{name}.csv", "%s", "\u202excod.csv"])  # fmt: skip
CONTENT = st.builds(
    lambda head, body: head + body,
    st.sampled_from(HEADS),
    st.binary(max_size=2_000) | st.lists(WORDS, max_size=200).map(b"".join),
)


def judged(name: str, data: bytes) -> None:
    """The guard's answer is a format it knows, or a refusal that is whole."""
    try:
        assert guard.inspect(name, io.BytesIO(data), Limits()) in FORMATS
    except ReadingRefused as refused:
        assert refused.code in REFUSALS
        assert refused.message


@given(NAMES, CONTENT)
@settings(max_examples=1_500)
def test_the_guard_answers(name: str, data: bytes) -> None:
    judged(name, data)


@pytest.mark.parametrize(
    "seed", [hostile_archives.WORKBOOK, hostile_others.GOOD, bare_ods("")], ids=["xlsx", "xls", "ods"]
)
def test_the_guard_answers_whatever_bytes_change(seed: bytes) -> None:
    """Two thousand files that were sound until one to eight of their bytes or words changed, or their end was lost."""
    draw = random.Random(11)
    for _ in range(2_000):
        data = bytearray(seed)
        for _ in range(draw.randrange(1, 9)):
            at = draw.randrange(len(data) - 4)
            data[at : at + 4] = draw.choice(
                (
                    bytes([draw.randrange(256)]) + data[at + 1 : at + 4],
                    struct.pack("<I", draw.choice((0, 1, 0xFFFFFFFF, 0x7FFFFFFF, len(data)))),
                )
            )
        judged("x", bytes(data[: draw.choice((len(data), draw.randrange(len(data))))]))


@given(NAMES, CONTENT)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_whole_reading_answers(temp: Path, name: str, data: bytes) -> None:
    """In a real child."""
    try:
        found = read_file(name, data)
    except ReadingRefused as refused:
        assert refused.code in REFUSALS
        assert refused.message
    else:
        assert isinstance(found, RawFile)
        assert found.name == name
        for sheet in found.sheets:
            assert all(len(column.kinds) == sheet.height for column in sheet.columns)
    assert list(temp.glob("*")) == []


@given(st.lists(st.tuples(st.text(min_size=1, max_size=30), st.binary(max_size=300)), min_size=1, max_size=5))
@settings(max_examples=300)
def test_any_archive_is_answered(parts: list[tuple[str, bytes]]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in dict(parts).items():
            archive.writestr(zipfile.ZipInfo(name.replace("\0", "") or "x"), content)
    judged("x.zip", out.getvalue())
