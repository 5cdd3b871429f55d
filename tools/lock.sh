#!/bin/sh
# Writes requirements.txt and requirements-dev.txt from pyproject.toml: exact versions, with the hashes of every file for every platform.
# Needs the package index; changes nothing else. Run it with `make lock`, then read the difference.
set -eu
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
export SSL_CERT_FILE="${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}"

lock() {
    output=$1
    shift
    "$uv" pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-emit-find-links --no-header --no-annotate --group build --output-file "$output" "$@"
}

lock requirements.txt
lock requirements-dev.txt --extra dev --constraint requirements.txt
