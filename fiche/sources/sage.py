"""The exports of Sage 100 (its tables’ names, its lists) and Sage 50 (French); it reads no database.

Columns of these lists are the user’s choice: what is not recognised here is left to the general matching.
"""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, apart, groups, meanings

SOURCE = Source(
    "Sage",
    (
        Export(
            "clients",
            N_("clients"),
            groups("CT_Num", "CT_Intitule"),
            meanings(
                client_id="CT_Num",
                name="CT_Intitule",
                contact_name="CT_Contact",
                address="CT_Adresse",
                address_more="CT_Complement",
                postal_code="CT_CodePostal",
                city="CT_Ville",
                region="CT_CodeRegion",
                country="CT_Pays",
                siret="CT_Siret",
                vat_number="CT_Identifiant",
                sector="CT_Ape",
                phone="CT_Telephone",
                email="CT_EMail",
                website="CT_Site",
                credit_limit="CT_Encours",
                created_on="CT_DateCreate",
                notes="CT_Commentaire",
            ),
            apart(
                "CT_Type|CT_Sommeil|N_Condition|N_Expedition|N_CatTarif|CG_NumPrinc|CT_NumPayeur|CT_Assurance|CT_Raccourci"
            ),
        ),
        Export(
            "clients",
            N_("clients"),
            groups(
                "Numéro compte|N° compte tiers|Compte tiers|Numéro du tiers|Numéro tiers",
                "Intitulé|Intitulé du tiers|Intitulé tiers",
                "Abrégé|Qualité|Compte collectif|Compte général rattaché|Mis en sommeil|En sommeil|Catégorie tarifaire|Tiers payeur",
            ),
            meanings(
                client_id="Numéro compte|N° compte tiers|Compte tiers|Numéro du tiers|Numéro tiers",
                name="Intitulé|Intitulé du tiers|Intitulé tiers",
                category="Catégorie tarifaire",
                account_manager="Représentant|Collaborateur",
                contact_name="Contact|Interlocuteur",
                vat_number="N° identifiant|Identifiant|N° TVA intracommunautaire",
                credit_limit="Encours maximum autorisé|Encours autorisé|Encours maximum",
            ),
            apart(
                "Abrégé|Qualité|Compte collectif|Compte général rattaché|Solde|Solde comptable|Encours|Encours client|Portefeuille BL|Portefeuille BL et FA|Chiffre d'affaires"
            ),
        ),
        Export(
            "documents",
            N_("factures"),
            groups("DO_Piece", "DO_Tiers", "DO_TotalHT|DO_TotalTTC|DO_NetAPayer|DO_Date|DO_Type"),
            meanings(
                document_id="DO_Piece",
                client_id="DO_Tiers",
                date="DO_Date",
                due_date="DR_Date|DO_DateLivrRealisee",
                net_amount="DO_TotalHTNet|DO_TotalHT",
                gross_amount="DO_TotalTTC",
                paid_amount="DO_MontantRegle",
                order_reference="DO_Ref",
                currency="DO_Devise",
            ),
            apart("DO_Domaine|DO_Type|DO_NetAPayer|DO_Statut|DO_Cours|DO_Depot"),
        ),
        Export(
            "clients",
            N_("clients"),
            groups(
                "Code client|Code",
                "Raison sociale|Société|Nom",
                "Encours autorisé",
                "Code mode de règlement",
                "Code famille client|Code représentant|Code tarif",
            ),
            meanings(
                client_id="Code client|Code",
                name="Raison sociale|Société|Nom",
                category="Famille client|Code famille client",
                account_manager="Code représentant|Représentant",
                payment_method="Code mode de règlement|Mode de règlement",
                granted_discount="Taux de remise",
                credit_limit="Encours autorisé",
                vat_number="N° TVA intracommunautaire",
            ),
            apart(
                "Solde|Encours|Encours actuel|Chiffre d'affaires|CA HT|CA|Cumul CA|Compte comptable|Compte auxiliaire"
            ),
        ),
    ),
)
