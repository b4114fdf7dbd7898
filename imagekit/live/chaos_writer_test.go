package live_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// otherWriter is somebody else who changes the library while it is read, planned
// and changed, and who keeps a log of all that was touched.
type otherWriter struct {
	server *emulator.Server
	files  []string // names to give
	dirs   []string

	mu   sync.Mutex
	dice *rand.Rand
	left int // how many more things there are to do
	log  []touch
}

// touch is one thing that the other writer did.
type touch struct {
	at    time.Time
	what  string
	ids   []string     // of the files
	sum   string       // of what was written
	paths []state.Path // of files, and of folders with all in them
}

func newOtherWriter(c *chaosCase, server *emulator.Server) *otherWriter {
	w := &otherWriter{server: server, dice: rand.New(rand.NewPCG(c.seed, 2)), files: usualNames().files, dirs: []string{"/s"}}
	if !c.othersWrite {
		return w
	}
	w.left = 1 + w.dice.IntN(12)
	for _, f := range server.Folders() {
		w.dirs = append(w.dirs, f.Path)
	}
	return w
}

// work goes on until ctx ends, at moments that come in quick succession or far apart.
func (w *otherWriter) work(ctx context.Context) {
	for w.more() {
		w.mu.Lock()
		pause := []time.Duration{100 * time.Millisecond, time.Second, 10 * time.Second}[w.dice.IntN(3)]
		pause += time.Duration(w.dice.Int64N(int64(pause)))
		w.mu.Unlock()
		if !wait(ctx, pause) {
			return
		}
		w.anything()
	}
}

// more says whether there is anything left to do.
func (w *otherWriter) more() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.left > 0
}

func (w *otherWriter) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.left = 0
}

// anything does one thing somewhere.
func (w *otherWriter) anything() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.left--; w.left < 0 {
		return
	}
	files, folders := w.server.Files(), w.server.Folders()
	files = slices.DeleteFunc(files, func(f emulator.FileInfo) bool { return state.Path(f.Path).Dir().Base() == "many" })
	if len(files) == 0 || len(folders) == 0 {
		return
	}
	file := files[w.dice.IntN(len(files))]
	folder := folders[w.dice.IntN(len(folders))].Path
	place := state.Path(w.dirs[w.dice.IntN(len(w.dirs))]).Join(w.files[w.dice.IntN(len(w.files))])
	switch w.dice.IntN(12) {
	case 0, 1, 2:
		w.moveFile(file, place)
	case 3, 4:
		w.deleteFile(file)
	case 5, 6:
		w.write(place)
	case 7:
		w.write(state.Path(file.Path))
	case 8, 9:
		w.did("tag "+file.Path, []string{file.FileID}, []state.Path{state.Path(file.Path)}, w.server.SetTags(file.Path, "theirs"))
	case 10:
		w.moveFolder(folder, w.dirs[w.dice.IntN(len(w.dirs))])
	default:
		w.deleteFolder(folder)
	}
}

// meddle does, seldom, what hurts most: something at the place of a request that
// is about to be executed.
func (w *otherWriter) meddle(q *sent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	const percent = 2
	if w.left <= 0 || q.by == nil || w.dice.IntN(100) >= percent {
		return
	}
	w.left--
	op := q.by.op
	at, dest := op.Path, op.Dest
	if len(op.Files) > 0 {
		at = op.Files[w.dice.IntN(len(op.Files))].Path
	}
	file, isFile := w.server.File(string(at))
	switch {
	case op.Source != nil && w.dice.IntN(2) == 0:
		w.writeAs(at, w.contentLike(op.Source.Path))
	case dest != "" && w.dice.IntN(2) == 0:
		w.write(dest)
	case op.Class == plan.ClassJob || op.Kind == plan.OpDeleteFolder:
		w.write(at.Join("new.jpg"))
	case isFile && w.dice.IntN(2) == 0:
		w.write(at)
	case isFile:
		w.moveFile(file, at.Dir().Join("aside.jpg"))
	}
}

// usurp does, more often than not, what is most like an upload that got lost: it writes
// as many bytes at its place.
func (w *otherWriter) usurp(q *sent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	const percent = 75
	if q.by == nil || q.method != http.MethodPost || q.by.op.Source == nil || w.left <= 0 || w.dice.IntN(100) >= percent {
		return
	}
	w.left--
	w.writeAs(q.by.op.Path, w.contentLike(q.by.op.Source.Path))
}

// shift deletes what a listing of several pages begins with, so that it shifts.
func (w *otherWriter) shift() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.left--; w.left < 0 {
		return
	}
	for _, f := range w.server.Files() {
		if state.Path(f.Path).Dir().Base() == "many" {
			w.deleteFile(f)
			return
		}
	}
}

func (w *otherWriter) moveFile(f emulator.FileInfo, to state.Path) {
	ids := []string{f.FileID}
	if there, is := w.server.File(string(to)); is {
		ids = append(ids, there.FileID)
	}
	err := w.server.MoveFile(f.Path, string(to))
	if now, is := w.server.File(string(to)); is {
		ids = append(ids, now.FileID) // a move may give another one
	}
	w.did(fmt.Sprintf("move %s to %s", f.Path, to), ids, []state.Path{state.Path(f.Path), to}, err)
}

func (w *otherWriter) deleteFile(f emulator.FileInfo) {
	w.did("delete "+f.Path, []string{f.FileID}, []state.Path{state.Path(f.Path)}, w.server.DeleteFile(f.Path))
}

// contentLike is a content that is as long as a source, and seldom the same.
func (w *otherWriter) contentLike(source string) string {
	if w.dice.IntN(4) == 0 {
		return source
	}
	own := fmt.Sprintf("%0*d", len(source), len(w.log))
	return own[len(own)-len(source):]
}

func (w *otherWriter) write(p state.Path) {
	content := fmt.Sprintf("their content %d", len(w.log))
	if w.dice.IntN(2) == 0 {
		content = w.contentLike(sources()[w.dice.IntN(len(sources()))])
	}
	w.writeAs(p, content)
}

func (w *otherWriter) writeAs(p state.Path, content string) {
	err := w.server.WriteFile(string(p), []byte(content))
	now, _ := w.server.File(string(p))
	w.did("write "+string(p), []string{now.FileID}, []state.Path{p}, err)
	if err == nil {
		w.log[len(w.log)-1].sum = now.SHA256
	}
}

func (w *otherWriter) moveFolder(from, into string) {
	to := state.Path(into).Join(state.Path(from).Base())
	paths := []state.Path{state.Path(from), to}
	ids := append(w.below(from), w.below(string(to))...)
	err := w.server.MoveFolder(from, string(to))
	w.did(fmt.Sprintf("move folder %s to %s", from, to), append(ids, w.below(string(to))...), paths, err)
}

func (w *otherWriter) deleteFolder(p string) {
	ids := w.below(p)
	w.did("delete folder "+p, ids, []state.Path{state.Path(p)}, w.server.DeleteFolder(p))
}

// below is the ids of the files in a folder.
func (w *otherWriter) below(dir string) []string {
	var out []string
	for _, f := range w.server.Files() {
		if state.Path(f.Path).Under(state.Path(dir)) {
			out = append(out, f.FileID)
		}
	}
	return out
}

// did notes what was done. What could not be done was not.
func (w *otherWriter) did(what string, ids []string, paths []state.Path, err error) {
	if err == nil {
		w.log = append(w.log, touch{at: time.Now(), what: what, ids: ids, paths: paths})
	}
}

// touched says whether the other writer had to do, at a moment or after it, with
// any of these files or places.
func (w *otherWriter) touched(since time.Time, ids []string, paths ...state.Path) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.log, func(t touch) bool {
		return !t.at.Before(since) && (slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(t.ids, id) }) ||
			slices.ContainsFunc(paths, func(p state.Path) bool { return p != "" && slices.ContainsFunc(t.paths, p.Within) }))
	})
}

// touchedBelow says whether the other writer had to do, at a moment or after it,
// with any of these places or with something in them.
func (w *otherWriter) touchedBelow(since time.Time, paths ...state.Path) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.log, func(t touch) bool {
		return !t.at.Before(since) && slices.ContainsFunc(t.paths, func(p state.Path) bool {
			return slices.ContainsFunc(paths, func(q state.Path) bool { return q != "" && (p.Within(q) || q.Within(p)) })
		})
	})
}
