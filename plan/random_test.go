package plan_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// scenario is a random library and a random wish, over so few names that moves,
// nesting and collisions are the rule.
type scenario struct {
	yaml string
	text string
	want *state.Want
}

func (s scenario) String() string { return s.yaml + "---\n" + s.text }

// drawFolder is a folder some levels deep.
func drawFolder(t *rapid.T, label string) state.Path {
	p := state.Root
	for range rapid.IntRange(1, 3).Draw(t, label+" depth") {
		p = p.Join(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, label))
	}
	return p
}

func drawFile(t *rapid.T, label string) state.Path {
	dir := state.Root
	if rapid.IntRange(0, 5).Draw(t, label+" dir") > 0 {
		dir = drawFolder(t, label)
	}
	return dir.Join(rapid.SampledFrom([]string{"x.jpg", "y.jpg", "z.jpg"}).Draw(t, label))
}

func drawScenario(t *rapid.T) scenario {
	for {
		s := scenario{text: drawLibrary(t)}
		s.yaml = drawWant(t, have(s.text))
		w, err := decode(s.yaml)
		if err == nil {
			s.want = w
			return s
		}
		if !strings.HasPrefix(err.Error(), "w.yaml:") {
			t.Fatalf("%v\n%s", err, s.yaml)
		}
		t.SkipNow()
	}
}

func drawLibrary(t *rapid.T) string {
	var b strings.Builder
	seen := map[state.Path]bool{}
	line := func(p state.Path, format string, args ...any) {
		if !seen[p] {
			seen[p] = true
			fmt.Fprintf(&b, format+"\n", args...)
		}
	}
	b.WriteString("field brand SingleSelect options=Acme,Globex required default=Acme\nfield season Text\n")
	for range rapid.IntRange(0, 3).Draw(t, "folders") {
		p := drawFolder(t, "folder")
		line(p, "%s/", p)
	}
	for range rapid.IntRange(1, 7).Draw(t, "files") {
		p := drawFile(t, "file")
		extra := rapid.SampledFrom([]string{"", " tags=t", " tags=u,t brand=Globex", " draft", " season=s brand=Acme"}).Draw(t, "extra")
		line(p, "%s%s", p, extra)
	}
	return b.String()
}

// drawWant writes YAML that has to do with the library.
func drawWant(t *rapid.T, h *state.Have) string {
	files, folders := slices.Sorted(maps.Keys(h.Files)), slices.Sorted(maps.Keys(h.Folders))
	var b strings.Builder
	b.WriteString("limits: {deletes: 1000, delete_percent: 100}\n")
	chance := func(label string, percent int) bool { return rapid.IntRange(1, 100).Draw(t, label) <= percent }
	if chance("protect", 5) {
		fmt.Fprintf(&b, "protect: [%q]\n", string(drawFolder(t, "protected"))+"/**")
	}
	seen := map[state.Path]bool{}
	b.WriteString("folders:\n")
	for range rapid.IntRange(0, 3).Draw(t, "want folders") {
		p := drawFolder(t, "want folder")
		if seen[p] {
			continue
		}
		seen[p] = true
		var says []string
		if len(folders) > 0 {
			from := rapid.SampledFrom(folders).Draw(t, "from")
			switch rapid.IntRange(0, 5).Draw(t, "how") {
			case 0, 1, 2:
				says = append(says, "moved_from: "+string(from))
			case 3:
				says = append(says, "id: "+string(h.Folders[from].ID))
			case 4:
				says = append(says, "moved_from: "+string(drawFolder(t, "far")))
			}
		}
		if chance("inherit", 30) {
			says = append(says, "tags: {add: [inherited]}", "metadata: {season: warm}")
		}
		if chance("prune", 15) {
			says = append(says, "prune: true")
		}
		fmt.Fprintf(&b, "  %s: {%s}\n", p, strings.Join(says, ", "))
	}
	b.WriteString("files:\n")
	for range rapid.IntRange(0, 4).Draw(t, "want files") {
		p := drawFile(t, "want file")
		if seen[p] {
			continue
		}
		seen[p] = true
		from := rapid.SampledFrom(files).Draw(t, "from")
		var says []string
		switch rapid.IntRange(0, 6).Draw(t, "how") {
		case 0, 1:
			says = append(says, "moved_from: "+string(from))
		case 2, 3:
			says = append(says, "id: "+string(h.Files[from].ID))
		case 4:
			says = append(says, rapid.SampledFrom([]string{"source: pic", "source: other_pic1"}).Draw(t, "source"))
		case 5:
			p = from
			if seen[p] {
				continue
			}
			seen[p] = true
		case 6:
			says = append(says, "moved_from: "+string(drawFile(t, "far")))
		}
		if chance("own", 40) {
			says = append(says, rapid.SampledFrom([]string{
				"tags: [own]", "tags: []", "tags: {add: [own], remove: [t]}", "metadata: {brand: Globex}", "metadata: {season: null}", "published: false", "description: d",
			}).Draw(t, "own"))
		}
		fmt.Fprintf(&b, "  %s: {%s}\n", p, strings.Join(says, ", "))
	}
	drawRest(t, &b, chance)
	return b.String()
}

func drawRest(t *rapid.T, b *strings.Builder, chance func(string, int) bool) {
	if chance("rule", 40) {
		b.WriteString("rules:\n")
		fmt.Fprintf(b, "  - {name: one, match: {path: \"/%s/**\"}, tags: {add: [ruled]}}\n", rapid.SampledFrom([]string{"a", "b", "*"}).Draw(t, "rule"))
		if chance("chain", 50) {
			b.WriteString("  - {name: two, match: {where: 'tags IN [\"ruled\"]'}, metadata: {season: set}, tags: {remove: [t]}}\n")
		}
	}
	if chance("remove", 20) {
		b.WriteString("remove:\n")
		fmt.Fprintf(b, "  files: [\"/%s/**/x.jpg\"]\n", rapid.SampledFrom([]string{"a", "b", "*"}).Draw(t, "remove"))
		if chance("remove folder", 50) {
			fmt.Fprintf(b, "  folders: [%s]\n", drawFolder(t, "removed"))
		}
	}
}

// mustMake plans; nil where the wish cannot be or is refused.
func mustMake(w *state.Want, h *state.Have) (*plan.Plan, error) {
	p, err := plan.Make(w, h, plan.Source{Endpoint: "https://api.test"}, plan.Options{Now: noon})
	if err != nil {
		return nil, err
	}
	if p.Refused() {
		return nil, fmt.Errorf("refused: %s", planText(p))
	}
	return p, nil
}

// carryOut does some or all operations of p, in a random order that its needs allow.
func carryOut(t *rapid.T, m *model, p *plan.Plan, most int) {
	done := map[plan.OpID]bool{}
	for len(done) < min(most, len(p.Operations)) {
		next := rapid.SampledFrom(ready(p, done)).Draw(t, "next")
		if err := m.do(next); err != nil {
			t.Fatalf("operation %d: %v\nplan:\n%s\n%s\nlibrary:\n%s", next.ID, err, changesText(p), operationsText(p), m)
		}
		done[next.ID] = true
	}
}

// doomed is the marks of the files whose end stands in p.
func doomed(m *model, p *plan.Plan) map[string]bool {
	out := map[string]bool{}
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Kind == plan.File && c.Action == plan.Delete {
			out[m.files[c.Path].mark] = true
		}
	}
	return out
}

func TestAPlanThatIsCarriedOutLeavesNothingToDo(t *testing.T) {
	outcomes := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		m := newModel(have(s.text))
		p, err := mustMake(s.want, m.observe())
		if err != nil {
			outcomes[kindOf(err)]++
			return
		}
		outcomes[size(p)]++
		before, ends := m.marks(), doomed(m, p)
		carryOut(t, m, p, len(p.Operations))
		after := m.marks()
		for mark := range before {
			if _, alive := after[mark]; alive == ends[mark] {
				t.Fatalf("%s: alive %t, end in the plan %t\n%s\n%s\n%s", mark, alive, ends[mark], s, changesText(p), operationsText(p))
			}
		}
		again, err := plan.Make(s.want, m.observe(), plan.Source{}, plan.Options{Now: noon})
		if err != nil || !again.Empty() || again.Refused() {
			t.Fatalf("the next plan is not empty: %v\n%s\nfirst:\n%s\n%s\nthen:\n%s%s\nlibrary:\n%s", err, s, changesText(p), operationsText(p), text(again), "", m)
		}
	})
	t.Log(outcomes)
}

func text(p *plan.Plan) string {
	if p == nil {
		return ""
	}
	return planText(p)
}

func kindOf(err error) string {
	var problems state.Problems
	if errors.As(err, &problems) {
		words := strings.Fields(problems[0].Message)
		return "problem: " + strings.Join(words[max(0, len(words)-5):], " ")
	}
	return strings.Join(strings.Fields(err.Error())[:3], " ")
}

func size(p *plan.Plan) string {
	switch n := len(p.Operations); {
	case n == 0:
		return "empty"
	case n < 4:
		return "small"
	case n < 8:
		return "middling"
	default:
		return "large"
	}
}

func TestAPlanIsTheSameEveryTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		var first []byte
		for range 3 {
			p, err := plan.Make(s.want, have(s.text), plan.Source{Endpoint: "https://api.test"}, plan.Options{Now: noon})
			if err != nil {
				return
			}
			var b bytes.Buffer
			if err := plan.Encode(&b, p); err != nil {
				t.Fatal(err)
			}
			if first != nil && !bytes.Equal(first, b.Bytes()) {
				t.Fatalf("two plans of one wish differ:\n%s", cmp.Diff(string(first), b.String()))
			}
			first = b.Bytes()
			back, err := plan.Decode(&b)
			if err != nil {
				t.Fatalf("%v\n%s", err, first)
			}
			if diff := cmp.Diff(p, back, cmp.Comparer(state.Value.Equal)); diff != "" {
				t.Fatalf("a plan that is read back differs:\n%s", diff)
			}
		}
	})
}

func TestARunThatIsKilledAnywhereCanBePlannedAnew(t *testing.T) {
	outcomes := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		whole := newModel(have(s.text))
		p, err := mustMake(s.want, whole.observe())
		if err != nil || len(p.Operations) < 2 {
			return
		}
		ends := doomed(whole, p)
		for _, op := range p.Operations {
			if err := whole.do(&op); err != nil {
				t.Fatalf("operation %d: %v", op.ID, err)
			}
		}
		m := newModel(have(s.text))
		carryOut(t, m, p, rapid.IntRange(1, len(p.Operations)-1).Draw(t, "killed after"))
		killed := m.String()
		again, err := mustMake(s.want, m.observe())
		if err != nil {
			t.Fatalf("it cannot be planned anew: %v\n%s\nfirst:\n%s%s\nkilled:\n%s", err, s, changesText(p), operationsText(p), killed)
		}
		outcomes["goes on"]++
		for mark := range doomed(m, again) {
			if !ends[mark] {
				t.Fatalf("%s is lost\n%s\nfirst:\n%s%s\nkilled:\n%s\nthen:\n%s", mark, s, changesText(p), operationsText(p), killed, text(again))
			}
		}
		carryOut(t, m, again, len(again.Operations))
		if diff := cmp.Diff(whole.marks(), m.marks()); diff != "" {
			t.Fatalf("another end:\n%s\n%s\nfirst:\n%s%s\nkilled:\n%s\nthen:\n%s", diff, s, changesText(p), operationsText(p), killed, text(again))
		}
		last, err := mustMake(s.want, m.observe())
		if err != nil || !last.Empty() {
			t.Fatalf("the last plan is not empty: %v\n%s\nfirst:\n%s%s\nkilled:\n%s\nthen:\n%s\nlast:\n%s", err, s, changesText(p), operationsText(p), killed, text(again), text(last))
		}
	})
	t.Log(outcomes)
}
