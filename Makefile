# make run: set up and serve. make test: set up and test. Nothing but Python 3.11+ and make is needed.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help run test check lint docs quality bench faults fuzz soak model languagetool languagetool-fetch lock image clean

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

.venv/run.stamp: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	touch $@

run: .venv/run.stamp ## set up and serve at http://$FESSUP_HOST:$FESSUP_PORT (127.0.0.1:8000)
	@$(BIN)/python -m app.cli serve

test: .venv/dev.stamp ## set up and run all tests
	$(BIN)/python -m pytest

lint: .venv/dev.stamp ## style, types, layers, stale pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m app.cli docs --check

check: lint test ## everything before a commit

docs: .venv/run.stamp ## write the generated pages of docs/
	$(BIN)/python -m app.cli docs

quality: .venv/run.stamp ## measure both readers on the labelled texts, write docs/quality.md and the snapshot
	PYTHONPATH=. $(BIN)/python tests/quality.py

bench: .venv/dev.stamp ## how fast the reviewer is, beside others and as it grows
	PYTHONPATH=. $(BIN)/python tests/bench.py

faults: .venv/dev.stamp ## try every fault with real processes, write the table in docs/reliability.md
	FAULTS_PAGE=docs/reliability.md $(BIN)/python -m pytest tests/faults

languagetool: languagetool-fetch ## fetch LanguageTool and start it on loopback, port $LANGUAGETOOL_PORT (8081)
	@scripts/languagetool serve

languagetool-fetch: ## fetch LanguageTool (needs Maven; 97 MB)
	@scripts/languagetool fetch

fuzz: .venv/dev.stamp ## 100,000 made-up texts and 20,000 made-up situations (an hour or two)
	FUZZ_TEXTS=100000 FUZZ_SITUATIONS=20000 FUZZ_SECONDS=1 $(BIN)/python -m pytest tests/test_fuzz.py

soak: .venv/dev.stamp ## 20 minutes at half load: does memory grow, do answers slow down (SOAK_MINUTES shortens it)
	PYTHONPATH=. $(BIN)/python tests/soak.py

.venv-model/stamp: requirements-training.txt
	test -x .venv-model/bin/python || $(PYTHON) -m venv .venv-model
	.venv-model/bin/python -m pip install --quiet --require-hashes -r requirements-training.txt
	touch $@

model: .venv-model/stamp ## train the second reader anew from the labelled texts (an hour or two), write docs/model.md
	PYTHONPATH=. .venv-model/bin/python -m training.train

lock: ## write the lock files anew from pyproject.toml (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements.txt pyproject.toml
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements.txt --group dev -o requirements-dev.txt pyproject.toml
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements.txt --group training -o requirements-training.txt pyproject.toml

image: ## build the Docker image
	scripts/image build

clean: ## remove what was set up
	rm -rf .venv .venv-model .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
