"""The exports of Pennylane: the names of its interface for programs, and its list of customer invoices (French); it talks to no server.

Its lists have everyday French headers: only one that names Pennylane itself is a signature.
"""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, apart, groups, meanings

SOURCE = Source(
    "Pennylane",
    (
        Export(
            "clients",
            N_("clients"),
            groups(
                "customer_type",
                "name",
                "reg_no|vat_number",
                "external_reference|payment_conditions|billing_iban|ledger_account|ledger_account_id|billing_address",
            ),
            meanings(
                client_id="reference",
                source_id="id",
                name="name",
                siret="reg_no",
                vat_number="vat_number",
                email="emails",
                phone="phone",
                address="billing_address|address",
                postal_code="postal_code",
                city="city",
                country="country_alpha2",
                delivery_address="delivery_address",
                payment_terms="payment_conditions",
                notes="notes",
            ),
            apart("billing_iban|external_reference|ledger_account|ledger_account_id|customer_type"),
        ),
        Export(
            "documents",
            N_("factures"),
            groups(
                "invoice_number",
                "currency_amount_before_tax|currency_tax|remaining_amount_with_tax",
                "deadline|customer|customer_id|date",
            ),
            meanings(
                document_id="invoice_number",
                source_id="id",
                client_id="customer_id|customer",
                client_name="customer_name",
                date="date",
                due_date="deadline",
                net_amount="currency_amount_before_tax",
                vat_amount="currency_tax",
                gross_amount="currency_amount",
                open_amount="remaining_amount_with_tax",
                currency="currency",
                payment_status="status",
                related_document="credited_invoice|credited_invoice_id",
                order_reference="external_reference",
                description="label",
            ),
            apart("amount|tax|discount|paid|draft|remaining_amount_without_tax|exchange_rate"),
        ),
        Export(
            "documents",
            N_("factures"),
            groups(
                "Numéro de facture|N° de facture|Numéro",
                "Client|Nom du client",
                "Identifiant Pennylane|ID Pennylane|Lien Pennylane",
                "Date d'échéance|Échéance",
            ),
            meanings(
                document_id="Numéro de facture|N° de facture|Numéro",
                source_id="Identifiant Pennylane|ID Pennylane",
                client_name="Nom du client|Client",
                date="Date de facture|Date d'émission|Date de facturation|Date",
                due_date="Date d'échéance|Échéance",
                net_amount="Montant HT|Total HT",
                vat_amount="Montant TVA|TVA|Total TVA",
                gross_amount="Montant TTC|Total TTC",
                open_amount="Reste à payer TTC|Montant restant dû TTC|Reste à payer",
                currency="Devise",
                payment_status="Statut de paiement|Statut",
            ),
            apart(
                "Référence externe|Statut de rapprochement|Lien de la facture|Lien vers le PDF|Lien public|Lien Pennylane"
            ),
        ),
    ),
)
