package report

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/iksync/iksync/plan"
)

// GraphFormat names the form of GraphJSON. The number changes when a key's
// meaning does. Keys may be added under the same number.
const GraphFormat = "iksync-graph/1"

type jsonNode struct {
	ID      plan.OpID       `json:"id"`
	Kind    plan.OpKind     `json:"kind"`
	Class   plan.Class      `json:"class"`
	Label   string          `json:"label"`
	Changes []plan.ChangeID `json:"changes"`
}

type jsonEdge struct {
	From plan.OpID     `json:"from"`
	To   plan.OpID     `json:"to"`
	Why  plan.NeedKind `json:"why"`
}

// GraphJSON writes the operations of p, and what waits for what, for a program
// to read: one object, with a line for each node and each edge. Its keys, all
// of them always there, are
//
//	format  GraphFormat
//	nodes   the operations in the order of their ids: id, kind, class, label
//	        (the operation in words) and changes (the ids of what it fulfils)
//	edges   the needs, in the order of the operations that have them: from is
//	        the operation that comes first, to the one that waits, and why the
//	        need's kind
//
// Lists are never null. Nothing is folded, however many operations there are.
func GraphJSON(w io.Writer, p *plan.Plan) error {
	g := whole(p)
	d := newDocument(w)
	d.key("format", GraphFormat)
	r := rows{d: d}
	r.begin("nodes")
	for b := range g.boxes {
		r.row(nodeOf(b.op))
	}
	r.end()
	r.begin("edges")
	for a := range g.arrows {
		r.row(jsonEdge{From: a.from, To: a.to, Why: a.why})
	}
	r.end()
	return d.end()
}

func nodeOf(op *plan.Operation) jsonNode {
	n := jsonNode{ID: op.ID, Kind: op.Kind, Class: op.Class, Changes: op.Changes, Label: Operation(op)}
	if n.Changes == nil {
		n.Changes = []plan.ChangeID{}
	}
	return n
}

// rows writes lists of a document that are not there as slices, one line for
// each element.
type rows struct {
	d     *document
	begun bool
}

func (r *rows) begin(name string) {
	r.d.begin(name)
	r.begun = false
}

func (r *rows) row(v any) {
	d := r.d
	if d.err != nil {
		return
	}
	opening := ",\n    "
	if !r.begun {
		opening, r.begun = "[\n    ", true
	}
	d.write([]byte(opening))
	d.buf.Reset()
	enc := json.NewEncoder(&d.buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		d.err = err
		return
	}
	d.write(inert(bytes.TrimSuffix(d.buf.Bytes(), []byte("\n"))))
}

func (r *rows) end() {
	if r.begun {
		r.d.write([]byte("\n  ]"))
	} else {
		r.d.write([]byte("[]"))
	}
}
