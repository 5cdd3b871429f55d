"""What discounts cost, whom they go to, and whether they are what was agreed."""

from fiche.i18n import _
from fiche.web.discounts_view import discounts_page
from fiche.web.page import page
from fiche.web.portfolio_view_filters import filters

ctx = page(_("Remises"))
discounts_page(ctx, *filters(ctx))
