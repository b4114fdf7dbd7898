# Everything a change has to pass. `make check` is what CI runs.
GO       ?= go
# The linter is built from source, at one version, by `go run`.
LINTER   := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZTIME ?= 60s

.PHONY: check build vet lint test imports bench soak fmt

check: build vet lint test imports

build:
	$(GO) build ./...

vet:
	$(GO) vet ./...

lint:
	$(GO) run $(LINTER) run ./...

test:
	$(GO) test -race -timeout 18m ./...

# Who may import whom, and that ARCHITECTURE.md draws it as it is.
imports:
	$(GO) test -count=1 -run 'TestImports|TestArchitecture' ./cmd/iksync

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

# Every fuzz target for FUZZTIME each, many random libraries through the planner, and
# many runs that are killed, or in which nearly everything goes wrong.
soak:
	$(GO) test -timeout 2h ./plan ./apply -rapid.checks=50000
	$(GO) test -timeout 2h ./imagekit/live -run TestRandomLibraries -rapid.checks=2500 # in each of 20 shards
	$(GO) test -timeout 2h ./imagekit/live -run 'TestChaos$$' -chaos.runs=50000 -chaos.from=501
	KILLS=200 $(GO) test -count=1 -timeout 1h ./cmd/iksync -run 'TestKill$$'
	@set -e; for pkg in $$($(GO) list ./...); do \
	  for fuzz in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    echo "$$pkg $$fuzz"; $(GO) test -run '^$$' -fuzz "^$$fuzz$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x $$pkg; \
	  done; done

fmt:
	gofmt -w .
