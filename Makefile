# Needs make and Python 3.11 or newer; `make help` lists what there is.

PYTHON ?= python3
PORT ?= 8000
export PORT

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

venv := .venv
bin := $(venv)/bin
serving := $(venv)/.serving
developing := $(venv)/.developing

# An environment remembers where it was made. One that was moved or copied here is made anew.
ifneq ($(wildcard $(venv)/pyvenv.cfg),)
ifeq ($(findstring $(CURDIR)/$(venv),$(shell cat $(venv)/pyvenv.cfg)),)
$(shell rm -f $(serving) $(developing))
endif
endif

.PHONY: help
help: ## Say what each target does
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' $(firstword $(MAKEFILE_LIST)) \
		| while IFS='|' read -r target words; do printf '%-14s %s\n' "$$target" "$$words"; done

.PHONY: serve
serve: $(serving) ## Serve the dataset (PORT=8000, DATABASE_URL=sqlite:///roster.db)
	@$(bin)/roster seed
	@exec $(bin)/roster serve

.PHONY: test
test: $(developing) ## Run the tests, on SQLite and on PostgreSQL where it is installed
	@$(bin)/pytest

.PHONY: check
check: $(developing) ## Run everything that CI runs: format, lint, types, tests
	$(bin)/ruff format --check
	$(bin)/ruff check
	$(bin)/mypy
	$(bin)/pytest

.PHONY: format
format: $(developing) ## Format the code and repair what the linter can
	$(bin)/ruff format
	$(bin)/ruff check --fix

.PHONY: schema
schema: $(developing) ## Write schema.graphql from the code
	@$(bin)/roster schema > schema.graphql.new && mv schema.graphql.new schema.graphql
	@echo "Wrote schema.graphql."

.PHONY: lock
lock: $(developing) ## Choose the newest allowed packages anew and write the lock files
	@$(compile) --output-file requirements.lock
	@$(compile) --output-file requirements-dev.lock --extra dev --constraint requirements.lock

.PHONY: clean
clean: ## Remove the environment and the default database
	rm -rf $(venv) roster.db roster.db-*

compile := $(bin)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--all-build-deps --no-emit-index-url --upgrade --quiet --custom-compile-command "make lock"
