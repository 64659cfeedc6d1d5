# The commands of a developer's day. Everything lives in .venv; only Python 3.11+, git and make are needed.
PYTHON ?= python3
VENV := .venv
UV := $(VENV)/bin/uv
RUN := $(VENV)/bin/

# Without the compiled files every start would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: audit help install sandbox serve check lint test chaos bench eval format

help: ## Show these commands.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

install: $(VENV)/.installed ## Create .venv with exactly what uv.lock says.

$(VENV)/.installed: uv.lock pyproject.toml
	@test -x $(RUN)python || $(PYTHON) -m venv $(VENV)
	@test -x $(UV) || $(RUN)python -m pip install --quiet --disable-pip-version-check uv
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(UV) sync --quiet --frozen --active --inexact --compile-bytecode
	@touch $@

sandbox: install ## Start Knowhow on an embedded workspace and print the address of its page.
	@$(RUN)knowhow sandbox

serve: install ## Serve the Slack workspace named by the settings.
	@$(RUN)knowhow serve

check: install ## Say what is missing before serving.
	@$(RUN)knowhow check

lint: install ## Style, types and import contracts.
	$(RUN)ruff format --check .
	$(RUN)ruff check .
	$(RUN)mypy
	$(RUN)lint-imports --no-cache

test: lint ## Everything: lint, then the tests on SQLite, PostgreSQL and in the browser where they are there.
	@mkdir -p build
	$(RUN)python -W ignore::RuntimeWarning:slipcover.importer -m slipcover --json --out build/covered.json -m pytest
	$(RUN)python -m slipcover --merge build/covered.json --out build/covered.json --fail-under 95

chaos: install ## Let everything go wrong at once for MINUTES, and compare what went in with what came out.
	$(RUN)python -m tests.faults --minutes $(or $(MINUTES),30)

bench: install ## Measure, beside something run in the same minute.
	$(RUN)python -m tests.benchmarks

eval: install ## How good the ranking is, on the data in ../shared/data if it is there.
	$(RUN)python -m tests.evaluation

audit: install ## Whether anything in uv.lock is known to be vulnerable.
	@bash .ci/audit

format: install ## Format and mend what can be mended.
	$(RUN)ruff format .
	$(RUN)ruff check --fix .
