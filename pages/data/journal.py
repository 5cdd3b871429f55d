"""Who did what, when, from what to what, and whether anyone tampered with it."""

from fiche.i18n import _
from fiche.web.journal_view import journal_page
from fiche.web.page import page

journal_page(page(_("Journal"), needs_data=False))
