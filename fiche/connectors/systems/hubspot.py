"""HubSpot: companies, contacts and invoices, by its dated interface («2026-03»), whose version is chosen with the connection."""

from typing import Any

from fiche.connectors.spec import (
    Auth,
    Clause,
    Entity,
    Field,
    Mapped,
    Pager,
    Push,
    Query,
    Rate,
    Request,
    System,
    Values,
    dig,
)
from fiche.i18n import N_
from fiche.model import TableName

_PATH = "/crm/objects/{version}/{model}"


def _list(
    name: str,
    title: str,
    wants: str,
    modified: str,
    *maps: Mapped,
    optional: bool = False,
    own: TableName | None = None,
) -> Entity:
    """A list is read whole page after page; what changed is searched, in the order of changes, a window of 10,000 at a time."""
    listed = Request(
        _PATH,
        query={"limit": "{limit}", "after": "{after}", "properties": "{fields_text}", "archived": "false"},
    )
    sought: dict[str, Any] = {
        "filterGroups": [{"filters": "{filters}"}], "sorts": [{"propertyName": modified, "direction": "ASCENDING"}],
        "properties": "{fields}", "limit": "{limit}", "after": "{after}",
    }  # fmt: skip
    since = Clause({"propertyName": modified, "operator": "GTE", "value": "{since}"}, "since")
    one = {"filterGroups": [], "sorts": [], "properties": [], "limit": 1}
    return Entity(
        name,
        title,
        full=Query(listed, Pager("cursor", 100, "paging.next.after"), "results"),
        changes=Query(
            Request(f"{_PATH}/search", "POST", body=sought),
            Pager("window", 200, "paging.next.after"),
            "results",
            (since,),
        ),
        modified=f"properties.{modified}",
        wants=(*wants.split(), modified),
        describe=Request("/crm/properties/{version}/{model}"),
        described="results",
        ids=Query(
            Request(_PATH, query={"limit": "{limit}", "after": "{after}", "archived": "false"}),
            Pager("cursor", 100, "paging.next.after"),
            "results",
        ),
        count=Query(Request(f"{_PATH}/search", "POST", body=one), Pager("one"), "total"),
        clock="ms",
        optional=optional,
        own=own,
        variables={"model": name},
        maps=maps,
    )


def _p(name: str) -> str:
    return f"properties.{name}"


def _site(record: Values) -> Any:
    return dig(record, _p("website")) or dig(record, _p("domain"))


_STATES = {"draft": "Brouillon", "voided": "Annulée"}


def _state(record: Values) -> Any:
    """Drafts and voided ones are set aside; what is paid is what HubSpot says is left."""
    return _STATES.get(str(dig(record, _p("hs_invoice_status")) or "").lower())


def _rest(record: Values) -> Any:
    """What is left: as it says, else nothing once it is paid."""
    rest = dig(record, _p("hs_balance_due"))
    return rest if rest is not None else (0 if dig(record, _p("hs_invoice_status")) == "paid" else None)


SYSTEM = System(
    "hubspot",
    "HubSpot",
    tried="",
    base="https://api.hubapi.com",
    versions=("2026-03",),
    rate=Rate(4),
    fields=(Field("key", N_("Jeton d’accès"), N_("Dans HubSpot : Paramètres, Intégrations, Applications privées ; avec le droit de lire les entreprises et les contacts."), secret=True),),
    auth=Auth("bearer"),
    help=N_("HubSpot tient les contacts ; ses factures ne sont lues que si votre offre en a. Les affaires ne comptent jamais comme des ventes."),
    entities=(
        _list(
            "companies", N_("Entreprises"),
            "name phone website domain address address2 zip city state country industry type lifecyclestage hubspot_owner_id createdate description",
            "hs_lastmodifieddate",
            Mapped(
                "clients",
                {
                    "client_id": "id", "source_id": "id", "name": _p("name"), "status": _p("lifecyclestage"), "category": _p("type"),
                    "sector": _p("industry"), "account_manager": _p("hubspot_owner_id"), "created_on": _p("createdate"), "phone": _p("phone"),
                    "website": _site, "address": _p("address"), "address_more": _p("address2"), "postal_code": _p("zip"), "city": _p("city"),
                    "region": _p("state"), "country": _p("country"), "notes": _p("description"),
                },
            ),
            own="clients",
        ),
        _list(
            "contacts", N_("Contacts"), "firstname lastname email phone mobilephone jobtitle associatedcompanyid", "lastmodifieddate",
            Mapped(
                "contacts",
                {
                    "client_id": _p("associatedcompanyid"), "contact_id": "id", "contact_name": _p("lastname"), "first_name": _p("firstname"),
                    "role": _p("jobtitle"), "email": _p("email"), "phone": _p("phone"), "mobile": _p("mobilephone"),
                },
            ),
            own="contacts",
        ),
        _list(
            "invoices", N_("Factures"),
            "hs_number hs_invoice_date hs_due_date hs_currency hs_amount_billed hs_balance_due hs_invoice_status hs_invoice_latest_company_name",
            "hs_lastmodifieddate",
            Mapped(
                "documents",
                {
                    "document_id": _p("hs_number"), "source_id": "id", "client_name": _p("hs_invoice_latest_company_name"),
                    "date": _p("hs_invoice_date"), "due_date": _p("hs_due_date"), "gross_amount": _p("hs_amount_billed"),
                    "open_amount": _rest, "currency": _p("hs_currency"), "payment_status": _state,
                },
            ),
            optional=True,
        ),
    ),
    push=Push(
        "companies",
        columns={
            "phone": "phone", "website": "website", "address": "address", "address_more": "address2", "postal_code": "zip", "city": "city",
            "notes": "description",
        },
        read=Request(f"{_PATH}/{{id}}", query={"properties": "{fields_text}"}),
        write=Request(f"{_PATH}/{{id}}", "PATCH", body={"properties": "{values}"}, read=False),
        values="properties",
    ),
    empty="",
)  # fmt: skip
