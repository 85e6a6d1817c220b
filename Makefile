# Everything from a fresh checkout: `make demo`, `make test`.
VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
DEMO ?= demo-bank
export TF_CPP_MIN_LOG_LEVEL ?= 2
export SIGVERIFY_DATA =

.PHONY: demo app docs desk test lint bench setup lock audit sbom clean

setup: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml .ci/system-packages
	PYTHON=$(PYTHON) .ci/system-packages
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[train,dev]'
	touch $@

# A bank of synthetic hands, its cheques verified, and the desk where there is a screen.
demo: setup
	@test -e $(DEMO)/truth.csv || $(BIN)/sigverify demo $(DEMO)
	$(BIN)/sigverify batch $(DEMO)/cheques --manifest $(DEMO)/manifest.csv --out $(DEMO)/results --data $(DEMO)/data
	QT_QPA_PLATFORM=offscreen $(BIN)/python benchmarks/desk_pictures.py $(DEMO)/pictures
	@echo "Report:   $(DEMO)/results/results.csv (the truth is in $(DEMO)/truth.csv)"
	@echo "Pictures: $(DEMO)/pictures"
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(BIN)/sigverify gui --data $(DEMO)/data; \
	else echo "No screen here. Where there is one: make desk"; fi

# The application in one folder, dist/app/sigverify, and tried.
app: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[app]'
	$(BIN)/pyinstaller --noconfirm --log-level WARN --distpath dist/app --workpath build/app release/sigverify.spec
	cp release/sigverify.desktop release/install-desktop-entry ui/assets/sigverify.svg LICENSE NOTICE dist/app/sigverify/
	$(BIN)/python release/smoke.py dist/app/sigverify

# The pages, for reading from a disk: dist/site/index.html.
docs: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[docs]'
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo "dist/site/index.html"

desk: setup
	$(BIN)/sigverify gui --data $(DEMO)/data

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2

# How fast it is, on this machine: build/bench/*.json, and docs/performance.md made of them. Under a quarter of an
# hour on two quiet processors.
BENCH := build/bench
bench: setup build/runtimes/.installed
	$(BIN)/python -m benchmarks.startup --out $(BENCH)
	$(BIN)/python -m benchmarks.desk --out $(BENCH)
	$(BIN)/python -m benchmarks.verify --out $(BENCH)
	$(BIN)/python -m benchmarks.batch build/batch --out $(BENCH)
	$(BIN)/python -m benchmarks.scale --out $(BENCH)
	$(BIN)/python -m benchmarks.runtime --python build/runtimes/bin/python --out $(BENCH)
	$(BIN)/python -m benchmarks.performance $(BENCH)

# What could serve the network instead; sigverify itself depends on ONNX Runtime alone.
build/runtimes/.installed:
	$(PYTHON) -m venv build/runtimes
	build/runtimes/bin/python -m pip install --quiet --disable-pip-version-check onnxruntime openvino ai-edge-litert
	touch $@

# Exact versions and hashes: pip install --require-hashes -r requirements/desk.txt
lock: setup
	$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header \
		--output-file requirements/desk.txt pyproject.toml

# Known vulnerabilities, and the licences of all that is installed with sigverify.
audit: setup
	$(BIN)/python -m release.advisories
	$(BIN)/python -m release.licences

sbom: setup
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements/desk.txt --pyproject pyproject.toml --output-reproducible \
		--of JSON --output-file dist/sigverify.cdx.json

clean:
	rm -rf $(VENV) $(DEMO) build dist *.egg-info
