package emulator_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// reopen closes a server and opens its directory again, in the same place of the story.
func (a *account) reopen(opts ...emulator.Option) {
	a.t.Helper()
	kept := a.server.Dump()
	require.NoError(a.t, a.server.Close())
	server, err := emulator.New(opts...)
	require.NoError(a.t, err)
	a.t.Cleanup(func() { require.NoError(a.t, server.Close()) })
	a.server, a.client = server, server.HTTPClient()
	require.Empty(a.t, cmp.Diff(kept, server.Dump()))
	require.NoError(a.t, server.Check())
}

// TestRestart: everything is there again, to the byte.
func TestRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "is", "made")
		a := open(t, emulator.WithDir(dir))
		a.withField(emulator.Field{Name: "n", Type: "Number", MinValue: 1, DefaultValue: 2, IsValueRequired: true, PathPolicy: "p"})
		a.withField(emulator.Field{Name: "burned", Type: "SingleSelect", SelectOptions: []any{"a", 1, true}, Deleted: true})
		require.NoError(t, a.server.Seed(
			emulator.Seed{
				Path: "/o d/ü (1).txt", Content: []byte("now"), Versions: [][]byte{[]byte("was")}, Tags: []string{"b", "a"}, Description: "D", Private: true,
				AITags: []emulator.AITag{{Name: "Dog", Confidence: 0.5, Source: "s"}}, CustomMetadata: map[string]any{"n": 7}, CustomCoordinates: "1,2,3,4", Unpublished: true,
			},
			image("/pic.svg", 30, 20), file("/a/f"), emulator.Seed{Path: "/d", Folder: true, CustomMetadata: map[string]any{"n": 1.5}}, file("/d/a/f"),
		))
		a.play(
			step{"POST /v1/files/purge", `{"url":"https://ik.imagekit.io/emulator/a/b"}`, 201, ""},
			step{"DELETE /v1/customMetadataFields/{field:n}", "", 400, ""},
			step{upload, "fileName=f&folder=/x&file=x&useUniqueFileName=false", 200, ""},
			step{upload, "fileName=f&folder=/x&file=y&useUniqueFileName=false", 200, ""},
			step{"DELETE /v1/files/{id:/x/f}/versions/{version:/x/f#1}", "", 204, ""},
			step{"POST /v1/files/move", `{"sourceFilePath":"/x/f","destinationPath":"/d/a"}`, 204, ""},
			step{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 200, ""},
		)
		before := a.do("GET /v1/files?type=all", "")
		a.reopen(emulator.WithDir(dir))
		require.Equal(t, string(before.body), string(a.do("GET /v1/files?type=all", "").body))
		a.play(
			step{getJob, "", 200, `{"status":"Pending"}`},
			step{"GET /v1/files/purge/{purge}", "", 200, ""},
			step{copyFolder, `{"sourceFolderPath":"/d","destinationPath":"/x"}`, 423, ""},
			step{"POST /v1/customMetadataFields", `{"name":"burned","label":"New","schema":{"type":"Text"}}`, 400, `"this name already exists"`},
			step{"GET /v1/files?fileType=image", "", 200, `[{"filePath":"/pic.svg","width":30,"height":20}]`},
			step{"WAIT 1s", "", 0, ""}, step{getJob, "", 200, `{"status":"Completed"}`},
		)
		a.reopen(emulator.WithDir(dir))
		require.Equal(t, "/d/ /d/a/ /d/a/f*3 /o d/ /o d/ü (1).txt*2 /pic.svg /x/", a.tree())
		for path, want := range map[string]string{"/o d/ü (1).txt": "now", "/pic.svg": `<svg width="30" height="20"/>`, "/d/a/f": "content of /a/f\n"} {
			data, found := a.server.Content(path)
			require.True(t, found)
			if path != "/d/a/f" {
				require.Equal(t, want, string(data))
			}
		}
	})
}

// TestRestartAfterMinting: what lies in a folder of a new id is still there.
func TestRestartAfterMinting(t *testing.T) {
	minting := emulator.Readings{FolderIDOnMove: emulator.MintsID, FolderIDOnRename: emulator.MintsID}
	opts := []emulator.Option{emulator.WithDir(t.TempDir()), emulator.WithReadings(minting), emulator.WithJobDuration(0)}
	a := open(t, opts...)
	require.NoError(t, a.server.Seed(seeds("/a/f", "/a/b/g", "/d/")...))
	for _, job := range [][2]string{
		{renameFolder, `{"folderPath":"/a","newFolderName":"z"}`}, {moveFolder, `{"sourceFolderPath":"/z","destinationPath":"/d"}`},
	} {
		a.do(job[0], job[1])
		a.reopen(opts...)
	}
	require.Equal(t, "/d/ /d/z/ /d/z/b/ /d/z/b/g /d/z/f", a.tree())
}

// TestRestartInLag: what was kept is listed at once, whatever the listing lag.
func TestRestartInLag(t *testing.T) {
	opts := []emulator.Option{emulator.WithDir(t.TempDir()), emulator.WithListLag(time.Hour)}
	a := open(t, opts...)
	require.NoError(t, a.server.Seed(file("/a/f")))
	a.reopen(opts...)
	a.play(step{"GET /v1/files", "", 200, `["/a/f"]`})
}

// TestNoIDComesTwice: neither after a restart, nor under another seed, nor after a crash.
func TestNoIDComesTwice(t *testing.T) {
	seen := map[string]bool{}
	note := func(fileID string) {
		require.False(t, seen[fileID], fileID)
		seen[fileID] = true
	}
	dir := t.TempDir()
	for _, seed := range []uint64{1, 1, 2, 1, 3} {
		func() {
			server, err := emulator.New(emulator.WithDir(dir), emulator.WithoutSync(), emulator.WithSeed(seed))
			require.NoError(t, err)
			a := &account{t: t, server: server, client: server.HTTPClient(), key: "private_emulator", notes: map[string]string{}}
			for range 20 {
				got := a.do(upload, "fileName=a&file=x")
				note(got.header.Get("x-ik-requestId"))
				note(a.notes["uploaded"])
				note(a.do("GET /v1/files", "").header.Get("x-ik-requestId"))
			}
			crashed := filepath.Join(t.TempDir(), "emulator.db")
			data, err := os.ReadFile(filepath.Join(dir, "emulator.db"))
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(crashed, data, 0o600))
			require.NoError(t, server.Close())
			if seed == 2 {
				dir = filepath.Dir(crashed) // this one was never closed
			}
		}()
	}
}

// TestInUse: a directory belongs to one server at a time, and the second one says so soon.
func TestInUse(t *testing.T) {
	dir := t.TempDir()
	first, err := emulator.New(emulator.WithDir(dir))
	require.NoError(t, err)
	start := time.Now()
	_, err = emulator.New(emulator.WithDir(dir))
	require.ErrorIs(t, err, emulator.ErrInUse)
	require.Less(t, time.Since(start), 5*time.Second)
	require.NoError(t, first.Close())
	require.NoError(t, first.Close(), "a second time is fine")
	second, err := emulator.New(emulator.WithDir(dir))
	require.NoError(t, err)
	require.NoError(t, second.Close())
}

// TestUnusableDirectories: New says what is wrong, and holds nothing back.
func TestUnusableDirectories(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "emulator.db")
	require.NoError(t, os.WriteFile(name, []byte("no database, though longer than a page would have to be"), 0o600))
	_, err := emulator.New(emulator.WithDir(dir))
	require.ErrorContains(t, err, name)
	_, err = emulator.New(emulator.WithDir(filepath.Join(name, "below")))
	require.Error(t, err)
}

// TestClosed: a closed server carries out nothing, not even what it was already reading.
func TestClosed(t *testing.T) {
	for _, opts := range [][]emulator.Option{nil, {emulator.WithDir(t.TempDir())}} {
		a := open(t, opts...)
		require.NoError(t, a.server.Seed(file("/a")))
		body := &slowBody{started: make(chan struct{}), rest: make(chan struct{})}
		answered := make(chan int)
		go func() {
			r := a.request(makeFolder, create)
			r.Body = body
			response, err := a.client.Do(r)
			if err != nil {
				answered <- 0
				return
			}
			answered <- response.StatusCode
		}()
		<-body.started
		require.NoError(t, a.server.Close())
		close(body.rest)
		require.Equal(t, 500, <-answered)
		require.Equal(t, 500, a.do("GET /v1/files", "").status)
		require.Equal(t, "/a", a.tree())
		require.Error(t, a.server.Seed(file("/b")))
		require.Error(t, a.server.SeedField(emulator.Field{Name: "f", Type: "Text"}))
	}
}

// A slowBody tells when it is being read, and ends when it is told to.
type slowBody struct {
	started, rest chan struct{}
	sent          bool
}

func (b *slowBody) Read(p []byte) (int, error) {
	if b.sent {
		<-b.rest
		return 0, io.EOF
	}
	b.sent = true
	close(b.started)
	return copy(p, create), nil
}

func (b *slowBody) Close() error { return nil }
