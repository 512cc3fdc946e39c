# Needs make and Python 3.11 or newer. `make help` lists what there is.

PYTHON ?= python3
PORT ?= 8000
export PORT

venv := .venv
bin := $(venv)/bin
serving := $(venv)/.serving
developing := $(venv)/.developing
unfinished := $(venv)/.unfinished
audits := tests/conformance/audits/node_modules/.package-lock.json
peers := bench/peers/node_modules/.package-lock.json

.PHONY: help
help: ## Say what each target does
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) \
		| while IFS='|' read -r target words; do printf 'make %-11s %s\n' "$$target" "$$words"; done

.PHONY: serve
serve: $(serving) ## Serve the dataset (PORT=8000 DATABASE_URL=sqlite:///roster.db)
	@$(bin)/roster serve --check-port
	@echo "Seeding the database from fixtures/."
	@$(bin)/roster seed
	@$(bin)/roster export || echo "Serving without downloads." >&2
	@exec $(bin)/roster serve

.PHONY: test
test: $(developing) ## Run the tests on SQLite and, where it is installed, on PostgreSQL
	@$(bin)/pytest

.PHONY: check
check: $(developing) ## Run all that a change must pass: format, lint, types, tests
	$(bin)/ruff format --check
	$(bin)/ruff check
	$(bin)/mypy
	$(bin)/pytest

CASES ?= 300

.PHONY: conformance
conformance: $(developing) $(if $(shell command -v npm),$(audits)) ## Ask a running server what specifications and attackers do (CASES=300)
	$(bin)/pytest tests/conformance --cases $(CASES)

.PHONY: format
format: $(developing) ## Format the code and repair what the linter can repair
	$(bin)/ruff format
	$(bin)/ruff check --fix

.PHONY: schema
schema: $(developing) ## Write schema.graphql, fixtures/schemas/ and the data dictionary from the code
	@$(bin)/roster schema > $(venv)/schema.graphql
	@mv $(venv)/schema.graphql schema.graphql
	@for kind in $(kinds); do \
		$(bin)/roster schema $$kind > $(venv)/schema.json \
		&& mv $(venv)/schema.json fixtures/schemas/$$kind.json || exit 1; done
	@$(bin)/roster schema dictionary > $(venv)/dictionary.md
	@mv $(venv)/dictionary.md docs/data-dictionary.md
	@echo "Wrote schema.graphql, fixtures/schemas/ and docs/data-dictionary.md; review their diff."

# What `roster schema` knows besides GraphQL.
kinds := person organization model events sources compensation

.PHONY: rates
rates: $(developing) ## Accept how much of the dataset is filled in, in tests/fill_rates.json
	@$(bin)/roster rates > $(venv)/fill_rates.json
	@mv $(venv)/fill_rates.json tests/fill_rates.json
	@echo "Wrote tests/fill_rates.json; review its diff, and say why where a rate falls."

SIZES ?= 10000,100000
measured := $(or $(TMPDIR),/tmp)/roster-bench-results.json

.PHONY: bench
bench: $(developing) $(peers) ## Compare with peers, with SIZES=10000,100000 people, in about an hour
	@$(bin)/python -m bench.peers --sizes $(SIZES) --results $(measured)
	@$(bin)/python -m bench.peers.table $(measured) docs/performance.md
	@echo "Wrote docs/performance.md and its picture from $(measured); review their diff."

.PHONY: lock
lock: $(developing) ## Choose the packages anew and write both lock files
	@echo "Asking the package index, which takes a few seconds."
	@$(compile) --output-file requirements.lock
	@$(compile) --output-file requirements-dev.lock --extra dev --constraint requirements.lock
	@echo "Wrote requirements.lock and requirements-dev.lock; review their diff."

.PHONY: audit
audit: $(developing) ## Say which packages of the locks have known vulnerabilities
	@$(bin)/python -m tests.auditing

.PHONY: clean
clean: ## Remove the environment, the default database and the downloads
	rm -rf $(venv) roster.db roster.db-* downloads downloads-*

# The project is built without isolation, so its build backend is locked with the rest.
compile = printf '%s\n' hatchling editables | $(bin)/uv pip compile pyproject.toml - \
	--universal --python-version 3.11 --generate-hashes --upgrade --quiet \
	--no-emit-index-url --custom-compile-command "make lock"


# The environment. A stamp is written last, so an install that failed or was killed leaves none;
# it may leave half a package, though, so the next one begins with an empty environment.

$(serving): requirements.lock pyproject.toml
	@$(environment)
	@$(call install,requirements.lock)
	@touch $@

$(developing): requirements-dev.lock pyproject.toml
	@$(environment)
	@$(call install,requirements-dev.lock)
	@touch $@ $(serving)

# npm writes these files last.
$(audits): tests/conformance/audits/package-lock.json
	@npm ci --prefix $(<D) --no-audit --no-fund
	@touch $@

# The packages say which Node they run on, and bring it.
$(peers): bench/peers/package-lock.json
	@npm --version >/dev/null || { echo "There is no npm, which comes with Node 20." >&2; exit 1; }
	@npm ci --prefix bench/peers --no-audit --no-fund
	@touch $@

# An environment knows where it was made; one that was moved or copied runs another place's code.
at_home = grep -qF "$(CURDIR)/$(venv)" $(venv)/pyvenv.cfg
ifneq ($(wildcard $(serving)),)
ifneq ($(shell $(at_home) && echo yes),yes)
$(shell rm -f $(serving) $(developing))
endif
endif

define environment
if ! { $(at_home) && test ! -e $(unfinished) && $(bin)/python -m pip --version; } >/dev/null 2>&1; then \
	$(PYTHON) --version >/dev/null 2>&1 || { \
		echo "There is no $(PYTHON). Name a Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 1; }; \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is $$($(PYTHON) --version 2>&1), and Roster needs 3.11 or newer." >&2; \
		echo "Name a newer one: make PYTHON=python3.12 ..." >&2; exit 1; }; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) lacks venv or ensurepip (on Debian and Ubuntu: apt install python3-venv)." >&2; \
		exit 1; }; \
	echo "Making an environment in $(venv) with $$($(PYTHON) --version)."; \
	$(PYTHON) -m venv --clear $(venv); \
fi
endef

# pip's own output goes to a log; its reader shows each package's name as it arrives.
define install
echo "Installing what $(1) names, which takes about a minute the first time."; \
touch $(unfinished); \
{ $(bin)/python -m pip install --disable-pip-version-check --require-hashes --no-deps \
		--only-binary :all: --requirement $(1) 2>&1 \
	&& $(bin)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation \
		--editable . 2>&1 \
	&& echo "All installed."; \
} | tee $(venv)/install.log | { \
	while read -r word rest; do case "$$word $$rest" in \
		"Collecting "*) printf ' %s' "$${rest%%=*}" ;; \
		"Installing collected packages: roster") ;; \
		"Installing collected"*) printf ' ... unpacking\n' ;; \
		"All installed.") rm $(unfinished); exit 0 ;; \
	esac; done; \
	echo "The install failed; pip's last words:" >&2; tail -n 20 $(venv)/install.log >&2; exit 1; }
endef
