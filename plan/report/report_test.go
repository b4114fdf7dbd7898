package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

var update = flag.Bool("update", false, "rewrite testdata/*.golden")

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err, "run the test with -update to write it")
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", file, d)
	}
}

func text(t testing.TB, p *plan.Plan, s report.Style) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.Text(&b, p, s))
	return b.String()
}

func asJSON(t testing.TB, p *plan.Plan) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.JSON(&b, p, nil))
	return b.String()
}

func TestTextGolden(t *testing.T) {
	emptyHeld := func() *plan.Plan { p := empty(); p.Held = rich().Held[:3]; return p }
	emptyGap := func() *plan.Plan { p := empty(); p.Gaps = incomplete().Gaps; return p }
	for _, tt := range []struct {
		name  string
		plan  *plan.Plan
		style report.Style
	}{
		{"rich", rich(), report.Style{Width: 100}},
		{"rich.80", rich(), report.Style{Width: 80}},
		{"rich.color", rich(), report.Style{Width: 100, Color: true}},
		{"rich.verbose", rich(), report.Style{Verbose: true}},
		{"empty", empty(), report.Style{Source: yaml}},
		{"empty.held", emptyHeld(), report.Style{}},
		{"empty.incomplete", emptyGap(), report.Style{Source: yaml}},
		{"refused", refused(), report.Style{Width: 80}},
		{"refused.few", refused(), report.Style{Width: 80, Deletes: 3}},
		{"incomplete", incomplete(), report.Style{Width: 80}},
		{"hostile", hostile(), report.Style{Width: 100}},
		{"merging", merging(), report.Style{Width: 120}},
		{"merging.80", merging(), report.Style{Width: 80}},
		{"merging.color", merging(), report.Style{Color: true}},
		{"merging.few", merging(), report.Style{Deletes: 1}},
		{"merging.verbose", merging(), report.Style{Verbose: true}},
	} {
		t.Run(tt.name, func(t *testing.T) { golden(t, tt.name+".txt", text(t, tt.plan, tt.style)) })
	}
}

func TestJSONGolden(t *testing.T) {
	small := rich()
	small.Changes = append(richDeletes(), richNew()...)
	for name, p := range map[string]*plan.Plan{
		"rich": small, "empty": empty(), "refused": refused(), "incomplete": incomplete(), "hostile": hostile(),
		"merging": merging(),
	} {
		t.Run(name, func(t *testing.T) { golden(t, name+".json", asJSON(t, p)) })
	}
}

// The order of a plan's lists, and of its map keys, does not show.
func TestOrderDoesNotShow(t *testing.T) {
	for _, make := range []func() *plan.Plan{rich, refused, incomplete, hostile, merging} {
		wantText, wantJSON := text(t, make(), report.Style{}), asJSON(t, make())
		for seed := range uint64(20) {
			p, r := make(), rand.New(rand.NewPCG(seed, 1))
			shuffle(r, p.Changes)
			shuffle(r, p.Held)
			shuffle(r, p.Gaps)
			shuffle(r, p.Refusals)
			require.Equal(t, wantText, text(t, p, report.Style{}))
			require.Equal(t, wantJSON, asJSON(t, p))
		}
	}
}

func shuffle[T any](r *rand.Rand, list []T) {
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
}

// Neither function changes the plan that it is given.
func TestPlanIsLeftAlone(t *testing.T) {
	p := rich()
	r := rand.New(rand.NewPCG(1, 2))
	shuffle(r, p.Changes)
	before, err := json.Marshal(p)
	require.NoError(t, err)
	text(t, p, report.Style{Color: true})
	asJSON(t, p)
	after, err := json.Marshal(p)
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))
}

// Colour is the caller's to decide, and nothing but colour.
func TestColor(t *testing.T) {
	for _, env := range []string{"", "1"} {
		t.Setenv("NO_COLOR", env)
		colored, bare := text(t, rich(), report.Style{Color: true}), text(t, rich(), report.Style{})
		require.NotContains(t, bare, "\x1b")
		require.Contains(t, colored, "\x1b[31;1mDelete for ever")
		require.Equal(t, bare, uncolored(colored))
	}
}

func uncolored(s string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, s, _ = strings.Cut(rest, "m")
	}
}

// Every delete is named, whatever is alike about them, until there are more in
// one folder than anybody reads; then the rest is counted.
func TestDeletesAreNamed(t *testing.T) {
	p := empty()
	for i := range report.DefaultDeletes + 234 {
		p.Changes = append(p.Changes,
			change(plan.File, plan.Delete, state.Path(fmt.Sprintf("/storefront/a/%05d.jpg", i)), plan.ReasonPruned, 1))
	}
	for i := range report.DefaultDeletes {
		p.Changes = append(p.Changes,
			change(plan.File, plan.Delete, state.Path(fmt.Sprintf("/storefront/b/b%05d.jpg", i)), plan.ReasonPruned, 1))
	}
	got := text(t, p, report.Style{})
	for i := range report.DefaultDeletes {
		require.Contains(t, got, fmt.Sprintf("- %05d.jpg\n", i))
		require.Contains(t, got, fmt.Sprintf("- b%05d.jpg\n", i))
	}
	require.Equal(t, 1, strings.Count(got, "- and 234 more in this folder; the JSON report names them all\n"))
	require.NotContains(t, got, "01000.jpg")
	require.Contains(t, text(t, p, report.Style{Verbose: true}), "- 01233.jpg\n")
	require.Contains(t, asJSON(t, p), `"/storefront/a/01233.jpg"`)
}

// What stops a plan, and what cannot be undone, is above all else.
func TestFirstThingsFirst(t *testing.T) {
	p := rich()
	p.Gaps, p.Refusals = incomplete().Gaps, refused().Refusals
	p.Changes = append(p.Changes, merge(plan.File, "/storefront/in/a.jpg", "/storefront/a.jpg", 0, 7))
	got := text(t, p, report.Style{})
	for _, part := range []string{
		"Plan for storefront", "INCOMPLETE READ", "Such a plan must not be applied.", "REFUSED: ",
		"Delete for ever: 1 field, 2 folders, 5 files", "Replace: ", "Merge: ", "Move and rename: ", "Create: ", "Copy: ",
		"Upload: ", "Update: ", "Held back: ", "Plan: ", "REFUSED by ",
	} {
		_, after, found := strings.Cut(got, part)
		require.True(t, found, part)
		got = after
	}
}

// A reader that knows less than is there gets along, and one that reads
// everything gets back what went in.
func TestJSONReadsBack(t *testing.T) {
	p := hostile()
	p.Operations = []plan.Operation{{ID: 1, Kind: plan.OpDeleteFile, Class: plan.ClassWrite, Path: "/storefront/\x7f"}}
	out := asJSON(t, p)
	require.True(t, strings.HasSuffix(out, "}\n"))
	for _, r := range out {
		require.True(t, r == '\n' || r >= 0x20 && r != 0x7f && (r < 0x80 || r > 0x9f) && r != 0x202e && r != 0x200b, "%U", r)
	}
	var read struct {
		Format     string           `json:"format"`
		Changes    []plan.Change    `json:"changes"`
		Operations []plan.Operation `json:"operations"`
	}
	require.NoError(t, json.Unmarshal([]byte(out), &read))
	require.Equal(t, report.Format, read.Format)
	require.Len(t, read.Changes, len(p.Changes))
	require.Equal(t, p.Operations, read.Operations)
	names := map[state.Path]bool{}
	for _, c := range read.Changes {
		names[c.Path] = true
	}
	require.True(t, names["/storefront/\u202egpj.exe"])
	require.True(t, names["/storefront/c1\u009b31mred.jpg"])
}

// A writer's error comes back.
func TestWriteErrors(t *testing.T) {
	full := errors.New("disk full")
	require.ErrorIs(t, report.Text(failing{full}, rich(), report.Style{}), full)
	require.ErrorIs(t, report.JSON(failing{full}, rich(), nil), full)
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// large is a plan of n changes.
func large(n int) *plan.Plan {
	p := empty()
	for i := range n {
		path := state.Path(fmt.Sprintf("/storefront/f%03d/%06d.jpg", i%100, i))
		switch i % 10 {
		case 0:
			p.Changes = append(p.Changes, sized(change(plan.File, plan.Delete, path, plan.ReasonPruned, 24), 1000))
		case 1:
			p.Changes = append(p.Changes, from(change(plan.File, plan.Move, path, plan.ReasonPin, i), path+".old", 0))
		default:
			p.Changes = append(p.Changes, with(change(plan.File, plan.Update, path, plan.ReasonRule, 44),
				attr(plan.AttrTags, tags("wip"), tags("catalogue"), byRule(44)),
				attr(plan.AttrDescription, state.Value{}, state.String(fmt.Sprint("File number ", i/3)), byFile(i))))
		}
	}
	return counted(p, map[plan.Class]int{plan.ClassWrite: n}, float64(n)/5)
}

func TestLarge(t *testing.T) {
	p := large(100_000)
	got := text(t, p, report.Style{Color: true})
	_, foot, _ := strings.Cut(uncolored(got), "\nPlan: ")
	require.Equal(t, "10,000 to delete, 10,000 to move, 80,000 to update.\n"+
		"Forecast: 100,000 calls (100,000 writes), about 5 h 33 min at the documented limits.\n", foot)
}

func BenchmarkText(b *testing.B) {
	p := large(100_000)
	for b.Loop() {
		require.NoError(b, report.Text(io.Discard, p, report.Style{Color: true}))
	}
}

func BenchmarkJSON(b *testing.B) {
	p := large(100_000)
	for b.Loop() {
		require.NoError(b, report.JSON(io.Discard, p, nil))
	}
}
