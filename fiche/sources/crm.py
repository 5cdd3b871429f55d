"""What the CRMs have in common: the words for a deal that is won, and figures of an account that are no sale; it declares no system."""

from fiche.sources.source import alternatives

WON = alternatives(
    "Closed Won|Won|closedwon|Gagné|Gagnée|Fermé gagné|Fermée gagnée|Fermé(e) gagné(e)|Fermé/Gagné|Fermée/Gagnée|Clôturé gagné|Clôturée gagnée|Clos gagné|Clôturé - Gagné|Conclu|Conclue|Conclu gagné|Affaire gagnée"
)
YES = alternatives("true|True|1|Oui|Yes|Vrai")
# What a company earns is not what it buys, and the sum of its deals is not what it was invoiced.
TURNOVER = "Annual Revenue|AnnualRevenue|Chiffre d'affaires annuel|Revenu annuel|Revenus annuels|CA annuel"


def won_by(stages: str, flags: str = "") -> dict[str, tuple[str, ...]]:
    """Header → values meaning won: `stages` hold the name of a stage, `flags` a yes or a no."""
    named = dict.fromkeys(alternatives(stages), WON)
    return named | {header: YES for header in alternatives(flags) if header}
