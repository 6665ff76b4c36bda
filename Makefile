PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TURTLE := ontology/symbiograph.ttl ontology/modules/*.ttl ontology/vocabularies/*.ttl ontology/facts/*.ttl ontology/versions/*.ttl shapes/*.ttl

.PHONY: serve build test test-processes test-fuzz test-slow test-browser test-stores test-openrefine test-clients test-w3id test-disk bench check format clean

# ESCO=FOLDER imports a release of ESCO first and makes it the one that queries see.
serve: $(VENV)/serve
	$(if $(ESCO),$(BIN)/symbiograph esco import --current $(ESCO))
	$(if $(ESCO),$(BIN)/symbiograph build)
	$(BIN)/symbiograph serve $(if $(PORT),--port $(PORT))

build: $(VENV)/serve
	$(BIN)/symbiograph build

test: $(VENV)/test
	$(BIN)/pytest -n 2

# Services whose processes are killed, stopped, starved or run over.
test-processes: $(VENV)/test
	$(BIN)/pytest -n 2 tests/processes

test-fuzz: $(VENV)/test
	$(BIN)/pytest --hypothesis-profile=thorough tests/test_fuzz.py tests/test_ordering_differential.py tests/fuzz

test-slow: $(VENV)/test
	$(BIN)/pytest -n 2 tests/slow
	$(BIN)/pytest -n 2 -m slow

test-browser: $(VENV)/browser
	$(BIN)/pytest tests/browser

test-stores: $(VENV)/stores
	$(BIN)/pytest tests/stores

# Needs Debian's openrefine.
test-openrefine: $(VENV)/test
	$(BIN)/pytest tests/openrefine

# Needs Debian's nodejs and npm.
test-clients: $(VENV)/test tests/clients/node_modules
	$(BIN)/pytest tests/clients

tests/clients/node_modules: tests/clients/package.json
	npm install --prefix tests/clients --no-package-lock --no-audit --no-fund --loglevel=error
	touch $@

# Needs Debian's apache2-bin.
test-w3id: $(VENV)/test
	$(BIN)/pytest tests/w3id

# The protocols once more, over a graph on disk.
test-disk: $(VENV)/test
	SYMBIOGRAPH_STORE=disk $(BIN)/pytest -n 2 tests/test_sparql_protocol.py tests/test_sparql_clients.py \
	    tests/test_update_protocol.py tests/test_graph_store_protocol.py tests/test_service_description.py

bench: $(VENV)/bench
	$(BIN)/python benchmarks/run.py oxigraph symbiograph rdflib-endpoint virtuoso
	$(BIN)/python benchmarks/deadline.py
	$(BIN)/python benchmarks/large_result.py
	$(BIN)/python benchmarks/search
	$(BIN)/python benchmarks/run.py --triples 6000000 --rounds 3 oxigraph symbiograph
	$(BIN)/python benchmarks/run.py --triples 6000000 --rounds 3 oxigraph-disk symbiograph-disk virtuoso

check: $(VENV)/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m symbiograph.turtle --check $(TURTLE)

format: $(VENV)/test
	$(BIN)/ruff format .
	$(BIN)/python -m symbiograph.turtle $(TURTLE)

clean:
	rm -rf $(VENV)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/serve: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/bench: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --editable '.[bench]'
	touch $@ $(VENV)/serve

$(VENV)/test: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --editable '.[test,check]'
	touch $@ $(VENV)/serve

$(VENV)/stores: pyproject.toml | $(VENV)/test
	$(BIN)/pip install --quiet --editable '.[test,stores]'
	touch $@

$(VENV)/browser: pyproject.toml | $(VENV)/test
	$(BIN)/pip install --quiet --editable '.[test,browser]'
	touch $@
