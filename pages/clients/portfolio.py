"""Where do we stand: the portfolio at the chosen date."""

from fiche.i18n import _
from fiche.web.page import page
from fiche.web.portfolio_view import portfolio_page
from fiche.web.portfolio_view_filters import filters

ctx = page(_("Portefeuille"))
portfolio_page(ctx, *filters(ctx))
