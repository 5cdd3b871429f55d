"""Who brings the revenue, and who comes back: classes, scores, expected value, groups."""

from fiche.i18n import _
from fiche.web.page import page
from fiche.web.portfolio_view_filters import filters
from fiche.web.segments_view import segments_page

ctx = page(_("Segments"))
segments_page(ctx, *filters(ctx))
