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

.PHONY: help serve test build check format fix lint lint-web test-rust test-types test-package test-consumers test-page \
  package site module npm-packages wasm-target prerequisites definitions size bench clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: site ## Build the page and serve it on localhost (PORT=8080)
	@PORT=$(PORT) node scripts/serve.mjs site

test: check lint test-types test-package test-consumers test-page ## Run everything that must pass, cheap first

build: package site ## Build the npm package (pkg/) and the page (site/)

check: prerequisites format lint-web test-rust ## Run the fast native checks only

format: npm-packages
	cargo fmt --all --check
	$(BIOME) format

fix: npm-packages ## Format every file, and mend what the linter can mend
	cargo fmt --all
	$(BIOME) check --write

test-rust:
	cargo clippy --locked --workspace --all-targets --quiet -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --workspace --no-deps --quiet
	cargo test --locked --workspace --quiet

lint: wasm-target lint-web
	@scripts/wasm-clippy.sh

lint-web: npm-packages
	$(BIOME) check --formatter-enabled=false --error-on-warnings

test-types: npm-packages
	www/node_modules/.bin/tsc --project www/jsconfig.json

test-package: package
	@scripts/node-tests.sh tests/package

test-consumers: package
	@scripts/npm-packages.sh tests/consumers
	@scripts/node-tests.sh tests/consumers

test-page: site
	@scripts/node-tests.sh www/tests

package: module
	@node www/build.mjs package

site: module
	@node www/build.mjs site

module: npm-packages wasm-target
	@scripts/wasm.sh

npm-packages: prerequisites
	@scripts/npm-packages.sh

wasm-target: prerequisites
	@scripts/wasm-target.sh

prerequisites:
	@scripts/prerequisites.sh

definitions: prerequisites ## Generate definitions/ from the published ones again
	@NHS_PROGRAMMES=$(NHS_PROGRAMMES) NHS_PROVENANCE=$(NHS_PROVENANCE) scripts/definitions.sh $(NHS_DEFINITIONS)

size: package ## Measure the module and its definitions against their budgets
	@node scripts/size.mjs

bench: package ## Measure the speed, natively, in Node and in Chromium
	cargo bench --locked --package itk3-validator --bench validate
	node benches/node.mjs
	CHROMIUM="$$(scripts/chromium.sh)" node benches/chromium.mjs

clean: ## Remove everything that was built or installed here
	rm -rf target pkg site .toolchain www/node_modules tests/consumers/node_modules
