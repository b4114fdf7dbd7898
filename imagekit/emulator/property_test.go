package emulator_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/imagekit/emulator"
)

// TestInvariants: whatever is asked in whatever order, the library stays sound, no version is lost, and
// what is on disk is what is in memory.
func TestInvariants(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		timeless := struct{ *testing.T }{t} // rapid would ask it for a deadline, which this time does not have
		rapid.Check(timeless, func(t *rapid.T) {
			scratch, err := os.MkdirTemp(dir, "run")
			require.NoError(t, err)
			w := &world{t: t, dir: filepath.Join(scratch, "0"), scratch: scratch, readings: readings(t)}
			w.does = append(requests(), "seed", "reopen", "crash")
			w.start()
			require.NoError(t, w.server.Seed(seeds("/a/f", "/a/b/g", "/b/f")...))
			defer func() { require.NoError(t, w.server.Close()) }()
			for range rapid.IntRange(1, 25).Draw(t, "steps") {
				w.step()
			}
			w.reopen()
		})
	})
}

// TestLagShowsThePast: a listing is the one that there was a lag ago, whatever has happened since.
func TestLagShowsThePast(t *testing.T) {
	const lag = 300 * time.Millisecond
	synctest.Test(t, func(t *testing.T) {
		timeless := struct{ *testing.T }{t}
		rapid.Check(timeless, func(t *rapid.T) {
			r := readings(t)
			w := &world{t: t, does: requests(), readings: r, account: open(t, emulator.WithListLag(lag), emulator.WithReadings(r), emulator.WithJobDuration(0))}
			list := func() (all string) {
				for _, query := range []string{"type=all", "type=file-version", "path=/a&type=all&sort=DESC_NAME"} {
					all += string(w.do("GET /v1/files?"+query, "").body) + "\n"
				}
				return all
			}
			past := map[time.Time]string{} // what was true from that moment on
			for range rapid.IntRange(1, 25).Draw(t, "steps") {
				w.step()
				w.server.WithoutLag(func() { past[time.Now()] = list() })
				for range 2 { // the moment itself, and one with nothing new
					seen, want := time.Time{}, "[]\n[]\n[]\n"
					for at, was := range past {
						if !at.After(time.Now().Add(-lag)) && at.After(seen) {
							seen, want = at, was
						}
					}
					require.Empty(t, cmp.Diff(want, list()))
					time.Sleep(time.Millisecond)
				}
			}
		})
	})
}

// A world is an account in a directory, and what was known of it before the last step.
type world struct {
	*account
	t            *rapid.T
	dir, scratch string
	copies       int
	does         []string // what a step may do
	readings     emulator.Readings
	before       map[string]emulator.LedgerEntry
}

func readings(t *rapid.T) emulator.Readings {
	flag := func(name string) int { return rapid.IntRange(0, 1).Draw(t, name) }
	return emulator.Readings{
		MissingDestination: emulator.MissingDestination(flag("missing destination")), FileIDOnMove: emulator.IDFate(flag("file ids")),
		FolderIDOnMove: emulator.IDFate(flag("folder ids")), FolderIDOnRename: emulator.IDFate(flag("folder ids in renames")),
		MergeKeeps: emulator.MergeKeeps(flag("merge")), Locks: emulator.Locks(flag("locks")),
	}
}

func (w *world) start() {
	server, err := emulator.New(emulator.WithDir(w.dir), emulator.WithoutSync(), emulator.WithReadings(w.readings),
		emulator.WithJobDuration(10*time.Millisecond))
	require.NoError(w.t, err)
	w.account = &account{t: w.t, server: server, client: server.HTTPClient(), key: "private_emulator", notes: map[string]string{}}
}

// reopen compares a server with the one that takes its directory over.
func (w *world) reopen() {
	kept := w.server.Dump()
	require.NoError(w.t, w.server.Close())
	w.start()
	require.Empty(w.t, cmp.Diff(kept, w.server.Dump()))
	require.NoError(w.t, w.server.Check())
}

// crash compares a server with one on what is on disk at this moment.
func (w *world) crash() {
	data, err := os.ReadFile(filepath.Join(w.dir, "emulator.db"))
	require.NoError(w.t, err)
	w.copies++
	dir := filepath.Join(w.scratch, fmt.Sprint(w.copies))
	require.NoError(w.t, os.Mkdir(dir, 0o700))
	require.NoError(w.t, os.WriteFile(filepath.Join(dir, "emulator.db"), data, 0o600))
	kept := w.server.Dump()
	require.NoError(w.t, w.server.Close())
	w.dir = dir
	w.start()
	require.Empty(w.t, cmp.Diff(kept, w.server.Dump()))
}

// requests are the steps that ask for something, or wait; some come more often.
func requests() []string {
	return []string{"upload", "upload", "upload", "make", "move", "copy", "rename", "delete", "version", "bulk", "deleteFolder",
		"moveFolder", "moveFolder", "copyFolder", "renameFolder", "wait", "wait", "field"}
}

func (w *world) step() {
	w.before = w.ledger()
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(w.t, name) }
	dir := func(name string) string { return pick(name, "/", "/a", "/b", "/a/a", "/a/b", "/b/a") }
	path := func() string { return strings.TrimSuffix(dir("in"), "/") + "/" + pick("file", "f", "g") }
	switch pick("do", w.does...) {
	case "upload":
		w.ask(upload, fmt.Sprintf("fileName=%s&folder=%s&file=%s&useUniqueFileName=false", pick("name", "f", "g"), dir("to"), pick("content", "1", "2", "3")))
	case "make":
		w.ask(makeFolder, fmt.Sprintf(`{"folderName":%q,"parentFolderPath":%q}`, pick("name", "a", "b"), dir("to")))
	case "move":
		w.ask("POST /v1/files/move", fmt.Sprintf(`{"sourceFilePath":%q,"destinationPath":%q}`, path(), dir("to")))
	case "copy":
		w.ask("POST /v1/files/copy", fmt.Sprintf(`{"sourceFilePath":%q,"destinationPath":%q,"includeFileVersions":%v}`, path(), dir("to"), rapid.Bool().Draw(w.t, "all")))
	case "rename":
		w.ask("PUT /v1/files/rename", fmt.Sprintf(`{"filePath":%q,"newFileName":%q}`, path(), pick("name", "f", "g")))
	case "delete", "version", "bulk":
		w.withFile(pick("how", "delete", "version", "restore", "tag", "bulk"))
	case "deleteFolder":
		w.ask(deleteFolder, fmt.Sprintf(`{"folderPath":%q}`, dir("folder")))
	case "moveFolder":
		w.ask(moveFolder, fmt.Sprintf(`{"sourceFolderPath":%q,"destinationPath":%q}`, dir("folder"), dir("to")))
	case "copyFolder":
		w.ask(copyFolder, fmt.Sprintf(`{"sourceFolderPath":%q,"destinationPath":%q,"includeVersions":%v}`, dir("folder"), dir("to"), rapid.Bool().Draw(w.t, "all")))
	case "renameFolder":
		w.ask(renameFolder, fmt.Sprintf(`{"folderPath":%q,"newFolderName":%q,"purgeCache":true}`, dir("folder"), pick("name", "a", "b")))
	case "wait":
		time.Sleep(time.Duration(rapid.IntRange(1, 30).Draw(w.t, "ms")) * time.Millisecond)
	case "seed":
		require.NoError(w.t, w.server.Seed(versioned(path(), rapid.IntRange(1, 60).Draw(w.t, "versions")%50+1)))
	case "field":
		w.ask("POST /v1/customMetadataFields", `{"name":"n","label":"n","schema":{"type":"Text"}}`)
	case "reopen":
		w.reopen()
	case "crash":
		w.crash()
	}
	require.NoError(w.t, w.server.Check())
	w.nothingLost()
}

func (w *world) ask(ask, body string) {
	require.Less(w.t, w.do(ask, body).status, 500, "%s %s", ask, body)
}

// withFile does something to one of the files there are.
func (w *world) withFile(how string) {
	files := w.server.Files()
	if len(files) == 0 {
		return
	}
	f := files[rapid.IntRange(0, len(files)-1).Draw(w.t, "file")]
	version := f.Versions[rapid.IntRange(0, len(f.Versions)-1).Draw(w.t, "version")].ID
	switch how {
	case "delete":
		w.ask("DELETE /v1/files/"+f.FileID, "")
	case "version":
		w.ask("DELETE /v1/files/"+f.FileID+"/versions/"+version, "")
	case "restore":
		w.ask("PUT /v1/files/"+f.FileID+"/versions/"+version+"/restore", "")
	case "tag":
		w.ask("PATCH /v1/files/"+f.FileID+"/details", `{"tags":["x"],"description":"D"}`)
	case "bulk":
		w.ask("POST /v1/files/batch/deleteByFileIds", fmt.Sprintf(`{"fileIds":[%q,%q]}`, f.FileID, files[0].FileID))
	}
}

func (w *world) ledger() map[string]emulator.LedgerEntry {
	ledger := map[string]emulator.LedgerEntry{}
	for _, e := range w.server.Ledger() {
		ledger[e.FileID] = e
	}
	return ledger
}

// nothingLost: every file there was is there, or has gone on into another one with all its versions,
// or was deleted by a request that can be named.
func (w *world) nothingLost() {
	now := w.ledger()
	for fileID, was := range w.before {
		is, found := now[fileID]
		require.True(w.t, found, "the ledger forgot %s", fileID)
		kept := contents(is)
		for _, dropped := range was.Dropped { // earlier than was.Versions
			kept = without(w.t, kept, dropped.SHA256)
		}
		for _, sha := range was.Versions {
			kept = without(w.t, kept, sha)
		}
	}
	for _, e := range now {
		switch e.How {
		case emulator.Live:
			require.NotEmpty(w.t, e.Path)
		case emulator.Deleted:
			require.Contains(w.t, e.Ended.Path, "/v1/files/")
			require.NotEmpty(w.t, e.Ended.RequestID)
		case emulator.FolderDeleted:
			require.Equal(w.t, "DELETE /v1/folder", e.Ended.Method+" "+e.Ended.Path)
		case emulator.Merged, emulator.Reminted:
			heir, found := now[e.Into]
			require.True(w.t, found, "%s goes on nowhere", e.FileID)
			kept := contents(heir)
			for _, sha := range e.Versions {
				kept = without(w.t, kept, sha)
			}
		}
	}
}

// contents is every version that a file has or had.
func contents(e emulator.LedgerEntry) []string {
	list := slices.Clone(e.Versions)
	for _, d := range e.Dropped {
		list = append(list, d.SHA256)
	}
	return list
}

func without(t *rapid.T, list []string, one string) []string {
	i := slices.Index(list, one)
	require.GreaterOrEqual(t, i, 0, "the version %s is lost", one)
	return slices.Delete(list, i, i+1)
}
