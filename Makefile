# Loadlens. `make` lists the targets; each of them works alone in a fresh clone.
# PORT, HOST, DATA_DIR and every other setting come from the environment or from the command line:
#     make run PORT=9000 DATA_DIR=/srv/loadlens

VENV := .venv
BIN := $(VENV)/bin
OLDEST := 3.11

# The first of these that is Python $(OLDEST) or newer makes the virtual environment; PYTHON names another one.
PYTHONS := $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.14 python /usr/bin/python3 /usr/local/bin/python3)

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := echo "Compiling the loops of detection for this machine, once."; $(BIN)/python -m detectors.kernels
APT := env DEBIAN_FRONTEND=noninteractive apt-get -qq
BROWSER := command -v chromium >/dev/null 2>&1 && command -v chromedriver >/dev/null 2>&1
NODE := command -v npm >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' >/dev/null 2>&1
DEEP := $(BIN)/python -c 'import sys; from importlib.util import find_spec; sys.exit(find_spec("torch") is None)'

# Test files run in two processes of one thread each where there are two processors, each file in one, in the order of
# the folders: long files stand early there, short ones at the end, so that no process waits long for the other.
# All in one process: make test SIDE_BY_SIDE=
SIDE_BY_SIDE := -n auto --maxprocesses 2 --dist loadfile --no-loadscope-reorder

# A venv whose interpreter is gone, a link that leads nowhere, is made again and filled again.
_ := $(shell test -x $(BIN)/python || rm -f $(VENV)/.installed $(VENV)/.tested)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test quick prove lint types contracts scripts js browser deep bench docs screenshots clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /\t/' | awk -F '\t' '{printf "  make %-12s %s\n", $$1, $$2}'

install: $(VENV)/.installed ## Make .venv with what the app needs, the command loadlens, and import loadlens
	@:

run: install ## Start the app on http://127.0.0.1:8050 (PORT, HOST and DATA_DIR are honoured)
	@exec $(BIN)/python cli.py serve

test: lint types contracts scripts browser deep ## Check style, types and import contracts, then run all tests but proofs
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest $(SIDE_BY_SIDE)

quick: $(VENV)/.tested ## Run the tests that need no browser and no server and take no seconds: a minute in all
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not browser and not server and not slow and not proof"

prove: $(VENV)/.tested ## Run the long proofs that make test leaves out, write their figures into benchmarks/RESULTS.md
	OMP_NUM_THREADS=1 $(BIN)/python cli.py bench proofs

lint: $(VENV)/.tested js ## Check style with ruff; of the page's scripts style and types with ESLint and tsc
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@if test -e node_modules/.installed && { $(NODE); }; then npm run --silent lint && npm run --silent types; fi

types: $(VENV)/.tested ## Check types with mypy
	$(BIN)/mypy

contracts: $(VENV)/.tested ## Check who imports whom
	$(BIN)/lint-imports --no-logo --no-cache

scripts: js ## Test the page's scripts without a browser
	@if { $(NODE); }; then npm run --silent test; fi

bench: $(VENV)/.tested browser ## Measure speed and detection quality, write benchmarks/RESULTS.md
	$(BIN)/python cli.py bench

docs: $(VENV)/.tested ## Write the API reference of the library into docs/_build
	@rm -rf docs/_build
	@$(BIN)/python -W error -m pdoc --docformat numpy --no-show-source --output-directory docs/_build loadlens
	@echo "The reference is docs/_build/loadlens.html"

screenshots: $(VENV)/.tested browser ## Write the page as pictures into screenshots/
	$(BIN)/python -m tests.screenshots

clean: ## Remove .venv and all caches, never the readings
	rm -rf $(VENV) docs/_build *.egg-info .venv-peers node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.installed: requirements.txt pyproject.toml $(BIN)/python
	@echo "Installing what Loadlens needs into $(VENV); this takes a minute or two."
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(BIN)/python -m ensurepip --upgrade >/dev/null
	@$(PIP) install --editable .
	@$(COMPILE)
	@touch $@

$(VENV)/.tested: requirements.txt requirements-dev.txt pyproject.toml $(BIN)/python
	@echo "Installing what the tests need into $(VENV); this takes a minute or two."
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(BIN)/python -m ensurepip --upgrade >/dev/null
	@$(PIP) install --editable . -r requirements-dev.txt
	@$(COMPILE)
	@touch $@ $(VENV)/.installed

$(BIN)/python:
	@for python in $(PYTHONS); do \
	  command -v "$$python" >/dev/null 2>&1 || continue; \
	  "$$python" -c 'import sys; sys.exit(sys.version_info[:2] < tuple(map(int, "$(OLDEST)".split("."))))' 2>/dev/null || continue; \
	  if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then bare="$$bare $$python"; continue; fi; \
	  echo "Making $(VENV) with $$($$python --version) ($$python)."; \
	  exec "$$python" -m venv --clear $(VENV); \
	done; \
	if [ -n "$$bare" ]; then \
	  echo "Python is here ($$bare ) but cannot make virtual environments; install its venv package, for example with: apt install python3-venv" >&2; \
	else \
	  echo "Loadlens needs Python $(OLDEST) or newer and found none among: $(PYTHONS). Install one, or name it: make PYTHON=/path/to/python3.12" >&2; \
	fi; exit 1

# The LSTM needs PyTorch, which the app does without; where it cannot be had its tests are skipped, and this says so.
deep: $(VENV)/.tested requirements-deep.txt
	@if ! { $(DEEP); }; then \
	  echo "Installing PyTorch into $(VENV) for the tests of the LSTM; this takes a minute or two."; \
	  $(PIP) install --only-binary :all: -r requirements-deep.txt >/dev/null 2>&1 || true; \
	fi; \
	if ! { $(DEEP); }; then \
	  echo "************************************************************************"; \
	  echo "* NO TESTS OF THE LSTM: PyTorch could not be installed from            *"; \
	  echo "* requirements-deep.txt. The method lstm is NOT tested on this machine.*"; \
	  echo "************************************************************************"; \
	fi

# The page runs without node; only checks of its scripts need it. Where it is missing they are left out, and this says so.
js:
	@if { $(NODE); } && ! test node_modules/.installed -nt package-lock.json; then \
	  echo "Installing the tools that check the page's scripts into node_modules."; \
	  rm -f node_modules/.installed; \
	  { npm ci --no-audit --no-fund >/dev/null && touch node_modules/.installed; } || true; \
	fi; \
	if ! { $(NODE); }; then \
	  echo "************************************************************************"; \
	  echo "* NO CHECKS OF SCRIPTS: node 20 or newer and npm are missing. Style,   *"; \
	  echo "* types and tests of assets/*.js are left out on this machine.         *"; \
	  echo "* Put both on the PATH (apt install nodejs npm).                       *"; \
	  echo "************************************************************************"; \
	elif ! test -e node_modules/.installed; then \
	  echo "************************************************************************"; \
	  echo "* NO STYLE AND TYPES OF SCRIPTS: npm could not install the packages of *"; \
	  echo "* package-lock.json. Scripts in assets/ are tested, but not linted.    *"; \
	  echo "************************************************************************"; \
	fi

# Browser tests need Chromium and its driver; without them they are skipped, and this says so.
browser:
	@if ! { $(BROWSER); }; then \
	  if command -v apt-get >/dev/null 2>&1; then \
	    if [ "$$(id -u)" = 0 ]; then as_root=""; else as_root="sudo -n"; fi; \
	    if [ -z "$$as_root" ] || sudo -n true 2>/dev/null; then \
	      echo "Installing Chromium and its driver for the browser tests."; \
	      { $$as_root $(APT) update && $$as_root $(APT) install -y --no-install-recommends chromium chromium-driver; } >/dev/null 2>&1 || true; \
	    fi; \
	  fi; \
	fi; \
	if ! { $(BROWSER); }; then \
	  echo "************************************************************************"; \
	  echo "* NO BROWSER TESTS: chromium or chromedriver is missing and could not  *"; \
	  echo "* be installed. The page is NOT tested in a browser on this machine.   *"; \
	  echo "* Put both on the PATH (apt install chromium chromium-driver).         *"; \
	  echo "************************************************************************"; \
	fi
