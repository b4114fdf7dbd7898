package emulator_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

const (
	makeFolder   = "POST /v1/folder"
	deleteFolder = "DELETE /v1/folder"
	moveFolder   = "POST /v1/bulkJobs/moveFolder"
	copyFolder   = "POST /v1/bulkJobs/copyFolder"
	renameFolder = "POST /v1/bulkJobs/renameFolder"
	getJob       = "GET /v1/bulkJobs/{job}"
)

func TestFolders(t *testing.T) {
	for _, test := range []struct {
		name  string
		paths []string
		step  step
		want  string
	}{
		{"a new folder", nil, step{makeFolder, `{"folderName":"a","parentFolderPath":"/"}`, 201, ""}, "/a/"},
		{"with its parents", nil, step{makeFolder, `{"folderName":"c","parentFolderPath":"/a/b"}`, 201, ""}, "/a/ /a/b/ /a/b/c/"},
		{"with an untidy parent", nil, step{makeFolder, `{"folderName":"b","parentFolderPath":"a/"}`, 201, ""}, "/a/ /a/b/"},
		{"under a rewritten name", nil, step{makeFolder, `{"folderName":"a-b.c (ü1)","parentFolderPath":"/"}`, 201, ""}, "/a_b_c__ü1_/"},
		{"in an odd folder", []string{"/o-d (1)/"}, step{makeFolder, `{"folderName":"a","parentFolderPath":"/o-d (1)"}`, 201, ""}, "/o-d (1)/ /o-d (1)/a/"},
		{"that exists", []string{"/a/b"}, step{makeFolder, `{"folderName":"a","parentFolderPath":"/"}`, 201, ""}, "/a/ /a/b"},
		{"of no name", nil, step{makeFolder, `{"folderName":"","parentFolderPath":"/"}`, 400, ""}, ""},
		{"of the name .", nil, step{makeFolder, `{"folderName":".","parentFolderPath":"/"}`, 400, `"can not be used as folder-name"`}, ""},
		{"below ..", nil, step{makeFolder, `{"folderName":"a","parentFolderPath":"/../b"}`, 400, ""}, ""},
		{"a slash in its name", nil, step{makeFolder, `{"folderName":"a/b","parentFolderPath":"/"}`, 201, ""}, "/a_b/"},

		{"a deletion takes all", []string{"/a/b/c", "/a/d", "/ab"}, step{deleteFolder, `{"folderPath":"/a"}`, 204, ""}, "/ab"},
		{"a deletion of an odd name", []string{"/o d (1)/c"}, step{deleteFolder, `{"folderPath":"/o d (1)/"}`, 204, ""}, ""},
		{"a deletion of nothing", []string{"/a"}, step{deleteFolder, `{"folderPath":"/a"}`, 404, `{"reason":"FOLDER_NOT_FOUND"}`}, "/a"},
		{"a deletion of the root", []string{"/a"}, step{deleteFolder, `{"folderPath":"/"}`, 400, ""}, "/a"},
		{"a deletion without a path", []string{"/a"}, step{deleteFolder, `{}`, 400, `{"reason":"MISSING_PARAMETER"}`}, "/a"},
		{"a deletion of the empty path", []string{"/a"}, step{deleteFolder, `{"folderPath":""}`, 400, ""}, "/a"},
		{"a folder stays when its last file goes", []string{"/a/b"}, step{"DELETE /v1/files/{id:/a/b}", "", 204, ""}, "/a/"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := open(t)
			require.NoError(t, a.server.Seed(seeds(test.paths...)...))
			a.play(test.step)
			require.Equal(t, test.want, a.tree())
		})
	}
}

// TestDeletedPathIsFree: what was deleted can be made again at once, under another id.
func TestDeletedPathIsFree(t *testing.T) {
	a := open(t)
	require.NoError(t, a.server.Seed(seeds("/a/b")...))
	a.play(
		step{"NOTE oldFolder {folder:/a}", "", 0, ""}, step{"NOTE oldFile {id:/a/b}", "", 0, ""},
		step{deleteFolder, `{"folderPath":"/a"}`, 204, ""},
		step{upload, "fileName=b&folder=/a&file=x&useUniqueFileName=false&overwriteFile=false", 200, ""},
		step{"GET /v1/files/{oldFile}/details", "", 404, ""},
	)
	require.NotEqual(t, a.expand("{oldFolder}"), a.expand("{folder:/a}"))
	require.NotEqual(t, a.expand("{oldFile}"), a.expand("{id:/a/b}"))
}

func TestFolderJobs(t *testing.T) {
	three := []emulator.Seed{versioned("/a/f", 2), file("/a/sub/g"), folder("/d")}
	full := []emulator.Seed{versioned("/a/f", 60), file("/a/g"), versioned("/d/a/f", 60), file("/d/a/g")}
	for _, test := range []struct {
		name    string
		library []emulator.Seed
		ask     string
		body    string
		want    string
	}{
		{"a move", three, moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, "/d/ /d/a/ /d/a/f*2 /d/a/sub/ /d/a/sub/g"},
		{"a move to the root", seeds("/d/a/f"), moveFolder, `{"sourceFolderPath":"/d/a/","destinationPath":"/"}`, "/a/ /a/f /d/"},
		{"a move of an odd name", seeds("/o d (1)/f", "/d/"), moveFolder, `{"sourceFolderPath":"/o d (1)","destinationPath":"/d"}`, "/d/ /d/o d (1)/ /d/o d (1)/f"},
		{"a move merges", append(three, versioned("/d/a/f", 3), file("/d/a/sub/h")), moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`,
			"/d/ /d/a/ /d/a/f*5 /d/a/sub/ /d/a/sub/g /d/a/sub/h"},
		{"a move leaves what has too many versions", full, moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, "/a/ /a/f*60 /d/ /d/a/ /d/a/f*60 /d/a/g*2"},
		{"a copy", three, copyFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, "/a/ /a/f*2 /a/sub/ /a/sub/g /d/ /d/a/ /d/a/f /d/a/sub/ /d/a/sub/g"},
		{"a copy of all versions", three, copyFolder, `{"sourceFolderPath":"/a","destinationPath":"/d","includeVersions":true}`,
			"/a/ /a/f*2 /a/sub/ /a/sub/g /d/ /d/a/ /d/a/f*2 /d/a/sub/ /d/a/sub/g"},
		{"a copy merges", append(three, versioned("/d/a/f", 3)), copyFolder, `{"sourceFolderPath":"/a","destinationPath":"/d","includeVersions":true}`,
			"/a/ /a/f*2 /a/sub/ /a/sub/g /d/ /d/a/ /d/a/f*5 /d/a/sub/ /d/a/sub/g"},
		{"a copy into its own child", seeds("/a/b/f"), copyFolder, `{"sourceFolderPath":"/a","destinationPath":"/a/b"}`, "/a/ /a/b/ /a/b/a/ /a/b/a/b/ /a/b/a/b/f /a/b/f"},
		{"a copy leaves out what has too many versions", full, copyFolder, `{"sourceFolderPath":"/a","destinationPath":"/d","includeVersions":true}`,
			"/a/ /a/f*60 /a/g /d/ /d/a/ /d/a/f*60 /d/a/g*2"},
		{"a rename", three, renameFolder, `{"folderPath":"/a","newFolderName":"b-c d"}`, "/b-c_d/ /b-c_d/f*2 /b-c_d/sub/ /b-c_d/sub/g /d/"},
		{"an empty folder", seeds("/a/", "/d/"), moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, "/d/ /d/a/"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := open(t, emulator.WithJobDuration(time.Minute))
				require.NoError(t, a.server.Seed(test.library...))
				status := 200
				if test.ask == renameFolder {
					status = 202
				}
				before := a.tree()
				a.play(step{test.ask, test.body, status, `{"jobId":"*"}`}, step{"WAIT 59s", "", 0, ""}, step{getJob, "", 200, `{"status":"Pending"}`})
				require.Equal(t, before, a.tree(), "nothing happens before it is due")
				a.play(step{"WAIT 1s", "", 0, ""}, step{getJob, "", 200, `{"status":"Completed"}`})
				require.Equal(t, test.want, a.tree())
			})
		})
	}
}

func TestFolderJobsRefused(t *testing.T) {
	story(t, nil, seeds("/a/b/f", "/d/a/f"),
		step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/a"}`, 400, `{"reason":"SAME_SOURCE_AND_DESTINATION"}`},
		step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/"}`, 400, `{"reason":"SAME_SOURCE_AND_DESTINATION"}`},
		step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/a/b"}`, 400, `{"reason":"INVALID_DESTINATION_PATH"}`},
		step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/none"}`, 400, `{"reason":"INVALID_FOLDER_PATH"}`},
		step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":""}`, 400, ``},
		step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d","includeVersions":true}`, 400, ``},
		step{copyFolder, `{"sourceFolderPath":"/a","destinationPath":"/"}`, 400, `{"reason":"SAME_SOURCE_AND_DESTINATION"}`},
		step{copyFolder, `{"sourceFolderPath":"/","destinationPath":"/d"}`, 400, `{"reason":"SOURCE_IS_ROOT"}`},
		step{copyFolder, `{"sourceFolderPath":"/a/b/f","destinationPath":"/d"}`, 404, `{"reason":"NO_FILES_FOLDER"}`},
		step{renameFolder, `{"folderPath":"/a","newFolderName":"d"}`, 409, ""},
		step{renameFolder, `{"folderPath":"/a","newFolderName":"a"}`, 409, ""},
		step{renameFolder, `{"folderPath":"/a","newFolderName":""}`, 400, ""},
		step{renameFolder, `{"folderPath":"/a","newFolderName":".."}`, 400, ""},
		step{renameFolder, `{"folderPath":"/none","newFolderName":"x"}`, 404, `"Source folder not found."`},
		step{renameFolder, `{"folderPath":"","newFolderName":"x"}`, 400, ""},
		step{renameFolder, `{"folderPath":"/a"}`, 400, `"newFolderName parameter is missing."`},
		step{"GET /v1/bulkJobs/aaaaaaaaaaaaaaaaaaaaaaaa", "", 404, ""},
	)
}

// TestLocks: which jobs and writes a running job keeps out.
func TestLocks(t *testing.T) {
	const running, dest = "A bulk job is running", "Destination folder path is already locked"
	for _, test := range []struct {
		ask, body string
		jobs, all int // the status where locks reach jobs, and where they reach everything
		want      string
	}{
		{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/free"}`, 423, 423, running},
		{copyFolder, `{"sourceFolderPath":"/a/sub","destinationPath":"/free"}`, 423, 423, running},
		{copyFolder, `{"sourceFolderPath":"/free","destinationPath":"/a"}`, 423, 423, dest},
		{copyFolder, `{"sourceFolderPath":"/free","destinationPath":"/d"}`, 423, 423, dest},
		{renameFolder, `{"folderPath":"/d","newFolderName":"e"}`, 423, 423, running},
		{renameFolder, `{"folderPath":"/a/sub","newFolderName":"e"}`, 423, 423, running},
		{renameFolder, `{"folderPath":"/free","newFolderName":"e"}`, 202, 202, ""},
		{moveFolder, `{"sourceFolderPath":"/free","destinationPath":"/ab"}`, 200, 200, ""},
		{makeFolder, `{"folderName":"new","parentFolderPath":"/a"}`, 201, 423, running},
		{deleteFolder, `{"folderPath":"/a"}`, 204, 423, running},
		{deleteFolder, `{"folderPath":"/ab"}`, 204, 204, ""},
		{upload, "fileName=x&file=x&folder=/d/a/sub", 200, 423, running},
		{"PATCH /v1/files/{id:/a/f}/details", `{"tags":["x"]}`, 200, 423, running},
		{"GET /v1/files/{id:/a/f}/details", "", 200, 200, ""},
		{"DELETE /v1/files/{id:/a/f}", "", 204, 423, running},
		{"DELETE /v1/files/{id:/a/f}/versions/{version:/a/f#1}", "", 204, 423, running},
		{"PUT /v1/files/{id:/a/f}/versions/{version:/a/f#1}/restore", "", 200, 423, running},
		{"POST /v1/files/move", `{"sourceFilePath":"/free/f","destinationPath":"/a"}`, 204, 423, running},
		{"POST /v1/files/copy", `{"sourceFilePath":"/a/f","destinationPath":"/free"}`, 204, 423, running},
		{"PUT /v1/files/rename", `{"filePath":"/a/f","newFileName":"x"}`, 200, 423, running},
		{"POST /v1/files/addTags", `{"fileIds":["{id:/a/f}","{id:/free/f}"],"tags":["x"]}`, 200, 207, ""},
		{"POST /v1/files/batch/deleteByFileIds", `{"fileIds":["{id:/a/f}","{id:/free/f}"]}`, 200, 207, ""},
	} {
		for _, locks := range []emulator.Locks{emulator.LocksJobs, emulator.LocksEverything} {
			t.Run(fmt.Sprint(locks, test.ask), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a := open(t, emulator.WithJobDuration(time.Minute), emulator.WithReadings(emulator.Readings{Locks: locks}))
					require.NoError(t, a.server.Seed(append(seeds("/a/sub/g", "/d/", "/ab/f", "/free/f", "/next/"), versioned("/a/f", 2))...))
					status := test.jobs
					if locks == emulator.LocksEverything {
						status = test.all
					}
					want := ""
					if status == 423 {
						want = `"` + test.want + `"`
					}
					a.play(
						step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 200, ""},
						step{test.ask, test.body, status, want},
						step{"WAIT 1m", "", 0, ""},
						step{moveFolder, `{"sourceFolderPath":"/next","destinationPath":"/d"}`, 200, ""},
					)
				})
			})
		}
	}
}
