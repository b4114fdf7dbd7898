package report

import (
	"io"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
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

// JSON writes p for a program to read, with where sources mention what it
// breaks; nil where none were searched. The package's documentation describes
// every key.
func JSON(w io.Writer, p *plan.Plan, refs *impact.Refs) error {
	d := newDocument(w)
	d.key("format", Format)
	d.key("library", p.Library)
	d.key("endpoint", p.Endpoint)
	d.key("account", p.Account)
	list(d, "scope", p.Scope)
	d.key("digests", p.Digests)
	d.key("summary", summarise(p))
	writeImpact(d, p, refs)
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

// writeImpact writes what p breaks, one URL after the other, as list does.
func writeImpact(d *document, p *plan.Plan, refs *impact.Refs) {
	d.begin("impact")
	d.write([]byte("{\n    \"broken\": ["))
	broken := brokenBy(p)
	for i := range broken {
		if i > 0 {
			d.write([]byte(","))
		}
		d.write([]byte("\n      "))
		d.value("      ", &broken[i])
	}
	if len(broken) > 0 {
		d.write([]byte("\n    "))
	}
	d.write([]byte("],\n    \"purges\": "))
	d.value("    ", impact.Purges(p))
	d.write([]byte(",\n    \"refs\": "))
	d.value("    ", refs)
	d.write([]byte("\n  }"))
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
