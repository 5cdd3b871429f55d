"""What clients are worth over the next 12 months: how often they will buy (BG/NBD) and for how much (Gamma-Gamma); it opens no file.

Sources: Fader, Hardie and Lee (2005), «Counting your customers» the easy way; Fader and Hardie (2013), The Gamma-Gamma model of monetary value.
"""

from fiche.analysis.value.bgnbd import BgNbd, fit_bgnbd
from fiche.analysis.value.gamma_gamma import GammaGamma, fit_gamma_gamma
from fiche.analysis.value.summary import Summary, summary
from fiche.analysis.value.worth import Fitted, Worth, fitted, fitted_in, worth

__all__ = [
    "BgNbd",
    "Fitted",
    "GammaGamma",
    "Summary",
    "Worth",
    "fit_bgnbd",
    "fit_gamma_gamma",
    "fitted",
    "fitted_in",
    "summary",
    "worth",
]
