"""What changes from one year to the next: revenue, clients won and lost, who comes back, on how few it rests, and who may not pay."""

from fiche.i18n import _
from fiche.web.page import page
from fiche.web.portfolio_view_filters import filters
from fiche.web.trends_view import trends_page

ctx = page(_("Tendances"))
trends_page(ctx, *filters(ctx))
