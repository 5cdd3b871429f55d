"""Documents attached: given back to the byte under a name that harms nobody, never twice, never silently gone; statuses and sleeping alerts beside them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiche.errors import Refused
from fiche.file_names import LONGEST, RESERVED, safe_name
from fiche.store import Store
from fiche.store.attachments import most

DAY = dt.date(2026, 11, 24)


def test_bytes_come_back_as_they_came_and_are_kept_once(store: Store) -> None:
    content = bytes(range(256)) * 4_000
    one = store.attach(
        "C1", "../../bail signé.PDF", content, by="Léa", media_type="application/pdf", document_id="F1"
    )
    other = store.attach("C2", "copie.pdf", content, by="Max")
    assert store.attachment_content(one.id) == store.attachment_content(other.id) == content
    assert (one.name, one.size, one.document_id, one.by) == (
        ".._.._bail signé.PDF".lstrip("."),
        len(content),
        "F1",
        "Léa",
    )
    assert store.attachments("C1") == [one] and store.attachment_content(99) is None
    with store._read() as connection:
        from sqlalchemy import func, select

        from fiche.store.tables_people import blobs

        assert connection.scalar(select(func.count()).select_from(blobs)) == 1


def test_one_too_large_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert most() == 20_000_000
    monkeypatch.setenv("FICHE_MAX_ATTACHMENT_MB", "1")
    with pytest.raises(Refused, match="2,0 Mo ; la limite est de 1,0 Mo"):
        store.attach("C1", "a.pdf", b"x" * 2_000_000, by="Léa")
    assert store.attachments("C1") == [] and store.revision == 0
    monkeypatch.setenv("FICHE_MAX_ATTACHMENT_MB", "beaucoup")
    with pytest.raises(Refused, match="FICHE_MAX_ATTACHMENT_MB"):
        most()


def test_put_away_and_brought_back(store: Store) -> None:
    made = store.attach("C1", "a.pdf", b"x", by="Léa")
    store.archive_attachment(made.id, by="Max")
    assert store.attachments("C1") == []
    (away,) = store.attachments("C1", archived=True)
    assert away.archived_by == "Max" and store.attachment_content(made.id) == b"x"
    store.restore_attachment(made.id, by="Max")
    assert store.attachments("C1") == [made]


@given(st.text(max_size=300))
def test_a_name_is_no_path_and_no_device(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name) <= LONGEST + 1 and not set(name) & set('/\\:*?"<>|\0\n\r\t')
    assert not name.startswith(".") and name == name.strip()
    assert name.split(".")[0].strip().lower() not in RESERVED
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [("Contrat n° 12.pdf", "Contrat n_ 12.pdf"), ("CON", "_CON"), ("nul.xlsx", "_nul.xlsx"), ("", "document"), ("...", "document"), ("a/b\\c.txt", "a_b_c.txt"), ("été.docx", "été.docx")],
)  # fmt: skip
def test_names_read_as_they_were_given(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


def test_a_status_given_reaches_the_portfolio(store: Store) -> None:
    from fiche.analysis import Portfolio

    store.add("clients", {"name": "Alpha"}, client_id="C1", by="Léa")
    store.override("C1", "vip", by="Léa", on=DAY, reason="Recommandé")
    row = Portfolio(store.dataset(), None, store.overrides()).clients(DAY).iloc[0]
    assert (row["status_override"], row["override_by"], row["override_reason"]) == (
        "vip",
        "Léa",
        "Recommandé",
    )
    store.override("C1", None, by="Max", on=DAY)
    assert Portfolio(store.dataset(), None, store.overrides()).clients(DAY)["status_override"].isna().all()
    assert [(c.by, c.before, c.after) for c in store.history(client_id="C1", column="status_override")] == [
        ("Max", "vip", None),
        ("Léa", None, "vip"),
    ]


def test_an_alert_sleeps_until_its_day(store: Store) -> None:
    store.snooze("C1", "silence", DAY, by="Léa")
    store.snooze("C1", "silence", DAY + dt.timedelta(days=7), by="Max", note="En congé")
    (asleep,) = store.snoozes(DAY)
    assert (asleep.client_id, asleep.code, asleep.by, asleep.note) == ("C1", "silence", "Max", "En congé")
    assert store.snoozes(DAY + dt.timedelta(days=7)) == []
    store.wake("C1", "silence", by="Léa")
    assert store.snoozes(DAY) == []
