package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

const movesYAML = "folders: {/s/new: {moved_from: /s/old}}\nfiles: {/s/new/b.jpg: {moved_from: /s/b.jpg}}\n"

// interruptAt sends signals when the first request to path comes by.
func (w *world) interruptAt(path string, times int) {
	var once sync.Once
	w.request = func(r *http.Request) {
		if strings.HasPrefix(r.URL.Path, path) {
			once.Do(func() {
				for range times {
					w.signals <- os.Interrupt
				}
			})
		}
	}
}

// The first signal lets a running job end, and starts nothing more.
func TestInterruptDrains(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/old/a.jpg", "/s/b.jpg").yaml(movesYAML)
		w.interruptAt("/v1/bulkJobs/renameFolder", 1)
		w.run("apply", "--auto-approve").exits(exitInterrupted).
			says("Interrupted: what is under way is finished", "done 1/2 rename-folder /s/old → /s/new",
				"interrupted: 1 of 2 calls done, 0 failed, 1 not tried").
			shows("skipped 1 call, which the run was interrupted before")
		w.request = func(*http.Request) {}
		w.run("apply", "--auto-approve").exits(exitFine).shows("Converged")
	}, emulator.WithJobDuration(time.Minute))
}

// What waits for the service when the first signal comes is not sent any more.
func TestInterruptWhileACallWaits(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/old/a.jpg").yaml("folders: {/s/new: {moved_from: /s/old}}\n")
		refused := w.server.HTTPClient().Transport
		w.http = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/v1/bulkJobs/renameFolder" {
				time.AfterFunc(100*time.Millisecond, func() { w.signals <- os.Interrupt })
			}
			return refused.RoundTrip(r)
		})}
		began := time.Now()
		w.run("apply", "--auto-approve").exits(exitInterrupted).says("interrupted: 0 of 1 call done")
		require.Less(t, time.Since(began), time.Second)
		require.Empty(t, w.server.Jobs())
		w.server.ClearFaults()
		w.http = nil
		w.run("apply", "--resume").exits(exitFine).shows("Converged")
	}, emulator.WithFaults(emulator.Fault{Match: "POST /v1/bulkJobs/renameFolder", Kind: emulator.FaultStatus, Status: 423}))
}

// The second one leaves the job to itself.
func TestInterruptAborts(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/old/a.jpg", "/s/b.jpg").yaml(movesYAML)
		w.interruptAt("/v1/bulkJobs/renameFolder", 2)
		began := time.Now()
		w.run("apply", "--auto-approve").exits(exitInterrupted)
		require.Less(t, time.Since(began), time.Minute)
	}, emulator.WithJobDuration(time.Hour))
}

// While nothing is written yet the first signal is enough.
func TestInterruptWhileReading(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		for _, args := range [][]string{{"plan"}, {"apply", "--auto-approve"}, {"explain", "/s/a.jpg"}} {
			w.request = func(r *http.Request) {
				w.signals <- os.Interrupt
				<-r.Context().Done()
			}
			w.run(args...).exits(exitInterrupted).says("interrupted")
		}
		w.untouched()
	})
}

// A prompt that nobody answers ends at the first signal too.
func TestInterruptAtPrompt(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML).screens = true
		r, answers := io.Pipe()
		w.input = readerFunc(func(p []byte) (int, error) {
			w.signals <- os.Interrupt
			return r.Read(p)
		})
		w.run("apply").exits(exitInterrupted).says("Only 'yes' is accepted")
		w.untouched()
		require.NoError(t, answers.Close())
	})
}

type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// The emulator serves a real socket until it is told to stop, and ends well.
func TestEmulatorCommand(t *testing.T) {
	w := newWorld(t)
	w.file("seed/s/a.jpg", "bytes").yaml(taggedYAML)
	lines, stdout := io.Pipe()
	var stderr bytes.Buffer
	env := w.env(nil, &stderr, []string{"emulator", "--listen", "127.0.0.1:0", "--seed", "seed", "--data", "data",
		"--reading", "tags=sorted", "--parents-must-exist", "--limits", "documented"})
	env.Stdout = stdout
	ended := make(chan int, 1)
	go func() { ended <- run(context.Background(), env) }()

	buffer := make([]byte, 100)
	n, err := lines.Read(buffer)
	require.NoError(t, err)
	address, found := strings.CutPrefix(strings.TrimSpace(string(buffer[:n])), "listening on ")
	require.True(t, found, "%s", buffer[:n])
	require.Regexp(t, `^http://127\.0\.0\.1:[1-9][0-9]*$`, address)

	signals := w.signals
	w.http, w.signals = http.DefaultClient, make(chan os.Signal)
	w.run("apply", "--auto-approve", "--base-url", address).exits(exitFine).shows("Converged")
	signals <- os.Interrupt
	require.Equal(t, int(exitFine), <-ended)
	require.NotContains(t, stderr.String(), testKey)
	require.DirExists(t, filepath.Join(w.dir, "data"))
}
