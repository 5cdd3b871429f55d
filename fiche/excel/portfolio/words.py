"""The words of the client file's workbook, French and English side by side; those of amounts and statuses are fiche.excel.words'."""

from fiche.excel.words import Words

SHEETS = {
    "dashboard": Words("Tableau de bord", "Dashboard"),
    "clients": Words("Clients", "Clients"),
    "aged": Words("Balance âgée", "Aged balance"),
    "segments": Words("Segments", "Segments"),
    "documents": Words("Factures", "Invoices"),
    "payments": Words("Paiements", "Payments"),
    "disputes": Words("Litiges", "Disputes"),
    "proofs": Words("Contrôle", "Checks"),
    "settings": Words("Paramètres", "Settings"),
    "workings": Words("Calculs", "Workings"),
}
TITLE = Words("Fichier client", "Client file")
TOTAL = Words("Total", "Total")
KEPT_TOGETHER = Words(
    "Lignes classées par client : ne triez pas cette feuille, filtrez-la. Fond blanc : à corriger au besoin. Fond gris : calculé.",
    "Rows are sorted by client: filter this sheet, do not sort it. White: may be corrected. Grey: calculated.",
)
FROZEN = Words(
    "Classes et segments de l’ensemble du portefeuille, tels qu’à l’export : ils ne changent pas avec la date.",
    "Classes and segments among the whole portfolio, as exported: they do not change with the date.",
)
LIVE = Words(
    "Classes et segments suivent la date et les parts des paramètres.",
    "Classes and segments follow the date and the shares in the settings.",
)
ONE_CLIENT, CLIENTS = Words("1 client", "1 client"), Words("{n} clients", "{n} clients")
SELECTION = Words(" (une sélection du portefeuille)", " (a selection of the portfolio)")
EXPORTED = Words("{clients} · {documents} factures et avoirs · {payments} paiements · {currency}", "{clients} · {documents} invoices and credit notes · {payments} payments · {currency}")  # fmt: skip
FURTHER = Words(
    "La feuille {sheet} ne suffit pas : la suite est dans {others}.",
    "The {sheet} sheet is full: what follows is in {others}.",
)
