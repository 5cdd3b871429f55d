"""Whom to act on: lists that each answer one question, and what is planned for their clients."""

from fiche.i18n import _
from fiche.web.lists_view import lists_page
from fiche.web.page import page
from fiche.web.portfolio_view_filters import filters

ctx = page(_("Listes à travailler"))
lists_page(ctx, *filters(ctx))
