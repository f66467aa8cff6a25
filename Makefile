# Sets up what each command needs, once, in .venv. PYTHON=python3.12 chooses another interpreter.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
# One worker for each core; ARGS="-n0" runs all tests in one process, where a debugger can be used.
PYTEST := $(RUN)/pytest -n auto
TIMED := @sh .ci/timed
PO := src/portal_widgets/translations
# Seconds of fuzzing, for all targets together.
SECONDS ?= 3600

.PHONY: help demo check quick test test-full lint fuzz bench docs screenshots translations pins clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 16

demo: $(VENV)/demo  ## the example portal on http://127.0.0.1:5000 (PORT=, ARTICLES=folder, WORKERS=2)
	@cd examples && exec ../$(RUN)/python -m portal

check: $(VENV)/dev $(VENV)/servers  ## the quick gate: lint, and all tests except browser tests and fault tests
	$(TIMED) "make check" $(MAKE) --no-print-directory lint quick

quick: $(VENV)/dev $(VENV)/servers
	$(TIMED) "quick tests" $(PYTEST) --ignore=tests/browser --ignore=tests/faults $(ARGS)

test: $(VENV)/dev $(VENV)/servers $(VENV)/styles/done $(VENV)/checkers/done $(VENV)/engines  ## all tests (ARGS="-k poll" selects some)
	$(TIMED) "make test" $(PYTEST) $(ARGS)

test-full: $(VENV)/dev $(VENV)/servers $(VENV)/styles/done $(VENV)/checkers/done $(VENV)/engines  ## all tests, with every theme in every size, width and language, and 200 faults
	$(TIMED) "make test-full" env MATRIX=full FAULTS=200 $(PYTEST) -o faulthandler_timeout=900 $(ARGS)

lint: $(VENV)/dev  ## style, types, imports, templates
	$(TIMED) "ruff check" $(RUN)/ruff check .
	$(TIMED) "ruff format" $(RUN)/ruff format --check .
	$(TIMED) "mypy" $(RUN)/mypy
	$(TIMED) "lint-imports" $(RUN)/lint-imports
	$(TIMED) "djlint" $(RUN)/djlint --quiet --lint src examples

fuzz: $(VENV)/dev $(VENV)/servers $(VENV)/fuzz  ## attack the parsers and pages with random input, for an hour (SECONDS=600 ONLY=ballot)
	$(RUN)/python tests/fuzz/run.py --seconds $(SECONDS) --only "$(ONLY)"

bench: $(VENV)/dev $(VENV)/servers $(VENV)/bench  ## measure the cost of counting, beside other designs (PARTS="page small" selects some)
	$(RUN)/python benchmarks/run.py $(PARTS)

docs: $(VENV)/dev  ## the manual as HTML, in docs/_build
	$(RUN)/python docs/reference.py
	$(RUN)/python docs/handbook.py
	$(RUN)/sphinx-build -W -q -b html docs docs/_build

screenshots: $(VENV)/dev $(VENV)/servers  ## the pictures of the README and the manual
	PYTHONPATH=examples $(RUN)/python docs/screenshots.py

translations: $(VENV)/dev  ## update the catalogues from the texts in the code
	$(RUN)/pybabel -q extract -F babel.cfg -k _pw -k _pwn:1,2 --no-wrap --no-location --sort-output \
	  -o $(VENV)/portal_widgets.pot src/portal_widgets
	for code in vi en; do \
	  file=$(PO)/$$code/LC_MESSAGES/portal_widgets.po; \
	  sed '/^$$/q' $$file > $(VENV)/$$code.po; \
	  $(RUN)/pybabel -q update -i $(VENV)/portal_widgets.pot -l $$code --no-wrap --no-fuzzy-matching \
	    --ignore-obsolete --omit-header -o $$file || exit 1; \
	  cat $$file >> $(VENV)/$$code.po && mv $(VENV)/$$code.po $$file; \
	done

pins: $(VENV)/dev  ## choose the pinned versions again
	$(RUN)/uv pip compile -q --universal --no-header --upgrade --python-version 3.11 pyproject.toml \
	  --extra demo -o requirements/demo.txt
	$(RUN)/uv pip compile -q --universal --no-header --upgrade --python-version 3.11 pyproject.toml \
	  --all-extras --group dev -o requirements/dev.txt

clean:
	rm -rf $(VENV) docs/_build examples/portal/instance

$(VENV)/bin/python:
	@sh .ci/prepare python $(PYTHON) $(VENV)

$(VENV)/demo: requirements/demo.txt pyproject.toml | $(VENV)/bin/python
	$(RUN)/pip install -q --disable-pip-version-check -r requirements/demo.txt -e .
	@touch $@

$(VENV)/dev: requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	$(RUN)/pip install -q --disable-pip-version-check -r requirements/dev.txt -e .
	@touch $@

# Atheris is not among the pinned versions. If a Python version has no Atheris, only Hypothesis fuzzes.
$(VENV)/fuzz: | $(VENV)/dev
	@$(RUN)/pip install -q --disable-pip-version-check "atheris>=3" && touch $@ \
	  || echo "Atheris cannot be installed here: inputs are drawn by chance."

$(VENV)/bench: .ci/prepare | $(VENV)/bin/python
	@sh .ci/prepare bench
	@touch $@

$(VENV)/styles/done: tests/browser/frameworks.txt .ci/prepare | $(VENV)/bin/python
	@sh .ci/prepare styles $(VENV)
	@touch $@

$(VENV)/checkers/done: tests/browser/pages/checkers.txt .ci/prepare | $(VENV)/bin/python
	@sh .ci/prepare checkers $(VENV)
	@touch $@

$(VENV)/engines: .ci/prepare | $(VENV)/bin/python
	@sh .ci/prepare engines
	@touch $@

$(VENV)/servers: .ci/prepare | $(VENV)/bin/python
	@sh .ci/prepare servers
	@touch $@
