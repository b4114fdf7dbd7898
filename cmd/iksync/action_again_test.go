package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// An item of several steps ends with what became of it in all of them, and is told once.
func TestActionAgain(t *testing.T) {
	bad := errors.New("refused")
	for _, row := range []struct {
		name    string
		results []error // of the steps, in their order
		stop    int     // after this step somebody interrupts; 0: nobody does
		made    int
		status  itemStatus
		code    code
	}{
		{name: "all is done", results: []error{nil, nil, nil}, made: 3, status: itemDone, code: exitFine},
		{name: "nothing is done", results: []error{bad, nil}, made: 1, status: itemFailed, code: exitFailed},
		{name: "part of it is done, and no more tried", results: []error{nil, bad, nil}, made: 2, status: itemPartly, code: exitPartial},
		{name: "an interrupt leaves it in part", results: []error{nil, nil}, stop: 1, made: 1, status: itemPartly, code: exitInterrupted},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := &program{env: Env{StderrIsTerminal: func() bool { return false }}, opts: newOptions(func(string) string { return "" }), stop: &interrupts{drain: make(chan struct{})}, now: time.Now()}
			i := &item{Path: "/a"}
			a := action{name: "file test", verb: "test", past: "tested"}
			made := 0
			for n, err := range row.results {
				a.steps = append(a.steps, &step{items: []*item{i}, after: true, do: func(context.Context) error {
					made++
					if n+1 == row.stop {
						close(p.stop.drain)
					}
					return err
				}})
			}
			p.perform(t.Context(), a)
			done := &acted{action: a, form: realRun}
			require.Equal(t, row.made, made)
			require.Equal(t, row.made, done.calls())
			require.Equal(t, row.status, i.Status)
			require.Len(t, done.items(), 1)
			require.Equal(t, row.code, exitCode(done.err()))
		})
	}
}
