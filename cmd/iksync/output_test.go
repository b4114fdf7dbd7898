package main

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
)

// Reports are there whatever became of the command.
func TestReportsOfFailures(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		reports := []string{"--report", "json=r.json", "--report", "text=r.txt"}
		w.vars[keyVariable] = "private_wrong"
		w.run(append([]string{"plan"}, reports...)...).exits(exitFailed)
		require.Contains(t, w.read("r.json"), `"iksync-error/1"`)
		require.Contains(t, w.read("r.txt"), "may not do this")

		w.vars[keyVariable] = testKey
		w.run(append([]string{"plan"}, reports...)...).exits(exitFine)
		require.Contains(t, w.read("r.json"), `"iksync-report/1"`)
		require.Contains(t, w.read("r.txt"), "1 to update")

		w.yaml("nonsense: 1\n")
		w.run(append([]string{"apply", "--auto-approve"}, reports...)...).exits(exitUsage)
		require.Contains(t, w.read("r.json"), `"line": 4`)
		w.untouched()
	})
}

// A report that cannot be written is an error, and keeps apply from writing.
func TestReportThatCannotBe(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		w.run("plan", "--report", "json=none/r.json", "--report", "text=r.txt").exits(exitFailed).
			shows("1 to update").says("none")
		require.Contains(t, w.read("r.txt"), "1 to update")
		w.run("apply", "--auto-approve", "--report", "json=none/r.json").exits(exitFailed)
		w.run("apply", "--auto-approve", "--out", "none/p").exits(exitFailed)
		w.untouched()
	})
}

// Nothing is written over the YAML, over the plan that is applied, or over another report.
func TestNothingIsWrittenOverSomethingElse(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML).file("conf/a.yaml", w.read("library.yaml"))
		w.run("plan", "--out", "plan.json").exits(exitFine)
		before := w.read("library.yaml") + w.read("conf/a.yaml") + w.read("plan.json")
		for _, args := range [][]string{
			{"plan", "--out", "library.yaml"},
			{"plan", "--out", filepath.Join(w.dir, "conf", "..", "library.yaml")},
			{"plan", "--report", "html=library.yaml"},
			{"plan", "-f", "conf", "--report", "json=conf/a.yaml"},
			{"plan", "--report", "json=r", "--report", "html=./r"},
			{"plan", "--report", "json=r", "--out", "r"},
			{"apply", "--auto-approve", "--report", "text=library.yaml"},
			{"apply", "--report", "json=plan.json", "plan.json"},
		} {
			w.run(args...).exits(exitUsage).says("name another one")
		}
		require.Equal(t, before, w.read("library.yaml")+w.read("conf/a.yaml")+w.read("plan.json"))
		require.NoFileExists(t, filepath.Join(w.dir, "r"))
		w.untouched()
	})
}

// The page of an apply says what was not done, as its text does.
func TestPageOfAnApplyInPart(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/b.jpg").yaml("files: {/s/a.jpg: {description: x}, /s/b.jpg: {description: y}}\n")
		w.server.Inject(emulator.Fault{Match: "PATCH /v1/files/{id}/details", Kind: emulator.FaultStatus, Status: 400, Times: 1})
		w.run("apply", "--auto-approve", "--report", "html=r.html", "--report", "markdown=r.md").exits(exitPartial)
		for _, page := range []string{"r.html", "r.md"} {
			require.Contains(t, w.read(page), "failed update-file /s/", page)
			require.Contains(t, w.read(page), "What is left to do", page)
		}
	})
}

// The log is on stderr and does not have the key, which world.run sees to.
func TestLog(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML).vars["IKSYNC_LOG_LEVEL"] = "debug"
		require.Empty(t, w.run("plan", "--log-level", "warn").stderr)
		w.run("plan", "--out", "p", "--output", "json").exits(exitFine).says("imagekit request").json("iksync-report/1")
		w.run("explain", "/s/a.jpg").exits(exitFine).says("imagekit request")
		w.run("apply", "p").exits(exitFine).says("imagekit request", "done 1/1")
		w.file("key", testKey+"\n")
		w.run("plan", "--private-key-file", "key").exits(exitFine).says("Other users of this machine can read the private key in key")
	})
}

func TestColour(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		const escape = "\x1b["
		require.NotContains(t, w.run("plan").stdout, escape)
		w.run("plan", "--color", "always").shows(escape)
		w.screens = true
		w.run("plan").shows(escape)
		require.NotContains(t, w.run("plan", "--color", "never").stdout, escape)
		w.vars["NO_COLOR"] = "1"
		require.NotContains(t, w.run("plan").stdout, escape)
		w.run("plan", "--color", "always").shows(escape)
	})
}

// On a terminal progress is a bar, with a line for each job above it.
func TestBars(t *testing.T) {
	w := newWorld(t, emulator.WithJobDuration(300*time.Millisecond)) // bars have a clock of their own
	w.seeded("/s/old/a.jpg", "/s/b.jpg").yaml(movesYAML).bars = true
	w.run("apply", "--auto-approve").exits(exitFine).shows("Converged").
		says("rename-folder /s/old → /s/new", "2/2 calls", "ETA")
	w.vars["CI"] = "true"
	w.yaml(taggedYAML).seeded("/s/a.jpg")
	require.NotContains(t, w.run("apply", "--auto-approve").exits(exitFine).stderr, "\x1b")
}

// Waits are told: for the limits of this program and for those of the service.
func TestWaits(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(describedYAML)
		w.run("apply", "--auto-approve").exits(exitFine).says("waiting 7 s as the service asks: too many writes (429)")
	}, emulator.WithFaults(emulator.Fault{Match: "PATCH /v1/files/{id}/details", Kind: emulator.FaultStatus, Status: 429, ResetMillis: 7000, Times: 1}))
}

func TestWhy(t *testing.T) {
	for _, reason := range []imagekit.WaitReason{imagekit.WaitRateLimit, imagekit.WaitThrottled, imagekit.WaitLocked, imagekit.WaitServerError} {
		require.NotEmpty(t, why(imagekit.Wait{Op: "list assets", Reason: reason}))
	}
}

// No name in a library can repaint a terminal or fake a line.
func TestInert(t *testing.T) {
	require.Equal(t, `a\u001b[2Jb\u202ec\u0007`, inert("a\x1b[2Jb\u202ec\a"))
	require.Equal(t, "plain äöü 日本\n", inert("plain äöü 日本\n"))
}

func TestEstimate(t *testing.T) {
	require.Equal(t, 60*time.Second, estimate(time.Minute, 0, 0, 10))
	require.Equal(t, time.Duration(0), estimate(time.Minute, time.Hour, 0, 10), "a forecast that was wrong")
	require.Equal(t, time.Duration(0), estimate(time.Minute, time.Minute, 10, 10))
	require.Equal(t, 30*time.Second, estimate(time.Minute, 30*time.Second, 5, 10))
	require.Equal(t, "1:05", clock(65*time.Second))
	require.Equal(t, "2:00:01", clock(2*time.Hour+time.Second))
	require.Equal(t, "abcd…wxyz", shorten("abcdefghijklmnopqrstuvwxyz", 9))
}
