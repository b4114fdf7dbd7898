//go:build race

package live_test

// The race detector makes a run ten times slower; the runs without it are many.
const standardChaosRuns = 60
