# Every target makes the environment it needs by itself: with uv where it is on the PATH, else with pip.
# Another interpreter: make PYTHON=python3.13 test

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

PLUGINS := $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml))
MANIFESTS := pyproject.toml $(PLUGINS:%=%/pyproject.toml)
EVERY_PLUGIN := $(PLUGINS:%=-e ./%)
DEMO_PLUGIN := $(patsubst %,-e ./%,$(filter %/keyflow-calendar-cn %/keyflow-keyprojects,$(PLUGINS)))

UV := $(shell command -v uv 2>/dev/null)
WRONG_PYTHON := keyflow needs Python 3.11 or newer; $(PYTHON) is not. Try: make PYTHON=python3.11 $(MAKECMDGOALS)
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

define make_venv
@$(PYTHON) -c "$(IS_NEW_ENOUGH)" || { echo "$(WRONG_PYTHON)" >&2; exit 1; }
$(if $(UV),uv venv --quiet --clear --python "$(PYTHON)" $(1),$(PYTHON) -m venv $(1))
endef

# $(call install,VENV): the command that installs into that environment
install = $(if $(UV),uv pip install --quiet --python $(1)/bin/python,$(1)/bin/python -m pip install --quiet --disable-pip-version-check)

.PHONY: help demo test check format bench chaos docs clean \
	check-format check-lint check-types check-imports check-dependencies

help:
	@echo "make demo    a year of key projects, on SQLite"
	@echo "make test    every test"
	@echo "make check   format, lint, types, import rules, dependencies"
	@echo "make format  rewrite what the formatter and the linter can"
	@echo "make bench   our speed beside others', in out/bench.json"
	@echo "make chaos   the tests that kill processes for minutes"
	@echo "make docs    the documentation site, in site/"
	@echo "make clean   remove environments, caches and output"

demo: $(VENV)/.demo
	$(BIN)/keyflow demo

test: $(VENV)/.dev
	$(BIN)/pytest -n 2 --dist worksteal

check: check-format check-lint check-types check-imports check-dependencies

check-format: $(VENV)/.dev
	$(BIN)/ruff format --check .

check-lint: $(VENV)/.dev
	$(BIN)/ruff check .

check-types: $(VENV)/.dev
	$(BIN)/mypy src examples $(PLUGINS:%=%/src)

check-imports: $(VENV)/.dev
	$(BIN)/lint-imports

check-dependencies: $(VENV)/.dev # package by package: in one run a plugin would count as transitive
	$(BIN)/deptry src
	@for plugin in $(PLUGINS); do \
		echo "deptry $$plugin"; (cd $$plugin && "$(CURDIR)/$(BIN)/deptry" src) || exit 1; \
	done

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)-bench/.ready
	$(VENV)-bench/bin/python -m benchmarks.run

chaos: $(VENV)/.dev
	$(BIN)/pytest tests/faults tests/invariants plugins/keyflow-keyprojects/tests -m chaos

docs: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

clean:
	rm -rf $(VENV) $(VENV)-bench out site dist build mutants
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests plugins examples benchmarks -name __pycache__ -prune -exec rm -rf {} +

$(VENV)/bin/python:
	$(call make_venv,$(VENV))

$(VENV)-bench/bin/python:
	$(call make_venv,$(VENV)-bench)

$(VENV)/.demo: $(MANIFESTS) | $(VENV)/bin/python
	$(call install,$(VENV)) -e ".[cli]" $(DEMO_PLUGIN)
	@touch $@

$(VENV)/.dev: $(MANIFESTS) | $(VENV)/bin/python
	$(call install,$(VENV)) -e ".[dev]" $(EVERY_PLUGIN)
	@touch $(VENV)/.demo $@

$(VENV)-bench/.ready: $(MANIFESTS) benchmarks/requirements.txt | $(VENV)-bench/bin/python
	$(call install,$(VENV)-bench) -e ".[all]" $(EVERY_PLUGIN) -r benchmarks/requirements.txt
	@touch $@
