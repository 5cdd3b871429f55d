"""Electronic invoices of the European standard (Factur-X, ZUGFeRD 2, CII, UBL), as the child lays them out: a row an invoice, its buyer beside it."""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, groups, meanings

NAME = "Factur-X, CII, UBL"
SELLER, SELLER_LEGAL, SELLER_VAT = "Vendeur (BT-27)", "SIREN du vendeur (BT-30)", "TVA du vendeur (BT-31)"
BUYER_NUMBER, PAYABLE, FILE, TYPE = (
    "Numéro d’acheteur (BT-46)",
    "Net à payer (BT-115)",
    "Fichier",
    "Type (BT-3)",
)

SOURCE = Source(
    NAME,
    (
        Export(
            "flat",
            N_("factures électroniques"),
            groups("Numéro (BT-1)", "Acheteur (BT-44)", "Total TTC (BT-112)"),
            meanings(
                document_id="Numéro (BT-1)",
                kind="Nature",
                date="Date (BT-2)",
                due_date="Échéance (BT-9)",
                payment_terms="Conditions (BT-20)",
                currency="Devise (BT-5)",
                net_amount="Total HT (BT-109)",
                vat_amount="TVA (BT-110)",
                gross_amount="Total TTC (BT-112)",
                discount_amount="Remises (BT-107)",
                paid_amount="Déjà payé (BT-113)",
                payment_method="Moyen de paiement (BT-81)",
                related_document="Facture d’origine (BT-25)",
                description="Premier article (BT-153)",
                client_name="Acheteur (BT-44)",
                siret="SIREN ou SIRET de l’acheteur (BT-47)",
                vat_number="TVA de l’acheteur (BT-48)",
                address="Adresse (BT-50)",
                address_more="Adresse, suite (BT-51)",
                city="Ville (BT-52)",
                postal_code="Code postal (BT-53)",
                country="Pays (BT-55)",
                contact_name="Contact (BT-56)",
                phone="Téléphone (BT-57)",
                email="E-mail (BT-58)",
            ),
            ignored=(
                TYPE, BUYER_NUMBER, SELLER, SELLER_LEGAL, SELLER_VAT, PAYABLE, "Commande (BT-13)", "Profil (BT-24)", FILE,
            ),
        ),
    ),
)  # fmt: skip
