package report

import (
	"io"
	"time"

	"github.com/iksync/iksync/plan"
)

// DriftFormat names the form of the JSON that Drift writes. It is one object with
// these keys, all of them always there:
//
//	format    "iksync-drift/1". The number changes when a key's meaning does; keys
//	          may be added under the same number
//	library   the library's name
//	endpoint  base URL of the API
//	account   URL prefix of the account's assets, "" where unknown
//	scope     the folders that were read
//	source    the YAML at hand, as the user named it
//	applied   the YAML that was applied, as the user named it; "": source is
//	drift     whether somebody changed the library
//	complete  whether everything in scope was read: what was not may have drifted
//	refused   whether a guard forbids applying the YAML at hand
//	summary   the number of changes by blame: library, both, dropped, yaml
//	refusals  why a plan must not be applied, as in a plan's report
//	base_refusals  the same of the YAML that was applied: what is refused has no
//	          change there, and so may be blamed on the YAML
//	gone      what the applied YAML lists or relies on and no apply can bring back: kind,
//	          path (of a field its name), reason, detail (missing where the reason says
//	          it all), pos. The reasons: no-source (a file without a source), origin (what
//	          it came from cannot come again), pin (nothing has its id), copy (it cannot be
//	          copied again), taken (something of another kind is in its place), field (there
//	          is no such metadata field), value (the field does not take a value any more)
//	strays    what is not as the applied YAML says, and what an apply would leave as it is:
//	          kind, path, reason, blame (library, both, dropped, as of a change), detail,
//	          pos. The reasons: other (another object is where a pinned one belongs),
//	          protected (it should not be there, and is protected), not-empty (it should
//	          not be there, and something in it stays)
//	gaps      what could not be read, as in a plan's report
//	changes   one an object
//	held      what an apply would leave alone, as in a plan's report
//
// A change has
//
//	blame    who changed the object: library (somebody did, and an apply would undo
//	         it), both (somebody did, and the YAML asks for something new too), dropped
//	         (somebody did, and the YAML agrees or no longer minds), yaml (the YAML
//	         asks for something new, and nobody touched it)
//	place    the same of where the object is and whether there is one; missing
//	         where only its attributes differ
//	updated  when the library updated the object last (RFC 3339, UTC); missing
//	         where that is not known
//	change   what an apply would do, as in a plan's report; of what is dropped, what
//	         an apply of the applied YAML would have done
//	base     what an apply of the applied YAML would do to the object; missing where
//	         that is nothing
//	attrs    the attributes that differ: name, blame, applied (as the applied YAML has
//	         it), have (as it is), want (as an apply leaves it), from (what asks for it)
const DriftFormat = "iksync-drift/1"

type jsonBlamed struct {
	Blame   plan.Culprit      `json:"blame"`
	Place   plan.Culprit      `json:"place,omitempty"`
	Updated string            `json:"updated,omitempty"`
	Change  jsonChange        `json:"change"`
	Base    *jsonChange       `json:"base,omitempty"`
	Attrs   []plan.BlamedAttr `json:"attrs"`
}

// JSON writes the drift for a program to read. DriftFormat describes every key.
func (d *Drift) JSON(w io.Writer) error {
	doc := newDocument(w)
	pl := d.Plan
	doc.key("format", DriftFormat)
	doc.key("library", pl.Library)
	doc.key("endpoint", pl.Endpoint)
	doc.key("account", pl.Account)
	list(doc, "scope", pl.Scope)
	doc.key("source", d.Source)
	doc.key("applied", d.Applied)
	doc.key("drift", d.Any())
	doc.key("complete", len(pl.Gaps) == 0)
	doc.key("refused", pl.Refused())
	summary := map[plan.Culprit]int{}
	for _, c := range plan.Culprits() {
		summary[c] = len(d.of(c))
	}
	doc.key("summary", summary)
	list(doc, "refusals", sortedRefusals(pl.Refusals))
	var base []plan.Refusal
	if d.Base != nil {
		base = sortedRefusals(d.Base.Refusals)
	}
	list(doc, "base_refusals", base)
	list(doc, "gone", d.Gone)
	list(doc, "strays", d.Strays)
	list(doc, "gaps", sortedGaps(pl.Gaps))
	changes := make([]jsonBlamed, 0, len(d.Changes))
	for i := range d.Changes {
		changes = append(changes, d.jsonBlamed(&d.Changes[i]))
	}
	list(doc, "changes", changes)
	list(doc, "held", sortedHeld(pl.Held))
	return doc.end()
}

func (d *Drift) jsonBlamed(b *plan.Blamed) jsonBlamed {
	out := jsonBlamed{Blame: b.Blame, Place: b.Place, Change: driftChange(&b.Change), Attrs: append([]plan.BlamedAttr{}, b.Attrs...)}
	if at := d.Updated[b.Change.ID]; !at.IsZero() {
		out.Updated = at.UTC().Format(time.RFC3339)
	}
	if b.Base != nil && b.Blame != plan.BlameDropped {
		base := driftChange(b.Base)
		out.Base = &base
	}
	return out
}

// driftChange is a change without its attributes, which are told with who is to
// blame for them.
func driftChange(c *plan.Change) jsonChange {
	bare := *c
	bare.Attrs = nil
	return jsonChange{Change: &bare, Irreversible: c.Irreversible(), BreaksURL: c.BreaksURL()}
}
