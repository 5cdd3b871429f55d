"""Odoo, 14 and later: partners, invoices, payments and what pays what, of every company that the key may see.

Facts of Odoo 19 seen running: an empty value is false, a link is [number, label], times are UTC without a zone, archived records are hidden unless asked
for, a search «later than» is by whole seconds. Lists are therefore read by number, from the last change less an overlap.
"""

from typing import Any

from fiche.connectors.spec import Auth, Clause, Entity, Field, Pager, Push, Query, Request, System
from fiche.i18n import N_
from fiche.model import TableName

CONTEXT = {"active_test": False, "lang": "{lang}", "allowed_company_ids": "{companies}"}
_LAST, _SINCE = Clause(["id", ">", "{last}"], "last"), Clause(["write_date", ">=", "{since}"], "since")


def _list(
    name: str,
    model: str,
    title: str,
    wants: str,
    *conditions: Clause,
    per_company: bool = False,
    optional: bool = False,
    always_check: bool = False,
    quiet: bool = False,
    own: TableName | None = None,
) -> Entity:
    domain = (*conditions, _LAST)
    body: dict[str, Any] = {"domain": "{filters}", "limit": "{limit}", "order": "id", "context": CONTEXT}
    search = Request("/json/2/{model}/search_read", "POST", body={**body, "fields": "{fields}"})
    ids = Request("/json/2/{model}/search", "POST", body=body)
    counted = Request(
        "/json/2/{model}/search_count", "POST", body={"domain": "{filters}", "context": CONTEXT}
    )
    attributes = {"attributes": ["string", "type"], "context": {"lang": "{lang}"}}
    return Entity(
        name,
        title,
        full=Query(search, Pager("keyset", 1_000), filters=(*domain, _SINCE)),
        modified="write_date",
        wants=("id", *wants.split(), "write_date"),
        describe=Request("/json/2/{model}/fields_get", "POST", body=attributes),
        label="string",
        ids=Query(ids, Pager("keyset", 1_000), filters=domain),
        clock="sql",
        per_company=per_company,
        optional=optional,
        always_check=always_check,
        quiet=quiet,
        own=own,
        count=Query(counted, Pager("one"), filters=conditions),
        variables={"model": model},
    )


def _receivable(path: str) -> tuple[Clause, Clause]:
    """The customers' account, by the name that this version gives to its kind."""
    return (
        Clause([f"{path}.account_type", "=", "asset_receivable"], "modern"),
        Clause([f"{path}.internal_type", "=", "receivable"], "classic"),
    )


_INVOICES = ["out_invoice", "out_refund", "out_receipt"]
PARTNER = (
    "ref name complete_name active is_company parent_id type commercial_partner_id street street2 zip city state_id country_id country_code "
    "phone mobile email website vat company_registry siret customer_rank function property_payment_term_id property_delivery_carrier_id "
    "property_inbound_payment_method_line_id credit_limit use_partner_credit_limit user_id category_id industry_id comment company_id create_date"
)
MOVE = (
    "name ref move_type state payment_state partner_id commercial_partner_id invoice_date invoice_date_due date currency_id amount_untaxed amount_tax "
    "amount_total amount_residual invoice_origin payment_reference invoice_payment_term_id invoice_user_id reversed_entry_id company_id"
)
LINE = (
    "move_id partner_id date date_maturity name ref balance amount_currency amount_residual amount_residual_currency currency_id company_currency_id "
    "journal_id parent_state move_type payment_id company_id"
)

SYSTEM = System(
    "odoo",
    "Odoo",
    tried=N_("Odoo 19.0 et 14.0 (Community)"),
    fields=(
        Field("database", N_("Base de données"), N_("Son nom, tel que l’administrateur d’Odoo le connaît ; sur odoo.com, le début de l’adresse.")),
        Field("key", N_("Clé d’API"), N_("Dans Odoo : Préférences, Sécurité du compte, Nouvelle clé d’API."), secret=True),
        Field("login", N_("Identifiant de l’utilisateur"), N_("Jusqu’à Odoo 18 seulement : l’adresse avec laquelle il se connecte."), needed=False),
    ),
    auth=Auth("bearer", value="bearer {key}"),
    headers={"X-Odoo-Database": "{database}"},
    root_only=True,
    dialect="odoo",
    companies="companies",
    assemble="odoo",
    empty=False,
    profile=Request("/json/2/res.users/context_get", "POST", body={}),
    profiled={"lang": "lang"},
    help=N_("Un utilisateur d’Odoo avec un droit de lecture sur les contacts et la facturation suffit ; il lui faut le droit d’écrire sur les contacts pour renvoyer des corrections."),
    entities=(
        _list("companies", "res.company", N_("Sociétés"), "name currency_id partner_id vat company_registry"),
        _list("categories", "res.partner.category", N_("Étiquettes"), "name display_name", optional=True, quiet=True),
        _list("partners", "res.partner", N_("Contacts"), PARTNER, per_company=True, own="clients"),
        _list("moves", "account.move", N_("Factures et avoirs"), MOVE, Clause(["move_type", "in", _INVOICES]), own="documents"),
        _list(
            "invoice_lines", "account.move.line", N_("Lignes de facture"),
            "move_id name product_id quantity price_unit discount price_subtotal price_total display_type",
            Clause(["move_id.move_type", "in", _INVOICES]), Clause(["display_type", "=", "product"], "modern"),
            Clause(["exclude_from_invoice_tab", "=", False], "classic"), Clause(["display_type", "=", False], "classic"),
            optional=True,
        ),
        _list("receivables", "account.move.line", N_("Écritures des comptes clients"), LINE, *_receivable("account_id"), optional=True),
        _list(
            "partials", "account.partial.reconcile", N_("Lettrage"),
            "debit_move_id credit_move_id amount debit_amount_currency credit_amount_currency max_date create_date",
            *_receivable("debit_move_id.account_id"), optional=True, always_check=True,
        ),
        _list(
            "payments", "account.payment", N_("Paiements"),
            "name date amount payment_type partner_type partner_id state memo ref payment_method_line_id journal_id currency_id move_id payment_reference company_id",
            Clause(["partner_type", "=", "customer"]), optional=True,
        ),
        _list("externals", "ir.model.data", N_("Identifiants externes"), "module name res_id", Clause(["model", "=", "res.partner"]), optional=True, quiet=True),
    ),
    push=Push(
        "partners",
        columns={
            "phone": "phone", "mobile": "mobile", "email": "email", "website": "website", "address": "street", "address_more": "street2",
            "postal_code": "zip", "city": "city", "notes": "comment",
        },
        read=Request("/json/2/res.partner/read", "POST", body={"ids": ["{id}"], "fields": "{fields}", "context": {"active_test": False}}),
        write=Request("/json/2/res.partner/write", "POST", body={"ids": ["{id}"], "vals": "{values}"}, read=False),
        records="0",
        html=("comment",),
    ),
)  # fmt: skip
