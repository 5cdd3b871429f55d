"""The columns of accounting entries, as a FEC or a general ledger has them (article A47 A-1 of the Livre des procédures fiscales); it reads no file."""

from fiche.columns import Column, col
from fiche.columns_clients import CURRENCY

ENTRIES: tuple[Column, ...] = (
    col("journal", "code", "Code journal", "Journal code", "journal code|code journal|journal|jnl|code jnl|jal"),
    col("journal_name", "text", "Libellé du journal", "Journal name", "journal lib|libelle journal|libelle du journal|intitule du journal|nom du journal|journal name"),
    col("entry", "code", "Numéro d’écriture", "Entry number",
        "ecriture num|numero ecriture|numero d ecriture|no ecriture|no d ecriture|num ecriture|entry number|entry no|mouvement|numero mouvement|no mouvement", "ecriture"),
    col("date", "date", "Date de l’écriture", "Entry date", "ecriture date|date ecriture|date d ecriture|date comptable|entry date|posting date|date comptabilisation", "date"),
    col("account", "code", "Numéro de compte", "Account number",
        "compte num|numero compte|numero de compte|no compte|compte|compte general|numero compte general|no compte general|general|compte gen|account number|account no|account|gl account|cpte"),
    col("account_name", "text", "Libellé du compte", "Account name", "compte lib|label de compte|libelle de compte|libelle compte|libelle du compte|intitule compte|intitule du compte|account name|nom du compte"),
    col("auxiliary", "code", "Compte auxiliaire", "Subsidiary account",
        "comp aux num|no compte tiers|numero compte tiers|numero de compte tiers|no compte auxiliaire|compte auxiliaire|compte aux|auxiliaire|numero compte auxiliaire|compte tiers|code tiers|tiers|numero tiers|no tiers|num tiers|partner id|subsidiary account|code client|code auxiliaire"),
    col("auxiliary_name", "text", "Libellé de l’auxiliaire", "Subsidiary account name",
        "comp aux lib|libelle auxiliaire|libelle compte tiers|intitule compte tiers|intitule compte auxiliaire|libelle compte auxiliaire|intitule auxiliaire|intitule tiers|intitule du tiers|nom tiers|nom du tiers|libelle tiers|partner name|partenaire|nom client",
        "", "", "Nom du client. Sans compte auxiliaire, désignez la colonne où se lit son nom, fût-ce le libellé de l’écriture.|The client’s name. Without subsidiary accounts, choose the column where it can be read, be it the label of the entry."),
    col("piece", "code", "Référence de pièce", "Document reference",
        "piece ref|reference interne|ref interne|ref piece|reference piece|reference de la piece|reference de piece|numero piece|numero de piece|no piece|num piece|piece|document|document no|numero de facture|numero facture|facture"),
    col("piece_date", "date", "Date de la pièce", "Document date", "piece date|date piece|date de piece|date de la piece|document date"),
    col("label", "text", "Libellé de l’écriture", "Entry label", "ecriture lib|libelle de ligne|libelle ligne|libelle de piece|libelle piece|libelle mouvement|libelle ecriture|libelle de l ecriture|libelle|libelle operation|description|label|designation", "intitule"),
    col("debit", "money", "Débit", "Debit", "debit|montant debit|debit eur|debit euros"),
    col("credit", "money", "Crédit", "Credit", "credit|montant credit|credit eur|credit euros"),
    col("amount", "money", "Montant", "Amount", "montant|amount|montant eur"),
    col("side", "code", "Sens", "Side", "sens|side|debit credit|d c|dc"),
    col("letter", "code", "Lettrage", "Matching mark", "ecriture let|lettrage|let|lettre|code lettrage|lettrage ecriture|matching number|matching"),
    col("letter_date", "date", "Date de lettrage", "Matching date", "date let|date lettrage|date de lettrage|matching date"),
    col("validated_on", "date", "Date de validation", "Validation date", "valid date|date validation|date de validation|validation date"),
    col("currency_amount", "money", "Montant en devise", "Amount in currency", "montantdevise|montant devise|montant en devise|amount currency|amount in currency"),
    CURRENCY.named("idevise|identifiant devise"),
    col("due_date", "date", "Échéance", "Due date", "echeance|date ech|ech|date echeance|date d echeance|due date|ecriture echeance"),
    col("paid_on", "date", "Date de règlement", "Payment date", "date rglt|date reglement|date de reglement"),
    col("method", "text", "Mode de règlement", "Payment method", "mode rglt|mode reglement|mode de reglement"),
    col("nature", "text", "Nature de l’opération", "Kind of operation", "nat op|nature operation|nature de l operation"),
    col("client_reference", "code", "Identification du client", "Client identification", "id client|identification client"),
)
