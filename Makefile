# Everything a newcomer needs: `make demo` shows what Rashomon does, `make test` checks that it does it.
# Each target installs what it lacks and does nothing the second time.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO_DB := demo/demo.db
WORKERS ?= 2
TEXTS ?= examples

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

.DEFAULT_GOAL := help
.PHONY: help demo test lint format install gazetteer system-needs bench clean

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: install gazetteer ## read the sample reports and print the incident they tell of
	@mkdir -p demo && rm -rf $(DEMO_DB)*
	@$(BIN)/rashomon read examples --db $(DEMO_DB)
	@$(BIN)/rashomon incidents --db $(DEMO_DB)
	@$(BIN)/rashomon show --largest --db $(DEMO_DB)

test: install system-needs gazetteer ## run the tests
	$(BIN)/pytest -n $(WORKERS) -q

lint: install ## ruff, mypy --strict and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: install ## put the code into the form that `make lint` expects
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

install: $(VENV)/.installed ## make the environment in .venv

gazetteer: install ## build the gazetteer once (about 200,000 places, no download)
	@$(BIN)/rashomon gazetteer build --if-missing

bench: install gazetteer ## speed and memory of the reader over TEXTS (a folder of reports), and its cold starts
	$(BIN)/python benchmarks/reader.py --texts $(TEXTS) --workers $(WORKERS)
	$(BIN)/python benchmarks/reader.py --starts

clean: ## remove the environment and everything made here
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

system-needs:
	@tools/system-needs tests

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable '.[postgres]' --group dev
	@touch $@

$(VENV)/bin/python:
	@tools/system-needs venv "$(PYTHON)"
	$(PYTHON) -m venv $(VENV)
