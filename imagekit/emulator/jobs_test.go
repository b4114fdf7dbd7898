package emulator_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// TestJobDuration: the time a job takes may depend on its kind and what is in the folder.
func TestJobDuration(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		a := open(t, emulator.WithJobDurationFunc(func(kind string, assets int) time.Duration {
			told = append(told, fmt.Sprint(kind, " ", assets))
			return time.Duration(assets) * time.Second
		}))
		require.NoError(t, a.server.Seed(versioned("/a/f", 3), file("/a/sub/g"), folder("/d"), folder("/empty")))
		a.play(
			step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 200, ""},
			step{"WAIT 4999ms", "", 0, ""}, step{getJob, "", 200, `{"status":"Pending"}`},
			step{"WAIT 1ms", "", 0, ""}, step{getJob, "", 200, `{"status":"Completed"}`},
			step{renameFolder, `{"folderPath":"/empty","newFolderName":"void"}`, 202, ""},
			step{getJob, "", 200, `{"status":"Completed"}`},
		)
		require.Equal(t, []string{"MOVE_FOLDER 5", "RENAME_FOLDER 0"}, told)
		jobs := a.server.Jobs()
		require.Len(t, jobs, 2)
		require.Equal(t, "/a", jobs[0].Source)
		require.Equal(t, "/d/a", jobs[0].Target)
		require.True(t, jobs[0].Done)
		require.Equal(t, 5*time.Second, time.Since(jobs[0].Due)+5*time.Second)
	})
}

// TestJobsInOrder: jobs that are due are carried out each at its own time, whichever started first.
func TestJobsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t, emulator.WithJobDurationFunc(func(_ string, assets int) time.Duration { return time.Duration(assets) * 10 * time.Second }))
		require.NoError(t, a.server.Seed(seeds("/a/f", "/a/g", "/b/f", "/c/", "/d/")...))
		start := time.Now()
		a.play(
			step{copyFolder, `{"sourceFolderPath":"/a","destinationPath":"/c"}`, 200, ""}, step{"NOTE slow {job}", "", 0, ""},
			step{copyFolder, `{"sourceFolderPath":"/b","destinationPath":"/d"}`, 200, ""},
			step{"WAIT 1h", "", 0, ""},
			step{"GET /v1/files", "", 200, `["/a/f","/a/g","/b/f","/d/b/f","/c/a/f","/c/a/g"]`},
		)
		require.WithinDuration(t, start.Add(10*time.Second), a.file("/d/b/f").CreatedAt, 10*time.Millisecond)
		require.WithinDuration(t, start.Add(20*time.Second), a.file("/c/a/f").CreatedAt, 10*time.Millisecond)
		for _, e := range a.server.Ledger() {
			if e.Path == "/c/a/f" {
				require.Equal(t, a.expand("{slow}"), e.Created.JobID)
				require.Equal(t, "/v1/bulkJobs/copyFolder", e.Created.Path)
			}
		}
	})
}

// TestJobsAndOthers: what others do to the folders of a job while it runs.
func TestJobsAndOthers(t *testing.T) {
	move := step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 200, ""}
	for _, test := range []struct {
		name  string
		other step
		want  string
	}{
		{"nothing", step{"GET /v1/files", "", 200, ""}, "/d/ /d/a/ /d/a/f"},
		{"the source goes", step{deleteFolder, `{"folderPath":"/a"}`, 204, ""}, "/d/"},
		{"the destination goes", step{deleteFolder, `{"folderPath":"/d"}`, 204, ""}, "/d/ /d/a/ /d/a/f"},
		{"a file comes", step{upload, "fileName=g&file=x&folder=/a&useUniqueFileName=false", 200, ""}, "/d/ /d/a/ /d/a/f /d/a/g"},
		{"a file goes", step{"POST /v1/files/move", `{"sourceFilePath":"/a/f","destinationPath":"/"}`, 204, ""}, "/d/ /d/a/ /f"},
		{"the place is taken", step{upload, "fileName=f&file=x&folder=/d/a&useUniqueFileName=false", 200, ""}, "/d/ /d/a/ /d/a/f*2"},
		{"a seed comes late", step{}, "/a/ /a/late /d/ /d/a/ /d/a/f"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := open(t)
				require.NoError(t, a.server.Seed(seeds("/a/f", "/d/")...))
				a.play(move)
				if test.other.ask != "" {
					a.play(test.other)
				}
				time.Sleep(time.Second)
				if test.other.ask == "" {
					require.NoError(t, a.server.Seed(file("/a/late")), "the job was due before")
				}
				require.Equal(t, test.want, a.tree())
			})
		})
	}
}

// TestRenamePurges: a rename may purge, once for the folder, if the plan has purges left.
func TestRenamePurges(t *testing.T) {
	rename := func(from, to string) step {
		return step{renameFolder, `{"folderPath":"/` + from + `","newFolderName":"` + to + `","purgeCache":true}`, 202, ""}
	}
	story(t, []emulator.Option{emulator.WithPurgeQuota(1)}, seeds("/a/f", "/a/g"),
		rename("a", "b"), step{"WAIT 1s", "", 0, ""},
		step{getJob, "", 200, `{"status":"Completed","purgeRequestId":"*"}`},
		step{"GET /v1/files/purge/{purge}", "", 200, `{"status":"Completed"}`},
		rename("b", "c"), step{getJob, "", 200, `{"status":"Pending"}`}, step{"WAIT 1s", "", 0, ""},
		step{getJob, "", 207, `{"status":"Partial success","message":"*","help":"*","purgeRequestId":"-"}`},
		step{"GET /v1/files", "", 200, `["/c/f","/c/g"]`},
	)
}

// TestTooManyObjects: 100,000 nested assets are the most that one call takes, versions and folders included.
func TestTooManyObjects(t *testing.T) {
	a := open(t)
	library := []emulator.Seed{folder("/d"), folder("/d/empty")}
	content := []byte("x")
	for i := range 999 {
		seed := emulator.Seed{Path: fmt.Sprintf("/a/%d/f", i), Content: content}
		for range 98 {
			seed.Versions = append(seed.Versions, content)
		}
		library = append(library, seed)
	}
	for i := range 101 { // 999 folders, 999 files of 99 versions, 100 files more are 100,000
		library = append(library, emulator.Seed{Path: fmt.Sprintf("/a/0/g%d", i), Content: content})
	}
	require.NoError(t, a.server.Seed(library...))
	const many = `{"reason":"TOO_MANY_OBJECTS"}`
	a.play(
		step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 400, many},
		step{copyFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 400, many},
		step{renameFolder, `{"folderPath":"/a","newFolderName":"b"}`, 400, many},
		step{deleteFolder, `{"folderPath":"/a"}`, 400, many},
		step{"DELETE /v1/files/{id:/a/0/g0}", "", 204, ""},
		step{deleteFolder, `{"folderPath":"/a"}`, 204, ""},
	)
	require.Equal(t, "/d/ /d/empty/", a.tree())
}
