"""Where are our clients, and where is there more to sell: the map."""

from fiche.i18n import _
from fiche.web.areas_view import areas_page
from fiche.web.page import page
from fiche.web.portfolio_view_filters import filters

ctx = page(_("Carte"))
areas_page(ctx, *filters(ctx))
