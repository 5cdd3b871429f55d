"""How the forecast did on past months, in plain words and in a small table; it judges nothing itself."""

from typing import TYPE_CHECKING

import streamlit as st

from fiche.analysis import Backtest
from fiche.i18n import _, day, number, percent
from fiche.web.show import md
from fiche.web.tables import Shown, table

if TYPE_CHECKING:
    import pandas as pd


def how_we_know(test: Backtest | None) -> None:
    """The trial on past months: what was done, how far off it was, and against what."""
    if test is None:
        return
    st.markdown(f"**{_('Comment nous le savons')}**")
    for said in sentences(test):
        st.markdown(md(said))
    columns = [
        Shown("over", _("Écart sur"), width=105),
        Shown("error", _("Prévision"), "percent", help=_("Somme des écarts entre ce qui était prévu et ce qui est entré ÷ somme de ce qui est entré."), width=80),
        Shown("naive_error", _("Échéances"), "percent", help=_("Le même écart si chaque facture était payée à son échéance, et tout de suite quand elle est passée."), width=80),
        Shown("coverage", _("Fourchette"), "percent", help=_("Part des fois où ce qui est entré était dans la fourchette ; elle est faite pour 80 %."), width=85),
    ]  # fmt: skip
    table(by_horizon(test), columns, key="backtest", empty="")


def sentences(test: Backtest) -> list[str]:
    """What was tried, what it gave over four weeks, and how good the chances of each invoice were."""
    month = test.windows[0]
    said = [
        _(
            "La prévision a été refaite à {n} fins de mois passées, du {first} au {last}, avec ce que le fichier savait ces jours-là, puis comparée à ce qui est entré ensuite."
        ).format(n=number(len(test.cut_offs)), first=day(test.cut_offs[0]), last=day(test.cut_offs[-1])),
        _(
            "Sur les quatre semaines suivantes, elle s’est trompée de {error} ; la règle « chaque facture payée à son échéance », de {naive}."
        ).format(error=percent(month.error), naive=percent(month.naive_error)),
    ]
    said.append(
        _(
            "Facture par facture ({n} cas), la probabilité d’être réglée sous 30 jours a une erreur de {brier} (0 : toujours juste ; {base} : ne connaître que la moyenne)."
        ).format(n=number(test.invoices), brier=number(test.brier, 2), base=number(test.base_brier, 2))
    )
    return said


def by_horizon(test: Backtest) -> "pd.DataFrame":
    """[over, error, naive_error, coverage]: week by week, then over each window."""
    import pandas as pd

    rows = [(_("chaque semaine"), test.weekly_error, test.naive_weekly_error, test.coverage)]
    rows += [
        (_("{n} semaines").format(n=w.days // 7), w.error, w.naive_error, w.coverage) for w in test.windows
    ]
    return pd.DataFrame(rows, columns=["over", "error", "naive_error", "coverage"])
