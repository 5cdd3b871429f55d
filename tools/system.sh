#!/bin/sh
# Makes sure that the programs the tests drive are here (Chromium in French, LibreOffice Calc, poppler, PostgreSQL); exits non-zero, naming what is missing, when they are not.
set -eu
cd "$(dirname "$0")/.."

missing() {
    command -v chromium >/dev/null 2>&1 || printf 'chromium '
    [ -e /usr/lib/chromium/locales/fr.pak ] || [ -e /usr/share/chromium/locales/fr.pak ] || printf 'chromium-l10n '
    command -v soffice >/dev/null 2>&1 || printf 'libreoffice-calc-nogui '
    command -v pdftoppm >/dev/null 2>&1 || printf 'poppler-utils '
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || printf 'postgresql '
}

wanted=$(missing)
[ -n "$wanted" ] || exit 0
echo "Installation des programmes dont les tests ont besoin : $wanted"
# shellcheck disable=SC2086 # a list of words
tools/apt.sh $wanted || true
wanted=$(missing)
[ -z "$wanted" ] || {
    echo "ÉCHEC : les tests ont besoin de ces paquets, absents et impossibles à installer ici : $wanted" >&2
    echo "Installez-les (apt-get install $wanted), puis recommencez. Aucun test n’a été passé sous silence : rien n’a été lancé." >&2
    exit 1
}
