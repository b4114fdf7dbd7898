package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// jobRow is the story of a call of "iksync job" after some jobs were started.
type jobRow struct {
	name    string
	options []emulator.Option
	given   func(w *world)
	jobs    []string // commands that start them
	args    string   // "1" is the id of the first job, and so on
	code    code
	shows   []string
	says    []string
	took    time.Duration // at least; 0: not looked at
}

func TestJob(t *testing.T) {
	const copies, renames = "folder copy /s /arch", "folder rename --purge /t u"
	takes := func(d time.Duration) []emulator.Option { return []emulator.Option{emulator.WithJobDuration(d)} }
	stuck := func(w *world) {
		w.server.Inject(emulator.Fault{Match: "POST /v1/bulkJobs/copyFolder", Kind: emulator.FaultStuckJob})
	}
	const nobody = "64fb1c2d8a7b4c1234567890"
	rows := []jobRow{
		{name: "the status of one that is over", options: takes(0), jobs: []string{copies}, args: "job status 1", shows: []string{"JOB ", "TYPE ", "COPY_FOLDER  Completed"}},
		{name: "the status of one that runs", options: takes(time.Minute), jobs: []string{copies}, args: "job status 1", shows: []string{"COPY_FOLDER  Pending"}},
		{name: "the status of several", options: takes(0), jobs: []string{copies, renames}, args: "job status 1 2 1", shows: []string{"COPY_FOLDER    Completed", "RENAME_FOLDER  Completed"}},
		{name: "the status of one whose purge was refused", options: append(takes(0), emulator.WithPurgeQuota(0)), jobs: []string{renames}, args: "job status 1",
			shows: []string{"RENAME_FOLDER  Partial success  Folder renamed successfully but purging"}},
		{name: "the status of none", args: "job status " + nobody, code: exitFailed, shows: []string{nobody, "not known"}, says: []string{"job " + nobody + ": ImageKit knows no such job: ", "404", "request id"}},
		{name: "the status of one that is there and one that is not", options: takes(0), jobs: []string{copies}, args: "job status " + nobody + " 1", code: exitFailed,
			shows: []string{"Completed", "not known"}, says: []string{nobody}},
		{name: "the status of no id", args: "job status a/b", code: exitUsage, says: []string{`"a/b" is not the id of a job`}},
		{name: "a wrong key", given: otherKey, args: "job status " + nobody, code: exitFailed, says: []string{"may not do this"}},
		{name: "a wrong key, 401", options: readingsOf(emulator.Readings{WrongKeyStatus: 401}), given: otherKey, args: "job wait " + nobody + " x", code: exitFailed, says: []string{"is not accepted"}},

		{name: "one that takes a minute", options: takes(time.Minute), jobs: []string{copies}, args: "job wait 1", shows: []string{"COPY_FOLDER  Completed"},
			says: []string{"waiting for job ", ": Completed after 1:0"}, took: time.Minute},
		{name: "one that is over", options: takes(0), jobs: []string{copies}, args: "job wait 1", shows: []string{"Completed"}},
		{name: "several", options: takes(time.Minute), jobs: []string{copies, renames}, args: "job wait 1 2", shows: []string{"COPY_FOLDER    Completed", "RENAME_FOLDER  Completed"}, took: time.Minute},
		{name: "several, one after the other", options: takes(time.Minute), jobs: []string{copies, renames}, args: "job wait --parallelism 1 1 2", shows: []string{"COPY_FOLDER    Completed", "RENAME_FOLDER  Completed"}},
		{name: "one whose purge is refused", options: append(takes(time.Minute), emulator.WithPurgeQuota(0)), jobs: []string{renames}, args: "job wait 1", code: exitPartial,
			shows: []string{"Partial success"}, says: []string{"done in part: Folder renamed successfully but purging cache on nested files failed."}},
		{name: "one that never ends", given: stuck, jobs: []string{copies}, args: "job wait --timeout 10m 1", code: exitTimeout,
			shows: []string{"COPY_FOLDER  Pending"}, says: []string{"was not over after 10m0s: it goes on by itself, and may be waited for with: iksync job wait "}, took: 10 * time.Minute},
		{name: "one that never ends, and one that is not there", given: stuck, jobs: []string{copies}, args: "job wait --timeout 10m " + nobody + " 1", code: exitTimeout,
			shows: []string{"Pending", "ImageKit knows no such job"}},
		{name: "none", args: "job wait " + nobody, code: exitFailed, shows: []string{"not known"}, says: []string{"ImageKit knows no such job"}},
		{name: "one whose status cannot be read for a while", given: func(w *world) { w.refuses("GET /v1/bulkJobs/{id}", 500, 6) }, jobs: []string{copies}, args: "job wait 1", shows: []string{"Completed"}},
		{name: "one whose status can never be read", given: func(w *world) { w.refuses("GET /v1/bulkJobs/{id}", 500, 0) }, jobs: []string{copies}, args: "job wait --timeout 5m 1", code: exitTimeout,
			shows: []string{"not known"}, says: []string{"its status could not be read: get job: 500"}},
		{name: "somebody who has seen enough", options: takes(time.Hour), given: func(w *world) {
			time.AfterFunc(time.Minute, func() { w.signals <- os.Interrupt })
		}, jobs: []string{copies}, args: "job wait 1", code: exitInterrupted, shows: []string{"Pending"}, says: []string{"interrupted while job ", "may be waited for with: iksync job wait "}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				w.seeded("/s/a.jpg", "/t/b.jpg", "/arch/x.jpg")
				if row.given != nil {
					row.given(w)
				}
				for _, args := range row.jobs {
					w.run(strings.Fields(args)...).exits(exitFine)
				}
				w.server.ResetCounts()
				args := strings.Fields(row.args)
				for i, arg := range args {
					if len(arg) == 1 && arg <= "9" && args[max(i-1, 0)] != "--parallelism" {
						args[i] = w.server.Jobs()[arg[0]-'1'].ID
					}
				}
				began := time.Now()
				w.run(args...).exits(row.code).shows(row.shows...).says(row.says...)
				require.GreaterOrEqual(t, time.Since(began), row.took)
				if row.took > 0 {
					require.Less(t, time.Since(began), row.took+10*time.Second)
				}
				w.untouched()
			}, row.options...)
		})
	}
}

// A program reads the same of each job.
func TestJobJSON(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/arch/x.jpg")
		w.run("folder", "rename", "--purge", "/s", "u").exits(exitFine)
		id := w.server.Jobs()[0].ID
		document := w.run("job", "wait", "--output", "json", id).exits(exitFine).json("iksync-jobs/1")
		require.EqualValues(t, exitFine, document["exit_code"])
		job := document["jobs"].([]any)[0].(map[string]any)
		require.NotEmpty(t, job["purge"])
		delete(job, "purge")
		require.Equal(t, map[string]any{"id": id, "type": "RENAME_FOLDER", "status": "Completed"}, job)

		document = w.run("job", "status", "--output", "json", "gone", id).exits(exitFailed).json("iksync-jobs/1")
		require.EqualValues(t, exitFailed, document["exit_code"])
		job = document["jobs"].([]any)[0].(map[string]any)
		require.Equal(t, "gone", job["id"])
		require.Contains(t, job["error"], "ImageKit knows no such job")
		require.Contains(t, document["message"], "job gone")
	})
}

// Whoever stops waiting leaves the job to itself, and is told how to go on.
func TestFolderJobInterrupted(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/arch/x.jpg")
		time.AfterFunc(time.Minute, func() { w.signals <- os.Interrupt })
		began := time.Now()
		w.run("folder", "move", "--wait", "/s", "/arch").exits(exitInterrupted).
			shows("started: move /s -> /arch/s: interrupted while job ", "may be waited for with: iksync job wait ")
		require.Less(t, time.Since(began), 2*time.Minute)
		time.Sleep(time.Hour)
		require.Equal(t, []string{"/arch/", "/arch/s/", "/arch/s/a.jpg", "/arch/x.jpg"}, folderTree(w))
	}, emulator.WithJobDuration(10*time.Minute))
}

// On a terminal each job has a line with its time, which is gone in the end.
func TestJobLines(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/arch/x.jpg").bars = true
		w.run("folder", "move", "--wait", "/s", "/arch").exits(exitFine).
			says("(move /s -> /arch/s)", "0:30", "Completed after 1:0")
		id := w.server.Jobs()[0].ID
		w.run("job", "wait", id).exits(exitFine).says("job " + id + ": Completed after 0:00")
	}, emulator.WithJobDuration(time.Minute))
}
