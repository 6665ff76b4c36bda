PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TURTLE := ontology/symbiograph.ttl ontology/modules/*.ttl ontology/vocabularies/*.ttl ontology/facts/*.ttl shapes/*.ttl

.PHONY: serve build test test-fuzz test-slow test-browser test-stores check format clean

serve: $(VENV)/serve
	$(BIN)/symbiograph serve $(if $(PORT),--port $(PORT))

build: $(VENV)/serve
	$(BIN)/symbiograph build

test: $(VENV)/test
	$(BIN)/pytest -n 2

test-fuzz: $(VENV)/test
	$(BIN)/pytest --hypothesis-profile=thorough tests/test_fuzz.py tests/test_ordering_differential.py

test-slow: $(VENV)/test
	$(BIN)/pytest tests/slow

test-browser: $(VENV)/browser
	$(BIN)/pytest tests/browser

test-stores: $(VENV)/stores
	$(BIN)/pytest tests/stores

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

$(VENV)/test: pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --editable '.[test,check]'
	touch $@ $(VENV)/serve

$(VENV)/stores: pyproject.toml | $(VENV)/test
	$(BIN)/pip install --quiet --editable '.[test,stores]'
	touch $@

$(VENV)/browser: pyproject.toml | $(VENV)/test
	$(BIN)/pip install --quiet --editable '.[test,browser]'
	touch $@
