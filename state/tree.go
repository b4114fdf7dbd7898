package state

import (
	"strings"

	"gopkg.in/yaml.v3"
)

const (
	// maxDepth is how deep values may nest. The format needs seven levels.
	maxDepth = 40
	// maxExpansion is how many values all aliases together may stand for. Each
	// is read as if it were written out, and a few lines can stand for billions.
	maxExpansion = 1_000_000
)

// treeCheck walks a tree once before anything is read from it, so that no
// reader has to fear what it may meet: endless nesting, aliases that contain
// themselves or explode, tags that mean something to other programs.
type treeCheck struct {
	doc      *document
	sizes    map[*yaml.Node]int // of what has an anchor; 0 while it is being walked
	expanded int                // values that aliases stand for, so far
	stopped  bool               // there is no sense in going on
}

// checkTree says whether the tree below root may be read.
func (d *document) checkTree(root *yaml.Node) bool {
	t := treeCheck{doc: d, sizes: map[*yaml.Node]int{}}
	t.walk(root, 1)
	return !t.stopped
}

// walk returns the number of values that n stands for.
func (t *treeCheck) walk(n *yaml.Node, depth int) int {
	if t.stopped {
		return 0
	}
	if depth > maxDepth {
		t.stop(n, "values nest deeper than %d levels here", maxDepth)
		return 0
	}
	if n.Kind == yaml.AliasNode {
		return t.alias(n)
	}
	t.tag(n)
	if n.Anchor != "" {
		t.sizes[n] = 0
	}
	size := 1
	for _, child := range n.Content {
		size += t.walk(child, depth+1)
	}
	if n.Anchor != "" {
		t.sizes[n] = size
	}
	return size
}

func (t *treeCheck) alias(n *yaml.Node) int {
	size := t.sizes[n.Alias]
	if size == 0 {
		t.stop(n, "alias *%s stands inside the value that it stands for", n.Value)
		return 0
	}
	t.expanded += size
	if t.expanded > maxExpansion {
		t.stop(n, "aliases stand for more than %d values: write them out, or use rules", maxExpansion)
	}
	return size
}

func (t *treeCheck) stop(n *yaml.Node, format string, args ...any) {
	t.doc.fail(t.doc.at(n.Line, n.Column), format, args...)
	t.stopped = true
}

// tag refuses tags that the format has no use for. Programs that ignore them
// take "!include secrets.yaml" for the text "secrets.yaml".
func (t *treeCheck) tag(n *yaml.Node) {
	if n.Style&yaml.TaggedStyle == 0 || n.Tag == "" || n.Tag == "!" {
		return
	}
	fits := false
	switch n.Tag {
	case tagString, tagInt, tagFloat, tagBool, tagNull:
		fits = n.Kind == yaml.ScalarNode
	case tagSeq:
		fits = n.Kind == yaml.SequenceNode
	case tagMap:
		fits = n.Kind == yaml.MappingNode
	}
	if !fits {
		t.doc.fail(t.doc.at(n.Line, n.Column), "tag %s is not supported: remove it", shorten(strings.TrimSpace(n.Tag)))
	}
}
