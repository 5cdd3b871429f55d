# One command for each thing one does with the project; `make` alone lists them. What each does at length is in tools/ and in the package.

SHELL := /bin/sh
PY := .venv/bin/python
PORT ?= 8501
N ?= 10000
SEED ?= 1
V ?= 19
CODE := app.py fiche pages sample_data tests tools
# Tests that start other programs run after the others, file by file, and those that drive a browser one at a time; the quick check leaves them out, and the slow ones.
PROGRAMS := soffice or engines
TOGETHER := not browser and not soffice and not engines

.DEFAULT_GOAL := help
.PHONY: help install run check lint test odoo bench fuzz templates docs sample migration lock clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{printf "make %-10s %s\n", $$1, $$2}'

install: .venv/.runtime ## install the application into .venv (done again only when the lock has changed)

run: install ## start the application on this machine (PORT=8501)
	$(PY) -m fiche serve --host 127.0.0.1 --port $(PORT)

check: .venv/.dev lint ## formatting, lint, types and the quick tests, without the laws, the screens and the files of others
	$(PY) -m pytest -q -n 2 -m "$(TOGETHER) and not slow"

test: .venv/.dev ## everything, browser, LibreOffice and PostgreSQL included (what CI runs)
	tools/system.sh
	$(MAKE) --no-print-directory lint
	$(PY) -m pytest -q -n 2 --durations=10 -m "$(TOGETHER)"
	$(PY) -m pytest -q -n 2 --dist loadfile --durations=10 -m "$(PROGRAMS)"
	$(PY) -m pytest -q --durations=10 -m browser

odoo: .venv/.dev ## the connector against a real Odoo, fetched from Debian and started in a temporary folder (V=19, or 14)
	tools/system.sh
	PY=$(PY) tools/odoo.sh $(V)

lint: .venv/.dev
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m ruff check $(CODE)
	$(PY) -m mypy --strict fiche

bench: .venv/.dev ## measured ratios: workbook and CSV to figures against reading alone, memory, the child, warm reruns of the pages, edits of the record, the desk at 100,000 clients, a thousand letters
	$(PY) -m tools.bench
	$(PY) -m tools.bench_indicators
	$(PY) -m tools.bench_sheet
	$(PY) -m tools.bench_exports
	$(PY) -m tools.bench_record
	$(PY) -m tools.bench_connect
	$(PY) -m tools.bench_doors
	$(PY) -m tools.bench_search
	$(PY) -m tools.bench_letters

fuzz: .venv/.dev ## mutated files through the reader (N=10000 SEED=1)
	$(PY) -m tools.fuzz --count $(N) --seed $(SEED)

templates: install ## rebuild the workbooks that the exports are patched from
	$(PY) -m fiche.excel.build

docs: install ## rewrite the reference of columns, indicators, settings and points from the declarations
	$(PY) -m tools.reference

sample: install ## rewrite the made-up company and the files with faults
	$(PY) -m sample_data.make

migration: .venv/.dev ## write the change of the record's tables that the code asks for (WORDS="what changes")
	$(PY) -m tools.migration "$(WORDS)"

lock: .venv/.dev ## choose dependency versions again and write both locks
	tools/lock.sh

clean: ## remove the virtual environment and the caches
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info

.venv/.runtime: requirements.txt pyproject.toml
	tools/venv.sh
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
