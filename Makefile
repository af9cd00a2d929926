# `make run` serves the dashboard, `make test` tests it, `make test-all` in the long forms too; each prepares what a fresh machine lacks.
PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
CODE := src pages app.py tests benchmarks

.PHONY: run test test-all checked format texts chromium strace

run: $(VENV)/.runs
	$(VENV)/bin/streamlit run app.py

# Whoever has nothing left takes tests from the other, so that both end together; files mostly stay whole.
PYTEST := $(VENV)/bin/pytest --numprocesses 2 --dist worksteal

test: checked
	$(PYTEST) -m "not long"

test-all: checked
	$(PYTEST)

checked: $(VENV)/.tests chromium strace
	$(VENV)/bin/ruff format --check $(CODE)
	$(VENV)/bin/ruff check $(CODE)
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

format: $(VENV)/.tests
	$(VENV)/bin/ruff format $(CODE)
	$(VENV)/bin/ruff check --fix $(CODE)

texts: $(VENV)/.runs
	$(VENV)/bin/pybabel --quiet extract --no-default-keywords --keyword say --keyword say_count:1,2 --sort-output --no-location \
		--omit-header --output src/dashlib/text/locales/dashlib.pot src pages

chromium:
	@test -x /usr/bin/chromium || ( \
		if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
			apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends chromium; \
		else echo "The browser tests need /usr/bin/chromium: install Debian's package chromium, then run make test again."; exit 1; fi )

strace:
	@command -v strace > /dev/null || ( \
		if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
			apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends strace; \
		else echo "The tests of crashes need strace: install Debian's package strace, then run make test again."; exit 1; fi )

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| ( echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1 )
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: pyproject.toml constraints.txt | $(VENV)/bin/python
	@$(VENV)/bin/python -m pip uninstall --quiet --disable-pip-version-check --yes dashlib 2> /dev/null
	$(PIP) --editable .
	@touch $@

$(VENV)/.tests: pyproject.toml constraints.txt | $(VENV)/.runs
	$(PIP) --editable '.[test]'
	@touch $@
