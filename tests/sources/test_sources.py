"""Every export of the registry keeps its contract, real exports are named rightly, and a list that anybody may have made is nobody's export."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path

import openpyxl
import pytest

from fiche import i18n
from fiche.model import TABLES
from fiche.sources import Export, recognise, sources
from fiche.words import normalised

EXPORTS = [
    pytest.param(source.name, export, id=f"{source.name}, {export.title} {n}")
    for source in sources().values()
    for n, export in enumerate(source.exports)
]
CRMS = ("HubSpot", "Salesforce", "Zoho CRM", "Dynamics 365 Sales")
MONEY = {"gross_amount", "net_amount", "open_amount", "paid_amount", "credit_limit", "amount", "line_amount"}


def signatures(export: Export) -> Iterator[list[str]]:
    """Rows of headers that hold the signature and no more: each alternative once."""
    for row in zip_longest(*export.signature):
        yield [header or group[0] for header, group in zip(row, export.signature, strict=True)]


def own_headers(export: Export) -> list[str]:
    """The signature and each column as the system writes it first."""
    first = {code: header for header, code in reversed(export.columns.items())}
    return list(dict.fromkeys([*next(signatures(export)), *first.values(), *export.ignored]))


def table_of(export: Export) -> str:
    return "documents" if export.table is None else export.table


def of_a_crm(*titles: str) -> list[Export]:
    return [e for name in CRMS for e in sources()[name].exports if e.title in titles]


def test_the_systems_are_those_promised() -> None:
    assert set(sources()) == {
        "Business Central", "Dolibarr", "Dynamics 365 Sales", "EBP", "FEC", "Factur-X, CII, UBL", "HubSpot", "Invoice Ninja", "Odoo", "Pennylane", "QuickBooks", "SAP Business One",
        "SAP S/4HANA", "Sage", "Salesforce", "Shopify", "Stripe", "Zoho Books", "Zoho CRM",
    }  # fmt: skip


# ── the contract of each export ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("source", "export"), EXPORTS)
def test_columns_are_the_table_s(source: str, export: Export) -> None:
    assert set(export.columns.values()) <= set(TABLES[table_of(export)].by_name)
    assert export.columns and all(map(normalised, export.columns))


@pytest.mark.parametrize(("source", "export"), EXPORTS)
def test_enough_is_known_to_load_the_table(source: str, export: Export) -> None:
    """Each group of columns that the table cannot do without is named; a Data Loader knows a client by its identifier alone."""
    known = set(export.columns.values())
    assert all(known & set(group) for group in TABLES[table_of(export)].requires)


@pytest.mark.parametrize(("source", "export"), EXPORTS)
def test_ignored_headers_are_told_apart(source: str, export: Export) -> None:
    """Said once, and never one that is a column too."""
    words = Counter(map(normalised, export.ignored))
    assert not [header for header, times in words.items() if times > 1 or not header]
    assert not words.keys() & set(map(normalised, export.columns))


@pytest.mark.parametrize(("source", "export"), EXPORTS)
def test_a_signature_is_its_export_s_alone(source: str, export: Export) -> None:
    for headers in signatures(export):
        found = recognise(headers)
        assert found is not None, headers
        assert (found.source, found.export.title, found.export.table) == (
            source,
            export.title,
            export.table,
        ), headers


@pytest.mark.parametrize(("source", "export"), EXPORTS)
def test_an_export_recognises_its_own_headers(source: str, export: Export) -> None:
    headers = own_headers(export)
    found = recognise(headers)
    assert found is not None and found.source == source and found.export.title == export.title
    assert len(set(found.columns.values())) == len(found.columns)
    assert not found.ignored & found.columns.keys()
    assert found.export is not export or set(found.columns.values()) == set(export.columns.values())


@pytest.mark.parametrize(("source", "export"), EXPORTS)
def test_a_signature_is_more_than_a_header_or_is_unmistakable(source: str, export: Export) -> None:
    """One header alone is enough only where no person would write it."""
    assert len(export.signature) >= 2 or all(header.startswith("(") for header in export.signature[0])


@pytest.mark.parametrize(("source", "export"), EXPORTS)
def test_the_title_has_its_english(source: str, export: Export) -> None:
    found = recognise(next(signatures(export)))
    assert found is not None
    assert found.title == f"export {source}, {export.title}"
    with i18n.speaking("en"):
        assert found.title == f"{source} export, {i18n.catalogue('en')[export.title]}"


@pytest.mark.parametrize(("source", "export"), EXPORTS)
def test_what_is_not_loaded_says_why(source: str, export: Export) -> None:
    assert (export.table is None) == (export.reason == "crm_deals")
    assert (export.reason == "crm_deals") == bool(export.won)
    assert export.table in {"documents", "payments"} or not export.only
    assert (export.title == "avoirs") == (export.kind == "Avoir")


# ── headers compared ────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_case_accents_and_punctuation_do_not_count() -> None:
    found = recognise(["DOC TOTAL", "doc-num", "Card_Code", "Doc due-date"])
    assert found is not None and found.source == "SAP Business One"
    assert set(found.columns.values()) >= {"gross_amount", "document_id"}


def test_an_odoo_partner_is_a_name_and_its_identifier_a_number() -> None:
    headers = ["name", "partner_id", "partner_id/id", "invoice_date", "amount_untaxed_signed"]
    found = recognise(headers)
    assert found is not None
    assert (found.columns[1], found.columns[2]) == ("client_name", "client_id")


def test_of_two_headers_for_a_column_the_preferred_one_is_taken() -> None:
    headers = ["Compte tiers", "CT_Intitule", "CT_Num", "CT_Intitule"]
    found = recognise(headers)
    assert found is not None and found.columns == {1: "name", 2: "client_id"}


def test_an_invoice_billed_to_a_contact_is_its_companys() -> None:
    """«Entité commerciale» is whom Odoo bills; «Partenaire», which names the contact, is then no column."""
    headers = ["Numéro", "Partenaire", "Entité commerciale", "Date de facturation", "Montant HT Signé", "Total signé", "Devise"]  # fmt: skip
    found = recognise(headers)
    assert found is not None
    assert {found.columns[i] for i in found.columns if headers[i] == "Entité commerciale"} == {"client_name"}
    assert 1 in found.ignored


def test_amounts_of_odoo_go_with_their_currency() -> None:
    """The company's amounts are not the currency's that stands beside them."""
    company = ["Numéro", "Partenaire", "Date de facturation", "Montant HT Signé", "Total signé", "Devise"]
    found = recognise(company)
    assert found is not None and (found.columns[4], found.ignored) == ("gross_amount", {5})
    own = ["Numéro", "Partenaire", "Total signé", "Total signé en devises", "Montant hors taxes signé dans la devise", "Devise"]  # fmt: skip
    found = recognise(own)
    assert found is not None and found.ignored == {2}
    assert (found.columns[3], found.columns[5]) == ("gross_amount", "currency")


# ── lists that anybody may have made ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "headers",
    [
        "Nom, Adresse, Ville, Téléphone, E-mail",
        "Numéro facture, Date, Client, Montant HT",
        "Numéro, Date, Échéance, Client, Montant HT, TVA, Montant TTC, Reste dû, Statut",
        "N°, N° client, Nom, Date, Date d'échéance, Montant, Montant TTC, Montant restant, Code devise",
        "Code client, Raison sociale, SIRET, Adresse, Code postal, Ville, Pays, Encours autorisé, Conditions de paiement",
        "Code, Nom, Adresse 1, Code postal, Ville, Famille client, Solde, Chiffre d'affaires",
        "Id, Name, Email, Phone, Address, City, Country, Status, Created At",
        "Id, Number, Customer, Date, Due Date, Total, Status",
        "Customer, Invoice Number, Invoice Date, Due Date, Amount, Balance, Currency",
        "Client, Invoice Number, Amount, Date",
        "Account Name, Account Number, Street, City, Country, Annual Revenue",
        "Company Name, First Name, Last Name, Email, Phone, Job Title",
        "Date, Type, Client, Montant, Mode de règlement",
        "Name, Email, Total, Created at, Currency",
        "Type, Date, Num, Name, Amount",
        "Facture, Client, Total HT, Total TTC, Solde dû",
        "Opportunité, Client, Montant",
        "",
    ],
)
def test_a_generic_list_is_nobody_s(headers: str) -> None:
    assert recognise([h.strip() for h in headers.split(",")]) is None


def test_the_labels_of_the_model_are_nobody_s() -> None:
    """Our own blank workbook, in both languages."""
    for table in TABLES.values():
        assert recognise([c.fr for c in table]) is None
        assert recognise([c.en for c in table]) is None


# ── CRMs ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("export", of_a_crm("clients", "contacts"))
def test_a_turnover_is_never_what_a_client_buys(export: Export) -> None:
    figure = re.compile(r"revenue|chiffre d'affaires|turnover|\bca\b", re.IGNORECASE)
    assert not [header for header in export.columns if figure.search(header)]
    assert set(export.columns.values()) & MONEY <= {"credit_limit"}


@pytest.mark.parametrize(
    "headers",
    [
        ["Record ID", "Company name", "Company owner", "City", "Annual Revenue", "Total Revenue", "Recent Deal Amount"],
        ["ID de fiche d'informations", "Nom de l'entreprise", "Ville", "Secteur d'activité", "Chiffre d’affaires annuel"],
        ["Account ID", "Account Name", "Account Owner", "Billing City", "Billing Zip/Postal Code", "Annual Revenue"],
        ["Id", "Name", "BillingCity", "AnnualRevenue", "NumberOfEmployees", "OwnerId", "SystemModstamp"],
        ["Record Id", "Account Owner", "Account Name", "Billing Code", "Annual Revenue", "Modified Time"],
        ["(Do Not Modify) Account", "Account Name", "Address 1: City", "Annual Revenue"],
        ["accountid", "name", "address1_city", "revenue", "creditlimit"],
    ],
)  # fmt: skip
def test_an_account_has_no_revenue(headers: list[str]) -> None:
    found = recognise(headers)
    assert found is not None and found.export.table == "clients"
    figures = {i for i, h in enumerate(headers) if "revenue" in h.lower() or "affaires" in h or "Deal" in h}
    assert figures and figures <= found.ignored


@pytest.mark.parametrize(
    ("source", "headers", "stage", "won"),
    [
        ("HubSpot", ["Record ID", "Deal Name", "Deal Stage", "Close Date", "Amount", "Associated Company (Primary)"], "Deal Stage", "Closed Won"),
        ("HubSpot", ["ID de fiche d'informations", "Nom de la transaction", "Phase de la transaction", "Date de fermeture", "Montant", "Entreprise associée"], "Phase de la transaction", "Fermée gagnée"),
        ("Salesforce", ["Opportunity Name", "Stage", "Close Date", "Amount", "Account Name", "Probability (%)"], "Stage", "Closed Won"),
        ("Salesforce", ["Nom de l'opportunité", "Étape", "Date de clôture", "Montant", "Nom du compte"], "Étape", "Fermée/Gagnée"),
        ("Salesforce", ["Id", "AccountId", "Name", "StageName", "Amount", "CloseDate", "IsWon"], "IsWon", "true"),
        ("Zoho CRM", ["Record Id", "Deal Owner", "Deal Name", "Amount", "Closing Date", "Stage", "Account Name"], "Stage", "Closed Won"),
        ("Dynamics 365 Sales", ["(Do Not Modify) Opportunity", "Topic", "Potential Customer", "Est. Close Date", "Est. Revenue", "Status"], "Status", "Won"),
        ("Odoo", ["id", "name", "partner_id", "stage_id", "expected_revenue", "date_deadline", "probability"], "stage_id", "Gagné"),
    ],
)  # fmt: skip
def test_a_deal_is_no_sale(source: str, headers: list[str], stage: str, won: str) -> None:
    found = recognise(headers)
    assert found is not None and found.source == source
    assert (found.export.table, found.export.reason) == (None, "crm_deals")
    assert set(found.columns.values()) >= {"net_amount", "date"}
    assert set(found.columns.values()) & {"client_name", "client_id"}
    assert stage in headers and won in found.export.won[stage]


# ── lists that carry the columns of another beside their own ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("headers", "title"),
    [
        (
            "Opportunity Owner,Account Name,Opportunity Name,Stage,Amount,Close Date,Type,Account Owner,Industry,Created Date,Phone,Website,Billing Street,Billing City,Billing State/Province,Billing Zip/Postal Code,Billing Country,Annual Revenue",
            "export Salesforce, opportunités",
        ),
        (
            "Salutation,First Name,Last Name,Title,Email,Account Name,Account Owner,Contact ID,Billing Street,Billing City,Billing State/Province,Billing Zip/Postal Code,Billing Country,Industry,Website",
            "export Salesforce, contacts",
        ),
        (
            "Record ID,First Name,Last Name,Email,Phone Number,Company Name,Lifecycle Stage,Website URL,Street Address,Postal Code,City,State/Region,Country/Region,Create Date,Industry,Annual Revenue",
            "export HubSpot, contacts",
        ),
        (
            "Record Id,Invoice Owner,Subject,Invoice Date,Due Date,Status,Account Name,Sub Total,Tax,Grand Total,Billing Street,Billing City,Billing State,Billing Code,Billing Country,Shipping Street,Shipping City,Shipping Code,Shipping Country,Created Time,Description",
            "export Zoho CRM, factures",
        ),
        (
            "Record Id,Deal Owner,Deal Name,Amount,Closing Date,Account Name,Stage,Created Time,Modified Time,Description,Account Owner",
            "export Zoho CRM, opportunités",
        ),
        (
            "DocEntry,DocNum,DocType,DocDate,DocDueDate,CardCode,CardName,Address,NumAtCard,CashSum,TrsfrSum,DocTotal,DocCurr,Comments,JrnlMemo,GroupNum",
            "export SAP Business One, paiements",
        ),
        (
            "DocEntry,DocNum,DocDate,DocDueDate,CardCode,CardName,Address,NumAtCard,VatSum,DocTotal,PaidToDate,GroupNum,SlpCode,LicTradNum",
            "export SAP Business One, factures",
        ),
        (
            "Id contact,Code civilité,Nom,Prénom,Poste/Fonction,Adresse,Code postal,Ville,Téléphone,EMail,Raison sociale,Code client,Code fournisseur,Code compta,Type du tiers,État",
            "export Dolibarr, contacts",
        ),
        (
            "Raison sociale,Code client,SIRET,Ref. facture,Date facturation,Date échéance,Total HT,Total TVA,Total TTC,Statut facture,Id paiement,Montant paiement,Date paiement,Mode règlement",
            "export Dolibarr, paiements",
        ),
        (
            "No.,Sell-to Customer No.,Sell-to Customer Name,Currency Code,Due Date,Amount,Amount Including VAT,Paid,Cancelled,Corrective,Location Code,No. Printed,Document Date",
            "export Business Central, avoirs",
        ),
    ],
)  # fmt: skip
def test_the_columns_of_another_list_mislead_nobody(headers: str, title: str) -> None:
    found = recognise(headers.split(","))
    assert found is not None and found.title == title
    if title.endswith(("opportunités", "contacts")):
        assert "Annual Revenue" not in [headers.split(",")[i] for i in found.columns]


# ── real exports, and headers as documented ─────────────────────────────────────────────────────────────────────────────────────────


def header_rows(path: Path) -> Iterator[list[str]]:
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path, read_only=True).active
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(max_row=6, values_only=True)]  # fmt: skip
    else:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [row for row, _ in zip(csv.reader(file), range(6), strict=False)]
    yield from rows


@pytest.mark.parametrize(
    ("file", "title", "known"),
    [
        ("odoo19/export_account.move_labels.csv", "export Odoo, factures", "document_id client_name date due_date net_amount gross_amount open_amount currency kind"),
        ("odoo19/export_account.move_labels.xlsx", "export Odoo, factures", "document_id client_name date due_date net_amount gross_amount open_amount currency kind"),
        ("odoo19/export_account.move_importcompat.csv", "export Odoo, factures", "document_id client_name date due_date net_amount gross_amount open_amount currency kind"),
        ("odoo19/export_account.move_importcompat.xlsx", "export Odoo, factures", "document_id client_name date due_date net_amount gross_amount open_amount currency kind"),
        ("odoo19/export_res.partner_labels.csv", "export Odoo, clients", "client_id source_id name address city country vat_number siret payment_terms carrier"),
        ("odoo19/export_res.partner_labels.xlsx", "export Odoo, clients", "client_id source_id name address city country vat_number siret payment_terms carrier"),
        ("odoo19/export_res.partner_importcompat.csv", "export Odoo, clients", "client_id source_id name address city country vat_number siret payment_terms carrier"),
        ("odoo19/export_res.partner_importcompat.xlsx", "export Odoo, clients", "client_id source_id name address city country vat_number siret payment_terms carrier"),
        ("12_fr_odoo_specibike/res.partner.csv", "export Odoo, clients", "source_id name address city country is_customer"),
        ("12_fr_odoo_specibike/sale.order.csv", "export Odoo, commandes", "document_id source_id client_id"),
        ("12_fr_odoo_specibike/sale.order.line.csv", "export Odoo, lignes de commande", "document_id product quantity unit_price"),
        ("28_invoiceninja_exports/clients.csv", "export Invoice Ninja, clients", "client_id name address city country vat_number currency"),
        ("28_invoiceninja_exports/invoice.csv", "export Invoice Ninja, factures", "document_id client_name date due_date gross_amount paid_amount"),
        ("28_invoiceninja_exports/zoho_contacts.csv", "export Zoho Books, clients", "source_id name credit_limit payment_terms city"),
        ("28_invoiceninja_exports/zoho_invoices.csv", "export Zoho Books, factures", "document_id client_id client_name date due_date gross_amount net_amount open_amount"),
    ],
)  # fmt: skip
def test_a_real_export_is_named(file: str, title: str, known: str, shared: Callable[[str], Path]) -> None:
    found = [r for r in map(recognise, header_rows(shared(f"samples/{file}"))) if r is not None]
    assert [r.title for r in found] == [title]
    assert set(known.split()) <= set(found[0].columns.values())


def test_totals_of_odoo_are_no_column(shared: Callable[[str], Path]) -> None:
    headers = next(header_rows(shared("samples/odoo19/export_res.partner_labels.csv")))
    found = recognise(headers)
    assert found is not None and {headers[i] for i in found.ignored} == {"Total du compte client", "Total facturé"}  # fmt: skip


def test_real_files_of_other_systems_are_nobody_s(shared: Callable[[str], Path]) -> None:
    """Invoices of three other tools, and clients and sales that people keep by hand."""
    ours = {"12_fr_odoo_specibike", "odoo19", "40_fec_pseudonymise", "41_fec_tryton_odoo"}
    named = {"clients.csv", "invoice.csv", "zoho_contacts.csv", "zoho_invoices.csv"}
    others = [
        path
        for path in shared("samples").glob("*/*.csv")
        if path.parent.name not in ours and not (path.parent.name.startswith("28_") and path.name in named)
    ]
    assert len(others) > 8
    for path in others:
        text = path.read_bytes()[:20000].decode("utf-8", errors="replace").splitlines()[:6]
        for line in text:
            for mark in ",;\t":
                assert recognise([cell.strip('"') for cell in line.split(mark)]) is None, (path, line)


@pytest.mark.parametrize(
    ("headers", "title", "meaning"),
    [
        (
            "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Billing City",
            "export Shopify, commandes",
            {"Name": "document_id", "Total": "gross_amount", "Taxes": "vat_amount", "Created at": "date", "Paid at": "paid_date", "Billing Name": "client_name", "Subtotal": None, "Shipping": None},
        ),
        (
            "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Description,Fee,Statement Descriptor,Status,Customer ID,Customer Email,Invoice ID",
            "export Stripe, paiements",
            {"id": "payment_id", "Created date (UTC)": "date", "Amount": "amount", "Converted Amount": None, "Amount Refunded": None, "Fee": None},
        ),
        (
            "Active Status,Customer,Balance,Balance Total,Company,Main Phone,Main Email,Bill to 1,Bill to 2,Terms,Rep,Account No.,Credit Limit",
            "export QuickBooks, clients",
            {"Customer": "name", "Account No.": "client_id", "Credit Limit": "credit_limit", "Balance": None, "Balance Total": None},
        ),
        (
            "Réf. facture,Id facture,Date facturation,Date échéance,Total HT,Total TVA,Total TTC,Facture payée,Raison sociale,Code client,Code compta,Montant HT de la ligne",
            "export Dolibarr, factures",
            {"Réf. facture": "document_id", "Total HT": "net_amount", "Total TTC": "gross_amount", "Date échéance": "due_date", "Code client": "client_id", "Montant HT de la ligne": None, "Code compta": None},
        ),
        (
            "Document - Numéro du document,Document - Date,Document - Code client,Document - Nom du client,Document - Adresse 1 (facturation),Document - Total TTC",
            "export EBP, factures",
            {"Document - Numéro du document": "document_id", "Document - Date": "date", "Document - Code client": "client_id", "Document - Total TTC": "gross_amount"},
        ),
        (
            "Code (tiers),Nom,Adresse 1 (facturation),Code postal (facturation),Ville (facturation),Téléphone fixe (facturation),Encours autorisé",
            "export EBP, clients",
            {"Code (tiers)": "client_id", "Nom": "name", "Ville (facturation)": "city", "Encours autorisé": "credit_limit"},
        ),
        (
            "N°,Nom,Code vendeur,N° téléphone,Solde DS,Ventes DS,Code conditions paiement,Crédit autorisé DS",
            "export Business Central, clients",
            {"N°": "client_id", "Nom": "name", "Crédit autorisé DS": "credit_limit", "Solde DS": None, "Ventes DS": None},
        ),
        (
            "CT_Num,CT_Intitule,CT_Adresse,CT_CodePostal,CT_Ville,CT_Pays,CT_Siret,CT_Identifiant",
            "export Sage, clients",
            {"CT_Num": "client_id", "CT_Intitule": "name", "CT_Siret": "siret", "CT_Identifiant": "vat_number"},
        ),
        (
            "BillingDocument,BillingDocumentType,BillingDocumentDate,SoldToParty,TotalNetAmount,TaxAmount,TotalGrossAmount,TransactionCurrency",
            "export SAP S/4HANA, factures",
            {"BillingDocument": "document_id", "SoldToParty": "client_id", "TotalNetAmount": "net_amount", "BillingDocumentType": None},
        ),
        (
            "invoice_number,date,deadline,customer_name,currency_amount_before_tax,currency_tax,currency_amount,remaining_amount_with_tax,status",
            "export Pennylane, factures",
            {"invoice_number": "document_id", "deadline": "due_date", "currency_amount": "gross_amount", "remaining_amount_with_tax": "open_amount"},
        ),
    ],
)  # fmt: skip
def test_documented_headers_mean_what_their_system_says(headers: str, title: str, meaning: dict[str, str | None]) -> None:  # fmt: skip
    row = headers.split(",")
    found = recognise(row)
    assert found is not None and found.title == title
    assert {header: found.columns.get(row.index(header)) for header in meaning} == meaning


def test_a_payment_that_failed_does_not_count() -> None:
    found = recognise(["id", "Created (UTC)", "Amount", "Amount Refunded", "Status", "Captured"])
    assert found is not None and "Failed" not in found.export.only["Status"]
    assert "Paid" in found.export.only["Status"]
