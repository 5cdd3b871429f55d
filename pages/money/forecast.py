"""What should come in, week after week, and how sure that is."""

from fiche.i18n import _
from fiche.web.forecast_view import forecast_page
from fiche.web.page import page
from fiche.web.portfolio_view_filters import filters

ctx = page(_("Prévision des encaissements"))
forecast_page(ctx, *filters(ctx))
