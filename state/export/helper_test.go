package export_test

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/export"
)

// library is a live library, with all folders that its files lie in.
func library(files ...*state.File) *state.Have {
	h := &state.Have{Library: state.NewLibrary()}
	h.Fields["brand"] = &state.Field{Name: "brand", ID: "m1", Label: "Brand", Type: state.SingleSelect, Required: state.Optional,
		Options: []state.Value{state.String("Acme"), state.String("Globex")}}
	for i, f := range files {
		if f.ID == "" {
			f.ID = state.FileID(fmt.Sprintf("f%d", i))
		}
		h.Files[f.Path] = f
		for dir := range f.Path.Ancestors {
			addFolder(h, dir)
		}
	}
	return h
}

func addFolder(h *state.Have, dir state.Path) {
	if dir != state.Root && h.Folders[dir] == nil {
		h.Folders[dir] = &state.Folder{Path: dir, ID: state.FolderID(fmt.Sprintf("d%d", len(h.Folders)))}
	}
}

// file reads "/s/a.jpg tag tag brand=Acme description=text focus=1,2,3,4 draft=".
func file(text string) *state.File {
	words := strings.Fields(text)
	f := &state.File{Path: state.Path(words[0])}
	for _, word := range words[1:] {
		key, value, isPair := strings.Cut(word, "=")
		switch {
		case !isPair:
			if f.Tags == nil {
				f.Tags = &state.Tags{Mode: state.TagsExact}
			}
			f.Tags.Set = append(f.Tags.Set, state.Tag(word))
		case key == "description":
			f.Description = &state.Setting[string]{Value: value}
		case key == "focus":
			f.Focus = &state.Setting[string]{Value: value}
		case key == "draft":
			f.Published = &state.Setting[bool]{}
		default:
			if f.Metadata == nil {
				f.Metadata = map[state.FieldName]state.Setting[state.Value]{}
			}
			f.Metadata[state.FieldName(key)] = state.Setting[state.Value]{Value: state.String(value)}
		}
	}
	return f
}

// files reads a file a line; "/s/a{1..5}.jpg ..." is five of them.
func files(text string) []*state.File {
	var out []*state.File
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		head, rest, many := strings.Cut(line, "{1..")
		if !many {
			out = append(out, file(line))
			continue
		}
		last, tail, _ := strings.Cut(rest, "}")
		n := 0
		fmt.Sscan(last, &n)
		for i := 1; i <= n; i++ {
			out = append(out, file(fmt.Sprint(head, i, tail)))
		}
	}
	return out
}

func written(t require.TestingT, e *export.Export) string {
	var out bytes.Buffer
	require.NoError(t, e.Write(&out))
	return out.String()
}

// entries is the YAML from its folders on.
func entries(text string) string {
	for _, section := range []string{"\nfolders:", "\nfiles:", "\nrules:"} {
		if i := strings.Index(text, section); i >= 0 {
			return text[i+1:]
		}
	}
	return ""
}

// planFor is the plan that text makes for a library.
func planFor(t require.TestingT, text string, have *state.Have) *plan.Plan {
	want, err := state.Decode("exported.yaml", strings.NewReader(text))
	require.NoError(t, err, text)
	p, err := plan.Make(want, have, plan.Source{}, plan.Options{Now: time.Unix(1_700_000_000, 0)})
	require.NoError(t, err, text)
	return p
}

// exact checks that an export asks for nothing.
func exact(t require.TestingT, have *state.Have, o export.Options) (*export.Export, string) {
	e := export.Of(have, o)
	text := written(t, e)
	p := planFor(t, text, have)
	require.Empty(t, p.Changes, text)
	require.Empty(t, p.Held, text)
	require.Empty(t, p.Refusals, text)
	return e, text
}

// everyWay is all that an export can be like.
func everyWay(scope ...state.Path) []export.Options {
	var out []export.Options
	for _, form := range []export.Form{export.Short, export.Explicit} {
		for _, pins := range []export.Pins{export.ByPath, export.ByID} {
			out = append(out, export.Options{Name: "shop", Scope: scope, Form: form, Pins: pins})
		}
	}
	return out
}

func short(scope ...state.Path) export.Options {
	return export.Options{Name: "shop", Scope: scope}
}

func pathWith(p state.Path, old, new string) state.Path {
	return state.Path(strings.ReplaceAll(string(p), old, new))
}
