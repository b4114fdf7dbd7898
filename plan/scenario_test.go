package plan_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"

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
		line(p, "%s/ id=%s", p, pinnable(p))
	}
	for range rapid.IntRange(1, 7).Draw(t, "files") {
		p := drawFile(t, "file")
		extra := rapid.SampledFrom([]string{"", " tags=t", " tags=u,t brand=Globex", " draft", " season=s brand=Acme", " sha=another10x", " sha=other_pic1", " undelivered"}).Draw(t, "extra")
		line(p, "%s id=%s%s", p, pinnable(p), extra)
		for dir := range p.Ancestors {
			if dir != state.Root {
				line(dir, "%s/ id=%s", dir, pinnable(dir))
			}
		}
	}
	return b.String()
}

// pinnable is an id for what is at p that a YAML file can ask for.
func pinnable(p state.Path) string { return "i" + strings.ReplaceAll(string(p), "/", ".") }

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
			switch rapid.IntRange(0, 7).Draw(t, "how") {
			case 6, 7:
				says = append(says, "copy_of: "+string(from))
			case 0, 1, 2:
				says = append(says, "moved_from: "+string(from))
			case 3:
				says = append(says, "id: "+string(h.Folders[from].ID))
			case 4:
				says = append(says, "moved_from: "+string(drawFolder(t, "far")))
			}
		}
		if len(says) > 0 && !strings.HasPrefix(says[0], "copy_of") && chance("conflict", 30) {
			says = append(says, "on_conflict: version")
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
			says = append(says, rapid.SampledFrom([]string{"source: pic", "source: other_pic1", "source: another10x"}).Draw(t, "source"))
		case 5:
			p = from
			if seen[p] {
				continue
			}
			seen[p] = true
		case 6:
			says = append(says, "moved_from: "+string(drawFile(t, "far")))
		}
		if len(says) > 0 && !strings.HasPrefix(says[0], "source") && chance("conflict", 40) {
			says = append(says, "on_conflict: version")
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
	if chance("fields", 30) {
		fmt.Fprintf(b, "fields: {brand: {type: SingleSelect, options: %s, default: Acme}, season: {type: Text, max_length: %s}}\n",
			rapid.SampledFrom([]string{"[Acme, Globex, Umbrella]", "[Acme]", "[Globex, Acme]"}).Draw(t, "options"),
			rapid.SampledFrom([]string{"4", "10"}).Draw(t, "length"))
	}
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
