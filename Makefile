# Stop Press. `make help` lists what can be made.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes
ARGS ?=
TESTS ?=
# PostgreSQL for the storage tests, where one answers.
TEST_DATABASE ?= postgresql://postgres@127.0.0.1:5432/postgres

.DEFAULT_GOAL := help
.PHONY: help setup run demo test check lint types contract docs format pins bench-cluster bench-poll bench-extract bench-fuzz bench-attribution train train-attribution train-dossiers migrations clean bench-mail bench-mail-long bench-mail-faults test-sessions

help: ## list what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/installed ## make .venv with the service in it

.venv/installed: requirements/run.txt requirements/build.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Stop Press needs Python 3.11 or newer; set PYTHON=" >&2; exit 1; }
	@echo "setting up .venv (a minute or two, once)"
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@$(PIP) -r requirements/build.txt -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -c 'from stoppress.window.index import warm_up; warm_up()'
	@$(BIN)/python -c 'from stoppress.stages.attribute.weighing import warm_up; warm_up()'
	@touch $@

.venv/tested: .venv/installed requirements/test.txt
	@echo "setting up what the tests need"
	@$(PIP) -r requirements/test.txt
	@touch $@

demo: setup ## the whole of it on this machine, without internet (ARGS=--once: by itself, then stop)
	@$(BIN)/stoppress demo $(ARGS)

run: setup ## the service, for real
	@$(BIN)/stoppress run

test: .venv/tested ## every test; the storing ones again on PostgreSQL, where there is one
	$(BIN)/pytest $(TESTS)
	$(BIN)/python -m tests.on_postgresql '$(TEST_DATABASE)' $(TESTS)

test-sessions: .venv/tested ## a thousand sessions with a relay that misbehaves: ten minutes
	TESTS_SESSIONS=1000 $(BIN)/pytest tests/mailroom/test_hostile.py

check: lint types contract docs ## all that the build checks but the tests

lint: .venv/tested
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .

types: .venv/tested
	$(BIN)/mypy --no-error-summary

contract: .venv/tested
	$(BIN)/lint-imports --no-cache | tail -n 6
	$(BIN)/pytest tests/contract

docs: .venv/tested
	$(BIN)/pytest tests/docs

format: .venv/tested ## put the code into shape
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

pins: ## pin versions and hashes anew (needs uv); no address is recorded
	for name in run test bench build; do uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url requirements/$$name.in -o requirements/$$name.txt; done

bench-poll: setup ## measure the poller: two thousand feeds due once a minute (ARGS="--minutes 1": less)
	@$(BIN)/python -m benchmarks.poll.measure $(ARGS)

bench-cluster: .venv/benched ## measure the clustering at the scale of the world: an hour, 12 GB (ARGS="--sizes 10000": less)
	@$(BIN)/python -m benchmarks.cluster.measure $(ARGS)

bench-extract: setup ## measure how well and how fast pages are read (ARGS=--kinds: by kind of layout)
	@$(BIN)/python -m benchmarks.extract.measure $(ARGS)

bench-fuzz: setup ## read 20,000 spoilt feeds and pages: what breaks, takes long or takes memory: ten minutes (ARGS="--cases 2000")
	@$(BIN)/python -m benchmarks.fuzz.measure $(ARGS)

bench-attribution: setup ## measure how fast who said what is found, beside a plain pattern (DATA=the labelled set)
	@$(BIN)/python -m benchmarks.attribution.measure $(DATA) $(ARGS)

bench-mail: .venv/benched ## measure sending: an outbox of 100,000, two cores, smtp-sink: under ten minutes (ARGS="--readers 5000": less)
	@$(BIN)/python -m benchmarks.mail.measure $(ARGS)

bench-mail-long: .venv/benched ## measure sending: a million, PostgreSQL, a distant relay, the first mail
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	@$(BIN)/python -m benchmarks.mail.measure --long $(ARGS)

bench-mail-faults: .venv/tested ## kill the sender fifty times while it sends 30,000 each (ARGS="--kills 3": less)
	@$(BIN)/python -m benchmarks.mail.faults $(ARGS)

.venv/benched: .venv/installed requirements/bench.txt
	@echo "setting up what the benchmarks need"
	@$(PIP) -r requirements/bench.txt
	@touch $@

train: setup ## train the clustering's weights anew (DATA=folder of labelled sets)
	@$(BIN)/python -m benchmarks.events.train $(DATA)

train-attribution: setup ## train the weights of attribution anew (DATA=the labelled set; ARGS=--measure: cross-validate)
	@$(BIN)/python -m benchmarks.attribution.train $(DATA) $(ARGS)

train-dossiers: .venv/tested ## train the weights of dossiers anew: who confirms, which figures and times are one
	@for what in train train_figures train_times; do $(BIN)/python -m benchmarks.dossiers.$$what; done
	@$(BIN)/ruff format --quiet src/stoppress/stages

migrations: setup ## write migrations for changed models
	$(BIN)/django-admin makemigrations --settings=stoppress.site.settings

clean: ## remove what was made here
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
