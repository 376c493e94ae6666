# `make help` lists what there is. Needed: make, and Python 3.11 or newer with pip.
PYTHON ?= python3

# The main job; each may be given on the command line: make run REPLICATIONS=2
SCENARIO ?= scenarios/g-street.yaml
OVERLAYS ?= $(addprefix scenarios/overlays/,two-per-grid.yaml grid-service-community.yaml \
    information-technology.yaml service-level.yaml fast-response.yaml all-four.yaml)
REPLICATIONS ?= 10
SEED ?= 1
OUT ?= results/g-street

VENV := .venv
BIN := $(VENV)/bin
CORE := $(VENV)/.core-is-installed
TEST := $(VENV)/.test-is-installed
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run web study studies test test-long validation docs site lint lock \
    benchmark clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(CORE) ## create .venv from requirements/core.txt
	@echo "Ready: $(BIN)/gridresponse --help"

run: $(CORE) ## compare the street with its six overlays; writes results/g-street/report.html
	@$(BIN)/gridresponse compare $(SCENARIO) $(OVERLAYS) \
	    --replications $(REPLICATIONS) --seed $(SEED) --out $(OUT)

study: $(CORE) ## run one study, NAME=the-cliff, and write its page of docs/studies (minutes)
	@test -f "scenarios/studies/$(NAME).yaml" || { echo "Which? make study NAME=..., one of:" \
	    $(notdir $(basename $(wildcard scenarios/studies/*.yaml))) >&2; exit 2; }
	@$(BIN)/gridresponse study scenarios/studies/$(NAME).yaml --page docs/studies/$(NAME).md

studies: $(CORE) ## run all studies one after another (half an hour on two cores)
	@for study in scenarios/studies/*.yaml; do \
	    $(MAKE) --no-print-directory study NAME=$$(basename $$study .yaml) || exit 1; done

web: $(CORE) ## serve the planner's page on this computer
	@$(BIN)/gridresponse web

test: lint ## everything that must hold before a change is shared
	@command -v chromium chromium-browser >/dev/null || \
	    echo "No chromium here: the planner's page is not tried in a browser" >&2
	@$(PYTEST) -m "not long"

test-long: $(TEST) ## the tests that take minutes
	@$(PYTEST) -m long || [ $$? -eq 5 ] # 5: there are none

validation: $(TEST) ## compare with theory, known effects and reports; writes three pages of docs/ (minutes)
	@$(BIN)/python -m tests.validation.consequences_page --out docs/consequences.md
	@$(BIN)/python -m tests.validation.response --out docs/validation-response.md
	@$(BIN)/python -m tests.validation --out docs/validation.md

docs: $(TEST) ## run the commands of the pages, put in what they print, build the site (minutes)
	@$(BIN)/python -m tests.outputs docs/experiments.md
	@$(MAKE) --no-print-directory site

site: $(TEST) ## build docs/_build/index.html as the pages stand, warnings are errors
	@$(BIN)/python -m sphinx -W --keep-going -q docs docs/_build
	@echo docs/_build/index.html

lint: $(TEST) ## style, types and the direction of imports
	@echo "ruff check" && $(BIN)/ruff check --quiet .
	@echo "ruff format --check" && $(BIN)/ruff format --quiet --check .
	@echo "codespell" && $(BIN)/codespell
	@echo "mypy --strict sim" && $(BIN)/mypy --strict sim
	@echo "lint-imports" && $(BIN)/lint-imports --no-cache --no-logo

benchmark: $(CORE) ## time and memory of the parts and beside peers, installed apart (an hour)
	@$(BIN)/python benchmarks/peers/environments.py || echo "rows of missing peers say so" >&2
	@for script in benchmarks/*.py; do \
	    echo "$$script" >&2; $(BIN)/python "$$script" || exit 1; done

COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
    --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
    pyproject.toml requirements/build.in

lock: $(TEST) ## renew both locks to the newest releases that fit together
	@$(COMPILE) --output-file requirements/core.txt
	@$(COMPILE) --extra test --constraint requirements/core.txt \
	    --output-file requirements/test.txt
	@echo "Renewed requirements/core.txt and requirements/test.txt; now: make test"

clean: ## remove what was made here, results apart
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist
	find sim tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------------- setting up
# `python3 -m venv` needs ensurepip, which some systems pack apart: without it the
# environment is made bare and the system's own pip fills it.

define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "Python 3.11 or newer is needed, $$($(PYTHON) --version 2>&1) was found." \
	         "Name another: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || { \
	    echo "Creating $(VENV) with $$($(PYTHON) --version)"; \
	    $(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 || \
	    $(PYTHON) -m venv --clear --without-pip $(VENV); }
	@pip="$(BIN)/python -m pip"; $$pip --version >/dev/null 2>&1 || \
	    pip="$(PYTHON) -m pip --python $(BIN)/python"; \
	options="-qq --disable-pip-version-check --no-input --no-compile"; \
	echo "Installing $(1) (once, about $(2))"; \
	$$pip install $$options --require-hashes -r $(1) && \
	$$pip install $$options --no-deps --no-build-isolation -e .
endef

$(CORE): requirements/core.txt pyproject.toml
	$(call install,requirements/core.txt,half a minute)
	@touch $@

$(TEST): requirements/test.txt pyproject.toml
	$(call install,requirements/test.txt,a minute)
	@touch $(CORE) $@
