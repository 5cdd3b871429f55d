"""Find a client: the whole list, searched and filtered."""

from fiche.i18n import _
from fiche.web.clients_view import clients_page
from fiche.web.page import page
from fiche.web.portfolio_view_filters import filters

ctx = page(_("Clients"))
clients_page(ctx, *filters(ctx))
