# Every target may be run at any time and again: what is done already is not done twice.

SHELL := bash
.DEFAULT_GOAL := help
.NOTPARALLEL:

PORT ?= 8080
# Archives of the NHS profiles, which no package registry holds, and a table of where each came from;
# only `make definitions` reads them. The facts of NHS_PROGRAMMES are loaded on demand.
NHS_DEFINITIONS ?= ../shared/definitions/nhs-stu3.tgz ../shared/definitions/nhs-stu3-additions.tgz \
  ../shared/definitions/nhs-stu3-itk3-v1.tgz
NHS_PROGRAMMES ?= ../shared/definitions/nhs-stu3-other-programmes.tgz
NHS_PROVENANCE ?= ../shared/definitions/nhs-stu3-provenance.tsv

# Formats and lints JavaScript, style sheets and JSON; it comes with the development packages.
BIOME := www/node_modules/.bin/biome

# How long each fuzz target runs, and which.
FUZZ_SECONDS ?= 60
FUZZ_TARGETS ?=

.PHONY: help serve test test-all build check format fix lint lint-web test-rust test-types test-package test-consumers test-page \
  docs test-docs test-recipes test-python test-spark test-vscode vscode wheel audit fuzz package site module wasm-pack npm-packages wasm-target prerequisites definitions material size bench clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: site ## Build the page and serve it on localhost (PORT=8080)
	@PORT=$(PORT) node scripts/serve.mjs site

test: check lint test-types test-package test-consumers test-page ## Run everything that must pass, cheap first

test-all: test test-docs test-recipes test-python test-spark test-vscode wasm-pack audit fuzz ## Run everything there is, what takes long and what asks the network included

build: package site ## Build the npm package (pkg/) and the page (site/)

check: prerequisites format lint-web test-rust ## Run the fast native checks only

format: npm-packages ## Say which files are not formatted
	cargo fmt --all --check
	$(BIOME) format

fix: npm-packages ## Format every file, and mend what the linter can mend
	cargo fmt --all
	$(BIOME) check --write

test-rust: ## Lint and test the crates natively
	cargo clippy --locked --workspace --all-targets --quiet -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --workspace --no-deps --quiet
	cargo test --locked --workspace --quiet

lint: wasm-target lint-web ## Lint what is compiled for WebAssembly, and everything that lint-web does
	@scripts/wasm-clippy.sh

lint-web: npm-packages ## Lint JavaScript, style sheets, JSON and workflows
	$(BIOME) check --formatter-enabled=false --error-on-warnings
	@node scripts/lint-workflows.mjs

test-types: npm-packages ## Check the types of the JavaScript
	www/node_modules/.bin/tsc --project www/jsconfig.json

test-package: package ## Test the npm package, in Node and in a browser
	@scripts/node-tests.sh tests/package

test-consumers: package ## Test the packed package in apps of the usual bundlers
	@scripts/npm-packages.sh tests/consumers
	@scripts/node-tests.sh tests/consumers

test-page: site ## Test the page and the element in a browser
	@scripts/node-tests.sh www/tests

test-docs: docs ## Test the documentation: links, schemas, and its pages in a browser
	@scripts/node-tests.sh docs-site/tests

test-recipes: docs ## Test the embedding recipes in sites of Jekyll (if installed), MkDocs, Docusaurus and VitePress
	@scripts/npm-packages.sh docs-site/recipes
	@scripts/node-tests.sh docs-site/recipes

test-python: ## Test the Python package: its wheel, doctests and types
	@scripts/test-python.sh

test-spark: ## Test the Python package on Spark (a download of some 450 MB, once)
	@scripts/test-spark.sh

test-vscode: vscode ## Test the extension for VS Code: what is packed, and a session with its server
	@scripts/node-tests.sh editors/vscode/tests

audit: prerequisites ## Check licences, sources and advisories of crates and npm packages
	@scripts/audit.sh

fuzz: prerequisites ## Fuzz each target for a while (FUZZ_SECONDS=60, FUZZ_TARGETS="xml json")
	@scripts/fuzz.sh $(FUZZ_SECONDS) $(FUZZ_TARGETS)

package: module ## Build the npm package (pkg/)
	@node www/build.mjs package

vscode: package ## Build the extension for VS Code (target/itk3-validator-VERSION.vsix)
	@scripts/npm-packages.sh editors/vscode
	www/node_modules/.bin/tsc --project editors/vscode/jsconfig.json
	@node editors/vscode/build.mjs

wheel: ## Build the Python package for this system (target/wheels/)
	@scripts/wheel.sh

site: module ## Build the page (site/)
	@node www/build.mjs site

docs: package site ## Build the documentation beside the page (site/docs/; DOCS_BASE=/docs/)
	@scripts/npm-packages.sh docs-site
	@node docs-site/build.mjs

module: npm-packages wasm-target ## Build the WebAssembly modules and their bindings
	@scripts/wasm.sh

wasm-pack: npm-packages wasm-target ## Build the packages of wasm-pack, and try each in an empty project
	@scripts/wasm-pack.sh

npm-packages: prerequisites ## Install the development packages
	@scripts/npm-packages.sh

wasm-target: prerequisites ## Make sure that Rust can compile for WebAssembly
	@scripts/wasm-target.sh

prerequisites: ## Say what is missing on this machine
	@scripts/prerequisites.sh

definitions: prerequisites ## Generate definitions/ from the published ones again
	@NHS_PROGRAMMES=$(NHS_PROGRAMMES) NHS_PROVENANCE=$(NHS_PROVENANCE) scripts/definitions.sh $(NHS_DEFINITIONS)

material: ## Say where the published material goes that some tests read, and what of it is there
	@scripts/material.sh

size: package ## Measure the module and its definitions against their budgets
	@node scripts/size.mjs

bench: package site ## Measure the speed, natively, in Node and in Chromium
	@scripts/npm-packages.sh benches
	cargo run --locked --release --quiet --manifest-path benches/Cargo.toml --bin native
	cargo run --locked --release --quiet --manifest-path benches/Cargo.toml --bin growth
	node benches/node.mjs
	CHROMIUM="$$(scripts/chromium.sh)" node benches/chromium.mjs
	CHROMIUM="$$(scripts/chromium.sh)" node benches/page.mjs

clean: ## Remove everything that was built or installed here
	rm -rf target pkg site .toolchain www/node_modules tests/consumers/node_modules docs-site/node_modules docs-site/.pages docs-site/recipes/node_modules docs-site/recipes/.sites editors/vscode/node_modules benches/node_modules benches/target fuzz/target fuzz/corpus fuzz/artifacts
