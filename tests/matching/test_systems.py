"""The exports of known systems in the whole way: named, their own figures never taken for sales, deals only when the reader says so."""

import datetime as dt
from decimal import Decimal

from fiche import loading, matching
from fiche.dataset import Dataset
from fiche.i18n import speaking
from fiche.loading import Reading

DAY = dt.date(2025, 6, 30)
HUBSPOT = "Record ID,Company name,Company owner,Annual Revenue,Total Revenue,City,Lifecycle Stage,Create Date\n1,Alpha,Zoé,5000000,1200,Lyon,customer,2024-01-02\n2,Beta,Zoé,800000,,Nice,lead,2024-02-03\n"
DEALS = (
    "Record ID,Deal Name,Deal Stage,Amount,Close Date,Deal owner,Pipeline,Associated Company\n9,Extension,Closed Won,1000,2025-03-04,Zoé,Sales,Alpha\n"
    "10,Projet,Proposal,9000,2025-09-01,Zoé,Sales,Alpha\n11,Petit,Closed Lost,50,2025-02-01,Zoé,Sales,Beta\n"
)


def read(**files: str) -> Reading:
    return loading.prepare([(f"{name}.csv", text.encode()) for name, text in files.items()])


def loaded(reading: Reading, matches: tuple[matching.SheetMatch, ...] | None = None) -> Dataset:
    dataset = loading.check(reading, matches, loaded_on=DAY)
    assert dataset.rows_in_file == dataset.rows_loaded + len(dataset.set_aside)
    return dataset


def test_what_a_company_earns_is_not_what_it_buys() -> None:
    reading = read(companies=HUBSPOT)
    (match,) = reading.sheets
    assert (match.table, match.source) == ("clients", "export HubSpot, clients")
    with speaking("en"):
        assert match.source == "HubSpot export, clients"
    dataset = loaded(reading)
    assert len(dataset.clients) == 2 and len(dataset.documents) == 0
    taken = matching.with_table(match, reading.raw(match), "documents")
    assert not {"net_amount", "gross_amount"} & set(taken.mapped), (
        "not even when the reader insists on the table"
    )


def test_deals_are_no_sales_until_the_reader_says_so() -> None:
    reading = read(companies=HUBSPOT, deals=DEALS)
    by_name = {m.sheet: m for m in reading.sheets}
    assert (by_name["deals"].table, by_name["deals"].reason) == (None, "crm_deals")
    dataset = loaded(reading)
    assert len(dataset.documents) == 0 and dataset.set_aside["code"].to_list() == ["crm_deals"] * 3
    chosen = matching.with_table(by_name["deals"], reading.raw(by_name["deals"]), "documents")
    dataset = loaded(reading, (by_name["companies"], chosen))
    assert dataset.documents["net"].to_list() == [Decimal("1000.00")]
    assert dataset.documents["description"][0].startswith("Affaire gagnée")
    assert dataset.documents["gross"].sum() == dataset.payments["amount"].sum(), "a deal is not owed"
    assert dataset.set_aside["code"].to_list() == ["deal_not_won"] * 2
    assert "deals_as_sales" in dataset.findings["code"].to_list()


def test_payments_that_failed_are_not_counted() -> None:
    reading = read(
        stripe="id,Created date (UTC),Amount,Amount Refunded,Currency,Description,Fee,Status,Customer ID,Customer Description,Customer Email,Invoice ID\n"
        "ch_1,2025-01-02 10:00,100.00,0.00,eur,,1.5,Paid,cus_1,Alpha,a@a.fr,\nch_2,2025-01-03 10:00,900.00,0.00,eur,,0,Failed,cus_1,Alpha,a@a.fr,\n"
    )
    assert reading.sheets[0].source.startswith("export Stripe")
    dataset = loaded(reading)
    assert dataset.payments["amount"].to_list() == [Decimal("100.00")]
    assert dataset.set_aside["code"].to_list() == ["not_counted"]


def test_what_a_reader_decided_is_proposed_again_for_the_same_headers() -> None:
    from fiche.matches import choice_of, signature

    reading = read(f="Pièce;Tiers lié;Jour;Somme due\nF1;Alpha;13/01/2025;100,00\nF2;Beta;14/01/2025;50,00\n")
    match = matching.with_table(reading.sheets[0], reading.tables[0], "documents")
    match = matching.with_column(match, 1, "client_name")
    match = matching.with_column(match, 2, "date")
    match = matching.with_column(match, 3, "gross_amount")
    choices = {signature(match.columns): choice_of(match)}
    text = "PIECE;Tiers Lié;Jour;Somme due\nF8;Gamma;15/02/2025;10,00\n"
    again = loading.prepare([("autre.csv", text.encode())], choices=choices)
    (found,) = again.sheets
    assert found.remembered and found.chosen and found.table == "documents"
    assert [c.column for c in found.columns] == ["document_id", "client_name", "date", "gross_amount"]
    assert loaded(again).documents["gross"].to_list() == [Decimal("10.00")]


def test_accounting_entries_are_no_invoices() -> None:
    fec = (
        "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise\n"
        "VT|Ventes|1|20250113|411000|Clients|C1|Alpha|F1|20250113|Facture F1|120,00|0,00|||20250113||\nVT|Ventes|1|20250113|706000|Ventes|||F1|20250113|Facture F1|0,00|100,00|||20250113||\n"
    )
    (match,) = read(fec=fec).sheets
    assert (match.table, match.source) == ("entries", "export FEC, écritures comptables")
    (match,) = read(
        grand_livre="Date;Compte;Libellé;Débit;Crédit;Solde\n13/01/2025;411ALPHA;Facture F1;120,00;;120,00\n20/02/2025;411ALPHA;Virement;;120,00;0,00\n"
    ).sheets
    assert match.table == "entries" and "gross_amount" not in match.mapped


def test_an_invoice_s_own_status_is_not_its_client_s() -> None:
    text = (
        "ID externe,Numéro,Nom d'affichage du partenaire de la facture,Date de facturation,Échéance,Référence,Montant HT Signé,Taxe signée,Total signé,Montant dû signé,Statut du paiement,Statut,Type\n"
        "account.1,FAC/1,Alpha,2025-01-13,2025-02-13,PO-7,100.0,20.0,120.0,120.0,Non payé,Comptabilisé,Facture client\n"
    )
    reading = read(factures=text)
    assert reading.sheets[0].source == "export Odoo, factures"
    dataset = loaded(reading)
    assert dataset.clients["status"].to_list() == [None] and dataset.clients["file_reference"].to_list() == [
        None
    ]
    assert dataset.documents["gross"].to_list() == [Decimal("120.00")]
