package main

import (
	"testing"

	"go.uber.org/goleak"
)

// TestMain sees to it that nothing of a run goes on when the run is over.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
