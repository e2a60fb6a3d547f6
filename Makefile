.DEFAULT_GOAL := help
.PHONY: help setup demo stop test lint format bench bench-large bench-season messages locks coverage
SHELL := /bin/bash
PYTHON_HERE := .venv/bin/python

help:  ## what can be made
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' Makefile | column -t -s "$$(printf '\t')"

setup:  ## install everything the product needs; safe to repeat
	@.setup/setup run

demo: setup  ## run the product with two demo companies on http://localhost:8000 (PORT=… for another port)
	@exec $(PYTHON_HERE) manage.py demo

stop:  ## end the demo and the embedded PostgreSQL and Redis
	@[ ! -x $(PYTHON_HERE) ] || $(PYTHON_HERE) -m config.embedded stop

test: export EMBEDDED_FSYNC ?= off
test:  ## install what the tests need, then linters, types, floors and the whole suite
	@.setup/setup test
	@$(MAKE) --no-print-directory lint
	@$(PYTHON_HERE) -m pytest -q -n auto --dist loadfile --no-loadscope-reorder

lint:  ## style, templates, types, floors, migrations
	$(PYTHON_HERE) -m ruff check --quiet .
	$(PYTHON_HERE) -m ruff format --quiet --check .
	$(PYTHON_HERE) -m djlint --quiet --lint templates
	$(PYTHON_HERE) -m mypy --no-error-summary
	@echo .venv/bin/lint-imports; found=$$(.venv/bin/lint-imports --no-cache) || { echo "$$found"; exit 1; }
	$(PYTHON_HERE) manage.py makemigrations --check --dry-run --verbosity 0

format:  ## mend what can be mended by machine
	$(PYTHON_HERE) -m ruff check --quiet --fix-only .
	$(PYTHON_HERE) -m ruff format --quiet .

coverage:  ## the suite, and what it does not reach
	@.setup/setup test
	$(PYTHON_HERE) -m coverage run -m pytest -q -n auto --dist loadfile --no-loadscope-reorder
	$(PYTHON_HERE) -m coverage combine --quiet
	$(PYTHON_HERE) -m coverage report

bench:  ## measure with 15,000 contracts (BENCH_CONTRACTS=150000 for a long run); JSON lines
	@.setup/setup test >&2
	@$(PYTHON_HERE) -m tests.bench

bench-large:  ## measure lists, cards and search with 150,000 customers and 200,000 machines; JSON lines
	@.setup/setup test >&2
	@$(PYTHON_HERE) -m tests.bench.large build pages search archive

bench-season:  ## measure a night of 20 companies with 150,000 contracts, one process killed, and a batch of 10,000 letters; JSON lines
	@.setup/setup test >&2
	@$(PYTHON_HERE) -m tests.bench.fleet
	@$(PYTHON_HERE) -m tests.bench.batch

messages:  ## collect the texts to translate, and compile the translations
	$(PYTHON_HERE) manage.py makemessages --locale fr --locale it --no-obsolete --no-wrap --no-location \
		--ignore node_modules --ignore '.*' --ignore tests
	@.setup/translations

locks:  ## compile the locks of Python and npm packages anew
	UV_CUSTOM_COMPILE_COMMAND="make locks" $(PYTHON_HERE) -m uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url -o requirements.txt pyproject.toml
	UV_CUSTOM_COMPILE_COMMAND="make locks" $(PYTHON_HERE) -m uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --constraint requirements.txt --group dev -o requirements-dev.txt pyproject.toml
	npm install --package-lock-only
