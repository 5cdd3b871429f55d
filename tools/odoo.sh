#!/bin/sh
# The connector against a real Odoo (tools/odoo.sh 19, or 14): fetches Debian's package, starts PostgreSQL and Odoo in a temporary folder, tells it a made-up company, runs the tests marked odoo. Installs nothing in the system.
set -eu
cd "$(dirname "$0")/.."
version=${1:-19}
python=${PY:-.venv/bin/python}
port=${ODOO_PORT:-8069}
case $version in
19) suite=sid modules=account,l10n_fr_account,contacts,sale ;;
14) suite=bullseye modules=account,l10n_fr_fec,contacts,sale_management ;;
*) echo "tools/odoo.sh 19 | 14" >&2; exit 2 ;;
esac

work=$(mktemp -d "${TMPDIR:-/tmp}/odoo.XXXXXX")
chmod 755 "$work"
as=""
[ "$(id -u)" != 0 ] || as="setpriv --reuid postgres --regid postgres --clear-groups"
bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
stop() {
    status=$?
    [ ! -s "$work/odoo.pid" ] || kill "$(cat "$work/odoo.pid")" 2>/dev/null || true
    [ ! -d "$work/pg/data" ] || $as "$bin/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1 || true
    [ "$status" = 0 ] || { echo "ÉCHEC : fin de $work/odoo.log" >&2; tail -n 20 "$work/odoo.log" >&2 2>/dev/null || true; }
    rm -rf "$work"
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT TERM

# The package, from the mirror that this machine already uses: its lists and its cache are the folder's own.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | sed -nE 's/^(deb|URIs:)[^#]*(https?:[^ ]*\/debian)\/?( .*)?$/\2/p' | head -n 1)
[ -n "$mirror" ] || { echo "Aucun miroir Debian dans /etc/apt : Odoo ne peut pas être téléchargé." >&2; exit 1; }
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/deb"
echo "deb $mirror $suite main" > "$work/sources.list"
apt() {
    apt-get -qq -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists" \
        -o Dir::Cache="$work/cache" -o Acquire::Languages=none -o APT::Sandbox::User= "$@"
}
apt update
(cd "$work/deb" && apt download "odoo-$version")
dpkg-deb -x "$work"/deb/odoo-*.deb "$work/odoo"
rm -rf "$work/deb" "$work/lists"

# Its libraries, in an environment of its own.
"$python" -m venv "$work/venv"
pip() { "$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"; }
common="psycopg2-binary babel passlib reportlab gevent greenlet decorator docutils num2words polib psutil python-stdnum requests zeep xlrd xlwt
    XlsxWriter openpyxl vobject chardet libsass freezegun python-dateutil pytz pillow idna ofxparse qrcode cryptography"
if [ "$version" = 14 ]; then
    # shellcheck disable=SC2086 # a list of words
    pip 'setuptools<60' wheel && pip $common 'werkzeug==1.0.1' 'jinja2<3.1' 'markupsafe<2.1' 'PyPDF2<2' 'lxml<5' 'urllib3<2' pyopenssl html2text mako mock pydot feedparser
    "$work/venv/bin/python" tools/odoo_older.py "$work/odoo"
else
    # shellcheck disable=SC2086
    pip 'setuptools<80' wheel && pip $common 'werkzeug<3.1' jinja2 markupsafe pypdf lxml lxml_html_clean cbor2 asn1crypto geoip2 rjsmin \
        pyopenssl python-magic phonenumbers PyYAML
fi

# PostgreSQL on a socket of the folder: who may enter it is who started it.
mkdir -p "$work/pg"
[ -z "$as" ] || chown postgres "$work/pg"
# shellcheck disable=SC2086 # the words of a command
$as "$bin/initdb" -D "$work/pg/data" -U tests -E UTF8 --locale=C --auth=trust --no-sync >/dev/null
# shellcheck disable=SC2086
$as "$bin/pg_ctl" -D "$work/pg/data" -o "-k $work/pg -c listen_addresses= -c fsync=off" -l "$work/pg/log" -w start >/dev/null
"$bin/psql" -q -h "$work/pg" -U tests -c 'CREATE ROLE odoo LOGIN CREATEDB' postgres

cat > "$work/odoo.conf" <<CONF
[options]
db_host = $work/pg
db_user = odoo
http_port = $port
http_interface = 127.0.0.1
data_dir = $work/data
workers = 0
max_cron_threads = 0
CONF
odoo() {
    HOME=$work PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$work/odoo/usr/lib/python3/dist-packages \
        "$work/venv/bin/python" "$work/odoo/usr/bin/odoo" "$@" >> "$work/odoo.log" 2>&1
}
export FICHE_ODOO_URL="http://127.0.0.1:$port" FICHE_ODOO_DATABASE=fiche FICHE_ODOO_KEYS="$work/keys.json"
echo "Odoo $version : création de la base (quelques minutes)"
odoo -c "$work/odoo.conf" -d fiche -i "$modules" --without-demo=all --load-language=fr_FR --stop-after-init
odoo shell -c "$work/odoo.conf" -d fiche --no-http --shell-interface=python < tools/odoo_setup.py
[ -s "$FICHE_ODOO_KEYS" ] || { echo "Les clés n’ont pas été créées." >&2; exit 1; }
HOME=$work PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$work/odoo/usr/lib/python3/dist-packages \
    "$work/venv/bin/python" "$work/odoo/usr/bin/odoo" -c "$work/odoo.conf" -d fiche --db-filter '^fiche$' >> "$work/odoo.log" 2>&1 &
echo $! > "$work/odoo.pid"
waited=0
until "$python" -c 'import sys, xmlrpc.client; xmlrpc.client.ServerProxy(sys.argv[1]).version()' "$FICHE_ODOO_URL/xmlrpc/2/common" 2>/dev/null; do
    waited=$((waited + 1))
    [ "$waited" -lt 120 ] || { echo "Odoo ne répond pas." >&2; exit 1; }
    sleep 1
done
"$python" -m pytest -q -m odoo tests/connectors/test_real_odoo.py
