"""The exports of EBP Gestion commerciale (French): clients and sales documents, each header with or without «Document - » before it; it reads no database."""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, alternatives, apart, groups, meanings


def _both(headers: str) -> str:
    """The same headers, then as the export of documents with their lines writes them."""
    return "|".join((headers, *(f"Document - {header}" for header in alternatives(headers))))


_BILLED = {
    "address": "Adresse 1 (facturation)",
    "address_more": "Adresse 2 (facturation)",
    "postal_code": "Code postal (facturation)",
    "city": "Ville (facturation)",
    "country": "Code Pays (facturation)|Pays (facturation)",
    "region": "Département (facturation)|Région (facturation)",
    "contact_name": "Nom (contact) (facturation)",
    "contact_role": "Fonction (facturation)",
    "phone": "Téléphone fixe (facturation)",
    "mobile": "Téléphone portable (facturation)",
    "email": "E-mail (facturation)",
    "website": "Site Web (facturation)",
    "delivery_address": "Adresse 1 (livraison)",
    "delivery_postal_code": "Code postal (livraison)",
    "delivery_city": "Ville (livraison)",
    "delivery_country": "Code Pays (livraison)|Pays (livraison)",
}
_FIGURES = apart(
    "Solde comptable|Solde actuel|Solde|Encours actuel|Encours|Chiffre d'affaires|CA HT|Marge|Solde initial|Nombre de documents"
)

SOURCE = Source(
    "EBP",
    (
        Export(
            "clients",
            N_("clients"),
            groups(
                "Code (tiers)|Code|Code client|ID",
                "Nom",
                "Adresse 1 (facturation)|Code postal (facturation)",
                "Ville (facturation)|E-mail (facturation)",
            ),
            meanings(
                client_id="Code (tiers)|Code client|Code",
                source_id="ID",
                name="Nom",
                category="Code famille (tiers)|Code famille client|Famille client|Code de la famille de comptes|Code (famille client)",
                account_manager="Code commercial/collaborateur|Code du collaborateur|Commercial/Collaborateur",
                siren="SIREN",
                siret="SIRET|Siret",
                sector="NAF|Code NAF (APE)|Code NAF",
                vat_number="Numéro de TVA intracommunautaire|N° TVA intracommunautaire|TVA intracommunautaire",
                payment_method="Code mode de règlement|Mode de règlement",
                payment_terms="Conditions de règlement|Code échéance|Délai de paiement",
                granted_discount="% remise|Taux de remise",
                credit_limit="Encours autorisé|Encours maximum autorisé|Montant d'encours autorisé",
                status="État|Actif",
                notes="Notes en texte brut|Notes",
                **_BILLED,
            ),
            _FIGURES,
            absent=apart("Numéro du document|Document - Numéro du document"),
        ),
        Export(
            "flat",
            N_("factures"),
            groups(
                _both("Numéro du document"),
                _both("Code client|Nom du client"),
                _both(
                    "Adresse 1 (facturation)|Code postal (facturation)|Total TTC|Total HT net|Montant total HT|Net à payer|Solde dû"
                ),
            ),
            meanings(
                document_id=_both("Numéro du document"),
                kind=_both("Type de document|Type du document"),
                client_id=_both("Code client"),
                client_name=_both("Nom du client"),
                date=_both("Date du document|Date"),
                due_date=_both("Date d'échéance|Échéance"),
                net_amount=_both("Total HT net|Montant total HT|Montant HT|Total HT"),
                vat_amount=_both("Total TVA|Montant total TVA|Montant TVA"),
                gross_amount=_both("Total TTC|Montant total TTC|Montant TTC"),
                discount_rate=_both("% remise"),
                open_amount=_both("Solde dû|Reste dû"),
                payment_status=_both("État du document|État règlement"),
                order_reference=_both("Référence"),
                description="Ligne - Description|Ligne - Code article",
                quantity="Ligne - Quantité",
                unit_price="Ligne - PV HT|Ligne - PV HT net",
                **{code: _both(headers) for code, headers in _BILLED.items()},
            ),
            (*_FIGURES, "Net à payer", "Document - Net à payer", "Document - Civilité", "Civilité"),
        ),
    ),
)
