# The front door: every job starts here, and `make` alone lists them.
# On a machine with nothing but Swift, each target first installs what it needs (Scripts/setup.sh says what).

SWIFT ?= swift
SWIFT_BUILD_FLAGS ?=
SCRATCH ?= .build
RELEASE_SCRATCH ?= .build-release
PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 20
CRASH_KILLS ?= 10000
RESTART_WORKFLOWS ?= 1000

# An import that the manifest does not declare is an error in every build; the layers rest on it.
CHECKED = --explicit-target-dependency-import-check error $(SWIFT_BUILD_FLAGS)
DEBUG = --scratch-path $(SCRATCH) $(CHECKED)
# The installed binary carries the Swift runtime, so it runs where no toolchain is.
RELEASE = --scratch-path $(RELEASE_SCRATCH) -c release --static-swift-stdlib $(CHECKED)
BINARY = $(SCRATCH)/debug/signet
RELEASED = $(RELEASE_SCRATCH)/release/signet

.DEFAULT_GOAL := help
.PHONY: help demo test build lint interop interop-az bench simulate fuzz crash restarts install

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Order a certificate on the local emulator and watch it being served
	@Scripts/setup.sh build
	$(SWIFT) build --product signet $(DEBUG)
	$(BINARY) demo

test: lint ## Check the style, build everything and run every test
	@Scripts/setup.sh test
	$(SWIFT) build --build-tests $(DEBUG)
	@# One test at a time: many start servers and processes of their own, which on two cores would time out on each other.
	@# Quietly: what failed would be lost among more than a thousand lines of what passed, and the last lines are all some checks show.
	@echo "running every test, which takes some minutes; only failures and the sum are told"
	$(SWIFT) test --skip-build --disable-xctest --no-parallel --quiet $(DEBUG)

build: ## Build everything for debugging
	@Scripts/setup.sh build
	$(SWIFT) build $(DEBUG)

lint: ## Check format and wording without building
	@Scripts/setup.sh swift
	Scripts/lint.sh

interop: ## Let the official Azure SDKs for Python lead a whole life on the emulator
	@Scripts/setup.sh interop
	$(SWIFT) build --product signet $(DEBUG)
	SIGNET=$(BINARY) SCRATCH=$(SCRATCH) Scripts/interop.sh

interop-az: ## Let the Azure CLI work with the emulator as a cloud of its own
	@Scripts/setup.sh interop
	$(SWIFT) build --product signet $(DEBUG)
	SIGNET=$(BINARY) SCRATCH=$(SCRATCH) Scripts/interop.sh az

bench: ## Build for release and print the measured figures
	@Scripts/setup.sh bench
	$(SWIFT) build --product signet $(RELEASE)
	$(SWIFT) build --product SignetBenchmarks $(RELEASE)
	SCRATCH=$(SCRATCH) Scripts/bench.sh $(RELEASE_SCRATCH)/release

simulate: ## Live 10 years of 200 orders under each of the three rules and print the days left at handshakes
	@Scripts/setup.sh build
	$(SWIFT) build --product SignetBenchmarks $(RELEASE)
	$(RELEASE_SCRATCH)/release/SignetBenchmarks simulate

fuzz: ## Feed damaged input to every parser, FUZZ_SECONDS=20 each
	@Scripts/setup.sh build
	$(SWIFT) build --build-tests $(DEBUG)
	SCRATCH=$(SCRATCH) Scripts/fuzz.sh "" $(FUZZ_SECONDS)

crash: ## Kill the process at every point of every verb, CRASH_KILLS=10000 times, and print the matrix
	@Scripts/setup.sh test
	$(SWIFT) build --build-tests $(DEBUG)
	CRASH_KILLS=$(CRASH_KILLS) $(SWIFT) test --skip-build --disable-xctest --no-parallel --filter 'a campaign of many kills' $(DEBUG)

restarts: ## Crash PostgreSQL after every second of RESTART_WORKFLOWS=1000 renewals that cost money, by two daemons
	@Scripts/setup.sh test
	$(SWIFT) build --build-tests $(DEBUG)
	RESTART_WORKFLOWS=$(RESTART_WORKFLOWS) $(SWIFT) test --skip-build --disable-xctest --no-parallel --filter 'a campaign of many restarts' $(DEBUG)

install: ## Build for release and install under PREFIX (default /usr/local)
	@Scripts/setup.sh build
	$(SWIFT) build --product signet $(RELEASE)
	install -D -s -m 755 $(RELEASED) $(DESTDIR)$(PREFIX)/bin/signet
	Scripts/install-completions.sh $(RELEASED) $(DESTDIR)$(PREFIX)/share
