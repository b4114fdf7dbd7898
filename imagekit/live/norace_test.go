//go:build !race

package live_test

const standardChaosRuns = 500
