# Qadam. `make run` and `make test` are all that a newcomer needs; `make help` lists the rest.

DATA ?= data
PORT ?= 8000
PYTHON ?= python3

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
NPM := npm --prefix pwa --no-fund --no-audit --loglevel=error
PIP := $(BIN)/pip --disable-pip-version-check --quiet install --require-hashes
SOAK := tests/rules tests/sync/test_revtree.py tests/sync/test_trees_beside_pouchdb.py tests/sync/test_convergence.py \
        tests/sync/test_convergence_with_pouchdb.py tests/sync/test_phone_and_server.py tests/sync/test_kills.py \
        tests/sync/test_power_cuts.py tests/api/test_kills.py
APP := $(shell find pwa/src pwa/public pwa/scripts schemas/messages -type f 2>/dev/null) \
       pwa/index.html pwa/package.json pwa/vite.config.ts pwa/svelte.config.js pwa/tsconfig.json

APP_BENCH := start screen rules latency $(notdir $(basename $(wildcard tests/bench/phone*.py)))

.PHONY: help run serve test test-python test-app check bench bench-app soak generate screens lock clean tools

help: ## say what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: .venv/run.stamp pwa/dist/index.html ## install, build, load the demo register, serve on http://localhost:8000 (DATA=, PORT=)
	@exec $(BIN)/python -m api demo --data "$(DATA)" --port "$(PORT)" --serve

serve: .venv/run.stamp pwa/dist/index.html ## the same without the demo: for a real office
	@exec $(BIN)/python -m api serve --data "$(DATA)" --port "$(PORT)"

test: test-app test-python ## every test, a real browser's included

test-app: .venv/dev.stamp pwa/node_modules/.stamp
	@echo "== the app's own tests"
	@$(NPM) run --silent test

test-python: .venv/dev.stamp pwa/dist/index.html
	@echo "== everything else, in Python"
	@$(BIN)/python -m pytest

check: .venv/dev.stamp pwa/node_modules/.stamp ## ruff, mypy, import-linter, generated files, svelte-check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m schemas.generate --check
	$(NPM) run --silent types:check
	$(NPM) run --silent check

bench: .venv/dev.stamp pwa/node_modules/.stamp ## measure the store beside its peers, ten minutes; writes docs/speed.md (COUCHDB_URL=, POUCHDB_SERVER_URL=)
	@$(BIN)/python -m tests.bench.speed

bench-app: .venv/dev.stamp pwa/dist/index.html ## measure the app: starts, screens, rules, the phone's storage and network
	@for name in $(APP_BENCH); do echo "== $$name"; $(BIN)/python -m "tests.bench.$$name"; done

soak: .venv/dev.stamp pwa/node_modules/.stamp ## the long proofs, about 40 minutes: 200 kills, 300 power cuts, thousands of histories
	HYPOTHESIS_PROFILE=deep QADAM_KILLS=200 $(BIN)/python -m pytest --timeout=3600 $(SOAK)
	QADAM_SEEDS=1000 $(NPM) run --silent test -- src/db/interleavings.test.ts

generate: .venv/dev.stamp pwa/node_modules/.stamp ## write the JSON Schema and the app's types from the structs
	$(BIN)/python -m schemas.generate
	$(NPM) run --silent types

screens: .venv/dev.stamp pwa/dist/index.html ## take docs/screens anew, from the browser that lives through the night
	QADAM_SCREENS=docs/screens $(BIN)/python -m pytest tests/e2e -m browser

lock: ## make the lock files anew from pyproject.toml and pwa/package.json
	$(BIN)/uv --version >/dev/null 2>&1 || $(BIN)/pip --quiet install uv
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --python-version 3.11 pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.lock
	$(NPM) update

clean: ## forget what was installed and built; the data folder stays
	rm -rf .venv pwa/node_modules pwa/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

tools:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Qadam needs Python 3.11 or newer: $(PYTHON) is missing or older. Name another with PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "Qadam needs Python's venv module (on Debian: apt-get install python3-venv)."; exit 1; }
	@node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' && npm --version >/dev/null \
	  || { echo "Qadam needs Node 20 or newer, with npm."; exit 1; }

.venv/bin/python: | tools
	@echo "Making a virtual environment in .venv"
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock | .venv/bin/python
	@echo "Installing the Python packages (about a minute the first time)"
	@$(PIP) -r requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock | .venv/bin/python
	@echo "Installing the Python packages and the tools (about a minute the first time)"
	@$(PIP) -r requirements-dev.lock
	@touch $@ .venv/run.stamp

pwa/node_modules/.stamp: pwa/package-lock.json | tools
	@echo "Installing the app's packages"
	@$(NPM) ci
	@touch $@

pwa/dist/index.html: pwa/node_modules/.stamp $(APP)
	@echo "Building the app"
	@$(NPM) run --silent build
	@touch $@
