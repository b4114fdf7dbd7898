package main

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// changeStory is one run of file update or file delete against an account with these
// fields and files.
type changeStory struct {
	name         string
	fields       []emulator.Field
	files        []emulator.Seed
	faults       []emulator.Fault
	undocumented bool // the faults are not in ImageKit's document
	readings     emulator.Readings
	before       func(w *world)
	args         []string

	code   code
	says   []string
	shows  []string
	sent   []string          // what was sent that changes something; files by their paths
	reads  int               // all other requests; 0: not counted
	left   map[string]string // files that are no longer as they were, see described; "gone"
	stays  bool              // nothing at all was sent
	screen string            // what is answered on a terminal; "": there is none
}

// playChanges plays each story by itself.
func playChanges(t *testing.T, stories []changeStory) {
	t.Helper()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			stage := actionStory
			if s.undocumented {
				stage = story
			}
			stage(t, func(t *testing.T, w *world) { s.play(w) }, emulator.WithReadings(s.readings))
		})
	}
}

func (s changeStory) play(w *world) {
	w.t.Helper()
	for _, f := range s.fields {
		require.NoError(w.t, w.server.SeedField(f))
	}
	require.NoError(w.t, w.server.Seed(s.files...))
	want := w.filesDescribed()
	names := w.fileNames()
	w.server.Inject(s.faults...)
	w.vars["IKSYNC_PARALLELISM"] = "1" // one order of calls
	if s.before != nil {
		s.before(w)
	}
	w.screens, w.stdin = s.screen != "", s.screen+"\n"
	asked := len(w.server.Requests())
	w.run(withIDs(s.args, names)...).exits(s.code).says(s.says...).shows(s.shows...)
	requests := w.server.Requests()[asked:]
	require.Equal(w.t, append([]string{}, s.sent...), sentAbout(requests, names), "sent")
	if s.reads > 0 {
		require.Len(w.t, requests, s.reads+len(s.sent), "requests")
	}
	if s.stays {
		require.Empty(w.t, requests)
	}
	maps.Copy(want, s.left)
	maps.DeleteFunc(want, func(_, text string) bool { return text == "gone" })
	require.Equal(w.t, want, w.filesDescribed())
}

// deleteBefore makes somebody else delete a file right before a request is executed: "POST"
// is the first with that method, "GET 4" the fourth.
func (w *world) deleteBefore(request, path string) {
	method, count, _ := strings.Cut(request, " ")
	n, err := strconv.Atoi(cmp.Or(count, "1"))
	require.NoError(w.t, err)
	var left atomic.Int64 // some requests are made side by side
	left.Store(int64(n))
	client, names := w.server.HTTPClient(), w.fileNames()
	w.request = func(r *http.Request) {
		if r.Method != method || left.Add(-1) != 0 {
			return
		}
		for id, name := range names {
			if name == path {
				gone, err := http.NewRequestWithContext(w.t.Context(), http.MethodDelete, "https://api.imagekit.io/v1/files/"+id, nil)
				require.NoError(w.t, err)
				gone.SetBasicAuth(testKey, "")
				answer, err := client.Do(gone)
				require.NoError(w.t, err)
				require.NoError(w.t, answer.Body.Close())
			}
		}
	}
}

// filesDescribed says of each file what can be changed of it.
func (w *world) filesDescribed() map[string]string {
	all := map[string]string{}
	for _, f := range w.server.Files() {
		parts := []string{strings.Join(slices.Sorted(slices.Values(f.Tags)), ",")}
		for _, name := range slices.Sorted(maps.Keys(f.CustomMetadata)) {
			parts = append(parts, fmt.Sprintf("%s=%v", name, f.CustomMetadata[name]))
		}
		for _, t := range f.AITags {
			parts = append(parts, "AI:"+t.Name)
		}
		if f.Description != "" {
			parts = append(parts, f.Description)
		}
		if f.CustomCoordinates != "" {
			parts = append(parts, f.CustomCoordinates)
		}
		if !f.Published {
			parts = append(parts, "unpublished")
		}
		all[f.Path] = strings.Join(parts, " ")
	}
	return all
}

// fileNames are the paths of the files by their ids.
func (w *world) fileNames() map[string]string {
	names := map[string]string{}
	for _, f := range w.server.Files() {
		names[f.FileID] = f.Path
	}
	return names
}

// sentAbout lists the requests that change something, sorted, files by their paths.
func sentAbout(requests []emulator.Request, names map[string]string) []string {
	list := []string{}
	for _, r := range requests {
		if r.Method == http.MethodGet {
			continue
		}
		parts := strings.Split(strings.TrimPrefix(r.Path, "/v1/files/"), "/")
		if path, known := names[parts[0]]; known {
			parts[0] = path
		}
		list = append(list, r.Method+" "+strings.Join(parts, " "))
	}
	return list
}

// manyFiles are n files /many/000.jpg, /many/001.jpg ... with the same tags.
func manyFiles(n int, tags ...string) []emulator.Seed {
	files := make([]emulator.Seed, n)
	for i := range files {
		files[i] = emulator.Seed{Path: fmt.Sprintf("/many/%03d.jpg", i), Tags: tags}
	}
	return files
}

// withIDs puts the id of a file where the arguments say ID:/its/path.
func withIDs(args []string, names map[string]string) []string {
	args = slices.Clone(args)
	for i, arg := range args {
		for id, path := range names {
			if arg == "ID:"+path {
				args[i] = id
			}
		}
	}
	return args
}

// times is a request n times.
func times(request string, n int) []string { return slices.Repeat([]string{request}, n) }
