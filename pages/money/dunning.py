"""Whom to remind of what is late, with which letter, and what reminders brought in."""

from fiche.i18n import _
from fiche.web.dunning_view import dunning_page
from fiche.web.page import page
from fiche.web.portfolio_view_filters import filters

ctx = page(_("Relances"))
dunning_page(ctx, *filters(ctx))
