package live_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
)

// TestManyInARun has somebody copy a folder while a run is about to change files
// of it and of another one: those are done at once, and these once the copy is.
func TestManyInARun(t *testing.T) {
	for _, test := range []struct {
		name, yaml string
		job        time.Duration
		ok         bool
		left       int
	}{
		{name: "tags", yaml: "rules: [{name: all, match: {path: /s/**}, tags: {add: [new]}}]", job: time.Minute, ok: true},
		{name: "deletes", yaml: unlimited + "remove: {files: [/s/**/*.jpg]}", job: time.Minute, ok: true},
		{name: "but not for ever", yaml: unlimited + "remove: {files: [/s/**/*.jpg]}", job: time.Hour, left: 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, emulator.WithReadings(emulator.Readings{Locks: emulator.LocksEverything}), emulator.WithJobDuration(test.job))
				a.seed(t, "/s/free/a.jpg", "/s/busy/b.jpg", "/other/c.jpg")
				p := a.plan(t, decode(t, test.yaml))
				require.Len(t, p.Operations, 1)
				_, err := a.client.CopyFolder(context.Background(), imagekit.FolderCopy{Source: "/s/busy", Destination: "/other"})
				require.NoError(t, err)
				result, err := apply.Run(context.Background(), p, a.library, apply.Options{})
				require.NoError(t, err)
				require.Equal(t, test.ok, result.OK(), "%+v", result)
				require.Len(t, result.Outcomes[0].Left, test.left)
			})
		})
	}
}

// TestManyInARunWithoutTheOnesThatVanish has somebody delete a file in the moment
// between the look at it and the call: the others are done all the same.
func TestManyInARunWithoutTheOnesThatVanish(t *testing.T) {
	for _, test := range []struct {
		name, yaml, call string
		left             int
	}{
		{name: "deletes", yaml: unlimited + "remove: {files: [/s/*.jpg]}", call: "/v1/files/batch/deleteByFileIds"},
		{name: "tags", yaml: "rules: [{name: all, match: {path: /s/*}, tags: {add: [new]}}]", call: "/v1/files/addTags", left: 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var a account
				var once sync.Once
				a = newAccount(t, emulator.WithHook(func(r *http.Request) {
					if r.URL.Path == test.call {
						once.Do(func() { require.NoError(t, a.server.DeleteFile("/s/b.jpg")) })
					}
				}))
				a.seed(t, "/s/a.jpg", "/s/b.jpg", "/s/c.jpg")
				p := a.plan(t, decode(t, test.yaml))
				require.Len(t, p.Operations, 1)
				result, err := apply.Run(context.Background(), p, a.library, apply.Options{})
				require.NoError(t, err)
				require.Len(t, result.Outcomes[0].Left, test.left, "%+v", result)
				require.Equal(t, test.left == 0, result.OK())
				require.Equal(t, 2, a.server.Count("POST "+test.call))
				if test.left > 0 {
					require.Len(t, a.tagged("new"), 2)
				} else {
					require.Empty(t, a.server.Files())
				}
			})
		})
	}
}
