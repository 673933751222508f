# Every target does its own set-up in .venv: Python 3.11 or newer, git and make are all that a machine needs.
# `make help` lists the targets. Another interpreter: make demo PYTHON=/path/to/python3.12

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BENCH := .venv-bench
BIN := $(VENV)/bin
LOCKED := $(VENV)/.locked
INSTALLED := $(VENV)/.installed
PYTHON ?=
CODE := schemas warehouse pipelines tests
# Pages that a module writes: module=page.
PAGES := schemas.contract.dictionary=dictionary.md schemas.mapping.reference=mapping_reference.md \
	warehouse.publish.public.questions=journalists.md
SPREAD := -n auto --maxprocesses 4 --dist loadfile
PIP := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check
IS_USABLE := 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))'

# Nothing leaves the machine on its own account.
export DAGSTER_DISABLE_TELEMETRY := 1
export DO_NOT_TRACK := 1

define require
@test -e $(1) || { echo "make: $(1) is not written yet; see Status in README.md" >&2; exit 2; }
endef

.PHONY: help demo test slow ci dev venv lint format bench faults evaluate-skew evaluate-bounds docs lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: venv ## set up, simulate a network of helplines, run the whole pipeline, say where to look
	@$(BIN)/harmonise demo

test: venv ## set up, run the tests (what kills and fills, in its short form); whole networks: make slow
	@$(BIN)/python -m pytest -m "not faults and not slow and not long" $(SPREAD)

slow: venv ## the tests that make whole networks, or runs and releases again and again
	@$(BIN)/python -m pytest -m "(slow or long) and not faults" $(SPREAD)

ci: lint test ## what has to hold before a change lands: style, types, the tests, and of the slow ones those that are not long
	@$(BIN)/python -m pytest -m "slow and not long and not faults" $(SPREAD)

dev: venv ## Dagster's web page on localhost (port 3000; make dev PORT=3001)
	@home="$${DAGSTER_HOME:-$$(sed -n 's/^DAGSTER_HOME=//p' .env 2>/dev/null | tail -n 1 || true)}"; \
	export DAGSTER_HOME="$$(realpath -m "$${home:-dagster_home}")"; \
	exec $(BIN)/dagster dev --host 127.0.0.1 --port $(or $(PORT),3000) --workspace dagster_home/workspace.yaml

venv: $(INSTALLED) ## only the set-up, which the others call

lint: venv ## style, formatting and types
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/mypy

format: venv ## put the code into its form
	@$(BIN)/ruff check --fix $(CODE)
	@$(BIN)/ruff format $(CODE)

bench: venv ## time and memory beside a plain load, polars and pandas, same work (ARGS="--contacts 10000000")
	$(call require,tests/bench/__main__.py)
	@if [ ! -e $(BENCH)/.installed ] || [ requirements-bench.lock -nt $(BENCH)/.installed ]; then \
		echo "make: setting up $(BENCH), once; this takes about a minute"; \
		rm -rf $(BENCH); \
		$(BIN)/python -m venv $(BENCH); \
		$(BENCH)/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock; \
		$(BENCH)/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
		touch $(BENCH)/.installed; \
	fi
	@$(BENCH)/bin/python -m tests.bench $(ARGS)

faults: venv ## the long form of the tests that kill, fill and corrupt
	@$(BIN)/python -m pytest -m faults

evaluate-skew: venv ## how well the findings on skew tell planted from honest, over many simulated networks
	$(call require,tests/evaluate_skew.py)
	@$(BIN)/python -m tests.evaluate_skew $(ARGS)

evaluate-bounds: venv ## how often the bounds of the network's figures hold the truth, over many simulated networks
	$(call require,tests/evaluate_bounds.py)
	@$(BIN)/python -m tests.evaluate_bounds --page $(ARGS)

docs: venv ## write the generated pages of docs/ again
	@for page in $(PAGES); do \
		$(BIN)/python -m "$${page%=*}" > docs/.page; \
		mv docs/.page "docs/$${page#*=}"; \
	done

lock: ## resolve requirements.lock again (needs the command uv)
	@uv pip compile pyproject.toml --quiet --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-strip-extras --no-header --no-annotate --output-file requirements.lock $(ARGS)
	@uv pip compile pyproject.toml --quiet --extra dev --extra bench --universal --python-version 3.11 --generate-hashes \
		--no-strip-extras --no-header --no-annotate --constraint requirements.lock --output-file requirements-bench.lock $(ARGS)

clean: ## remove the set-up and caches; data in warehouse/ stays
	@rm -rf $(VENV) $(BENCH) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps are written last: a set-up that was broken off is done again. A changed lock makes a new .venv,
# a changed pyproject.toml only installs the project itself again.
$(LOCKED): requirements.lock
	@python=; \
	for candidate in $(or $(PYTHON),python3.11 python3.12 python3.13 python3 python3.14); do \
		if "$$candidate" -c $(IS_USABLE) >/dev/null 2>&1; then python="$$candidate"; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "make: no usable Python: 3.11 to 3.14 with the modules venv and ensurepip is needed" >&2; \
		echo "make: install one (Debian, Ubuntu: apt install python3 python3-venv), or name one: make ... PYTHON=/path/to/python" >&2; \
		exit 1; \
	fi; \
	echo "make: setting up $(VENV) with $$("$$python" -V), once; this takes about a minute"; \
	rm -rf $(VENV); \
	"$$python" -m venv $(VENV)
	@$(PIP) --require-hashes -r requirements.lock
	@touch $@

$(INSTALLED): $(LOCKED) pyproject.toml
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@
