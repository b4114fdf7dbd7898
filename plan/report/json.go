package report

import (
	"io"

	"github.com/iksync/iksync/plan"
)

// Format names the form of the JSON report. See the package's documentation
// for what may change under one name.
const Format = "iksync-report/1"

type jsonSummary struct {
	Empty        bool                `json:"empty"`
	Refused      bool                `json:"refused"`
	Complete     bool                `json:"complete"`
	Objects      int                 `json:"objects"`
	Actions      map[plan.Action]int `json:"actions"`
	Irreversible int                 `json:"irreversible"`
	BreaksURL    int                 `json:"breaks_url"`
	Held         int                 `json:"held"`
	Calls        jsonCalls           `json:"calls"`
	Reads        int                 `json:"reads"`
	Seconds      float64             `json:"seconds"`
}

type jsonCalls struct {
	Total  int `json:"total"`
	Read   int `json:"read"`
	Write  int `json:"write"`
	Upload int `json:"upload"`
	Job    int `json:"job"`
}

type jsonChange struct {
	*plan.Change
	Irreversible bool `json:"irreversible"`
	BreaksURL    bool `json:"breaks_url"`
}

// JSON writes p for a program to read. The package's documentation describes
// every key.
func JSON(w io.Writer, p *plan.Plan) error {
	d := newDocument(w)
	d.key("format", Format)
	d.key("library", p.Library)
	d.key("endpoint", p.Endpoint)
	d.key("account", p.Account)
	list(d, "scope", p.Scope)
	d.key("digests", p.Digests)
	d.key("summary", summarise(p))
	list(d, "refusals", sortedRefusals(p.Refusals))
	list(d, "gaps", sortedGaps(p.Gaps))
	changes := make([]jsonChange, 0, len(p.Changes))
	for _, c := range sorted(p.Changes) {
		changes = append(changes, jsonChange{c, c.Irreversible(), c.BreaksURL()})
	}
	list(d, "changes", changes)
	list(d, "held", sortedHeld(p.Held))
	list(d, "operations", p.Operations)
	return d.end()
}

func summarise(p *plan.Plan) jsonSummary {
	calls := p.Totals.Calls
	s := jsonSummary{
		Empty:    p.Empty(),
		Refused:  p.Refused(),
		Complete: len(p.Gaps) == 0,
		Objects:  p.Totals.Objects,
		Actions:  countActions(p),
		Held:     len(p.Held),
		Calls: jsonCalls{
			Read:   calls[plan.ClassRead],
			Write:  calls[plan.ClassWrite],
			Upload: calls[plan.ClassUpload],
			Job:    calls[plan.ClassJob],
		},
		Reads:   p.Forecast.Reads,
		Seconds: p.Forecast.Seconds,
	}
	for _, n := range calls {
		s.Calls.Total += n
	}
	for _, a := range plan.Actions() {
		s.Actions[a] += 0 // all of them are there
	}
	for i := range p.Changes {
		if p.Changes[i].Irreversible() {
			s.Irreversible++
		}
		if p.Changes[i].BreaksURL() {
			s.BreaksURL++
		}
	}
	return s
}
