"""Who owes what and since when: the aged balance with its proof, days of sales, penalties."""

from fiche.i18n import _
from fiche.web.outstanding_view import outstanding_page
from fiche.web.page import page
from fiche.web.portfolio_view_filters import filters

ctx = page(_("Encours et balance âgée"))
outstanding_page(ctx, *filters(ctx))
