#!/bin/sh
# Makes .venv with pip in it, or says in one sentence why it cannot; installs nothing else into it.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

command -v "$python" >/dev/null 2>&1 || {
    say "Python est introuvable. Installez Python 3.11 ou plus récent, puis recommencez (ou indiquez-le : make install PYTHON=/chemin/vers/python3)."
    exit 1
}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "Il faut Python 3.11 ou plus récent ; celui-ci est $("$python" --version). Indiquez-en un autre : make install PYTHON=/chemin/vers/python3."
    exit 1
}
.venv/bin/python -m pip --version >/dev/null 2>&1 && exit 0

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    say "Le module venv de Python manque : installation du paquet python3-venv."
    tools/apt.sh python3-venv || {
        say "Il n’a pas pu être installé. Demandez à l’administrateur : apt-get install python3-venv, puis recommencez."
        exit 1
    }
fi
rm -rf .venv
"$python" -m venv .venv
