"""What demands attention: every alert, worst first, and those asleep."""

from fiche.i18n import _
from fiche.web.alerts_view import alerts_page
from fiche.web.page import page
from fiche.web.portfolio_view_filters import filters

ctx = page(_("À traiter"))
alerts_page(ctx, *filters(ctx))
