"""The columns of a client and of what hangs on a client (contacts, addresses, exchanges, disputes); it reads no file.

Synonyms come from the headers of the exports described in the connector notes and of files seen in use, in French and English.
"""

from dataclasses import replace

from fiche.columns import Column, col

# What designates the client in every other table.
CLIENT_ID = col(
    "client_id", "code", "Numéro client", "Client number",
    "numero client|no client|n client|num client|code client|id client|client id|identifiant client|ref client|reference client|client no|client number|client code|"
    "customer id|customer no|customer number|customer code|customerid|custid|cust id|customer|account id|account number|account no|code tiers|tiers|compte tiers|numero tiers|num tiers|"
    "compte client|numero de compte|no de client|cardcode|card code|bp code|partner id|partner|partenaire|sell to customer no|bill to customer no|kunnr|matricule client|"
    "numero du client|client n|clientid|idclient|codeclient|numclient|nclient|id du client|sold to|soldto party",
    "client", section="identity", help="Identifie le client ; les zéros de tête sont gardés.|Identifies the client; leading zeros are kept.",
)
CLIENT_NAME = col(
    "client_name", "text", "Nom du client", "Client name",
    "nom client|client nom|nom du client|client name|customer name|customername|raison sociale client|raison sociale|societe|company|company name|account name|nom tiers|intitule tiers|"
    "intitule du tiers|partenaire nom|nom d affichage du partenaire de la facture|partner name|bill to name|sell to customer name|name of customer|nom societe|nom de la societe|organisation|organization|organization name|"
    "cardname|card name|client raison sociale|denomination|entreprise|nom de l entreprise|customer company|debiteur|acheteur|buyer",
    "client|customer|partenaire|partner|nom|name|compte|account", section="identity",
)
CURRENCY = col(
    "currency", "code", "Devise", "Currency",
    "devise|code devise|currency|currency code|monnaie|currency id|transaction currency|devise facture|doccurrency|doc currency", section="billing",
)

CLIENTS: tuple[Column, ...] = (
    # In a list of clients, a number without a word more is the client's.
    replace(CLIENT_ID, weak=(*CLIENT_ID.weak, "numero", "no", "n", "num", "number", "code")),
    col("source_id", "code", "Identifiant dans l’outil d’origine", "Identifier in the source system",
        "id externe|external id|record id|id fiche|id enregistrement|uid|uuid|guid|system id", "id", "identity"),
    col("name", "text", "Raison sociale", "Company name",
        "raison sociale|nom client|client nom|nom du client|nom|name|societe|company|company name|companyname|client name|customer name|customername|nom societe|nom de la societe|denomination|denomination sociale|"
        "account name|display name|nom complet|complete name|intitule|intitule tiers|nom entreprise|nom de l entreprise|entreprise|organisation|organization|organization name|name of customer|nom 1|cardname|card name|nom ou raison sociale|nom commercial|"
        "enseigne|libelle client|nom tiers|partner name|nom du tiers|nom du contact ou de la societe",
        "client|customer|libelle|designation", "identity"),
    col("file_reference", "code", "Référence du dossier", "File reference",
        "reference dossier|reference fiche|ref dossier|ref fiche|reference de la fiche|numero de dossier|dossier|file reference|reference interne|code interne|ref|reference|internal reference|alias", "", "identity"),
    col("legal_form", "text", "Forme juridique", "Legal form",
        "forme juridique|statut juridique|legal form|legal entity type|type de societe|type societe|forme", "", "identity"),
    col("status", "text", "Statut", "Status",
        "statut|statut client|etat|etat client|status|client status|customer status|account status|situation|actif|active|is active|statut du client|lifecycle stage|actif inactif", "", "identity"),
    col("category", "text", "Catégorie", "Category",
        "categorie|categorie client|category|type client|type de client|customer type|customer group|groupe|groupe client|segment|segmentation|famille|famille client|classe|account type|type|customer category|gamme client|profil|customer posting group|client type",
        "", "identity"),
    col("sector", "text", "Secteur d’activité", "Sector",
        "secteur|secteur d activite|secteur activite|activite|industry|sector|branche|code ape|ape|naf|code naf|domaine d activite|business sector|line of business|metier", "", "identity"),
    col("zone", "text", "Zone", "Zone",
        "zone|zone geographique|territoire|territory|secteur geographique|secteur commercial|region commerciale|sales region|agence|sales territory|zone commerciale|departement", "", "identity"),
    col("account_manager", "text", "Responsable", "Account manager",
        "responsable|commercial|commerciale|vendeur|charge de clientele|account manager|account owner|owner|owner name|salesperson|sales person|sales rep|representant|gestionnaire|charge d affaires|salesperson code|code vendeur|charge de compte|proprietaire|responsable commercial|company owner", "", "identity"),
    col("created_on", "date", "Client depuis", "Client since",
        "date creation|date de creation|cree le|client depuis|date ouverture|date d ouverture|date ouverture relation|date inscription|date d inscription|date souscription|date de souscription|date entree|created on|created at|create date|created time|created date|customer since|signup date|date premier contact|date creation client|date ajout", "", "identity"),
    col("siren", "code", "SIREN", "SIREN", "siren|numero siren|no siren|n siren|code siren", "", "identity"),
    col("siret", "code", "SIRET", "SIRET",
        "siret|numero siret|no siret|n siret|code siret|id de la societe|company registry|siret client", "", "identity"),
    col("vat_number", "code", "N° TVA intracommunautaire", "VAT number",
        "tva intracom|tva intracommunautaire|numero tva|no tva|n tva|n tva intracommunautaire|numero de tva|num tva|tva intra|vat|vat number|vat no|vat id|tax id|vat registration no|vat registration number|tax number|identifiant tva|numero tva intracommunautaire|vat registration", "", "identity"),
    col("contact_name", "text", "Contact principal", "Main contact",
        "contact|nom contact|nom du contact|contact principal|interlocuteur|contact name|contactname|primary contact|personne a contacter|personne de contact|contact person|attention|a l attention de", "", "contact"),
    col("contact_role", "text", "Fonction du contact", "Contact’s role", "fonction|fonction contact|contact title|contacttitle|poste|job title", "", "contact"),
    col("email", "text", "E-mail", "E-mail",
        "email|e mail|mail|courriel|adresse email|adresse e mail|adresse mail|email address|emailid|mel|email client|email contact|contact email", "", "contact"),
    col("phone", "text", "Téléphone", "Phone",
        "telephone|tel|tel fixe|telephone fixe|phone|phone number|phone no|numero de telephone|fixe|telephone 1|tel 1|telephone client|business phone|num tel|no telephone", "", "contact"),
    col("mobile", "text", "Mobile", "Mobile",
        "mobile|portable|tel portable|telephone portable|telephone mobile|mobile phone|mobilephone|gsm|tel mobile|cell phone|mobile phone number", "", "contact"),
    col("website", "text", "Site web", "Website", "site web|site|site internet|website|url|lien vers un site web|web|web site|home page|company domain name", "", "contact"),
    col("address", "text", "Adresse", "Address",
        "adresse|rue|adresse 1|address|street|street address|address line 1|address 1|address1|adresse ligne 1|voie|billing address|billing street|adresse de facturation|adresse facturation|adresse postale|adresse complete|adresse 1 facturation|line 1|adresse client", "", "contact"),
    col("address_more", "text", "Complément d’adresse", "Address, second line",
        "complement|complement adresse|complement d adresse|adresse 2|rue 2|address 2|address2|street2|street 2|address line 2|billing street2|adresse ligne 2", "", "contact"),
    col("postal_code", "code", "Code postal", "Postal code",
        "code postal|cp|zip|zip code|zipcode|postal code|postalcode|postcode|post code|billing code|billing zip|code postal facturation|billing postal code|zip postal code|code post|billing zip postal code", "", "contact"),
    col("city", "text", "Ville", "City",
        "ville|commune|city|town|localite|billing city|ville facturation|ville de facturation|locality|ville client", "", "contact"),
    col("region", "text", "Région", "Region", "region|state|state region|province|etat region|county|billing state|billing state province|state province", "", "contact"),
    col("country", "text", "Pays", "Country",
        "pays|country|country code|countrycode|code pays|pays code|country id|country id code|billing country|country region code|country region|pays iso|nation", "", "contact"),
    col("delivery_address", "text", "Adresse de livraison", "Delivery address",
        "adresse de livraison|adresse livraison|delivery address|shipping address|shipping street|ship to address|ship address|lieu de livraison", "", "delivery"),
    col("delivery_postal_code", "code", "Code postal de livraison", "Delivery postal code",
        "code postal livraison|cp livraison|shipping code|shipping zip|ship to post code|delivery postal code|shipping postal code|code postal de livraison|ship postal code", "", "delivery"),
    col("delivery_city", "text", "Ville de livraison", "Delivery city", "ville livraison|ville de livraison|shipping city|ship to city|delivery city|ship city", "", "delivery"),
    col("delivery_country", "text", "Pays de livraison", "Delivery country", "pays livraison|pays de livraison|shipping country|delivery country|ship country", "", "delivery"),
    col("carrier", "text", "Transporteur", "Carrier",
        "transporteur|transporteur prefere|carrier|shipper|ship via|preferred carrier|mode de livraison|mode livraison|shipping agent code|delivery method|shipment method code|mode d expedition", "", "delivery"),
    col("delivery_days", "integer", "Délai de livraison (jours)", "Delivery lead time (days)",
        "delai de livraison|delai livraison|delai livraison jours|delai de livraison jours|lead time|delivery lead time|delai de livraison j|lead time days|delivery days", "", "delivery"),
    col("delivery_fee", "money", "Frais de livraison", "Delivery fee",
        "frais de livraison|frais livraison|frais de port|port|shipping fee|delivery fee|shipping cost|delivery fees|freight", "", "delivery"),
    col("delivery_terms", "text", "Conditions de livraison", "Delivery terms",
        "conditions de livraison|condition livraison|conditions livraison|delivery terms|shipping terms|incoterm|incoterms|shipping conditions|franco", "", "delivery"),
    col("delivery_instructions", "text", "Consignes de livraison", "Delivery instructions",
        "consignes|consignes de livraison|instructions de livraison|instructions|delivery instructions|shipping instructions|horaires de livraison|instructions livraison", "", "delivery"),
    col("billing_mode", "text", "Mode de facturation", "Billing mode",
        "mode de facturation|mode facturation|facturation|billing mode|invoicing method|type de facturation|periodicite de facturation|invoice delivery|billing method", "", "billing"),
    col("payment_method", "text", "Mode de règlement", "Payment method",
        "mode de reglement|mode reglement|mode de paiement|mode paiement|moyen de paiement|payment method|payment method code|payment mode|reglement|payment methods|type de reglement", "", "billing"),
    col("payment_terms", "text", "Conditions de paiement", "Payment terms",
        "conditions de paiement|condition de paiement|conditions paiement|conditions de reglement|condition de reglement|delai de paiement|delai paiement|delai de reglement|delai reglement|echeance client|payment terms|payment term|payment terms label|terms|terms of payment|payment terms code|conditions de paiement du client|paymentterms|terme de paiement|delai de paiement accorde|delai accorde", "", "billing"),
    col("iban", "code", "IBAN", "IBAN",
        "iban|compte bancaire|numero de compte bancaire|no compte bancaire|coordonnees bancaires|rib|iban client|code iban|numero iban|bank account|bank account number|bank account no|bank iban", "", "billing"),
    col("credit_limit", "money", "Plafond d’encours", "Credit limit",
        "plafond|plafond encours|plafond d encours|limite de credit|limite credit|credit limit|creditlimit|encours autorise|encours maximum|encours max|plafond de credit|credit limit lcy|encours maximal", "", "billing"),
    col("insured_amount", "money", "Encours assuré", "Insured amount", "encours assure|montant assure|assurance credit|insured amount|credit insurance|garantie assurance|encours garanti", "", "billing"),
    col("insurance_until", "date", "Échéance de l’assurance", "Insured until",
        "echeance assurance|echeance de l assurance|fin assurance|fin de l assurance|assurance jusqu au|garantie jusqu au|fin de garantie|date fin assurance|insurance until|insured until|insurance expiry|credit insurance expiry|insurance end date", "", "billing"),
    CURRENCY,
    col("granted_discount", "rate", "Remise accordée", "Granted discount",
        "remise accordee|remise|taux de remise|taux remise|remise client|remise habituelle|discount|discount rate|granted discount|customer discount|default discount|remise pct|remise en|remise pourcent|discount percent|remise contractuelle|remise consentie", "", "conditions"),
    col("purchase_frequency", "text", "Fréquence d’achat", "Purchase frequency",
        "frequence|frequence d achat|frequence achat|frequence des achats|frequence de commande|purchase frequency|order frequency|periodicite|rythme d achat", "", "conditions"),
    col("preferences", "text", "Préférences", "Preferences", "preferences|preference|preferences client|gouts|produits preferes|customer preferences|centres d interet", "", "conditions"),
    col("archived_on", "date", "Archivé le", "Archived on", "archive le|date archivage|date d archivage|archived on|archived at|date d archive", "", "identity"),
    col("is_customer", "flag", "Est un client", "Is a customer", "customer flag|is customer|est un client|est client|customer rank", "customer|client", "identity"),
    col("notes", "text", "Notes", "Notes", "notes|note|commentaire|commentaires|remarque|remarques|observations|observation|comment|comments|memo|description", "", "conditions"),
)

CONTACTS: tuple[Column, ...] = (
    CLIENT_ID, CLIENT_NAME,
    col("contact_id", "code", "Identifiant du contact", "Contact identifier", "contact id|id contact|numero contact|code contact|identifiant contact", "id"),
    col("title", "text", "Civilité", "Title", "civilite|salutation|title|titre|title id"),
    col("contact_name", "text", "Nom du contact", "Contact name", "nom|nom contact|nom du contact|last name|lastname|contact name|nom de famille|full name|contact|interlocuteur|name|nom complet"),
    col("first_name", "text", "Prénom", "First name", "prenom|first name|firstname|prenom contact|prenom du contact"),
    col("role", "text", "Fonction", "Role", "fonction|role|poste|job title|titre du poste|service|department|type de contact|designation|function", choices=("Facturation|Billing", "Relances|Payment reminders", "Commercial|Sales", "Achats|Purchasing", "Logistique|Logistics", "Direction|Management")),
    col("email", "text", "E-mail", "E-mail", "email|e mail|mail|courriel|adresse email|adresse e mail|email address|adresse mail"),
    col("phone", "text", "Téléphone", "Phone", "telephone|tel|phone|telephone fixe|phone number|numero de telephone|ligne directe"),
    col("mobile", "text", "Mobile", "Mobile", "mobile|portable|telephone portable|mobile phone|mobile phone number|telephone mobile"),
    col("notes", "text", "Notes", "Notes", "notes|commentaire|commentaires|remarque|comment|comments"),
)

ADDRESSES: tuple[Column, ...] = (
    CLIENT_ID, CLIENT_NAME,
    col("address_kind", "text", "Type d’adresse", "Address type", "type adresse|type d adresse|type|address type|usage|nature", choices=("Principale|Main", "Secondaire|Secondary", "Facturation|Billing", "Livraison|Delivery")),
    col("address_name", "text", "Nom du site", "Site name", "nom du site|site|nom adresse|libelle|address name|site name|etablissement"),
    col("address", "text", "Adresse", "Address", "adresse|rue|address|street|adresse 1|address line 1|address 1|voie"),
    col("address_more", "text", "Complément d’adresse", "Address, second line", "complement|complement adresse|adresse 2|address 2|street2|rue 2|complement d adresse"),
    col("postal_code", "code", "Code postal", "Postal code", "code postal|cp|zip|zip code|postal code|postcode"),
    col("city", "text", "Ville", "City", "ville|commune|city|localite|town"),
    col("region", "text", "Région", "Region", "region|state|province"),
    col("country", "text", "Pays", "Country", "pays|country|country code|code pays"),
    col("siret", "code", "SIRET de l’établissement", "Establishment SIRET", "siret|siret etablissement|numero siret"),
)

INTERACTIONS: tuple[Column, ...] = (
    CLIENT_ID, CLIENT_NAME,
    col("date", "date", "Date", "Date", "date|date echange|date de l echange|date contact|date appel|date action|date activite|activity date|date interaction|created at"),
    col("channel", "text", "Canal", "Channel", "canal|type|type echange|type d echange|moyen|channel|nature|type action|activity type|type interaction|mode de contact", choices=("Appel|Call", "Réunion|Meeting", "E-mail|E-mail", "Visite|Visit", "Courrier|Post", "Note|Note")),
    col("contact_name", "text", "Contact", "Contact", "contact|interlocuteur|nom contact|contact name|nom du contact"),
    col("summary", "text", "Compte rendu", "Summary", "resume|objet|sujet|compte rendu|commentaire|commentaires|notes|note|summary|subject|description|contenu|detail|body|message"),
    col("author", "text", "Auteur", "Author", "auteur|par|utilisateur|commercial|author|user|owner|saisi par|responsable"),
    col("next_action", "text", "Prochaine action", "Next action", "prochaine action|action suivante|suite a donner|next action|next step|a faire|relance|suite"),
    col("next_action_on", "date", "Date de la prochaine action", "Next action date", "date prochaine action|date relance|date de relance|relance le|next action date|follow up date|date suivante|echeance|a faire le|due date"),
    col("dunning_level", "integer", "Niveau de relance", "Reminder level", "niveau de relance|niveau relance|niveau de la relance|numero de relance|reminder level|dunning level|follow up level", "", "", "Rempli quand l’échange est une relance qui a été envoyée : 1 pour la première.|Filled in when the exchange is a payment reminder that was sent: 1 for the first."),
    col("dunning_documents", "text", "Factures relancées", "Invoices reminded", "factures relancees|factures de la relance|invoices reminded|reminded invoices|dunned invoices", "", "", "Numéros des factures que la relance réclame, séparés par des points-virgules.|Numbers of the invoices that the reminder asks for, separated by semicolons."),
)

DISPUTES: tuple[Column, ...] = (
    CLIENT_ID, CLIENT_NAME,
    col("document_id", "code", "Facture concernée", "Invoice concerned", "facture|numero facture|no facture|n facture|facture concernee|invoice|invoice number|invoice no|document|piece"),
    col("opened_on", "date", "Ouvert le", "Opened on", "ouvert le|date ouverture|date d ouverture|date litige|date|opened on|opened|date du litige|date reclamation"),
    col("dispute_reason", "text", "Motif", "Reason", "motif|motif litige|motif du litige|categorie|raison|reason|category|type litige|objet|nature", choices=("Livraison incomplète|Incomplete delivery", "Marchandise abîmée|Damaged goods", "Erreur de prix|Wrong price", "Prestation contestée|Service contested", "Facture non reçue|Invoice not received")),
    col("amount", "money", "Montant contesté", "Disputed amount", "montant|montant conteste|montant litige|montant du litige|amount|disputed amount"),
    col("state", "text", "État", "State", "etat|statut|status|state|avancement", choices=("Ouvert|Open", "En cours|In progress", "Clos|Closed")),
    col("closed_on", "date", "Clos le", "Closed on", "clos le|date cloture|date de cloture|closed on|resolu le|date resolution|ferme le"),
    col("comment", "text", "Commentaire", "Comment", "commentaire|commentaires|notes|description|comment|detail|observations"),
)

PROMISES: tuple[Column, ...] = (
    CLIENT_ID, CLIENT_NAME,
    col("document_id", "code", "Facture concernée", "Invoice concerned", "facture|numero facture|no facture|n facture|facture concernee|facture promise|invoice|invoice number|invoice no|document|piece"),
    col("amount", "money", "Montant promis", "Amount promised", "montant|montant promis|somme promise|promesse|amount|promised amount|amount promised"),
    col("promised_on", "date", "Promis pour le", "Promised for",
        "promis pour le|promis le|promise pour le|date promise|date promesse|date de paiement promise|date de reglement promise|echeance promise|promised for|promised on|promise date|promised payment date|promised date|a payer le"),
    col("made_on", "date", "Promesse faite le", "Promise made on", "promesse faite le|faite le|date de la promesse|recueillie le|prise le|made on|promise made on|recorded on", "date"),
    col("contact_name", "text", "Contact", "Contact", "contact|interlocuteur|nom contact|contact name|nom du contact|promis par|promised by"),
    col("state", "text", "État", "State", "etat|statut|status|state|tenue|promesse tenue|kept", "", "", "", ("Tenue|Kept", "Non tenue|Not kept", "Annulée|Cancelled")),
    col("note", "text", "Note", "Note", "note|notes|commentaire|commentaires|comment|comments|observations|remarque"),
)
