package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// lastRun is the id of the only run there is.
func (w *world) lastRun() string {
	w.t.Helper()
	entries, err := os.ReadDir(filepath.Join(w.dir, runsFolder))
	require.NoError(w.t, err)
	require.Len(w.t, entries, 1)
	return entries[0].Name()
}

// A run in which something failed goes on when it can: what was done stays done.
func TestResumeAfterAFailure(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/b.jpg").yaml("files: {/s/a.jpg: {tags: [x]}, /s/sub/c.jpg: {moved_from: /s/b.jpg}}\n")
		got := w.run("apply", "--auto-approve", "--output", "json").exits(exitPartial)
		id := w.lastRun()
		require.Equal(t, id, got.json("iksync-apply/1")["run"])
		got.says("Run " + id + " has not come to its end. Go on with: iksync apply --resume " + id)
		w.run("runs").exits(exitFine).shows(id, "1/4", "failed: 1 of 4")
		w.server.ClearFaults()
		before := w.server.Mutations()
		w.run("apply", "--resume").exits(exitFine).
			says("Going on with run "+id+": 1 of 4 calls were done.").
			shows("Converged: shop matches library.yaml. 3 calls in ", ", after 1 before.")
		require.Equal(t, 3, w.server.Mutations()-before)
		w.run("runs").exits(exitFine).shows("4/4", "done")
		w.run("apply", "--resume").exits(exitUsage).says("there is nothing to go on with: the last run, " + id)
	}, emulator.WithFaults(emulator.Fault{Match: "POST /v1/folder", Kind: emulator.FaultStatus, Status: 400}))
}

// A job that was left to itself is waited for, not started again.
func TestResumeWaitsForTheJobThatRuns(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/old/a.jpg", "/s/b.jpg").yaml(movesYAML)
		w.interruptAt("/v1/bulkJobs/", 2) // its start, or the first look at it
		w.run("apply", "--auto-approve").exits(exitInterrupted).says("apply --resume")
		w.request = func(*http.Request) {}
		w.run("apply", "--resume").exits(exitFine).shows("Converged")
		require.Len(t, w.server.Jobs(), 1)
		require.Empty(t, w.server.Repeated())
	}, emulator.WithJobDuration(20*time.Minute))
}

// A start whose answer was lost is looked for until it shows.
func TestALostAnswerOfAJobIsFound(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/old/a.jpg", "/s/b.jpg").yaml(movesYAML)
		w.run("apply", "--auto-approve").exits(exitFine).
			says("looking whether this was carried out, as its answer was lost: rename-folder /s/old → /s/new").shows("Converged")
		require.Len(t, w.server.Jobs(), 1)
	}, emulator.WithJobDuration(5*time.Minute),
		emulator.WithFaults(emulator.Fault{Match: "POST /v1/bulkJobs/renameFolder", Kind: emulator.FaultDropAfter, Times: 1}))
}

// What a job left behind is named, and the run says that it is not at its end.
func TestWhatAJobLeftBehindIsNamed(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/old/a.jpg", "/s/old/b.jpg", "/s/old/c.jpg").yaml("folders: {/s/new: {moved_from: /s/old}}\n")
		w.run("apply", "--auto-approve", "--report", "json=r.json").exits(exitPartial).
			says("is done, but not all is as it should be then").
			shows("failed rename-folder", ": it is still there", ": it did not arrive", "What is left to do:")
		require.Contains(t, w.read("r.json"), `"why": "it is still there"`)
	}, emulator.WithFaults(emulator.Fault{Match: "POST /v1/bulkJobs/renameFolder", Kind: emulator.FaultStrand, Files: 2}))
}

func TestResumeRefused(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		w.run("apply", "--resume").exits(exitUsage).says("no run was begun from this directory")
		w.run("apply", "--resume", "library.yaml").exits(exitUsage).says(`there is no run "library.yaml"`)
		w.run("apply", "--resume", "--target", "/s/a.jpg").exits(exitUsage).says("--target")
		w.run("apply", "--resume", "--refresh").exits(exitUsage).says("--refresh is for a saved plan")
		w.run("apply", "--refresh").exits(exitUsage).says("--refresh is for a saved plan")
		w.run("apply", "--auto-approve").exits(exitFailed)
		w.run("--base-url", "https://other.example.com", "apply", "--resume").exits(exitStale).
			says("is of https://api.imagekit.io, and this is https://other.example.com")
		w.yaml(taggedYAML + "# another word\n")
		w.run("apply", "--resume").exits(exitStale).says("library.yaml changed since the plan was made: make the plan again (iksync apply, without --resume)")
		require.Equal(t, 1, w.server.Count("POST /v1/files/addTags"), "the refused one")
	}, emulator.WithFaults(emulator.Fault{Match: "POST /v1/files/addTags", Kind: emulator.FaultStatus, Status: 400}))
}

// One apply at a time: the second one says who is at it.
func TestApplyIsLocked(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		w.run("plan", "--out", "p").exits(exitFine)
		inner := map[string]outcome{}
		w.request = func(r *http.Request) {
			if r.Method != http.MethodGet && len(inner) == 0 {
				for _, args := range []string{"apply --auto-approve", "apply p", "apply --resume", "plan"} {
					inner[args] = outcome{}
					inner[args] = w.run(strings.Fields(args)...)
				}
			}
		}
		w.run("apply", "--auto-approve").exits(exitFine).shows("Converged")
		inner["apply --auto-approve"].exits(exitLocked).says("shop is locked by", "iksync unlock")
		inner["apply p"].exits(exitLocked)
		inner["apply --resume"].exits(exitLocked).says("is being carried out by another process")
		inner["plan"].exits(exitFine)
		w.request = func(*http.Request) {}
		w.run("apply", "--auto-approve").exits(exitFine).shows("No changes")
	})
}

// A run whose lock is taken from it ends in order.
func TestApplyWithoutItsLockEnds(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/old/a.jpg", "/s/b.jpg").yaml(movesYAML)
		unlocked := false
		w.request = func(r *http.Request) {
			if r.URL.Path == "/v1/bulkJobs/renameFolder" && !unlocked {
				unlocked = true
				w.run("unlock", "--auto-approve").exits(exitFine)
			}
		}
		w.run("apply", "--auto-approve").exits(exitLocked).says("The lock is lost", "done 1/2 rename-folder", "the lock was lost on the way")
		require.True(t, unlocked)
		w.run("apply", "--resume").exits(exitFine).shows("Converged")
	}, emulator.WithJobDuration(10*time.Minute))
}

// A key that opens another account is not taken for the one that the run began with.
func TestResumeWithTheKeyOfAnotherAccount(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		w.run("apply", "--auto-approve").exits(exitFailed)
		other, err := emulator.New(emulator.WithKey(testKey), emulator.WithURLEndpoint("https://ik.imagekit.io/other"))
		require.NoError(t, err)
		defer func() { require.NoError(t, other.Close()) }()
		require.NoError(t, other.Seed(emulator.Seed{Path: "/s/a.jpg"}))
		w.http = other.HTTPClient()
		w.run("apply", "--resume").exits(exitStale).says("account of https://ik.imagekit.io/emulator", "https://ik.imagekit.io/other")
		require.Zero(t, other.Mutations())
	}, emulator.WithFaults(emulator.Fault{Match: "POST /v1/files/addTags", Kind: emulator.FaultStatus, Status: 400}))
}

// An older run that is named may contradict what was applied since, which is said.
func TestResumeOfAnOlderRun(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		w.run("apply", "--auto-approve").exits(exitFailed)
		id := w.lastRun()
		time.Sleep(time.Minute)
		w.server.ClearFaults()
		w.run("apply", "--auto-approve").exits(exitFine)
		w.run("apply", "--resume").exits(exitUsage).says("an older one has to be named")
		w.run("apply", "--resume", id).exits(exitFine).says("began after this one").shows("Converged")
	}, emulator.WithFaults(emulator.Fault{Match: "POST /v1/files/addTags", Kind: emulator.FaultStatus, Status: 400}))
}
