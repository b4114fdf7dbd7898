package format

import (
	"maps"

	"gopkg.in/yaml.v3"

	"github.com/iksync/iksync/state"
)

// sameText checks that two texts are the same but for white space and the order of
// keys: the same characters, and the same tree.
func sameText(name string, before, after document) error {
	if !maps.Equal(characters(before.src.text), characters(after.src.text)) {
		return &MeaningError{Name: name, What: "its values or comments"}
	}
	if !sameTree(before.root, after.root) {
		return &MeaningError{Name: name, What: "its values"}
	}
	return nil
}

// sameMeaning checks that two texts ask for the same, where that can be said.
func sameMeaning(name string, way reading, want *state.Want, after []byte) error {
	if want == nil {
		return nil
	}
	got, problems, err := way.read(name, after)
	if err != nil {
		return err
	}
	if len(problems) > 0 || got == nil {
		return &MeaningError{Name: name, What: "what is right into what is wrong"}
	}
	same, err := sameWant(want, got)
	if err == nil && !same {
		err = &MeaningError{Name: name, What: "what it asks for"}
	}
	return err
}

// characters counts each character that is no white space.
func characters(text string) map[rune]int {
	counts := map[rune]int{}
	for _, r := range text {
		if !isSpace(r) {
			counts[r]++
		}
	}
	return counts
}

// sameTree compares two trees; the keys of mappings may be in any order.
func sameTree(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Value != b.Value || a.Anchor != b.Anchor || a.Style != b.Style || len(a.Content) != len(b.Content) {
		return false
	}
	if a.Kind == yaml.AliasNode {
		return a.Alias.Line > 0 && a.Alias.Value == b.Alias.Value && a.Alias.Kind == b.Alias.Kind
	}
	if a.Kind == yaml.MappingNode {
		return sameMapping(a, b)
	}
	for i := range a.Content {
		if !sameTree(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}

// sameMapping compares two mappings of the same number of keys. Keys that are no
// scalars have to stand where they stood.
func sameMapping(a, b *yaml.Node) bool {
	values := make(map[string]int, len(b.Content)/2)
	for i := 0; i < len(b.Content); i += 2 {
		if b.Content[i].Kind == yaml.ScalarNode {
			values[b.Content[i].Tag+b.Content[i].Value] = i
		}
	}
	for i := 0; i < len(a.Content); i += 2 {
		at, known := values[a.Content[i].Tag+a.Content[i].Value]
		if !known {
			at = i
		}
		if !sameTree(a.Content[i], b.Content[at]) || !sameTree(a.Content[i+1], b.Content[at+1]) {
			return false
		}
	}
	return true
}
