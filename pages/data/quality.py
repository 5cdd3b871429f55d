"""What was found in the files, and the rows set aside."""

from fiche.i18n import _
from fiche.web.page import page
from fiche.web.quality_view import quality_page

ctx = page(_("Qualité"))
quality_page(ctx.store, ctx.as_of)
