"""What plotly offers over a chart: one button that gives a picture, in the reader's language; it draws nothing."""

from collections.abc import Mapping
from typing import Any

from fiche.i18n import NBSP, NNBSP, language

PLOTLY_FR: dict[str, Any] = {
    "dictionary": {
        "Download plot as a PNG": "Télécharger en PNG",
        "Download plot as a SVG": "Télécharger en SVG",
        "Download plot": "Télécharger l’image",
    },
    "format": {
        "days": "dimanche lundi mardi mercredi jeudi vendredi samedi".split(),
        "shortDays": "dim. lun. mar. mer. jeu. ven. sam.".split(),
        "months": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
        "shortMonths": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.".split(),
        "date": "%d/%m/%Y",
        "decimal": ",",
        "thousands": NNBSP,
        "grouping": [3],
        "currency": ["", f"{NBSP}€"],
    },
}


def config(picture: str = "png", size: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The plotly configuration: French months, numbers and tool bar, or plotly's own English. `picture`: «png», twice as fine as the screen, or «svg»; of
    that `size` and under that name, where they are given (width, height, filename)."""
    shown: dict[str, Any] = {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": picture, "scale": 2 if picture == "png" else 1, **(size or {})},
    }
    return {**shown, "locale": "fr", "locales": {"fr": PLOTLY_FR}} if language() == "fr" else shown
