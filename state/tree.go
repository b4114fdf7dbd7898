package state

import "gopkg.in/yaml.v3"

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
	d.expanded = t.expanded
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

// tag refuses tags that the format has no use for, and then reads on as if
// there were none. Programs that ignore them take "!include secrets.yaml" for
// the text "secrets.yaml".
func (t *treeCheck) tag(n *yaml.Node) {
	if n.Style&yaml.TaggedStyle == 0 || tagFits(n) {
		return
	}
	t.doc.fail(t.doc.at(n.Line, n.Column), "tag %s is not supported: remove it", shorten(n.Tag))
	switch n.Kind {
	case yaml.SequenceNode:
		n.Tag = tagSeq
	case yaml.MappingNode:
		n.Tag = tagMap
	default:
		n.Tag = tagString
	}
}

// tagFits says whether a tag only says what the value could be anyway.
func tagFits(n *yaml.Node) bool {
	switch n.Tag {
	case tagNull:
		plain := yaml.Node{Kind: yaml.ScalarNode, Value: n.Value}
		return n.Kind == yaml.ScalarNode && plain.ShortTag() == tagNull
	case tagString, tagInt, tagFloat, tagBool:
		return n.Kind == yaml.ScalarNode
	case tagSeq:
		return n.Kind == yaml.SequenceNode
	case tagMap:
		return n.Kind == yaml.MappingNode
	default:
		return false
	}
}
