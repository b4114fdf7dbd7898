package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// noon is the time at which all plans of these tests are made.
var noon = time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)

// want reads YAML whose head is always the same. A source holds as many bytes
// as its name has characters, and its hash is its name.
func want(tb testing.TB, yaml string) *state.Want {
	tb.Helper()
	w, err := decode(yaml)
	require.NoError(tb, err)
	return w
}

func decode(yaml string) (*state.Want, error) {
	head := "version: 1\nlibrary: test\n"
	if !strings.Contains(yaml, "scope:") {
		head += "scope: [/]\n"
	}
	w, err := state.Decode("w.yaml", strings.NewReader(head+yaml))
	if err != nil {
		return nil, err
	}
	for _, f := range w.Files {
		if f.Source != nil {
			f.Source.Size, f.Source.SHA256 = int64(len(f.Source.Path)), f.Source.Path
		}
	}
	return w, nil
}

// have reads a library from lines like
//
//	/a/b.jpg id=f1 version=v1 tags=x,y brand=Acme description=Mug focus=1,2,3,4 draft private size=10 width=800
//	/a/empty/ id=d7
//	field brand SingleSelect options=Acme,Globex required default=Acme
//
// Folders that are not given are there nevertheless. Ids and versions that are
// not given are made of the path.
func have(text string) *state.Have {
	h := &state.Have{Library: state.NewLibrary(), Account: "https://ik.imagekit.io/test"}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
		case words[0] == "gap":
			h.Gaps = append(h.Gaps, state.Gap{Reason: state.GapFailedPage, Scope: "/", Detail: "a page failed"})
		case words[0] == "field":
			f := haveField(words[1:])
			h.Fields[f.Name] = f
		case strings.HasSuffix(words[0], "/"):
			path := state.Path(strings.TrimSuffix(words[0], "/"))
			id := "d" + string(path)
			if len(words) > 1 {
				id = strings.TrimPrefix(words[1], "id=")
			}
			h.Folders[path] = &state.Folder{Path: path, ID: state.FolderID(id)}
		default:
			f := haveFile(words)
			h.Files[f.Path] = f
		}
	}
	for _, paths := range [][]state.Path{keys(h.Files), keys(h.Folders)} {
		for _, path := range paths {
			for dir := range path.Ancestors {
				if dir != state.Root && h.Folders[dir] == nil {
					h.Folders[dir] = &state.Folder{Path: dir, ID: state.FolderID("d" + dir)}
				}
			}
		}
	}
	return h
}

func keys[V any](m map[state.Path]V) []state.Path {
	var out []state.Path
	for k := range m {
		out = append(out, k)
	}
	return out
}

func haveFile(words []string) *state.File {
	path := state.Path(words[0])
	f := &state.File{Path: path, ID: state.FileID("f" + path)}
	f.Observed = state.Observed{
		Size: 10, VersionID: "v" + string(path), URL: "https://ik.imagekit.io/test" + string(path),
		Format:  strings.TrimPrefix(path.Base()[strings.LastIndexByte(path.Base(), '.')+1:], "."),
		Created: noon.AddDate(-1, 0, 0), Updated: noon.AddDate(-1, 0, 0),
	}
	for _, word := range words[1:] {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "id":
			f.ID = state.FileID(value)
		case "version":
			f.Observed.VersionID = value
		case "tags":
			f.Tags = &state.Tags{Mode: state.TagsExact}
			for tag := range strings.SplitSeq(value, ",") {
				f.Tags.Set = append(f.Tags.Set, state.Tag(tag))
			}
		case "description":
			f.Description = &state.Setting[string]{Value: value}
		case "focus":
			f.Focus = &state.Setting[string]{Value: value}
		case "draft":
			f.Published = &state.Setting[bool]{}
		case "private":
			f.Observed.Private = true
		case "size":
			fmt.Sscan(value, &f.Observed.Size)
		case "sha":
			f.Observed.SHA256 = value
		case "undelivered":
			f.Observed.Delivery = state.DeliveryRefused
		case "width":
			fmt.Sscan(value, &f.Observed.Width)
		default:
			if f.Metadata == nil {
				f.Metadata = map[state.FieldName]state.Setting[state.Value]{}
			}
			f.Metadata[state.FieldName(key)] = state.Setting[state.Value]{Value: scalar(value)}
		}
	}
	return f
}

// scalar is a number where the text is one, else a string.
func scalar(text string) state.Value {
	var n float64
	if _, err := fmt.Sscan(text, &n); err == nil && fmt.Sprint(n) == text {
		return state.Num(n)
	}
	return state.String(text)
}

func haveField(words []string) *state.Field {
	f := &state.Field{
		Name: state.FieldName(words[0]), ID: "m-" + words[0], Label: words[0],
		Type: state.FieldType(words[1]), Required: state.Optional,
	}
	for _, word := range words[2:] {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "label":
			f.Label = value
		case "required":
			f.Required = state.Required
		case "default":
			f.Default = scalar(value)
		case "max_length":
			n := 0
			fmt.Sscan(value, &n)
			f.MaxLength = &n
		case "max":
			f.Max = scalar(value)
		case "options":
			for option := range strings.SplitSeq(value, ",") {
				f.Options = append(f.Options, scalar(option))
			}
		}
	}
	return f
}

func withNow(o plan.Options) plan.Options {
	if o.Now.IsZero() {
		o.Now = noon
	}
	return o
}

// changesText is the changes of p, one a line, as a story tells them.
func changesText(p *plan.Plan) string {
	var b strings.Builder
	for i := range p.Changes {
		c := &p.Changes[i]
		fmt.Fprintf(&b, "%s %s ", c.Action, c.Kind)
		if c.From != "" {
			fmt.Fprintf(&b, "%s -> ", c.From)
		}
		b.WriteString(c.Name())
		if c.Along > 0 {
			fmt.Fprintf(&b, " along=%d", c.Along)
		}
		for _, a := range c.Attrs {
			fmt.Fprintf(&b, " %s:%s=>%s", a.Name, a.Before, a.After)
		}
		fmt.Fprintf(&b, " (%s)\n", c.Reason)
	}
	return b.String()
}

// operationsText is the operations of p, one a line: what is done, to what, and
// after which others.
func operationsText(p *plan.Plan) string {
	var b strings.Builder
	for i := range p.Operations {
		op := &p.Operations[i]
		fmt.Fprintf(&b, "%d %s", op.ID, op.Kind)
		if op.Field != nil {
			fmt.Fprintf(&b, " %s", fieldText(op.Field))
		}
		for _, tag := range op.Tags {
			fmt.Fprintf(&b, " %s", tag)
		}
		if op.Path != "" {
			fmt.Fprintf(&b, " %s", op.Path)
		}
		for _, parent := range op.Parents {
			fmt.Fprintf(&b, " +%s", parent)
		}
		for _, f := range op.Files {
			fmt.Fprintf(&b, " %s[%s]", strings.TrimPrefix(string(f.Path), string(op.Path)), f.File)
		}
		if op.Kind == plan.OpDeleteFolder && len(op.Before[0].Content) > 0 {
			fmt.Fprintf(&b, " with %d in it", len(op.Before[0].Content))
		}
		if op.Dest != "" {
			fmt.Fprintf(&b, " -> %s", op.Dest)
		}
		if op.File != "" {
			fmt.Fprintf(&b, " [%s]", op.File)
		}
		if op.Update != nil {
			b.WriteString(updateText(op.Update))
		}
		for _, need := range op.Needs {
			fmt.Fprintf(&b, " <%d:%s", need.Op, need.Why)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func fieldText(f *plan.FieldArgs) string {
	out := string(f.Name)
	if len(f.Options) > 0 {
		out += " " + state.List(f.Options...).String()
	}
	if f.MaxLength != nil {
		out += fmt.Sprintf(" max_length=%d", *f.MaxLength)
	}
	if f.Required == state.Required {
		out += " required"
	}
	return out
}

func updateText(u *plan.FileUpdate) string {
	var b strings.Builder
	if u.Tags != nil {
		fmt.Fprintf(&b, " tags=%v", *u.Tags)
	}
	for _, name := range sortedNames(u.Metadata) {
		fmt.Fprintf(&b, " %s=%s", name, u.Metadata[name])
	}
	if u.Description != nil {
		fmt.Fprintf(&b, " description=%q", *u.Description)
	}
	if u.Focus != nil {
		fmt.Fprintf(&b, " focus=%q", *u.Focus)
	}
	if u.Published != nil {
		fmt.Fprintf(&b, " published=%t", *u.Published)
	}
	if u.Private != nil {
		fmt.Fprintf(&b, " private=%t", *u.Private)
	}
	return b.String()
}

// planText is everything that a plan says, one thing a line: changes,
// operations, what is held, why it is refused.
func planText(p *plan.Plan) string {
	var b strings.Builder
	b.WriteString(changesText(p))
	b.WriteString(operationsText(p))
	for _, h := range p.Held {
		what := strings.TrimSpace(fmt.Sprintf("%s %s", h.Action, h.Kind))
		fmt.Fprintf(&b, "held: %s %s (%s): %s\n", what, h.Path, h.Reason, h.Detail)
	}
	for _, r := range p.Refusals {
		fmt.Fprintf(&b, "refused: %s", r.Guard)
		if !r.Pos.IsZero() {
			fmt.Fprintf(&b, " at %s", r.Pos)
		}
		fmt.Fprintf(&b, ": %s\n", r.Message)
		if r.Override != "" {
			fmt.Fprintf(&b, "override: %s\n", r.Override)
		}
	}
	return b.String()
}

// story is one wish, one library, and what a plan makes of them.
type story struct {
	name string
	have string
	yaml string
	o    plan.Options
	plan string // or the problems
}

// tell plans each story and compares.
func tell(t *testing.T, stories []story) {
	t.Helper()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			got := ""
			p, err := plan.Make(want(t, s.yaml), have(s.have), plan.Source{Endpoint: "https://api.test"}, withNow(s.o))
			if err != nil {
				for line := range strings.Lines(err.Error()) {
					got += "problem: " + strings.TrimRight(line, "\n") + "\n"
				}
			} else {
				got = planText(p)
			}
			require.Equal(t, strings.TrimSpace(s.plan), strings.TrimSpace(got))
		})
	}
}
