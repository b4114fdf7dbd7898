package main

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// TestScale plans a library of 100,000 files in another process: it takes few
// calls, little memory, and no write.
func TestScale(t *testing.T) {
	const files, perFolder, maxCalls, maxRSS = 100_000, 250, 102, 400 << 20
	server, err := emulator.New()
	require.NoError(t, err)
	defer func() { require.NoError(t, server.Close()) }()
	seeds := make([]emulator.Seed, files)
	for i := range seeds {
		seeds[i] = emulator.Seed{
			Path:    fmt.Sprintf("/shop/products/%03d/image-%06d.jpg", i/perFolder, i),
			Content: []byte("the same for all"), Tags: []string{"product", fmt.Sprintf("lot-%d", i%100)},
			CustomMetadata: map[string]any{"brand": "Acme", "number": float64(i)},
		}
	}
	for _, f := range []emulator.Field{{Name: "brand", Type: "Text"}, {Name: "number", Type: "Number"}} {
		require.NoError(t, server.SeedField(f))
	}
	require.NoError(t, server.Seed(seeds...))
	web := httptest.NewServer(server)
	defer web.Close()

	dir := t.TempDir()
	program := filepath.Join(dir, "iksync")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false") // as people run it: without -race, whatever the test has
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	const yaml = "version: 1\nlibrary: shop\nscope: [/shop]\nrules:\n  - {name: lot, match: {where: 'tags IN [\"lot-7\"]'}, tags: {add: [checked]}}\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "library.yaml"), []byte(yaml), 0o600))

	run := exec.CommandContext(t.Context(), program, "plan", "--base-url", web.URL, "--rate", "off", "--output", "json")
	run.Dir = dir
	run.Env = append(os.Environ(), "IMAGEKIT_PRIVATE_KEY=private_emulator")
	run.Stderr = os.Stderr
	var report bytes.Buffer
	run.Stdout = &report
	require.NoError(t, run.Start())
	peak := make(chan int64)
	go func() { peak <- peakMemory(run.Process.Pid) }()
	require.NoError(t, run.Wait())
	require.Contains(t, report.String(), `"update": 1000`)

	calls, rss := server.Count("GET /v1/files"), <-peak
	t.Logf("%d list calls, %d MiB at most", calls, rss>>20)
	require.LessOrEqual(t, calls, maxCalls)
	require.Zero(t, server.Mutations())
	require.Less(t, rss, int64(maxRSS))
}

// peakMemory watches a process until it ends and returns the most memory, in
// bytes, that was resident at a time; 0 where the system does not tell. What
// wait(2) returns would not do: it counts what the parent held at the fork.
func peakMemory(pid int) (peak int64) {
	for {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			return peak
		}
		_, rest, found := strings.Cut(string(status), "VmHWM:")
		if !found {
			return peak // it has ended, and only its exit code is left
		}
		var kilobytes int64
		if _, err := fmt.Sscan(rest, &kilobytes); err == nil {
			peak = max(peak, kilobytes<<10)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
