"""The accounting entries file that every French accounting tool can export (FEC); its lines are entries, never invoices as they stand."""

from fiche.i18n import N_
from fiche.sources.source import Export, Source, groups

SOURCE = Source(
    "FEC",
    (
        Export(
            None,
            N_("écritures comptables"),
            groups("JournalCode", "EcritureNum", "EcritureDate", "CompteNum", "PieceRef|EcritureLib"),
            {},
            reason="accounting_entries",
        ),
    ),
)
