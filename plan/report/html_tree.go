package report

import (
	"slices"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// fieldsTitle stands over changes of fields, which are in no folder.
const fieldsTitle = "custom metadata fields, of the whole account"

// tree gives the folders with changes in them, and those above, their numbers: fields
// first, then in the order of a tree.
func (d *htmlData) tree(changes []*plan.Change) {
	homes := map[state.Path]bool{}
	for _, c := range changes {
		if c.Kind == plan.Field {
			homes[""] = true
		} else {
			homes[home(c)] = true
		}
	}
	list := make([]state.Path, 0, len(homes))
	for dir := range homes {
		list = append(list, dir)
	}
	slices.SortFunc(list, state.Path.Compare)
	for _, dir := range list {
		d.folder(dir)
	}
}

// folder is the number of dir. The folders above it have lower ones.
func (d *htmlData) folder(dir state.Path) int {
	if n, known := d.index[dir]; known {
		return n
	}
	f := htmlFolder{Above: -1, Name: fieldsTitle}
	if dir != "" {
		f.Name = string(dir)
		if above := dir.Dir(); above != dir {
			f.Above, f.Name = d.folder(above), name(folderish(plan.Folder, dir.Base()))
		}
	}
	d.index[dir] = len(d.folders)
	d.folders = append(d.folders, f)
	return len(d.folders) - 1
}

// htmlNode is a folder of the tree, as it is written in plain HTML.
type htmlNode struct {
	Title  string
	Open   bool
	Counts []htmlCount
	Rows   []htmlPlainRow
	Nodes  []*htmlNode
	above  *htmlNode
	counts map[int]int // of actions
}

// htmlCount is how many changes of one action are in a folder and below it.
type htmlCount struct {
	htmlAction
	N string
}

// htmlPlainRow is a change with all it refers to.
type htmlPlainRow struct {
	htmlRow
	Act   htmlAction
	Kind  string
	Why   htmlWhy
	Diffs []htmlPlainDiff
}

type htmlPlainDiff struct {
	htmlDiff
	Why htmlWhy
}

// plainTree is the tree of the first limit changes.
func (d *htmlData) plainTree(limit int) []*htmlNode {
	nodes := make([]*htmlNode, len(d.folders))
	rows := d.rows[:min(len(d.rows), limit)]
	for i := range rows {
		r := &rows[i]
		n := d.node(nodes, r.Folder)
		n.Rows = append(n.Rows, d.plainRow(r))
		for ; n != nil; n = n.above {
			n.counts[r.Action]++
		}
	}
	var tops []*htmlNode
	for i, n := range nodes { // a folder is after the one that it is in
		switch {
		case n == nil:
		case n.above == nil:
			tops = append(tops, n)
		default:
			n.above.Nodes = append(n.above.Nodes, nodes[i])
		}
	}
	for i, n := range tops {
		tops[i] = d.folded(n, len(rows) <= htmlOpen)
	}
	return tops
}

func (d *htmlData) node(nodes []*htmlNode, i int) *htmlNode {
	if nodes[i] == nil {
		nodes[i] = &htmlNode{Title: d.folders[i].Name, counts: map[int]int{}}
		if above := d.folders[i].Above; above >= 0 {
			nodes[i].above = d.node(nodes, above)
		}
	}
	return nodes[i]
}

// folded is n, or, where there is nothing in n but one folder, that one under both names.
func (d *htmlData) folded(n *htmlNode, open bool) *htmlNode {
	for len(n.Rows) == 0 && len(n.Nodes) == 1 {
		n.Nodes[0].Title = n.Title + n.Nodes[0].Title
		n = n.Nodes[0]
	}
	n.Open = open
	n.Counts = d.bySign(n.counts)
	for _, c := range n.Counts {
		n.Open = n.Open || c.Class == "danger" // never out of sight
	}
	for i := range n.Nodes {
		n.Nodes[i] = d.folded(n.Nodes[i], open)
	}
	return n
}

// bySign adds up the counts of actions that have one sign.
func (d *htmlData) bySign(counts map[int]int) []htmlCount {
	var out []htmlCount
	sum := 0
	for i, a := range d.actions {
		n := counts[i]
		if n == 0 {
			continue
		}
		if last := len(out) - 1; last >= 0 && out[last].Sign == a.Sign {
			sum += n
			out[last].N = comma(sum)
			out[last].Name += " or " + a.Name
			continue
		}
		sum = n
		out = append(out, htmlCount{a, comma(n)})
	}
	return out
}

func (d *htmlData) plainRow(r *htmlRow) htmlPlainRow {
	out := htmlPlainRow{htmlRow: *r, Act: d.actions[r.Action], Kind: d.kinds[r.Kind], Why: d.whys[r.Why]}
	path := d.full(r.Folder)
	out.Dead, out.Lives = d.long(r.Dead, path+r.Name), d.long(r.Lives, path+r.To)
	for _, i := range r.Diffs {
		x := htmlPlainDiff{htmlDiff: d.diffs[i]}
		if x.htmlDiff.Why >= 0 {
			x.Why = d.whys[x.htmlDiff.Why]
		}
		out.Diffs = append(out.Diffs, x)
	}
	return out
}

// full is the whole name of a folder.
func (d *htmlData) full(i int) string {
	if above := d.folders[i].Above; above >= 0 {
		return d.full(above) + d.folders[i].Name
	}
	return d.folders[i].Name
}

// long is a URL that short has made shorter, of what is at path.
func (d *htmlData) long(url, path string) string {
	if url == samePath {
		url = path
	}
	if strings.HasPrefix(url, "/") {
		return safe(d.account) + url
	}
	return url
}
