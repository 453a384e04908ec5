# Two commands on a fresh machine with Python 3.11 or newer and make:
#   make demo   sets everything up, builds a small simulated county and opens its map
#   make test   sets everything up and runs every check and test
# Nothing is installed outside this folder, except Chromium and a CJK font from Debian's packages
# when `make test` runs as root on Debian (the browser tests need them and say so when skipped).

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8080
TRAIN := .venv-train/bin
WEIGHTS ?= .trained
STATIC := src/trackway/web/static/index.html
UI_SOURCES := $(shell find ui -type f -not -path 'ui/node_modules/*' -not -path 'ui/public/basemap/*' -not -path 'ui/dist/*' 2>/dev/null)
# npm and what it starts look for `node` on the path
NODE_ENV := PATH="$(abspath $(BIN)):$$PATH"

.PHONY: demo test check campaign setup ui ui-check types system lock docs train train-setup clean

demo: setup ui ## build the demonstration county and serve it
	$(BIN)/trackway demo --port $(PORT)

# Two at once, each file by one of them: browsers and cameras make tests wait more than compute.
test: setup system ui check ui-check ## every check, then every test
	$(BIN)/pytest -m "not campaign" -n 2 --dist loadfile

campaign: setup system ui train-setup ## the long runs: training from end to end, soak, big benches
	$(BIN)/pytest -m campaign

train: train-setup ## the networks anew, from drawn plates alone; a GPU makes it quick
	$(TRAIN)/python training/run.py all --out $(WEIGHTS)
	$(TRAIN)/python training/look.py --out $(WEIGHTS)
	@echo "The new weights are in $(WEIGHTS). Measure them: trackway bench read --engine trackway:$(WEIGHTS)"

train-setup: .venv-train/.ready

.venv-train/.ready: requirements/train.txt requirements/lock.txt
	$(PYTHON) -m venv .venv-train
	$(TRAIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/lock.txt
	$(TRAIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/train.txt
	touch $@

setup: $(VENV)/.ready

$(VENV)/.ready: requirements/lock.txt requirements/alone.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Trackway needs Python 3.11 or newer; none was found on the path." >&2; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON): about 90 packages, 1.6 GB, some two minutes …"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		-r requirements/lock.txt -r requirements/alone.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python scripts/link_node.py
	touch $@

ui: $(STATIC) ## the map page, built into the package

ui/node_modules/.package-lock.json: ui/package.json ui/package-lock.json | setup
	cd ui && $(NODE_ENV) npm ci --no-fund --no-audit --loglevel=error
	touch $@

ui/public/basemap/roads.geojson: src/trackway/sim/county/roads.py | setup
	mkdir -p $(@D)
	$(BIN)/python -m trackway.sim.county.roads > $@.part && mv $@.part $@

$(STATIC): ui/node_modules/.package-lock.json ui/public/basemap/roads.geojson $(UI_SOURCES)
	cd ui && $(NODE_ENV) npm run build --silent

check: setup ## style, types, import law
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

ui-check: ui ## the page's own style, types and unit tests
	cd ui && $(NODE_ENV) npm run check --silent
	cd ui && $(NODE_ENV) npm test --silent

docs: setup ## the reference pages, from the code
	$(BIN)/python scripts/reference.py

types: setup ## TypeScript types from the HTTP API
	$(BIN)/python -m trackway.web.openapi > ui/openapi.json
	cd ui && $(NODE_ENV) npm run types --silent

system: setup ## what only the system's packages can give
	@$(BIN)/python scripts/system_packages.py

lock: ## resolve the dependencies anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--group dev pyproject.toml -o requirements/lock.txt

clean: ## remove everything that was built
	rm -rf $(VENV) .venv-train .trained ui/node_modules ui/public/basemap src/trackway/web/static .demo .bench
