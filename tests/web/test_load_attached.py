"""Electronic invoices kept beside the invoices that they gave, once, from the drop or from an archive."""

import datetime as dt
import io
import zipfile
from pathlib import Path

from fiche import loading
from fiche.store import Store
from fiche.web.load_attached import attached
from tests.checking.e_invoices import OWN, cii, pdf


def test_each_file_goes_to_its_invoice_once(tmp_path: Path) -> None:
    one, two = pdf(cii()), pdf(cii(number="F-2"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("2026/deux.pdf", two)
    reading = loading.prepare([("un.pdf", one), ("lot.zip", out.getvalue())])
    dataset = loading.check(reading, loaded_on=dt.date(2026, 3, 31), own_siren=OWN)
    store = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    for _time in range(2):
        store.save(dataset, [], attached=attached(reading, dataset))
    (client,) = dataset.clients["client_id"]
    found = store.attachments(client)
    assert [(a.document_id, a.name, a.media_type) for a in found] == [
        ("F-1", "un.pdf", "application/pdf"), ("F-2", "deux.pdf", "application/pdf"),
    ]  # fmt: skip
    assert store.attachment_content(found[0].id) == one
