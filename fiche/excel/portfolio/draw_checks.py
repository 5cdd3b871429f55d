"""Draws the last sheets of the client file's workbook: what it proves of itself, and what may be changed in it; it fills nothing in."""

from fiche.excel.canvas import NOT_A_DATE, NOT_A_NUMBER, Canvas, between
from fiche.excel.draw_rows import DONE, LATE, SERIOUS
from fiche.excel.draw_settings import input_look, limits
from fiche.excel.portfolio.words import SHEETS
from fiche.excel.proofs import Proof
from fiche.excel.words import Words

BASIS = 7  # rows that say what the figures rest on
_TITLES = (Words("Contrôle", "Check"), Words("Calculé", "Computed"), Words("Attendu", "Expected"), Words("Différence", "Difference"), Words("Verdict", "Verdict"))  # fmt: skip

PROOFS = (
    Proof("buckets", Words("La somme des tranches de la balance âgée est la somme des soldes des clients", "The buckets of the aged balance add up to the clients’ balances"),
          "ROUND(SUM(total_age_not_due:total_age_unapplied),2)", "total_cli_balance"),
    Proof("file", Words("Factures, moins avoirs, moins paiements, donnent les soldes des clients", "Invoices less credit notes less payments give the clients’ balances"),
          "ROUND(total_doc_gross-total_pay_amount,2)", "total_cli_balance"),
    Proof("each", Words("Clients dont les tranches ne font pas le solde", "Clients whose buckets are not their balance"), "SUMPRODUCT(--(age_difference<>0))", "0", "integer"),
    Proof("open", Words("Le reste dû des factures est l’encours des clients", "What invoices leave to pay is the clients’ outstanding"), "total_doc_open", "total_cli_outstanding"),
    Proof("net", Words("Les montants HT des factures sont le chiffre d’affaires des clients", "The net amounts of invoices are the clients’ revenue"), "total_doc_net", "total_cli_revenue_total"),
    Proof("applied", Words("Ce que les factures ont reçu est ce que paiements et avoirs ont donné", "What invoices received is what payments and credit notes gave"),
          'ROUND(SUMIFS(doc_applied,doc_scope,1,doc_kind,"<>"&{credit_note}),2)', "ROUND(SUM(pay_applied)-SUMIFS(pay_applied,pay_refund,1),2)"),
    Proof("documents", Words("Chaque pièce est comptée chez son client", "Every document is counted with its own client"), "SUM(doc_scope)-SUMIFS(doc_scope,doc_further,1)", "total_cli_documents", "integer"),
    Proof("limits", Words("Limites de tranches qui ne montent pas", "Bucket limits that do not rise"), 'SUMPRODUCT(--(bucket_last<bucket_first),--(bucket_last<>""))', "0", "integer"),
)  # fmt: skip
_EXPORTED = Proof("exported", Words("Solde calculé ici, et solde au moment de l’export", "Balance computed here, and balance when exported"), "total_cli_balance", "0")  # fmt: skip
_SINCE = Words(
    "Depuis l’export, pour information : changer la date d’arrêté ou un paiement change le solde.",
    "Since the export, for information: changing the as-of date or a payment changes the balance.",
)
_CHOICES = (
    ("as_of", "date", Words("Date d’arrêté", "As-of date"), Words("Tout est calculé à cette date ; rien ne dépend du jour d’ouverture.", "Everything is computed at this date; nothing depends on the day you open the file.")),
    ("main_currency", "code", Words("Devise", "Currency"), Words("Seules les pièces de cette devise sont comptées.", "Only documents in this currency are counted.")),
    ("serious_days", "integer", Words("Retard grave, au-delà de (jours)", "Seriously late, beyond (days)"), Words("Au-delà, une facture est en rouge.", "Beyond that, an invoice is red.")),
    ("dso_days", "integer", Words("Durée du DSO comptable (jours)", "Window of the accounting DSO (days)"), Words("Nombre de jours de ventes auxquels l’encours est rapporté.", "Days of sales that outstanding is compared with.")),
    ("abc_share_a", "percent", Words("Part du CA de la classe A", "Share of revenue of class A"), Words("La classe A va jusqu’à cette part du chiffre d’affaires cumulé.", "Class A goes up to this share of accumulated revenue.")),
    ("abc_share_b", "percent", Words("Part du CA des classes A et B", "Share of revenue of classes A and B"), Words("La classe B va jusqu’à cette part, la classe C est le reste.", "Class B goes up to this share, class C is the rest.")),
)  # fmt: skip
_DERIVED = (
    ("year_ago", -12, Words("Douze mois avant", "Twelve months before")),
    ("two_years_ago", -24, Words("Vingt-quatre mois avant", "Twenty-four months before")),
)


def proofs(canvas: Canvas) -> None:
    """What the workbook checks on itself, green or red."""
    canvas.page(landscape=True)
    canvas.widths(72, 18, 18, 16, 20)
    canvas.heading(SHEETS["proofs"])
    for column, title in enumerate(_TITLES):
        canvas.text(4, column, title, canvas.looks.head("money" if 0 < column < 4 else "text"))
    for row, proof in enumerate(PROOFS, 5):
        _proof(canvas, row, proof, f"IF($D{row + 1}=0,{{correct}},{{gap}})")
    last = 4 + len(PROOFS)
    canvas.define("proof_differences", 5, 3, last, 3)
    for word, colours in (("correct", DONE), ("gap", SERIOUS), ("look", LATE)):
        canvas.colour(5, 4, last, 4, f"$E6={{{word}}}", **colours)
    canvas.text(last + 3, 0, _SINCE, canvas.looks.note(text_wrap=False))
    row = last + 4
    _proof(canvas, row, _EXPORTED, f"IF($D{row + 1}=0,{{as_exported}},{{changed}})")
    canvas.sheet.write_number(row, 2, 0, canvas.looks.cell("money", locked=True, valign="vcenter"))
    canvas.define("exported_balance", row, 2)


def _proof(canvas: Canvas, row: int, proof: Proof, verdict: str) -> None:
    canvas.sheet.set_row(row, 20)
    canvas.text(row, 0, proof.label, canvas.looks.cell("long", locked=False, valign="vcenter"))
    for column, formula in ((1, proof.left), (2, proof.right), (3, f"ROUND($B{row + 1}-$C{row + 1},2)")):
        canvas.formula(row, column, formula, canvas.looks.cell(proof.look, locked=True, valign="vcenter"), 0)
    canvas.formula(row, 4, verdict, canvas.looks.cell("text", locked=True, bold=True, valign="vcenter"))
    canvas.define(f"proof_{proof.code}", row, 1)


def settings(canvas: Canvas) -> None:
    """What may be changed, and everything follows; and what the figures rest on."""
    canvas.page(landscape=False)
    canvas.widths(40, 17, 17, 44)
    canvas.heading(SHEETS["settings"])
    canvas.section(4, Words("À changer librement", "Change these freely"))
    row = 5
    for name, look, label, note in _CHOICES:
        canvas.text(row, 0, label, canvas.looks.cell("text", locked=False))
        canvas.sheet.write_blank(row, 1, None, input_look(canvas, look))
        canvas.define(name, row, 1)
        canvas.sheet.merge_range(row, 2, row, 3, canvas.say(note), canvas.remark())
        row += 1
    _rules(canvas)
    for name, months, label in _DERIVED:
        canvas.text(row, 0, label, canvas.looks.cell("text", locked=False))
        day = canvas.looks.cell("date", locked=True, align="right")
        canvas.formula(row, 1, f"EDATE(as_of,{months})", day, 0)
        canvas.define(name, row, 1)
        row += 1
    row = limits(canvas, row + 1)
    canvas.section(row, Words("Sur quoi les chiffres reposent, au moment de l’export", "What the figures rest on, when exported"))  # fmt: skip
    for here in range(row + 1, row + 1 + BASIS):
        canvas.sheet.write_blank(here, 0, None, canvas.looks.cell("long", locked=True, bg_color="#FFFFFF"))
        canvas.sheet.write_blank(here, 1, None, canvas.looks.cell("count", locked=True, bg_color="#FFFFFF"))
    canvas.define("basis", row + 1, 0, row + BASIS, 1)


def _rules(canvas: Canvas) -> None:
    number = between(1, 2_958_465)
    canvas.sheet.data_validation(5, 1, 5, 1, number | {"error_message": canvas.say(NOT_A_DATE)})
    canvas.sheet.data_validation(7, 1, 8, 1, number | {"error_message": canvas.say(NOT_A_NUMBER)})
    canvas.sheet.data_validation(9, 1, 10, 1, between(0, 1) | {"error_message": canvas.say(NOT_A_NUMBER)})
