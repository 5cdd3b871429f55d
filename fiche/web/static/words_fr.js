// Streamlit's own words in French: walks the page and whatever changes in it. Unknown words stay as they are.
(() => {
  const words = {
    "Upload": "Parcourir", "Browse files": "Parcourir", "Browse": "Parcourir", "Drag and drop files here": "Glissez vos fichiers ici",
    "Drag and drop file here": "Glissez votre fichier ici", "Add files": "Ajouter des fichiers", "Choose an option": "Choisir", "Choose options": "Choisir", "Select...": "Choisir…",
    "No results": "Aucun résultat", "No options to select": "Aucun choix", "No options to select.": "Aucun choix", "Press Enter to apply": "Entrée pour valider", "Press Enter to submit": "Entrée pour envoyer",
    "Press ⌘+Enter to apply": "⌘+Entrée pour valider", "Press Ctrl+Enter to apply": "Ctrl+Entrée pour valider",
    "Fullscreen": "Plein écran", "Close fullscreen": "Quitter le plein écran", "Exit fullscreen": "Quitter le plein écran", "Search": "Rechercher", "Type to search": "Tapez pour chercher",
    "Download as CSV": "Télécharger en CSV", "Show/hide columns": "Afficher ou masquer des colonnes", "Add row": "Ajouter une ligne", "Delete row(s)": "Supprimer", "Delete rows": "Supprimer",
    "Running...": "Calcul en cours…", "Running": "Calcul en cours", "Stop": "Arrêter", "Connecting": "Connexion", "CONNECTING": "CONNEXION", "Connection error": "Connexion interrompue",
    "Connection lost. Please wait for the app to reconnect, then try again.": "Connexion perdue. Attendez son retour, puis recommencez.",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": "L’application est-elle arrêtée ? Relancez-la, puis rechargez la page.",
    "Page not found": "Page introuvable",
    "The page that you have requested does not seem to exist. Running the app's main page.": "Cette adresse ne mène à aucune page ; voici l’accueil.",
    "The page that you have requested does not seem to exist. Running the app’s main page.": "Cette adresse ne mène à aucune page ; voici l’accueil.", "Failed to generate file for download": "Le fichier n’a pas pu être préparé", "Main menu": "Menu", "Rerun": "Recharger", "Settings": "Réglages", "Print": "Imprimer",
    "Record a screencast": "Enregistrer l’écran", "Record screen": "Enregistrer l’écran", "About": "À propos", "Clear cache": "Vider le cache", "System": "Système", "Light": "Clair", "Dark": "Sombre", "Theme": "Thème",
    "Use system setting": "Comme le système", "Wide mode": "Pleine largeur", "Appearance": "Apparence", "Choose app theme": "Choisir le thème", "Close": "Fermer", "Clear value": "Effacer", "Clear all": "Tout effacer", "Open": "Ouvrir", "Remove": "Retirer",
    "Sort ascending": "Tri croissant", "Sort descending": "Tri décroissant", "Pin column": "Épingler", "Unpin column": "Détacher", "Hide column": "Masquer", "Format": "Format", "Autosize": "Ajuster la largeur", "Statistics": "Statistiques", "Show statistics": "Statistiques",
    "Automatic": "Automatique", "Localized": "Local", "Plain": "Brut", "Percent": "Pour cent", "Copy": "Copier", "Copy to clipboard": "Copier", "Copied": "Copié", "empty": "vide", "None": "—",
    "View more": "Voir plus", "View less": "Voir moins", "Show more": "Voir plus", "Show less": "Voir moins", "Next page": "Page suivante", "Previous page": "Page précédente", "Help": "Aide", "Deploy": "",
    "Open sidebar": "Ouvrir le menu", "Close sidebar": "Fermer le menu", "Collapse sidebar": "Replier le menu", "Expand sidebar": "Déplier le menu", "keyboard_double_arrow_left": "keyboard_double_arrow_left",
    "Select date": "Choisir la date", "dd": "jj", "yyyy": "aaaa", "Select a date.": "Choisissez une date.", "Calendar": "Calendrier", "Previous month": "Mois précédent", "Next month": "Mois suivant", "Month": "Mois", "Year": "Année", "Skip to content": "Aller au contenu",
    "Show data": "Voir les données", "Loading...": "Chargement…", "Uploading": "Envoi", "Cancel": "Annuler", "Delete": "Supprimer", "Remove file": "Retirer le fichier", "Increment": "Augmenter", "Decrement": "Diminuer",
    "Increment value": "Augmenter", "Decrement value": "Diminuer", "Hide password": "Masquer", "Toggle selection": "Choisir", "Select all": "Tout choisir", "Dismiss": "Fermer",
  };
  const patterns = [
    [/^Limit ([\d.]+)\s?([KMG]?)B per file(.*)$/, (_m, n, unit, rest) => `${n} ${unit}o par fichier${rest}`],
    [/^([\d.]+)\s?([KMG]?)B per file(.*)$/, (_m, n, unit, rest) => `${n} ${unit}o par fichier${rest}`],
    [/^([\d.]+)([KMG]?)B$/, (_m, n, unit) => `${n.replace(".", ",")} ${unit}o`],
    [/^Showing page (\d+) of (\d+)$/, (_m, a, b) => `Page ${a} sur ${b}`],
    [/^Selected (.*)$/, (_m, what) => `Choisi : ${what}`],
    [/^Remove (.*)$/, (_m, what) => `Retirer ${what}`],
    [/^Press Enter to apply(.*)$/, () => "Entrée pour valider"],
    [/^File must be (.*) or smaller\.?$/, (_m, size) => `Le fichier dépasse la limite de ${size}.`],
    [/^(.*) files? are not allowed\.?$/, (_m, kind) => `Les fichiers ${kind} ne sont pas acceptés.`],
  ];
  const SENTENCE = 60;
  const skipped = new Set(["SCRIPT", "STYLE", "TEXTAREA", "CODE", "PRE"]);
  const attributes = ["aria-label", "placeholder", "title", "alt"];
  function french(text) {
    if (new URLSearchParams(location.search).get("langue") === "en") return text;
    const bare = text.trim();
    if (!bare || bare.length > 160) return text;
    if (Object.hasOwn(words, bare)) return text.replace(bare, words[bare]);
    for (const [pattern, make] of patterns) if (pattern.test(bare)) return text.replace(bare, bare.replace(pattern, make));
    return text;
  }
  function own(element) {
    // Words that come from the page's data are never touched: only Streamlit's own controls are.
    if (element.closest('[data-testid="stFileUploaderDropzone"]') !== null) return false;
    return element.closest('[data-testid="stMarkdownContainer"], [data-testid="stDataFrameGlideDataEditor"], [data-testid="stIconMaterial"], .js-plotly-plot') !== null;
  }
  function visit(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      const parent = node.parentElement;
      if (!parent || skipped.has(parent.tagName)) return;
      if (own(parent) && node.nodeValue.trim().length < SENTENCE) return; // a whole sentence of Streamlit's is nobody's data
      const changed = french(node.nodeValue);
      if (changed !== node.nodeValue) node.nodeValue = changed;
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || skipped.has(node.tagName)) return;
    for (const name of attributes) {
      const value = node.getAttribute(name);
      if (value === null) continue;
      const changed = french(value);
      if (changed !== value) node.setAttribute(name, changed);
    }
    for (const child of node.childNodes) visit(child);
  }
  function start() {
    visit(document.body);
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === "childList") change.addedNodes.forEach(visit);
        else visit(change.type === "characterData" ? change.target : change.target);
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: attributes });
  }
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
