package impact_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan/impact"
)

const mention = `"/s/old/a.jpg"`

func text(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

// found is where hits are.
func found(hits []impact.Hit) []string {
	out := []string{}
	for _, h := range hits {
		out = append(out, fmt.Sprintf("%s:%d:%d", h.File, h.Line, h.Column))
	}
	return out
}

func TestSearch(t *testing.T) {
	tree := fstest.MapFS{
		"b.html":                    text("x\n" + mention + "\n" + mention),
		"a/z.css":                   text(mention),
		"a-b.css":                   text(mention),
		"own.yaml":                  text(mention),
		"empty":                     text(""),
		"none.txt":                  text("nothing"),
		"node_modules/x/index.js":   text(mention),
		"a/vendor/x.go":             text(mention),
		".git/config":               text(mention),
		".iksync/runs/1":            text(mention),
		"node_modules_not/index.js": text(mention),
		"picture.jpg":               text("\xff\xd8\x00" + mention),
		"late":                      text(strings.Repeat(" ", 8<<10) + "\x00" + mention),
		"big":                       text(strings.Repeat("x", impact.MaxFile) + mention),
		"all":                       text(strings.Repeat("x", impact.MaxFile-len(mention)) + mention),
		"link":                      &fstest.MapFile{Data: []byte("b.html"), Mode: fs.ModeSymlink},
		"pipe":                      &fstest.MapFile{Mode: fs.ModeNamedPipe},
	}
	r := impact.NewRefs()
	s := impact.NewScanner(breaking(t))
	require.NoError(t, r.Search(context.Background(), s, "site", tree, func(name string) bool { return name == "own.yaml" }))
	require.Equal(t, []string{"site/a-b.css:1:2", "site/a/z.css:1:2", "site/all:1:10485748", "site/b.html:2:2", "site/b.html:3:2",
		"site/late:1:8195", "site/node_modules_not/index.js:1:2"}, found(r.Hits))
	require.Equal(t, 7, r.Mentions)
	require.Equal(t, []string{"site"}, r.Dirs)
	require.Equal(t, 8, r.Files)
	require.Equal(t, 1, r.Binary)
	require.Equal(t, 1, r.Large)
	require.Empty(t, r.Warnings)

	require.NoError(t, r.Search(context.Background(), s, ".", fstest.MapFS{"a.txt": text(mention)}, nil))
	require.Equal(t, "a.txt", r.Hits[0].File, "what a second tree has is sorted in")
	require.Equal(t, []string{"site", "."}, r.Dirs)
	require.Equal(t, 8, r.Mentions)
}

// unreadable is a tree of which some cannot be read.
type unreadable struct {
	fstest.MapFS
	names map[string]bool
}

func (u unreadable) Open(name string) (fs.File, error) {
	if u.names[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return u.MapFS.Open(name)
}

func (u unreadable) ReadDir(name string) ([]fs.DirEntry, error) {
	if u.names[name] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return u.MapFS.ReadDir(name)
}

// What cannot be read is said, and the rest is searched.
func TestSearchOfWhatCannotBeRead(t *testing.T) {
	tree := unreadable{fstest.MapFS{"a": text(mention), "b": text(mention), "c/d": text(mention), "e": text(mention)}, map[string]bool{"b": true, "c": true}}
	r := impact.NewRefs()
	require.NoError(t, r.Search(context.Background(), impact.NewScanner(breaking(t)), "site", tree, nil))
	require.Equal(t, []string{"site/a:1:2", "site/e:1:2"}, found(r.Hits))
	require.Equal(t, []string{"site/b: permission denied", "site/c: permission denied"}, r.Warnings)
	require.Equal(t, 2, r.Files)
}

// breakingOff is a file that cannot be read to its end.
type breakingOff struct{ fs.File }

func (b breakingOff) Read(to []byte) (int, error) {
	n, err := b.File.Read(to)
	if errors.Is(err, io.EOF) {
		err = errors.New("input/output error")
	}
	return n, err
}

type faultyDisk struct{ fstest.MapFS }

func (d faultyDisk) Open(name string) (fs.File, error) {
	f, err := d.MapFS.Open(name)
	if err == nil && name == "bad" {
		f = breakingOff{f}
	}
	return f, err
}

// A file of which a part was read has not been searched.
func TestSearchOfAHalfReadFile(t *testing.T) {
	r := impact.NewRefs()
	tree := faultyDisk{fstest.MapFS{"bad": text(strings.Repeat(mention+"\n", 2000)), "good": text("nothing")}}
	require.NoError(t, r.Search(context.Background(), impact.NewScanner(breaking(t)), ".", tree, nil))
	require.Equal(t, []string{"bad: input/output error"}, r.Warnings)
	require.Equal(t, 1, r.Files)
	require.Equal(t, 2000, r.Mentions, "what was found is told all the same")
}

func TestSearchIsEnded(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	stop := errors.New("enough")
	cancel(stop)
	r := impact.NewRefs()
	require.ErrorIs(t, r.Search(ctx, impact.NewScanner(breaking(t)), "site", fstest.MapFS{"a": text(mention)}, nil), stop)
	require.Zero(t, r.Files)
}

// There is an end to what is told, and none to what is counted.
func TestSearchFindsTooMany(t *testing.T) {
	many := text(strings.Repeat(mention+"\n", 60_000))
	r := impact.NewRefs()
	require.NoError(t, r.Search(context.Background(), impact.NewScanner(breaking(t)), "site", fstest.MapFS{"a": many, "b": many}, nil))
	require.Len(t, r.Hits, impact.MaxHits)
	require.Equal(t, 120_000, r.Mentions)
}
