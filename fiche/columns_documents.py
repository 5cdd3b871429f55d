"""The columns of invoices, credit notes, their lines and payments; it reads no file.

Synonyms come from the headers of the exports described in the connector notes and of files seen in use, in French and English.
"""

from fiche.columns import Column, col
from fiche.columns_clients import CLIENT_ID, CLIENT_NAME, CURRENCY

_DOCUMENT_NUMBER = (
    "numero facture|no facture|n facture|num facture|numero de facture|facture id|id facture|facture|facture no|facture numero|facture n|numfacture|idfacture|numero de la facture|ref facture|reference facture|"
    "invoice number|invoice no|invoice id|invoiceid|invoicenumber|invoice|invoice num|invoice ref|doc number|document number|document no|document id|docnum|doc num|numero piece|no piece|n piece|piece|num piece|numero document|"
    "no document|document|numero de piece|id vente|vente id|numero vente|sale id|order id|orderid|order no|order number|numero commande|no commande|n commande|id commande|commande id|commande|numero de commande|billing document|"
    "transaction id|id transaction|numero transaction|pieceref|bill number|external document no|num commande"
)

DOCUMENTS: tuple[Column, ...] = (
    col("document_id", "code", "Numéro de facture", "Invoice number", _DOCUMENT_NUMBER, "numero|number|no|n|name|reference|ref|num", "document",
        "Numéro de la facture ou de l’avoir.|Number of the invoice or the credit note."),
    col("source_id", "code", "Identifiant dans l’outil d’origine", "Identifier in the source system", "id externe|external id|record id|uuid|guid|system id|uid", "id", "document"),
    col("kind", "text", "Nature", "Kind",
        "nature|type|type document|type de document|type piece|type de piece|document type|doc type|genre|invoice type|transaction type|move type|type facture|type de facture|type operation", "", "document",
        "Facture ou avoir.|Invoice or credit note.", ("Facture", "Avoir")),
    CLIENT_ID,
    CLIENT_NAME,
    col("date", "date", "Date de facture", "Invoice date",
        "date facture|date de facture|date de facturation|date facturation|date emission|date d emission|facture du|invoice date|invoicedate|date issued|issue date|issued on|date document|date du document|document date|posting date|docdate|doc date|"
        "date piece|date de piece|date vente|date de vente|date commande|date de commande|order date|orderdate|date order|sale date|transaction date|date transaction|date achat|date d achat|billing date|billing document date|emise le|emis le|purchase date|date operation|date comptable",
        "date|created at|created|creation date", "document"),
    col("due_date", "date", "Date d’échéance", "Due date",
        "date echeance|date d echeance|echeance|echeance le|date limite de paiement|date limite|due date|duedate|due|payment due date|due on|net due date|date exigibilite|a payer avant|docduedate|date de paiement prevue|invoice due date|date echeance facture|payable le|fin d echeance", "", "document"),
    col("payment_terms", "text", "Conditions de paiement", "Payment terms",
        "conditions de paiement|condition de paiement|conditions paiement|conditions de reglement|condition de reglement|delai de paiement accorde|payment terms|payment term|payment terms label|terms|terms of payment|payment terms code|invoice payment term id", "", "document"),
    col("net_amount", "money", "Montant HT", "Net amount",
        "montant ht|total ht|ht|montant hors taxe|montant hors taxes|hors taxe|montant net ht|net ht|prix ht|ca ht|base ht|amount excl tax|net amount|net|subtotal|sub total|sous total|amount untaxed|amount excluding vat|total excl tax|total excl vat|montant ht eur|montant ht signe|"
        "total net|net total|amount before tax|amount before sales tax|untaxed amount|montant ht euros|total ht eur|amount untaxed signed|net value|total hors taxes|mt ht|mont ht|ca|chiffre d affaires|chiffre affaires|revenue", "", "amounts"),
    col("vat_amount", "money", "Montant TVA", "VAT amount",
        "montant tva|tva|total tva|tva eur|montant de la tva|vat|vat amount|tax|tax amount|sales tax|amount tax|total tax|taxe|taxes|taxe signee|sales tax amount|mt tva", "", "amounts"),
    col("vat_rate", "rate", "Taux de TVA", "VAT rate", "taux tva|taux de tva|vat rate|tax rate|tva pct|tva pourcent|vat percent|taux", "", "amounts"),
    col("gross_amount", "money", "Montant TTC", "Gross amount",
        "montant ttc|total ttc|ttc|montant toutes taxes|montant total ttc|total facture|montant facture|montant de la facture|montant ttc eur|gross amount|amount incl tax|amount including vat|total incl tax|invoice amount|invoiceamount|invoice total|total signe|"
        "total amount|montant total|total|amount|montant|grand total|amount total|doctotal|doc total|prix total|total price|montant vente|montant transaction|total a payer|montant eur|ca ttc|prix ttc|montant facture ttc|total invoice|total amount with tax|montant tout compris|amount due total|"
        "amount total signed|montant euros|sales amount|sales|facture montant|mt ttc|amount paid total|line total total", "credit|debit|valeur|value|somme", "amounts"),
    col("before_discount_amount", "money", "Montant avant remise", "Amount before discount",
        "montant brut|total brut|brut|montant avant remise|total avant remise|brut ht|montant brut ht|amount before discount|gross sales|list amount|total before discount", "", "amounts"),
    col("discount_amount", "money", "Montant de la remise", "Discount amount",
        "montant remise|montant de la remise|remise montant|remise eur|discount amount|remise ht|total remise|total discount|montant des remises|discount value|rabais montant|remise en euros", "", "amounts"),
    col("discount_rate", "rate", "Taux de remise", "Discount rate",
        "taux remise|taux de remise|remise|remise pct|remise pourcent|remise pourcentage|remise en|discount|discount rate|discount pct|discount percent|discount percentage|entity discount percent|rabais|ristourne|remise appliquee|taux de remise applique|pourcentage remise", "", "amounts"),
    col("cost", "money", "Coût", "Cost", "cout|cout de revient|prix de revient|cost|cogs|cout total|total cost|cout d achat", "", "amounts"),
    col("delivery_cost", "money", "Frais de livraison supportés", "Delivery cost borne", "cout de livraison|cout livraison|frais de livraison supportes|delivery cost|freight|frais de port|shipping charge|cout transport", "", "amounts"),
    CURRENCY,
    col("payment_status", "text", "Statut de paiement", "Payment status",
        "statut|statut paiement|statut de paiement|statut du paiement|etat paiement|etat de paiement|statut facture|etat facture|etat|status|payment status|invoice status|paymentstatus|payment state|paid|paye|reglee|payee|regle|etat de reglement|statut reglement|situation|statut de la facture|is paid|solde o n|order status", "", "payment"),
    col("paid_amount", "money", "Montant réglé", "Paid amount",
        "montant paye|montant regle|montant encaisse|paid|paye|regle|regle montant|deja paye|deja regle|paye montant|amount paid|paid amount|paid to date|total paid|total paye|acompte|paid total|payments applied|montant percu|encaisse|somme payee|amount received", "", "payment"),
    col("paid_date", "date", "Date de règlement", "Payment date",
        "date paiement|date de paiement|date reglement|date de reglement|date encaissement|date d encaissement|paye le|regle le|date paid|paid date|paid on|payment date|settled date|settleddate|date settled|settlement date|clearing date|last payment date|date de solde|paid at|date paiement effectif|date du paiement|date du reglement|encaisse le|closed date|cleared date|date solde|date rapprochement", "", "payment"),
    col("open_amount", "money", "Reste dû", "Open amount",
        "reste du|reste a payer|solde du|montant du|montant restant|restant du|reste|solde|balance|balance due|amount due|open amount|outstanding|outstanding amount|amount residual|montant du signe|remaining amount|amount outstanding|solde restant|reste a regler|impaye|montant impaye|encours|amount residual signed|solde facture|open balance", "", "payment"),
    col("payment_method", "text", "Mode de règlement", "Payment method",
        "mode de reglement|mode reglement|mode de paiement|mode paiement|moyen de paiement|payment method|payment mode|type de paiement|moyen paiement|payment type|moyen de reglement", "", "payment"),
    col("disputed", "flag", "En litige", "Disputed", "litige|en litige|disputed|dispute|conteste|contestee|in dispute|is disputed|facture contestee", "", "payment"),
    col("related_document", "code", "Facture d’origine (avoir)", "Invoice credited",
        "facture d origine|facture origine|facture liee|avoir sur facture|related invoice|original invoice|credited invoice|applies to doc no|reversed entry|facture rattachee|facture concernee|document lie|avoir sur|original invoice number", "", "document"),
    col("order_reference", "code", "Référence de commande", "Order reference",
        "reference commande|ref commande|bon de commande|numero bon de commande|purchase order|purchaseorder|po number|po|customer reference|votre reference|origin|origine|invoice origin|order reference|no bon commande|reference commande client", "", "document"),
    col("description", "text", "Objet", "Description",
        "objet|libelle|designation|description|intitule|details|produit|article|product|item|item name|product name|service|prestation|libelle facture|nature prestation|commentaire|memo|notes|product id|productid|id produit|produit id|code article|reference produit|product code|sku|code produit|item desc|item description|categorie produit|product line|productline|productcode", "", "document"),
    col("quantity", "number", "Quantité", "Quantity", "quantite|qte|qty|quantity|nombre|quantite facturee|quantity ordered|quantityordered|nb|nombre d unites|units", "", "amounts"),
    col("unit_price", "money", "Prix unitaire", "Unit price", "prix unitaire|pu|pu ht|prix unit|unit price|unitprice|price each|priceeach|prix|price|price unit|prix unitaire ht|item price|rate|tarif", "", "amounts"),
)

LINES: tuple[Column, ...] = (
    col("document_id", "code", "Numéro de facture", "Invoice number", _DOCUMENT_NUMBER + "|move id|invoice line id|order", "", "document"),
    col("source_id", "code", "Identifiant de la ligne", "Line identifier", "line id|id ligne|ligne id|order line id", "id"),
    col("product", "text", "Article", "Product", "produit|article|product|product id|productid|id produit|code article|sku|reference produit|code produit|item|item name|product code|reference|ref article|produit id"),
    col("description", "text", "Désignation", "Description", "designation|description|libelle|name|intitule|item description|item desc|product name|nom produit|detail"),
    col("quantity", "number", "Quantité", "Quantity", "quantite|qte|qty|quantity|product uom qty|nombre|nb|quantity ordered"),
    col("unit_price", "money", "Prix unitaire", "Unit price", "prix unitaire|pu|unit price|unitprice|price unit|prix|price|pu ht|prix unitaire ht|item price|rate"),
    col("discount_rate", "rate", "Taux de remise", "Discount rate", "remise|taux remise|taux de remise|discount|discount rate|discount percent|remise pct|discount percentage"),
    col("line_amount", "money", "Montant HT de la ligne", "Line net amount", "montant ht|montant|total ht|total|amount|line total|line subtotal|price subtotal|sous total|subtotal|net amount|montant ligne|total ligne|item total|extended price|montant net"),
    col("line_gross_amount", "money", "Montant TTC de la ligne", "Line gross amount", "montant ttc|total ttc|ttc|price total|line total incl tax|gross amount"),
    col("vat_rate", "rate", "Taux de TVA", "VAT rate", "taux tva|taux de tva|vat rate|tax rate|tva"),
    col("cost", "money", "Coût", "Cost", "cout|cout de revient|cost|unit cost|prix de revient|cout d achat"),
)

PAYMENTS: tuple[Column, ...] = (
    col("payment_id", "code", "Numéro de paiement", "Payment number",
        "paiement id|id paiement|numero paiement|no paiement|n paiement|payment id|payment number|payment no|reglement id|id reglement|numero reglement|receipt number|receipt no|transaction id|no reglement|numero de reglement|numero de paiement", "id|numero|number|name"),
    CLIENT_ID,
    CLIENT_NAME,
    col("document_id", "code", "Facture réglée", "Invoice paid",
        _DOCUMENT_NUMBER + "|facture reglee|facture payee|applied to|invoice paid|document regle|applies to doc no|lettre avec|numero facture reglee|factures", ""),
    col("date", "date", "Date de paiement", "Payment date",
        "date paiement|date de paiement|date reglement|date de reglement|date encaissement|date d encaissement|payment date|paid on|paid date|date recu|received on|receipt date|posting date|date valeur|date de valeur|date du paiement|date du reglement|transaction date|date operation|regle le|paye le|encaisse le",
        "date"),
    col("amount", "money", "Montant", "Amount",
        "montant|montant paye|montant regle|montant encaisse|montant paiement|montant du paiement|montant du reglement|amount|amount paid|paid amount|payment amount|somme|montant recu|received amount|montant reglement|total|montant eur|amount received|montant verse", "credit"),
    CURRENCY,
    col("method", "text", "Mode", "Method", "mode|mode de paiement|mode paiement|mode de reglement|mode reglement|moyen de paiement|method|payment method|type|payment type|payment mode|type de paiement"),
    col("reference", "text", "Référence", "Reference", "reference|ref|libelle|reference paiement|reference de paiement|memo|communication|transaction reference|check number|cheque|numero cheque|description|payment reference|note|commentaire"),
)
