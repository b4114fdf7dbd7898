package emulator_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// TestWriter: what somebody else does is there, in the ledger, and in no count.
func TestWriter(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(*emulator.Server) error
		want string // the tree, or the error
	}{
		{"moves a file", func(s *emulator.Server) error { return s.MoveFile("/a/f", "/d/new/h") }, "/a/ /a/g /d/ /d/g /d/new/ /d/new/h"},
		{"moves a file onto another", func(s *emulator.Server) error { return s.MoveFile("/a/g", "/d/g") }, "/a/ /a/f /d/ /d/g*2"},
		{"moves what is not there", func(s *emulator.Server) error { return s.MoveFile("/x", "/y") }, "emulator: move /x: there is no such file"},
		{"deletes a file", func(s *emulator.Server) error { return s.DeleteFile("/a/f") }, "/a/ /a/g /d/ /d/g"},
		{"deletes what is not there", func(s *emulator.Server) error { return s.DeleteFile("/a") }, "emulator: delete /a: there is no such file"},
		{"makes folders", func(s *emulator.Server) error { return s.CreateFolder("/n (1)/m") }, "/a/ /a/f /a/g /d/ /d/g /n (1)/ /n (1)/m/"},
		{"makes a folder that is there", func(s *emulator.Server) error { return s.CreateFolder("/a") }, "/a/ /a/f /a/g /d/ /d/g"},
		{"deletes a folder", func(s *emulator.Server) error { return s.DeleteFolder("/a") }, "/d/ /d/g"},
		{"does not delete the root", func(s *emulator.Server) error { return s.DeleteFolder("/") }, "emulator: delete /: there is no such folder"},
		{"moves a folder", func(s *emulator.Server) error { return s.MoveFolder("/a", "/d/b") }, "/d/ /d/b/ /d/b/f /d/b/g /d/g"},
		{"merges folders", func(s *emulator.Server) error { return s.MoveFolder("/a", "/d") }, "/d/ /d/f /d/g*2"},
		{"moves no folder into itself", func(s *emulator.Server) error { return s.MoveFolder("/a", "/a/b") }, "emulator: move /a: a folder cannot move into itself"},
		{"uploads", func(s *emulator.Server) error { return s.WriteFile("/n/new", []byte("x")) }, "/a/ /a/f /a/g /d/ /d/g /n/ /n/new"},
		{"uploads a version", func(s *emulator.Server) error { return s.WriteFile("/a/f", []byte("x")) }, "/a/ /a/f*2 /a/g /d/ /d/g"},
		{"uploads nothing", func(s *emulator.Server) error { return s.WriteFile("/a/f", nil) }, "emulator: write /a/f: ImageKit stores no empty files"},
	} {
		t.Run(test.name, func(t *testing.T) {
			// Neither a fault on everything nor a limit is in its way.
			a := open(t, emulator.WithFaults(emulator.Fault{}), emulator.WithLimits(emulator.Limits{Write: []emulator.Window{window(1, 1e12, 1)}}))
			require.NoError(t, a.server.Seed(seeds("/a/f", "/a/g", "/d/g")...))
			got := ""
			if err := test.do(a.server); err != nil {
				got = err.Error()
			} else {
				got = a.tree()
			}
			require.Equal(t, test.want, got)
			require.NoError(t, a.server.Check())
			require.Empty(t, a.server.Requests())
			require.Empty(t, a.server.Effects())
		})
	}
}

// TestWriterKeeps: an upload keeps the attributes, tags replace tags, and the ledger names the writer.
func TestWriterKeeps(t *testing.T) {
	opts := []emulator.Option{emulator.WithDir(t.TempDir())}
	a := open(t, opts...)
	require.NoError(t, a.server.Seed(emulator.Seed{Path: "/f", Tags: []string{"a"}, Description: "D", Private: true}))
	require.NoError(t, a.server.WriteFile("/f", []byte("x")))
	require.NoError(t, a.server.SetTags("/f", "b", "c"))
	require.NoError(t, a.server.DeleteFile("/f"))
	require.Equal(t, "WRITER", a.server.Ledger()[0].Ended.Method)
	require.NoError(t, a.server.Seed(emulator.Seed{Path: "/f", Tags: []string{"a"}, Description: "D", Private: true}))
	was := a.file("/f")
	require.NoError(t, a.server.WriteFile("/f", []byte("x")))
	require.NoError(t, a.server.SetTags("/f", "b", "c"))
	a.reopen(opts...)
	f := a.file("/f")
	require.Equal(t, was.FileID, f.FileID)
	require.NotEqual(t, was.VersionID, f.VersionID)
	require.Equal(t, []string{"b", "c"}, f.Tags)
	require.Equal(t, "D", f.Description)
	require.True(t, f.Private)
	require.NoError(t, a.server.Close())
	require.Error(t, a.server.DeleteFile("/f"), "a closed server changes nothing")
	require.Equal(t, "/f*2", a.tree())
}

// TestWriterInHook: it may strike between any two requests.
func TestWriterInHook(t *testing.T) {
	var a *account
	a = open(t, emulator.WithHook(func(r *http.Request) {
		if r.Method == http.MethodDelete {
			require.NoError(t, a.server.MoveFile("/a/f", "/a/g"))
			require.NoError(t, a.server.SetTags("/a/g", "late"))
		}
	}))
	require.NoError(t, a.server.Seed(seeds("/a/f")...))
	a.play(step{deleteFolder, `{"folderPath":"/b"}`, 404, ""}, step{"GET /v1/files", "", 200, `[{"filePath":"/a/g","tags":["late"]}]`})
}
