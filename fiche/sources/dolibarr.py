"""The exports of Dolibarr's export wizard (French, English): third parties, contacts, invoices with their lines or payments; it reads no database."""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, apart, groups, meanings

_REF = "Réf. facture|Ref. facture|Réf facture|Invoice ref.|Invoice ref|Ref. invoice"
_COMPANY_ID = (
    "Id société|Id tiers|Identifiant tiers|Company ID|Id company|Company Id|Third party ID|Id third party"
)
_COMPANY = {
    "client_id": f"Code client|Customer code|Customer Code|{_COMPANY_ID}",
    "client_name": "Raison sociale|Nom de la société|Nom société|Nom du tiers|Company name|Company Name",
}
_INVOICE = {
    "document_id": _REF,
    "source_id": "Id facture|Invoice id|Invoice ID",
    "kind": "Type",
    "date": "Date facturation|Date de facturation|Date facture|Invoice date",
    "due_date": "Date échéance|Date d'échéance|Date limite règlement|Due date|Payment due on|Due on",
    "net_amount": "Total HT|Total (excl. tax)|Total (HT)|Amount (excl. tax)|Total excl. tax",
    "vat_amount": "Total TVA|Total tax|Total VAT",
    "gross_amount": "Total TTC|Total (inc. tax)|Total (incl. tax)|Total inc. tax",
    "payment_status": "Statut facture|État de la facture|État facture|Statut de la facture|Invoice status|Facture payée|Facture totalement payée|Invoice paid|Invoice paid completely",
    "open_amount": "Reste à payer|Reste|Restant dû|Remaining unpaid|Rest|Remain to pay",
    "order_reference": "Réf. client|Ref. client|Réf client|Ref. customer|Customer ref",
    "currency": "Devise|Currency",
}
_ADDRESS = {
    "address": "Adresse|Address",
    "postal_code": "Code postal|Zip|Zip Code|Zip code",
    "city": "Ville|Town|City",
    "country": "Code pays|Pays|Country code|Country",
    "phone": "Téléphone|Phone",
    "siren": "SIREN|ID professionnel 1|Id. prof. 1|Prof Id 1|Prof. id 1",
    "siret": "SIRET|ID professionnel 2|Id. prof. 2|Prof Id 2|Prof. id 2",
    "vat_number": "Num TVA|Numéro de TVA|N° TVA|VAT ID|VAT number",
}
# Accounts of the general ledger, and what one line of the invoice says: neither is the invoice's.
_NOT_OURS = (
    "Code compta|Code comptable|Code compta client|Code comptable client|Code compta fournisseur|Code comptable fournisseur|Accountancy code|Customer accounting code|Supplier accounting code|"
    "Code fournisseur|Supplier code|Vendor code|NAF (Ex APE)|ID professionnel 3|ID professionnel 4|RCS/RM|Date création facture|Invoice creation date|Créé par|Validé par"
)
_PAYMENT = (
    "Id paiement|Id règlement|Payment id|Numéro paiement|Numéro de paiement|Payment number",
    "Montant paiement|Montant règlement|Montant du paiement|Payment amount|Amount payment",
)
_LINE = (
    "Montant HT de la ligne|Montant TTC de la ligne|Montant TVA de la ligne|Identifiant de ligne|Id ligne|Amount excl. tax for line|Amount with tax for line|Amount of VAT for line|"
    "ID of line|Date début de la ligne|Date fin de la ligne"
)

SOURCE = Source(
    "Dolibarr",
    (
        Export(
            "clients",
            N_("clients"),
            groups(
                "Code client|Customer code",
                "Code fournisseur|Supplier code|Vendor code|Fournisseur|Supplier|Vendor",
                "Type du tiers|Type de tiers|Third-party type|Third party type|Niveau prospect|Potentiel du prospect|Prospect level|État de prospection|Statut de prospection|Prospect status|"
                "ID professionnel 1|Id. prof. 1 (SIREN)|Prof Id 1|Nom alternatif|Alias name|Maison mère|Parent company|Code compta|Code comptable client|Customer accounting code",
            ),
            meanings(
                client_id="Code client|Customer code",
                source_id=f"Id|{_COMPANY_ID}",
                name="Nom|Nom du tiers|Name|Third-party name|Raison sociale|Company name",
                status="État|Statut|Status",
                category="Type du tiers|Type de tiers|Third-party type|Third party type",
                legal_form="Forme juridique|Type d'entité légale|Juridical status|Business entity type|Legal form",
                sector="NAF (Ex APE)|ID professionnel 3|Id. prof. 3|Prof Id 3",
                created_on="Date création|Date de création|Date creation|Creation date",
                email="Email|E-mail|EMail",
                website="Url|Web|Site web",
                region="Département/Canton|Département|Région|State/Province|Region",
                payment_terms="Conditions de règlement|Conditions règlement|Payment conditions|Payment terms",
                payment_method="Mode règlement|Mode de règlement|Payment mode|Payment method|Payment type",
                credit_limit="Encours autorisé|Encours maximum autorisé|Montant de l'encours autorisé|Max. for outstanding bill|Outstanding bill",
                delivery_terms="Incoterms|Incoterm",
                account_manager="Login commercial|Commercial|Sales representative|Login of sales representative",
                notes="Note (privée)|Note privée|Private note|Note (publique)|Note publique|Public note",
                **_ADDRESS,
            ),
            apart(
                "Capital|Effectif|Staff|Workforce|Code compta|Code comptable|Code compta fournisseur|Code fournisseur|Supplier code|Vendor code|Accountancy code|Niveau de prix|Price level"
            ),
            absent=apart(f"Id contact|Contact ID|Prénom|Firstname|First name|{_REF}"),
        ),
        Export(
            "contacts",
            N_("contacts"),
            groups(
                "Id contact|Contact ID|Id du contact",
                "Poste/Fonction|Post/Function|Job position|Code civilité|Civility code|Title code",
                "Nom|Lastname|Last name",
            ),
            meanings(
                contact_id="Id contact|Contact ID|Id du contact",
                title="Code civilité|Civilité|Civility code|Title code",
                contact_name="Nom|Lastname|Last name",
                first_name="Prénom|Firstname|First name",
                role="Poste/Fonction|Post/Function|Job position",
                email="Email|EMail|E-mail",
                phone="Téléphone|Phone|Tél pro.",
                mobile="Tél portable|Mobile|Portable",
                **_COMPANY,
            ),
        ),
        Export(
            "payments",
            N_("paiements"),
            groups(_REF, *_PAYMENT),
            meanings(
                payment_id="Réf. paiement|Réf. règlement|Payment ref.|Id paiement|Id règlement|Payment id|Payment ID",
                document_id=_REF,
                date="Date paiement|Date de paiement|Date règlement|Date de règlement|Payment date",
                amount="Montant paiement réparti sur la facture|Montant du paiement affecté à la facture|Payment amount distributed on invoice|Montant paiement|Montant règlement|Montant du paiement|Payment amount|Amount payment",
                method="Mode règlement|Mode de règlement|Code mode de paiement|Payment mode|Payment type|Payment method",
                reference="Numéro paiement|Numéro de paiement|Payment number",
                **_COMPANY,
            ),
            apart(
                f"{_INVOICE['net_amount']}|{_INVOICE['vat_amount']}|{_INVOICE['gross_amount']}|{_INVOICE['date']}|{_INVOICE['due_date']}|Id facture|Invoice id|{_NOT_OURS}"
            ),
        ),
        Export(
            "flat",
            N_("factures"),
            groups(
                _REF,
                f"Id facture|Invoice id|{_COMPANY_ID}",
                f"{_INVOICE['net_amount']}|{_INVOICE['gross_amount']}|Statut facture|État de la facture|Invoice status",
            ),
            meanings(
                description="Description de ligne|Line description|Description of line",
                quantity="Quantité pour la ligne|Quantity for line",
                unit_price="Prix unitaire de la ligne|Unit price of line",
                **_COMPANY,
                **_INVOICE,
                **_ADDRESS,
            ),
            apart(f"{_NOT_OURS}|{_LINE}|Taux de TVA de la ligne|VAT Rate for line"),
            absent=apart(*_PAYMENT),
        ),
    ),
)
