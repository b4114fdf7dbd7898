package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

func TestFileRename(t *testing.T) {
	rename := "PUT /v1/files/rename"
	renamed := []string{"/s/b.jpg 3", "/s/deep/c.jpg 1", "/s/z.jpg 1", "/t/b.jpg 1"}
	tell(t, []fileStory{
		{
			name: "a file gets another name", args: []string{"file", "rename", "/s/a.jpg", "z.jpg"},
			text: "renamed /s/a.jpg -> /s/z.jpg\n", says: []string{"URLs that stop working: 1\n"}, sent: []string{rename}, library: renamed,
		},
		{
			name: "it is named by its id", args: []string{"file", "rename", "{/s/a.jpg}", "z.jpg"},
			text: "renamed /s/a.jpg -> /s/z.jpg\n", sent: []string{rename}, library: renamed,
		},
		{
			name: "but not by a glob, as its name may hold any character", args: []string{"file", "rename", "/s/a.*", "z.jpg"},
			code: exitFailed, says: []string{"there is no file /s/a.*"},
		},
		{name: "its own name", args: []string{"file", "rename", "/s/a.jpg", "a.jpg"}, text: "nothing to rename: /s/a.jpg -> /s/a.jpg\n"},
		{
			name: "the old URL is purged", args: []string{"file", "rename", "--purge", "/s/a.jpg", "z.jpg"}, sent: []string{rename}, library: renamed,
		},
		{
			name: "the purge is refused", args: []string{"file", "rename", "--purge", "/s/a.jpg", "z.jpg"}, options: []emulator.Option{emulator.WithPurgeQuota(0)},
			code: exitPartial, says: []string{"/s/a.jpg: renamed in part: renamed, but the purge was refused"}, sent: []string{rename}, library: renamed,
		},
		{
			name: "the name is taken", args: []string{"file", "rename", "/s/a.jpg", "b.jpg"}, code: exitRefused, says: []string{"/s/a.jpg is not renamed: the file /s/b.jpg has that name"},
		},
		{
			name: "a folder has it", args: []string{"file", "rename", "/s/a.jpg", "deep"}, code: exitRefused, says: []string{"the folder /s/deep has that name"},
		},
		{
			name: "it is taken just then", args: []string{"file", "rename", "/s/a.jpg", "z.jpg"}, given: func(w *world) { w.refuses(rename, 409, 1) },
			code: exitFailed, says: []string{"/s/a.jpg: the name z.jpg is taken: rename file: 409", "request id"}, sent: []string{rename},
		},
		{
			name: "the file is gone by then", args: []string{"file", "rename", "/s/a.jpg", "z.jpg"}, given: func(w *world) { w.refuses(rename, 404, 1) },
			code: exitFailed, says: []string{"/s/a.jpg: rename file: 404"}, sent: []string{rename},
		},
		{
			name: "the service does not like it", args: []string{"file", "rename", "/s/a.jpg", "z.jpg"}, given: func(w *world) { w.refuses(rename, 400, 1) },
			code: exitFailed, says: []string{"rename file: 400"}, sent: []string{rename},
		},
		{
			name: "a job holds its folder for a while", args: []string{"file", "rename", "/s/a.jpg", "z.jpg"}, beyond: true,
			given: func(w *world) { w.refuses(rename, 423, 2) }, sent: []string{rename, rename, rename}, library: renamed,
		},
		{
			name: "a job holds it for longer than is waited", args: []string{"file", "rename", "--max-wait", "5s", "/s/a.jpg", "z.jpg"}, beyond: true,
			given: func(w *world) { w.refuses(rename, 423, 0) }, code: exitTimeout, says: []string{"gave up waiting"}, sent: []string{rename, rename, rename},
		},
		{
			name: "the answer is lost, it has the name", args: []string{"file", "rename", "/s/a.jpg", "z.jpg"}, given: func(w *world) { w.drops(rename, emulator.FaultDropAfter) },
			text: "renamed /s/a.jpg -> /s/z.jpg\n", sent: []string{rename}, library: renamed,
		},
		{
			name: "the answer is lost, and with it that about the purge", args: []string{"file", "rename", "--purge", "/s/a.jpg", "z.jpg"}, given: func(w *world) { w.drops(rename, emulator.FaultDropAfter) },
			code: exitPartial, says: []string{"whether the purge was accepted"}, sent: []string{rename}, library: renamed,
		},
		{
			name: "the answer is lost, it has not", args: []string{"file", "rename", "/s/a.jpg", "z.jpg"}, given: func(w *world) { w.drops(rename, emulator.FaultDropBefore) },
			code: exitFailed, says: []string{"the library shows that it was not"}, sent: []string{rename},
		},
		{
			name: "the key is another one", args: []string{"file", "rename", "/s/a.jpg", "z.jpg"}, given: func(w *world) { w.vars[keyVariable] = "other" },
			code: exitFailed, says: []string{"the private key from IMAGEKIT_PRIVATE_KEY may not do this"},
		},
		{name: "the dry run", args: []string{"file", "rename", "--dry-run", "/s/a.jpg", "z.jpg"}, text: "would rename /s/a.jpg -> /s/z.jpg\n"},
		{name: "no file is there", args: []string{"file", "rename", "/s/none.jpg", "z.jpg"}, code: exitFailed, says: []string{"there is no file /s/none.jpg"}},
		{name: "a folder is", args: []string{"file", "rename", "/s/deep", "z"}, code: exitFailed, says: []string{"/s/deep is a folder, not a file"}},
		{name: "a name that would be changed", args: []string{"file", "rename", "/s/a.jpg", "a b.jpg"}, code: exitUsage, says: []string{`ImageKit would call /s/a.jpg "a_b.jpg" instead of "a b.jpg"`}},
		{name: "a path", args: []string{"file", "rename", "/s/a.jpg", "/t/a.jpg"}, code: exitUsage, says: []string{"use: iksync file move"}},
		{name: "no name", args: []string{"file", "rename", "/s/a.jpg", ""}, code: exitUsage, says: []string{`"" cannot be the name of a file`}},
	})
}

// The id of the purge is in the document, so that somebody can ask how far it is.
func TestFileRenamePurge(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg")
		items := w.run("file", "rename", "--purge", "--output", "json", "/s/a.jpg", "z.jpg").exits(exitFine).items()
		require.Len(t, items, 1)
		require.NotEmpty(t, items[0]["purge"])
		require.Equal(t, "/s/z.jpg", items[0]["to"])
	})
}
