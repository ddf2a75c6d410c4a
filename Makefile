# `make run` plays the demo, `make test` runs the tests; both need only Python 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test both plain check torture bench fmt clean

help:            ## what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /: /'

run: .venv/.run  ## the bot; without a token against the built-in simulator
	@$(BIN)/sipas run

test: .venv/.dev  ## the tests
	$(BIN)/pytest -n auto --dist worksteal

both: .venv/.dev  ## the tests, each on SQLite and on PostgreSQL: about twice as long
	$(BIN)/pytest -n auto --dist worksteal --both

plain: .venv/.dev  ## the tests without our own driver of SQLite, to see after an upgrade who is at fault
	TEST_PLAIN_SQLITE=1 $(BIN)/pytest -n auto --dist worksteal

check: .venv/.dev  ## everything that must be green: lint, format, types, layers, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist worksteal

torture: .venv/.dev  ## bots that are killed 200 times on each engine, 20,000 messages each: about an hour
	@$(BIN)/python -m tests.torture

bench: .venv/.dev  ## measurements, as ratios within one run
	@for script in bench/*.py; do echo "== $$script"; PYTHONPATH=. $(BIN)/python $$script || exit 1; done

fmt: .venv/.dev  ## format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:           ## takes the environment away; data/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11'; exit 1; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/.run: .venv/bin/python constraints.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/.dev: .venv/bin/python constraints.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch .venv/.run $@
