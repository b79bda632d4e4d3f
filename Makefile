# Everything a newcomer needs: `make demo` shows the program at work, `make test` proves it.
# Both install what is missing from Debian's packages first.

SWIFT ?= swift
PREFIX ?= /usr/local
BINARY = .build/release/roomvitals
# What is built to be used is built for processors like this machine's. CPU=x86-64 is for any, which a tenth of speed is the
# price of.
CPU ?= $(shell ./scripts/processor)
FLAGS = $(if $(CPU),-Xcc -march=$(CPU))

LIBRARIES = pkg-config libwebsockets-dev libjansson-dev libisal-dev zlib1g-dev libssl-dev libcurl4-openssl-dev libpq-dev \
	libsqlite3-dev
BENCH_TOOLS = python3 gcc g++ libjansson-dev libsimdjson-dev
TEST_TOOLS = chromium openssl python3 python3-venv prometheus postgresql sqlite3

CASES = 10000000

.PHONY: demo build livekit test test-livekit test-sanitize test-conformance fuzz bench lint format install uninstall clean libraries \
	test-tools

# The debug build is the sooner of the two, by half, and `make test` goes on from it.
demo: libraries
	$(SWIFT) build --product roomvitals
	.build/debug/roomvitals demo

# With Swift's own libraries in it, so that it starts sooner, and runs where there is no Swift.
build: libraries
	$(SWIFT) build -c release --product roomvitals --static-swift-stdlib $(FLAGS)

# LiveKit's client engine, for `roomvitals attach --livekit`.
livekit:
	@./scripts/fetch-livekit-engine

# By its product: all targets would be protoc, too, which comes with swift-protobuf.
test: libraries test-tools
	./scripts/test-scan
	$(SWIFT) build --product RoomVitalsPackageTests
	./scripts/test

# What needs a LiveKit server, on the one that LIVEKIT_URL names.
test-livekit: libraries livekit
	@./scripts/install-missing python3 python3-venv
	$(SWIFT) build --product RoomVitalsPackageTests
	./scripts/test-livekit

# The suite under ThreadSanitizer, then under AddressSanitizer, in build folders of their own.
test-sanitize: libraries test-tools
	./scripts/test-sanitize

# The fast decoder against jansson on so many spoiled reports; for a night.
# Optimised, and for this machine's processor: what is used, and in an eighth of the time.
fuzz: libraries
	$(SWIFT) build -c release --product RoomVitalsPackageTests -Xswiftc -enable-testing --scratch-path .build/fuzz $(FLAGS)
	FUZZ_CASES=$(CASES) $(SWIFT) test -c release --skip-build --no-parallel --scratch-path .build/fuzz --filter FastDecoderTests

# Needs a Python 2.7, named by PYTHON2.
test-conformance: libraries
	@./scripts/install-missing python3
	$(SWIFT) build --product roomvitals
	./scripts/test-conformance

# Compares with node too, where there is one.
bench: build
	@./scripts/install-missing $(BENCH_TOOLS)
	./scripts/bench

lint:
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks
	./scripts/check-layers

format:
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Benchmarks

install: build
	install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/roomvitals
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(BINARY) --generate-completion-script bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/roomvitals
	$(BINARY) --generate-completion-script zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_roomvitals
	$(BINARY) --generate-completion-script fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/roomvitals.fish

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/roomvitals $(DESTDIR)$(PREFIX)/share/bash-completion/completions/roomvitals \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_roomvitals \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/roomvitals.fish

clean:
	rm -rf .build .build-thread .build-address Benchmarks/.build

libraries:
	@./scripts/install-missing $(LIBRARIES)

test-tools:
	@./scripts/install-missing $(TEST_TOOLS)
	@./scripts/install-test-tools
