"""The accounting entries file that every French accounting tool can export (FEC), with 18, 21 or 22 columns, debit and credit or amount and side."""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, groups, meanings

SOURCE = Source(
    "FEC",
    (
        Export(
            "entries",
            N_("écritures comptables"),
            groups("JournalCode", "EcritureNum", "EcritureDate", "CompteNum", "Debit|Montant", "Credit|Sens"),
            meanings(
                journal="JournalCode",
                journal_name="JournalLib",
                entry="EcritureNum",
                date="EcritureDate",
                account="CompteNum",
                account_name="CompteLib",
                auxiliary="CompAuxNum",
                auxiliary_name="CompAuxLib",
                piece="PieceRef",
                piece_date="PieceDate",
                label="EcritureLib",
                debit="Debit",
                credit="Credit",
                amount="Montant",
                side="Sens",
                letter="EcritureLet",
                letter_date="DateLet",
                validated_on="ValidDate",
                currency_amount="Montantdevise",
                currency="Idevise",
                paid_on="DateRglt",
                method="ModeRglt",
                nature="NatOp",
                client_reference="IdClient",
            ),
        ),
    ),
)
