package plan

import (
	"github.com/iksync/iksync/state"
)

// FormatVersion is the version of the plan file that this package writes and reads.
const FormatVersion = 1

// Plan is everything that is to be done to a library, finished before anything
// is sent. It is data: it can be printed, kept, reviewed and read back.
type Plan struct {
	Format     int          `json:"format"`
	Library    string       `json:"library"`
	Endpoint   string       `json:"endpoint"`          // base URL of the API it was made against
	Account    string       `json:"account,omitempty"` // URL prefix of the account's assets, where one told
	Scope      []state.Path `json:"scope"`
	From       From         `json:"from"` // what it was asked for with
	Digests    Digests      `json:"digests"`
	Gaps       []state.Gap  `json:"gaps,omitempty"` // what could not be read
	Refusals   []Refusal    `json:"refusals,omitempty"`
	Changes    []Change     `json:"changes"`
	Held       []Held       `json:"held,omitempty"`
	Operations []Operation  `json:"operations"`
	Totals     Totals       `json:"totals"`
	Forecast   Forecast     `json:"forecast"`
	Seen       []Seen       `json:"seen,omitempty"`     // what it relies on, by change
	Contents   []Contents   `json:"contents,omitempty"` // what was found out about the bytes of files, for the record of uploads
}

// Digests are SHA-256 sums, in hex, of what a plan was made from.
type Digests struct {
	Config string `json:"config"` // the YAML's bytes
	Have   string `json:"have"`   // what was seen of the objects it touches
}

// Totals count a plan's changes and what they cost.
type Totals struct {
	Objects int            `json:"objects"` // files and folders in scope when the plan was made
	Actions map[Action]int `json:"actions"`
	Calls   map[Class]int  `json:"calls"` // operations a class
}

// Forecast is what an apply will take at the documented limits, besides the
// calls that Totals counts.
type Forecast struct {
	Seconds float64 `json:"seconds"`
	Reads   int     `json:"reads"` // before, during and after those calls: checks, looks at jobs, comparisons
}

// Empty says whether there is nothing to do.
func (p *Plan) Empty() bool { return len(p.Changes) == 0 }

// Refused says whether a guard forbids applying the plan.
func (p *Plan) Refused() bool { return len(p.Refusals) > 0 }

// Deletes is the number of objects that the plan deletes.
func (p *Plan) Deletes() int { return p.Totals.Actions[Delete] }

// Operation is the operation called id, nil where there is none.
func (p *Plan) Operation(id OpID) *Operation {
	if id < 1 || int(id) > len(p.Operations) {
		return nil
	}
	return &p.Operations[id-1]
}

// Change is the change called id, nil where there is none. It looks at one
// after the other; ChangesByID is for those who look often.
func (p *Plan) Change(id ChangeID) *Change {
	for i := range p.Changes {
		if p.Changes[i].ID == id {
			return &p.Changes[i]
		}
	}
	return nil
}

// ChangesByID is the changes by their ids.
func (p *Plan) ChangesByID() map[ChangeID]*Change {
	out := make(map[ChangeID]*Change, len(p.Changes))
	for i := range p.Changes {
		out[p.Changes[i].ID] = &p.Changes[i]
	}
	return out
}
