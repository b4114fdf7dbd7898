package state_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state"
)

// A disk has, by folder, the files below it.
type disk map[string][]string

func (d disk) list(dir string) ([]string, error) {
	names, ok := d[dir]
	if !ok {
		return nil, errors.New("there is no such folder beside the YAML")
	}
	return names, nil
}

func decodeFrom(d disk, yaml string) (*state.Want, error) {
	return state.DecodeInputs(state.Inputs{
		Files:   []state.YAML{{Name: "w.yaml", Bytes: []byte("version: 1\nlibrary: test\nscope: [/s]\n" + yaml)}},
		Sources: d.list,
	})
}

// Each local file of a source_dir is a file of the library, at the same place.
func TestSourceDir(t *testing.T) {
	d := disk{
		"assets":       {"a.svg", "b.png", "sub/c.svg", ".DS_Store", "sub/.keep", ".git/x.svg"},
		"assets/icons": {"x.svg"},
		".":            {"library.yaml", "assets/a.svg"},
		"only-hidden":  {".gitkeep"},
		"empty":        {},
	}
	for _, test := range []struct {
		name, yaml string
		want       string // "path <- source", or the problems
	}{
		{"a folder", "folders: {/s/i: {source_dir: assets}}", "/s/i/a.svg <- assets/a.svg\n/s/i/b.png <- assets/b.png\n/s/i/sub/c.svg <- assets/sub/c.svg"},
		{"with slashes at both ends", "folders: {/s/i/: {source_dir: assets/}}", "/s/i/a.svg <- assets/a.svg\n/s/i/b.png <- assets/b.png\n/s/i/sub/c.svg <- assets/sub/c.svg"},
		{"a glob right in it", "folders: {/s/i: {source_dir: assets/*.svg}}", "/s/i/a.svg <- assets/a.svg"},
		{"a glob through all of it", "folders: {/s/i: {source_dir: 'assets/**/*.svg'}}", "/s/i/a.svg <- assets/a.svg\n/s/i/sub/c.svg <- assets/sub/c.svg"},
		{"the folder of the YAML", "folders: {/s/i: {source_dir: .}}", "/s/i/assets/a.svg <- assets/a.svg\n/s/i/library.yaml <- library.yaml"},
		{"an entry of its own gives a file tags", "folders: {/s/i: {source_dir: assets/*.svg}}\nfiles: {/s/i/a.svg: {tags: [x]}}", "/s/i/a.svg <- assets/a.svg tags=[x]"},
		{"or another source", "folders: {/s/i: {source_dir: assets/*.svg}}\nfiles: {/s/i/a.svg: {source: other.svg}}", "/s/i/a.svg <- other.svg"},
		{"two folders", "folders: {/s/i: {source_dir: assets/*.png}, /s/j: {source_dir: assets/icons}}", "/s/i/b.png <- assets/b.png\n/s/j/x.svg <- assets/icons/x.svg"},

		{"a folder that is not there", "folders: {/s/i: {source_dir: gone}}", "w.yaml:4:30: source_dir gone: there is no such folder beside the YAML"},
		{"nothing in it", "folders: {/s/i: {source_dir: empty}}", "w.yaml:4:30: source_dir empty has no files"},
		{"nothing that counts", "folders: {/s/i: {source_dir: only-hidden}}", "w.yaml:4:30: source_dir only-hidden has no files: names that begin with a dot do not count"},
		{"nothing that matches", "folders: {/s/i: {source_dir: 'assets/*.jpg'}}", "w.yaml:4:30: source_dir assets/*.jpg has no files: names that begin with a dot do not count"},
		{"a way out", "folders: {/s/i: {source_dir: ../assets}}", `w.yaml:4:30: source_dir "../assets" leads out of the folder of the YAML: it must be below it`},
		{"another way out", "folders: {/s/i: {source_dir: /etc}}", `w.yaml:4:30: source_dir "/etc" leads out of the folder of the YAML: it must be below it`},
		{"a way out of a glob", "folders: {/s/i: {source_dir: 'a/../../*.svg'}}", `w.yaml:4:30: source_dir "a/../../*.svg" leads out of the folder of the YAML: it must be below it`},
		{"a bad glob", "folders: {/s/i: {source_dir: 'assets/[a'}}", `w.yaml:4:30: source_dir "assets/[a" is not a valid glob: "[a" should be one`},
		{"stars that are too close", "folders: {/s/i: {source_dir: 'assets/**.svg'}}", `w.yaml:4:30: source_dir "assets/**.svg" is not a valid glob: "**.svg" should be one`},
		{"a folder that has nothing of it", "folders: {/s/i: {source_dir: assets}, /s/i/sub: {source_dir: assets/icons}, /s: {source_dir: '*.nothing'}}", "w.yaml:4:94: source_dir *.nothing has no files"},
		{"a folder with and without a slash", "folders: {/s/i: {}, /s/i/: {}}", `w.yaml:4:21: folder "/s/i" is listed twice: with and without a slash at its end it is one`},
		{"what is to be removed", "folders: {/s/i: {source_dir: assets}}\nremove: {files: ['/s/**/*.png']}",
			`w.yaml:4:30: file "/s/i/b.png" is listed, but "/s/**/*.png" in remove.files takes it away at line 5: keep one of them`},
		{"outside the scope", "folders: {/x: {source_dir: assets/icons}}", "w.yaml:4:11: folder \"/x\" lies outside scope [/s]\nw.yaml:4:28: file \"/x/x.svg\" lies outside scope [/s]"},
		{"a file in place of a folder", "folders: {/s/i: {source_dir: assets}, /s/i/a.svg: {}}", `w.yaml:4:39: "/s/i/a.svg" is listed as a folder and, at line 4, as a file: it can be only one`},
	} {
		t.Run(test.name, func(t *testing.T) {
			want, err := decodeFrom(d, test.yaml)
			if err != nil {
				require.Contains(t, err.Error(), test.want)
				return
			}
			var lines []string
			for _, path := range slices.Sorted(maps.Keys(want.Files)) {
				f := want.Files[path]
				line := fmt.Sprintf("%s <- %s", path, f.Source.Path)
				if f.Tags != nil {
					line += fmt.Sprintf(" tags=%v", f.Tags.Set)
				}
				lines = append(lines, line)
			}
			require.Equal(t, test.want, strings.Join(lines, "\n"))
		})
	}
}

// Two folders that both bring a file disagree about it, whichever is listed first.
func TestSourceDirsThatDisagree(t *testing.T) {
	d := disk{"a": {"sub/x.svg"}, "b": {"x.svg"}}
	for _, yaml := range []string{
		"folders:\n  /s: {source_dir: a}\n  /s/sub: {source_dir: b}",
		"folders:\n  /s/sub: {source_dir: b}\n  /s: {source_dir: a}",
	} {
		_, err := decodeFrom(d, yaml)
		require.ErrorContains(t, err, "/s/sub/x.svg would come from b/x.svg and, by the source_dir at line ")
		require.ErrorContains(t, err, ", from a/sub/x.svg: it can come from only one")
	}
}

// Where nobody can look at the disk, a source_dir brings nothing and is no mistake.
func TestSourceDirUnseen(t *testing.T) {
	want, err := state.Decode("w.yaml", strings.NewReader("version: 1\nlibrary: test\nscope: [/s]\nfolders: {/s/i: {source_dir: assets}}"))
	require.NoError(t, err)
	require.Empty(t, want.Files)
	require.Equal(t, "assets", want.Folders["/s/i"].SourceDir.Glob)
}

// state: names a bucket, once, without secrets.
func TestState(t *testing.T) {
	for _, test := range []struct{ yaml, want string }{
		{"state: s3://bucket?region=eu-west-1", ""},
		{"state: file://./state", ""},
		{"state: bucket", "is no URL of a bucket"},
		{"state: 's3://key:secret@bucket'", "must not hold a user or password"},
		{"state: ''", "must not be empty"},
		{"state: [a]", "must be"},
	} {
		want, err := decodeFrom(nil, test.yaml)
		if test.want == "" {
			require.NoError(t, err, test.yaml)
			require.Equal(t, strings.Trim(strings.TrimPrefix(test.yaml, "state: "), "'"), want.State.Value)
			continue
		}
		require.ErrorContains(t, err, test.want, test.yaml)
	}
}
