package live_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// The acts of this file are about what files carry, and about the fields for it.

func (w *wishes) fileAttributes() {
	for _, p := range some(w.t, "files", w.found.files, 1, 4) {
		w.also("files", w.placeOf(p), w.asks(true)...)
	}
}

func (w *wishes) folderAttributes() {
	for _, p := range some(w.t, "folders", w.found.folders, 1, 2) {
		w.also("folders", w.placeOf(p), w.asks(false)...)
	}
}

func (w *wishes) rule() {
	match := pick(w.t, "match", []string{
		`path: "%s/**"`, `path: "%s/**/*.jpg"`, `where: 'tags IN ["t"]'`, `where: 'tags NOT IN ["t"]'`, `where: 'size > 100'`,
		`path: "%s/*", where: 'name : "x"'`, `where: 'published = true'`, `where: 'tags IN ["ruled"]'`,
	})
	if strings.Contains(match, "%s") {
		match = fmt.Sprintf(match, w.base())
	}
	asks := w.asks(true)
	if chance(w.t, "rules", 40) {
		asks = []string{"tags: {add: [ruled], remove: [u]}"}
	}
	w.rules = append(w.rules, fmt.Sprintf("match: {%s}, %s", match, strings.Join(asks, ", ")))
}

// asks is one or two attributes. A folder passes on tags and metadata only in part.
func (w *wishes) asks(alone bool) []string {
	says := map[string]string{}
	for range rapid.IntRange(1, 2).Draw(w.t, "asks") {
		kinds := []string{"tags", "tags", "metadata", "published", "description", "focus"}
		if !alone {
			kinds = kinds[:3]
		}
		switch kind := pick(w.t, "asks for", kinds); kind {
		case "tags":
			says[kind] = w.tags(alone)
		case "metadata":
			says[kind] = w.metadata()
		case "published":
			says[kind] = pick(w.t, kind, []string{"false", "true"})
		case "description":
			says[kind] = pick(w.t, kind, []string{"new words", `""`})
		case "focus":
			says[kind] = pick(w.t, kind, []string{`"5,6,7,8"`, `""`})
		}
	}
	var out []string
	for _, key := range slices.Sorted(maps.Keys(says)) {
		if says[key] != "" {
			out = append(out, key+": "+says[key])
		}
	}
	if len(out) == 0 {
		return []string{"tags: {add: [own]}"}
	}
	return out
}

func (w *wishes) tags(exact bool) string {
	ways := []string{"{add: [own]}", "{add: [own, t], remove: [u]}", "{remove: [t, v]}", "{add: [w]}"}
	if exact {
		ways = append(ways, "[own]", "[t]", "[]")
	}
	return pick(w.t, "tags", ways)
}

// metadata is values for one or two of the fields that there will be.
func (w *wishes) metadata() string {
	values := map[string][]string{
		"brand": {"Globex", "Acme", "null"}, "season": {"warm", "null", "very cold"},
		"rank": {"7", "15", "70", "null"}, "colours": {"[red]", "[green, blue]", "null"}, "fresh": {"true", "false"},
	}
	if strings.Contains(w.known["brand"], "Umbrella") {
		values["brand"] = append(values["brand"], "Umbrella", "Umbrella")
	}
	var out []string
	for _, name := range some(w.t, "fields", slices.Sorted(maps.Keys(w.known)), 1, 2) {
		out = append(out, name+": "+pick(w.t, name, values[name]))
	}
	if len(out) == 0 {
		return ""
	}
	return "{" + strings.Join(out, ", ") + "}"
}

// fields defines some fields: new ones, and others wider, narrower or more
// needed than they are.
func (w *wishes) fields() {
	definitions := map[string][]string{
		"brand": {
			"type: SingleSelect, options: [Acme, Globex, Umbrella], default: Acme", "type: SingleSelect, options: [Acme], default: Acme",
			"type: SingleSelect, options: [Umbrella, Acme], default: Umbrella", "type: SingleSelect, options: [Acme, Globex], required: true, default: Globex",
			"type: SingleSelect, options: [Acme, Globex], required: false", "type: SingleSelect, options: [Acme, Globex], label: The brand",
		},
		"season":  {"type: Text, max_length: 4", "type: Text, max_length: 20", "type: Text, required: true, default: warm", "type: Text"},
		"rank":    {"type: Number, min: 0, max: 20", "type: Number, min: -5, max: 500", "type: Number, min: 10, max: 80"},
		"colours": {"type: MultiSelect, options: [red, green, blue, black]", "type: MultiSelect, options: [green, blue]", "type: MultiSelect, options: [red, green], required: true, default: [red]"},
		"fresh":   {"type: Boolean", "type: Boolean, required: true, default: false"},
	}
	for _, name := range some(w.t, "defined", slices.Sorted(maps.Keys(definitions)), 1, 3) {
		if _, there := w.known[name]; there && chance(w.t, "goes", 10) {
			delete(w.known, name)
			w.removes["fields"] = append(w.removes["fields"], name)
			continue
		}
		w.known[name] = pick(w.t, "definition", definitions[name])
	}
}
