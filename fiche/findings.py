"""Every kind of finding and of row set aside: its code, severity and the sentence that says what was seen and what to do; it finds nothing itself."""

from dataclasses import dataclass

from fiche.i18n import N_, _


@dataclass(frozen=True)
class FindingKind:
    """`severity`: error (a value was not used), warning (used, to be checked), info. `title` is a short name, `advice` what it means and what to do."""

    code: str
    severity: str
    title: str
    advice: str


def _kinds(*rows: tuple[str, str, str, str]) -> dict[str, FindingKind]:
    return {row[0]: FindingKind(*row) for row in rows}


FINDINGS = _kinds(
    ("unreadable_date", "error", N_("Date illisible"), N_("La cellule n’est pas une date ; la ligne est gardée sans elle. Corrigez la date dans le fichier.")),
    ("unreadable_amount", "error", N_("Montant illisible"), N_("La cellule n’est pas un montant ; il n’est pas compté. Corrigez-le dans le fichier.")),
    ("unreadable_number", "error", N_("Nombre illisible"), N_("La cellule n’est pas un nombre ; elle est laissée vide.")),
    ("unreadable_rate", "error", N_("Taux illisible"), N_("La cellule n’est pas un taux ; elle est laissée vide.")),
    ("unreadable_flag", "warning", N_("Oui ou non attendu"), N_("La cellule ne dit ni oui ni non ; elle est laissée vide.")),
    ("cell_error", "error", N_("Erreur de calcul dans le tableur"), N_("La cellule contient une erreur du tableur ; elle est laissée vide. Corrigez la formule.")),
    ("formula_not_computed", "error", N_("Formule jamais calculée"), N_("Le classeur ne contient pas le résultat de cette formule ; la cellule est laissée vide. Ouvrez-le, recalculez et enregistrez le fichier, puis chargez-le de nouveau.")),
    ("left_out_sheet", "info", N_("Feuille sans cellules"), N_("La feuille ne contient qu’un graphique, une boîte de dialogue ou des macros : elle n’est pas lue.")),
    ("ambiguous_dates", "warning", N_("Ordre jour-mois incertain"), N_("Rien dans la colonne ne dit si le jour vient avant le mois ; l’ordre français (jour, mois) a été retenu.")),
    ("conflicting_dates", "warning", N_("Dates de deux ordres différents"), N_("La colonne mélange jour-mois et mois-jour ; les dates qui se lisent des deux façons suivent l’ordre français.")),
    ("lost_digits", "warning", N_("Numéro abîmé par le tableur"), N_("Le numéro a été écrit en notation scientifique : des chiffres ont disparu. Remettez la colonne en texte.")),
    ("zeros_restored", "info", N_("Zéros de tête rétablis"), N_("Des zéros de tête perdus par le tableur ont été remis (code postal, SIRET).")),
    ("invalid_siret", "warning", N_("SIRET invalide"), N_("Un SIRET a 14 chiffres, dont une clé de contrôle : ce nombre de chiffres ou cette clé ne correspond pas. Vérifiez le numéro auprès du client.")),
    ("invalid_siren", "warning", N_("SIREN invalide"), N_("Un SIREN a 9 chiffres, dont une clé de contrôle : ce nombre de chiffres ou cette clé ne correspond pas. Vérifiez le numéro auprès du client.")),
    ("invalid_vat", "warning", N_("Numéro de TVA invalide"), N_("Un numéro français s’écrit FR, deux caractères de clé et le SIREN : la forme ou la clé ne correspond pas. Vérifiez le numéro auprès du client.")),
    ("vat_not_siren", "warning", N_("TVA et SIREN de deux entreprises"), N_("Le numéro de TVA est valide, mais ce n’est pas celui du SIREN ou du SIRET. Demandez au client lequel est le bon.")),
    ("missing_vat", "info", N_("Numéro de TVA absent"), N_("Il se déduit du SIREN. Vérifiez que le client est assujetti à la TVA, puis acceptez la proposition.")),
    ("same_siren", "info", N_("Clients de même SIREN"), N_("Ce sont les établissements d’une même entreprise ; ils restent distincts. Suivez leur encours ensemble.")),
    ("duplicate_siret", "warning", N_("SIRET porté par deux clients"), N_("Un même établissement a deux numéros de client. Gardez-en un dans votre outil, ou corrigez le SIRET.")),
    ("near_duplicate", "warning", N_("Doublon probable"), N_("Deux clients du même lieu ont presque le même nom. Si c’est le même, gardez un seul numéro dans votre outil ; sinon, écartez ce point.")),
    ("out_of_range", "warning", N_("Valeur impossible"), N_("Un plafond, un montant, un délai ou des frais ne descendent pas sous zéro, et une remise ne dépasse pas 100 %. Corrigez la valeur, ou videz-la.")),
    ("invalid_email", "warning", N_("E-mail invalide"), N_("L’adresse ne peut rien recevoir telle qu’elle est écrite. Corrigez-la ou demandez-la au client.")),
    ("invalid_phone", "warning", N_("Téléphone invalide"), N_("Aucun numéro ne s’écrit ainsi dans le pays du client. Corrigez-le ou demandez-le au client.")),
    ("invalid_iban", "warning", N_("IBAN invalide"), N_("La longueur ou la clé de contrôle ne correspond pas. Demandez un nouveau RIB au client avant tout prélèvement.")),
    ("unknown_country", "warning", N_("Pays non reconnu"), N_("Ce n’est ni un nom ni un code de pays connu. Corrigez-le : la TVA et les délais de paiement en dépendent.")),
    ("missing_contact", "info", N_("Client sans coordonnées"), N_("Ni e-mail, ni téléphone, ni contact. Complétez la fiche pour pouvoir relancer ce client.")),
    ("e_invoicing_not_ready", "info", N_("Facture électronique : données manquantes"), N_("Toute entreprise française reçoit ses factures par voie électronique depuis le 1er septembre 2026. L’émission est obligatoire pour les grandes entreprises et les ETI depuis cette date, pour les PME à partir du 1er septembre 2027. Complétez le SIREN et l’adresse.")),
    ("discount_above_granted", "warning", N_("Remise supérieure à la remise accordée"), N_("La remise de la facture dépasse celle de la fiche du client. Vérifiez qu’elle a été autorisée, ou mettez la fiche à jour.")),
    ("outlier_amount", "info", N_("Montant inhabituel"), N_("Plus de dix fois la facture médiane de ce client, et parmi les plus fortes du portefeuille. Vérifiez qu’il n’y a pas d’erreur de saisie.")),
    ("mixed_currencies", "info", N_("Client facturé en plusieurs devises"), N_("Les montants de devises différentes ne sont pas additionnés. Vérifiez que chaque facture porte la bonne devise.")),
    ("terms_too_long", "warning", N_("Délai de paiement au-delà du maximum légal"), N_("Entre professionnels, l’échéance ne peut dépasser 60 jours après la facture, ou 45 jours fin de mois (Code de commerce, L441-10), moins pour certains produits. Revoyez les conditions de ce client.")),
    ("undated_document", "warning", N_("Facture sans date"), N_("La facture est ouverte à toute date d’arrêté et n’entre dans aucun mois.")),
    ("no_due_date", "info", N_("Facture sans échéance"), N_("Sans échéance ni condition de paiement, elle ne peut pas être en retard ; elle figure dans « Sans échéance ».")),
    ("due_before_date", "warning", N_("Échéance avant la facture"), N_("L’échéance précède la date de la facture. Vérifiez les deux dates, ou acceptez celle que donnent les conditions de paiement.")),
    ("paid_before_date", "warning", N_("Paiement avant la facture"), N_("Le règlement est daté d’avant la facture. Vérifiez les deux dates.")),
    ("negative_invoice", "info", N_("Montant négatif compté comme un avoir"), N_("Une facture de montant négatif est un avoir ; elle est comptée comme tel.")),
    ("paid_without_date", "info", N_("Marquée payée, sans date de paiement"), N_("Comptée comme payée à son échéance, ou au jour du chargement s’il vient avant.")),
    ("paid_but_open", "warning", N_("Marquée payée, mais un reste est dû"), N_("Le statut dit payé et un montant reste ouvert : le montant est retenu.")),
    ("pending_but_late", "info", N_("Marquée en attente, mais échue"), N_("L’échéance est passée et rien n’est réglé : la facture est comptée en retard.")),
    ("amounts_disagree", "warning", N_("HT, TVA et TTC ne s’accordent pas"), N_("Le TTC n’est pas la somme du HT et de la TVA. Les montants du fichier sont gardés tels quels.")),
    ("net_only", "info", N_("Montant HT seul"), N_("Sans TTC ni TVA, le montant HT sert aussi d’encours.")),
    ("gross_only", "info", N_("Montant TTC seul"), N_("Sans HT, le chiffre d’affaires est exprimé TTC.")),
    ("full_discount", "info", N_("Remise de 100 %"), N_("Sans montant avant remise, cette ligne est laissée hors du taux moyen.")),
    ("payment_unknown_invoice", "warning", N_("Paiement d’une facture absente"), N_("La facture citée n’est pas dans les fichiers ; le paiement est gardé au compte du client, non affecté.")),
    ("payment_without_date", "warning", N_("Paiement sans date"), N_("Le paiement compte à toute date d’arrêté.")),
    ("credit_unknown_invoice", "warning", N_("Avoir sur une facture absente"), N_("La facture citée n’est pas dans les fichiers ; l’avoir reste à affecter.")),
    ("document_number_reused", "warning", N_("Numéro de facture utilisé deux fois"), N_("Deux factures différentes du même client portent ce numéro ; les deux sont comptées.")),
    ("lines_merged", "info", N_("Facture sur plusieurs lignes"), N_("Les lignes d’une même facture ont été réunies en un seul document.")),
    ("instalments_merged", "info", N_("Facture en plusieurs échéances"), N_("Les lignes d’un même numéro et d’une même date, avec des échéances différentes, ont été réunies en une facture ; chaque échéance garde son montant et son retard.")),
    ("orphan_line", "warning", N_("Ligne sans facture"), N_("La facture de cette ligne n’est pas dans les fichiers.")),
    ("client_from_documents", "info", N_("Client absent du fichier des clients"), N_("Il n’apparaît que dans les factures ou les paiements ; une fiche lui a été ouverte.")),
    ("client_number_zeros", "warning", N_("Numéro client rapproché malgré ses zéros"), N_("Le numéro ne différait que par ses zéros de tête ; les deux ont été tenus pour le même client.")),
    ("client_by_name", "info", N_("Client reconnu par son nom"), N_("La colonne du numéro contient un nom ; le rapprochement s’est fait par le nom.")),
    ("same_name", "info", N_("Clients de même nom"), N_("Plusieurs clients portent le même nom avec des numéros différents ; ils restent distincts.")),
    ("ambiguous_name", "warning", N_("Nom porté par plusieurs clients"), N_("Le nom seul ne dit pas de quel client il s’agit ; une fiche à part a été ouverte.")),
    ("ragged_row", "warning", N_("Ligne trop courte ou trop longue"), N_("La ligne n’a pas le même nombre de cellules que l’en-tête ; ce qui dépasse est gardé à part.")),
    ("nul_removed", "info", N_("Caractère nul retiré"), N_("Le fichier contenait un caractère nul, retiré à la lecture.")),
    ("unreadable_sheet", "error", N_("Feuille illisible"), N_("La feuille n’a pas pu être lue ; les autres l’ont été. Enregistrez le classeur sous un autre nom, puis chargez-le de nouveau.")),
    ("encoding_guessed", "info", N_("Encodage déduit"), N_("Le fichier ne dit pas comment ses accents sont écrits ; la lecture la plus plausible a été retenue.")),
    ("mixed_encoding", "warning", N_("Deux encodages dans un fichier"), N_("Certaines lignes écrivent leurs accents autrement que les autres. Vérifiez les noms accentués.")),
    ("undecodable_bytes", "warning", N_("Caractères illisibles"), N_("Certains caractères n’ont pas de sens dans l’encodage du fichier. Enregistrez-le en « CSV UTF-8 ».")),
    ("duplicate_header", "info", N_("En-tête en double"), N_("Deux colonnes portent le même nom ; la seconde a reçu un numéro.")),
    ("deals_as_sales", "warning", N_("Affaires gagnées comptées comme des ventes"), N_("À votre demande, les affaires gagnées de cet export comptent comme des ventes, réglées à leur date ; ce ne sont pas des factures.")),
    ("unbalanced_entry", "error", N_("Écriture déséquilibrée"), N_("Le débit et le crédit de l’écriture ne s’égalent pas. Les lignes des clients sont gardées telles quelles ; faites corriger l’écriture ou refaire l’export.")),
    ("unbalanced_ledger", "error", N_("Journal déséquilibré"), N_("Le total des débits n’est pas celui des crédits : l’export est incomplet ou une écriture est fausse. Demandez un nouvel export à votre comptable.")),
    ("ledger_file_name", "info", N_("Nom de FEC inattendu"), N_("Un FEC se nomme SIREN, FEC et date de clôture (123456789FEC20261231.txt). Le fichier est lu quand même ; l’administration le refuserait sous ce nom.")),
    ("ledger_dates", "warning", N_("Écritures hors de l’exercice"), N_("Des écritures sont datées hors des 24 mois avant la clôture que le nom du fichier annonce. Elles sont gardées à leur date ; vérifiez-les.")),
    ("other_client_account", "info", N_("Factures à établir et avances"), N_("Produits à facturer (418), avances reçues et avoirs à établir (419) : ce solde n’est ni dû ni facturé, il n’est pas compté dans celui des clients, qui est celui des comptes 411, 413 et 416.")),
    ("doubled_entry", "warning", N_("Écriture en double"), N_("Toutes les lignes de cette écriture sont plusieurs fois dans le fichier. Elles sont comptées telles quelles, puisque rien ne dit laquelle est de trop : vérifiez-la dans votre outil.")),
    ("ledger_of_another", "warning", N_("Écritures d’une autre entreprise"), N_("Le nom du fichier porte un autre SIREN que celui de votre entreprise (Réglages) ou du portefeuille enregistré. Vérifiez le fichier, et remplacez le portefeuille plutôt que de le mettre à jour si l’entreprise a changé.")),
    ("corrective_invoice", "warning", N_("Facture rectificative"), N_("Elle remplace une facture qui n’est pas dans ces fichiers. Si celle-ci est déjà enregistrée, les deux comptent : chargez aussi l’avoir qui annule l’ancienne.")),
    ("doubtful_client", "warning", N_("Client douteux"), N_("La comptabilité tient cette créance pour douteuse (compte 416). Elle reste due et compte dans le solde du client.")),
    ("bills_receivable", "info", N_("Effets à recevoir"), N_("Le client a accepté une traite ou un billet (compte 413), pas encore encaissé. Il le doit jusqu’à l’encaissement ; cela compte dans son solde.")),
    ("to_be_invoiced", "info", N_("Factures ou avoirs à établir"), N_("La comptabilité a constaté une vente ou un avoir qui n’est pas encore facturé (comptes 418 et 4198). Le client ne le doit pas encore : ce n’est pas dans son solde.")),
    ("advance_received", "info", N_("Avance du client"), N_("Le client a versé une avance, ou a un avoir en attente (compte 419). La comptabilité ne la déduit de ce qu’il doit qu’en l’imputant sur une facture : elle n’est pas dans son solde. Regardez-la avant de relancer.")),
    ("client_by_entry", "info", N_("Client déduit de l’écriture"), N_("Ces lignes d’effets ou de clients douteux ne nomment pas leur client ; chacune est au seul client de son écriture. C’est une estimation.")),
    ("line_without_auxiliary", "warning", N_("Lignes sans compte auxiliaire"), N_("Rien ne dit à quel client sont ces lignes : elles sont réunies sous leur compte, pour que le total des soldes reste celui du grand livre. Complétez les auxiliaires dans votre outil.")),
    ("names_from_labels", "warning", N_("Clients lus dans les libellés"), N_("À votre demande, le client de chaque ligne est le nom lu dans son libellé. Un client écrit de deux façons en fait deux : réunissez-les depuis leur fiche.")),
    ("estimated_due_date", "info", N_("Échéances estimées"), N_("Les écritures comptables ne disent pas l’échéance : elle est calculée d’après les conditions du client, sinon d’après le délai habituel des Réglages. Chargez la liste des factures pour avoir les vraies.")),
    ("estimated_allocation", "info", N_("Imputations estimées"), N_("Ni lettrage ni référence : ces paiements sont imputés d’après leur montant, sinon aux factures les plus anciennes. Le solde de chaque client, lui, est exact.")),
    ("opening_balance", "info", N_("À-nouveaux"), N_("Ces soldes viennent d’exercices antérieurs : ils sont dus, mais ne comptent pas dans le chiffre d’affaires. Ce que les exercices déjà chargés expliquent n’est pas compté deux fois.")),
    ("told_by_entries", "info", N_("Factures réunies à la comptabilité"), N_("Ces factures sont aussi dans les écritures comptables : chacune n’est comptée qu’une fois. Les écritures donnent le montant et les paiements ; la liste donne l’échéance et le reste.")),
    ("entries_disagree", "warning", N_("Montant différent en comptabilité"), N_("La liste (premier montant) et les écritures comptables (second montant) ne disent pas le même montant pour cette facture. Celui de la comptabilité est gardé, et la facture n’est comptée qu’une fois : vérifiez-la dans votre outil.")),
    ("seller_assumed", "warning", N_("Vendeur supposé être vous"), N_("Votre SIREN n’est pas dans les Réglages : le seul vendeur de ces factures a été pris pour votre entreprise. Indiquez votre SIREN pour que vos achats ne soient jamais pris pour des ventes.")),
    ("payable_disagrees", "warning", N_("Net à payer qui ne s’accorde pas"), N_("Le net à payer n’est pas le TTC moins ce qui est déjà payé. Les totaux de la facture sont gardés tels quels ; vérifiez-la.")),
    ("aggregated_totals", "warning", N_("Fichier de totaux par client"), N_("Le tableau donne un total par client, sans facture ni date : les totaux sont gardés sur la fiche, ils ne sont pas comptés comme des factures.")),
)

SET_ASIDE = _kinds(
    ("not_recognised", "warning", N_("Tableau non reconnu"), N_("La feuille n’a pas été reconnue ; ses lignes n’ont pas été chargées.")),
    ("not_a_table", "info", N_("Texte, sans tableau"), N_("Ce fichier ne contient pas de tableau de clients, de factures ou d’écritures : c’est un texte à lire. Il a été mis de côté.")),
    ("not_chosen", "info", N_("Tableau écarté par vous"), N_("Vous avez choisi de ne pas charger cette feuille.")),
    ("hidden_sheet", "info", N_("Feuille masquée"), N_("La feuille est masquée dans le classeur ; elle n’est pas chargée d’office.")),
    ("link_table", "info", N_("Tableau qui relie les autres"), N_("Ce tableau a servi à trouver le client des lignes d’un autre ; il n’est pas chargé lui-même.")),
    ("crm_deals", "info", N_("Affaires d’un CRM"), N_("Ce sont des opportunités, pas des ventes. Si vous choisissez de les charger comme factures, seules les affaires gagnées comptent, et c’est dit.")),
    ("accounting_entries", "info", N_("Mouvements sans compte"), N_("Ce sont des débits et des crédits sans numéro de compte, comme un relevé de banque : les compter comme des ventes donnerait des chiffres faux. Chargez le FEC, le grand livre ou la liste des factures.")),
    ("other_company", "info", N_("Fichier d’une autre entreprise"), N_("Le SIREN du nom du fichier n’est pas celui de l’entreprise choisie : rien n’en est chargé.")),
    ("purchase_invoice", "info", N_("Facture d’achat"), N_("Le vendeur n’est pas votre entreprise : c’est un achat, qui n’est pas compté.")),
    ("seller_unknown", "warning", N_("Vendeur sans SIREN valable"), N_("Ni le vendeur ni l’acheteur ne porte votre SIREN, et celui du vendeur n’est pas valable : rien ne dit si c’est une vente. Corrigez le SIREN du vendeur, puis chargez la facture de nouveau.")),
    ("replaced_invoice", "info", N_("Facture remplacée"), N_("Une facture rectificative (384) du même chargement la remplace ; la compter doublerait le montant.")),
    ("not_of_a_client", "info", N_("Écriture sans client"), N_("L’écriture (achat, salaire, banque…) ne touche aucun compte client (411, 413, 416). Son libellé n’est pas gardé.")),
    ("deal_not_won", "info", N_("Affaire non gagnée"), N_("L’affaire est en cours ou perdue : elle ne compte pas.")),
    ("not_counted", "info", N_("Ligne que l’export ne compte pas"), N_("D’après son statut, la ligne n’est ni une vente ni un paiement abouti.")),
    ("title_row", "info", N_("Titre au-dessus du tableau"), N_("La ligne est au-dessus des en-têtes : titre, date d’édition ou filtre.")),
    ("footer_row", "info", N_("Mention sous le tableau"), N_("La ligne est sous le tableau, seule : date d’édition, source ou signature.")),
    ("total_row", "info", N_("Ligne de total"), N_("La ligne additionne les autres ; la compter doublerait les montants.")),
    ("repeated_header", "info", N_("En-tête répété"), N_("La ligne répète les en-têtes.")),
    ("missing_client", "error", N_("Client manquant"), N_("Ni numéro ni nom de client : la ligne ne peut être rattachée à personne.")),
    ("missing_amount", "error", N_("Montant manquant"), N_("La facture ou le paiement n’a pas de montant.")),
    ("unreadable_amount", "error", N_("Montant illisible"), N_("Le montant n’est pas un nombre. Corrigez la cellule, puis chargez de nouveau.")),
    ("duplicate_client", "warning", N_("Numéro client déjà vu"), N_("Une ligne plus haut porte le même numéro ; la première est gardée.")),
    ("duplicate_row", "warning", N_("Ligne en double"), N_("Une ligne plus haut est identique en tout point.")),
    ("not_a_customer", "info", N_("N’est pas un client"), N_("Le fichier dit que ce tiers n’est pas un client.")),
    ("draft_document", "info", N_("Brouillon"), N_("Le document est un brouillon : il n’est pas encore une facture.")),
    ("cancelled_document", "info", N_("Document annulé"), N_("Le document est annulé : il ne compte pas.")),
    ("not_an_invoice", "info", N_("Devis ou autre document"), N_("Le document n’est ni une facture ni un avoir.")),
    ("orphan_line", "warning", N_("Ligne sans facture"), N_("La facture de cette ligne n’est pas dans les fichiers.")),
    ("gone_at_source", "info", N_("Supprimé dans l’outil d’origine"), N_("L’outil d’où il venait ne l’a plus : il est gardé ici, et ne compte plus.")),
    ("payment_not_posted", "info", N_("Paiement pas encore comptabilisé"), N_("L’outil d’origine ne l’a pas encore passé au compte du client : ce que la facture doit n’a pas changé.")),
    ("empty_record", "info", N_("Ligne sans contenu utile"), N_("Aucune des colonnes reconnues n’est remplie.")),
)


def finding_title(code: str) -> str:
    """The short name of a finding or of a reason for setting aside, in the reader's language; the code itself when unknown."""
    kind = FINDINGS.get(code) or SET_ASIDE.get(code)
    return _(kind.title) if kind else code


def finding_advice(code: str) -> str:
    """What a finding means and what to do, in the reader's language."""
    kind = FINDINGS.get(code) or SET_ASIDE.get(code)
    return _(kind.advice) if kind else ""
