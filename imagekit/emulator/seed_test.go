package emulator_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

func TestSeeds(t *testing.T) {
	for _, test := range []struct {
		name    string
		library []emulator.Seed
		want    string
		err     string
	}{
		{"files and folders", seeds("/a/b/c", "/d/"), "/a/ /a/b/ /a/b/c /d/", ""},
		{"any name", seeds("/ o'd (1)&%/ü ?#.jpg"), "/ o'd (1)&%/ / o'd (1)&%/ü ?#.jpg", ""},
		{"the same folder twice", seeds("/a/", "/a/"), "/a/", ""},
		{"the same file twice", seeds("/a", "/a"), "/a*2", ""},
		{"versions", []emulator.Seed{versioned("/a", 3), versioned("/a", 2)}, "/a*5", ""},
		{"a file and a folder of one name", seeds("/a", "/a/b"), "/a /a/ /a/b", ""},
		{"a relative path", seeds("/x", "a"), "", "not absolute"},
		{"an unclean path", seeds("/x", "/a//b"), "", "not absolute and clean"},
		{"a path that climbs", seeds("/x", "/a/../b"), "", "not absolute and clean"},
		{"the root", seeds("/x", "/"), "", "not absolute"},
		{"an empty file", []emulator.Seed{file("/x"), {Path: "/a", Content: []byte{}}}, "", "no empty files"},
		{"an empty version", []emulator.Seed{{Path: "/a", Versions: [][]byte{{}}}}, "", "no empty files"},
		{"101 versions", []emulator.Seed{file("/x"), versioned("/a", 101)}, "", "at most 100"},
		{"101 versions in two", []emulator.Seed{file("/x"), versioned("/a", 60), versioned("/a", 41)}, "", "at most 100"},
		{"no such field", []emulator.Seed{file("/x"), {Path: "/a", CustomMetadata: map[string]any{"f": 1}}}, "", "seed it first"},
		{"no JSON", []emulator.Seed{file("/x"), {Path: "/a", EmbeddedMetadata: map[string]any{"f": func() {}}}}, "", "json"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := open(t)
			err := a.server.Seed(test.library...)
			if test.err != "" {
				require.ErrorContains(t, err, test.err)
			} else {
				require.NoError(t, err)
			}
			require.Equal(t, test.want, a.tree())
			require.NoError(t, a.server.Check())
		})
	}
}

// TestSeedsAreCopied: what a caller does to a seed afterwards changes nothing.
func TestSeedsAreCopied(t *testing.T) {
	a := open(t).withField(emulator.Field{Name: "m", Type: "MultiSelect", SelectOptions: []any{"a", 1}})
	values := []any{"a", 1}
	seed := emulator.Seed{
		Path: "/a.txt", Content: []byte("content"), Tags: []string{"t"}, AITags: []emulator.AITag{{Name: "Dog"}},
		CustomMetadata: map[string]any{"m": values}, Versions: [][]byte{[]byte("version")},
	}
	require.NoError(t, a.server.Seed(seed))
	seed.Content[0], seed.Tags[0], seed.AITags[0].Name, values[0], seed.Versions[0][0] = 'X', "X", "X", "X", 'X'
	seed.CustomMetadata["m"] = nil
	a.play(
		step{"GET /v1/files", "", 200, `[{"tags":["t"],"AITags":[{"name":"Dog"}],"customMetadata":{"m":["a",1]}}]`},
		step{`GET /v1/files?searchQuery="customMetadata.m" IN [1]`, "", 200, `["/a.txt"]`},
	)
	require.Equal(t, "content", string(a.do("GET https://ik.imagekit.io/emulator/a.txt", "").body))
	require.Equal(t, "version", string(a.do(a.expand("GET https://ik.imagekit.io/emulator/a.txt?ik-obj-version={version:/a.txt#1}"), "").body))
}

// TestSamples: a seed without content has some of its own, of the type that its name says.
func TestSamples(t *testing.T) {
	a := open(t)
	require.NoError(t, a.server.Seed(seeds("/a.png", "/a.jpg", "/b.JPEG", "/a.gif", "/a.webp", "/a--b.svg", "/a.pdf", "/a")...))
	hashes := map[string]bool{}
	for _, f := range a.server.Files() {
		hashes[f.SHA256] = true
		isImage := !strings.HasSuffix(f.Path, "/a") && !strings.HasSuffix(f.Path, ".pdf")
		require.Equal(t, isImage, strings.HasPrefix(f.Mime, "image/"), "%s: %s", f.Path, f.Mime)
		require.Equal(t, isImage, f.Width == 1 && f.Height == 1, f.Path)
	}
	require.Len(t, hashes, 8)
}

// TestSeedTimes: seeds were created before anything else, each after the one before, unless they say when.
func TestSeedTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t)
		require.NoError(t, a.server.Seed(seeds("/c", "/b")...))
		require.NoError(t, a.server.Seed(emulator.Seed{Path: "/old", CreatedAt: time.Date(1970, 1, 1, 0, 0, 0, 5e6, time.UTC)}))
		a.play(
			step{upload, "fileName=a&file=x&useUniqueFileName=false", 200, ""},
			step{"GET /v1/files", "", 200, `[{"filePath":"/old","createdAt":"1970-01-01T00:00:00.005Z"},"/c","/b",{"filePath":"/a","createdAt":"2000-01-01T00:00:00.000Z"}]`},
		)
		require.True(t, a.file("/b").CreatedAt.After(a.file("/c").CreatedAt))
		require.True(t, a.file("/b").CreatedAt.Before(time.Now()))
	})
}

func TestSeedFields(t *testing.T) {
	a := open(t)
	right := []emulator.Field{
		{Name: "a", Type: "Number", DefaultValue: 5, MinValue: int64(1), MaxValue: 9.5, IsValueRequired: true},
		{Name: "b", Label: "Bee", Type: "SingleSelect", SelectOptions: []any{1, "x", false}, DefaultValue: 1},
		{Name: "c", Label: "Bee", Type: "Text", MaxLength: 3, Deleted: true}, // a label is free once its field has gone
	}
	for _, f := range right {
		require.NoError(t, a.server.SeedField(f))
	}
	for _, wrong := range []emulator.Field{
		{Name: "a", Label: "L", Type: "Text"}, {Name: "c", Label: "L", Type: "Text"}, {Name: "d", Label: "Bee", Type: "Text"}, {Name: "", Type: "Text"},
		{Name: "d"}, {Name: "d", Type: "Text", IsValueRequired: true}, {Name: "d", Type: "Number", DefaultValue: "1"}, {Name: "d", Type: "Text", DefaultValue: func() {}},
	} {
		require.Error(t, a.server.SeedField(wrong), "%v", wrong.Name)
	}
	fields := a.server.Fields()
	require.Len(t, fields, 3)
	require.Equal(t, emulator.Field{Name: "c", Label: "Bee", Type: "Text", MaxLength: 3, Deleted: true}, fields[2].Field)
	require.Equal(t, []any{1.0, "x", false}, fields[1].SelectOptions)
}

func TestSeedDir(t *testing.T) {
	write := func(t *testing.T, files map[string]string) string {
		dir := t.TempDir()
		for name, content := range files {
			path := filepath.Join(dir, filepath.FromSlash(name))
			require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
			require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		}
		return dir
	}
	const sheet = `{"fields":[{"name":"f","label":"F","type":"SingleSelect","options":["a",1],"default":1,"required":true}],"folders":["/e"],
		"files":{"/d/b c.txt":{"tags":["x"],"aiTags":[{"name":"Dog"}],"customMetadata":{"f":"a"},"description":"D","customCoordinates":"0,0,1,1","private":true,"unpublished":true}}}`
	a := open(t)
	require.NoError(t, a.server.SeedDir(write(t, map[string]string{
		"a.txt": "a", "d/b c.txt": "b", ".hidden": "h", ".git/x": "x", "d/.keep": "", "seed.json": sheet, "d/seed.json": "{}",
	})))
	require.Equal(t, "/a.txt /d/ /d/b c.txt /d/seed.json /e/", a.tree())
	a.play(step{"GET /v1/files?path=/d&sort=ASC_NAME&limit=1", "", 200, `[{"filePath":"/d/b c.txt","tags":["x"],"AITags":[{"name":"Dog"}],
		"customMetadata":{"f":"a"},"description":"D","customCoordinates":"0,0,1,1","isPrivateFile":true,"isPublished":false,"size":1}]`})
	for _, test := range []struct {
		name  string
		files map[string]string
		err   string
	}{
		{"a sheet that is no JSON", map[string]string{"seed.json": "{"}, "seed.json"},
		{"a sheet with more behind it", map[string]string{"seed.json": "{} {}"}, "seed.json"},
		{"an unknown key", map[string]string{"seed.json": `{"file":{}}`}, "file"},
		{"a file that is not there", map[string]string{"seed.json": `{"files":{"/none":{}}}`}, "/none"},
		{"an empty file", map[string]string{"a": "x", "b": ""}, "/b"},
		{"a wrong field", map[string]string{"a": "x", "seed.json": `{"fields":[{"name":"ok","type":"Text"},{"name":"f","type":"Colour"}]}`}, `"f"`},
		{"a value without a field", map[string]string{"a": "x", "seed.json": `{"fields":[{"name":"ok","type":"Text"}],"files":{"/a":{"customMetadata":{"f":1}}}}`}, `"f"`},
	} {
		a := open(t)
		require.ErrorContains(t, a.server.SeedDir(write(t, test.files)), test.err, test.name)
		require.Empty(t, a.tree(), test.name)
		require.Empty(t, a.server.Fields(), test.name)
	}
	require.Error(t, open(t).server.SeedDir(filepath.Join(t.TempDir(), "none")))
}
