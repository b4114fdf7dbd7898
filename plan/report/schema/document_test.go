package schema_test

import (
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/state"
)

// Document is a JSON report, as report.JSON writes it key by key.
type Document struct {
	Format     string           `json:"format"`     // the name of this format. Keys may be added under the same name: skip what you do not know
	Library    string           `json:"library"`    // the library's name
	Endpoint   string           `json:"endpoint"`   // base URL of the API that the plan was made against
	Account    string           `json:"account"`    // URL prefix of the account's assets, "" where unknown
	Scope      []state.Path     `json:"scope"`      // the folders that the plan is about
	Digests    plan.Digests     `json:"digests"`    // what the plan was made from
	Summary    Summary          `json:"summary"`    // counts of what is below
	Impact     Impact           `json:"impact"`     // what the plan breaks outside the library
	Refusals   []plan.Refusal   `json:"refusals"`   // why the plan must not be applied; none: it may be
	Gaps       []state.Gap      `json:"gaps"`       // what could not be read. With one or more, nothing is deleted
	Changes    []Change         `json:"changes"`    // what is to be done, one an object, what cannot be undone first
	Held       []plan.Held      `json:"held"`       // what is not done, and why
	Operations []plan.Operation `json:"operations"` // the calls, in the order of their ids
}

// Change is a change of a plan, with what follows from it.
type Change struct {
	*plan.Change
	Irreversible bool `json:"irreversible"` // whether nothing can bring back what it ends
	BreaksURL    bool `json:"breaks_url"`   // whether a delivery URL stops working
}

// Summary counts what a report is about.
type Summary struct {
	Empty        bool                `json:"empty"`        // whether there is nothing to do
	Refused      bool                `json:"refused"`      // whether a guard forbids applying the plan
	Complete     bool                `json:"complete"`     // whether everything in scope was read
	Objects      int                 `json:"objects"`      // the files and folders in scope
	Actions      map[plan.Action]int `json:"actions"`      // the number of changes of each action
	Irreversible int                 `json:"irreversible"` // the number of changes that nothing can bring back
	BreaksURL    int                 `json:"breaks_url"`   // the number of changes after which a delivery URL ends, not counting what goes along with a folder
	Held         int                 `json:"held"`         // the number of things held
	Calls        Calls               `json:"calls"`        // the number of calls
	Reads        int                 `json:"reads"`        // a forecast of the reads around those calls
	Seconds      float64             `json:"seconds"`      // a forecast of how long an apply takes at the documented limits
}

// Calls are the numbers of calls of each class, and of all.
type Calls struct {
	Total  int `json:"total"`
	Read   int `json:"read"`
	Write  int `json:"write"`
	Upload int `json:"upload"`
	Job    int `json:"job"`
}

// Impact is what a plan breaks outside the library.
type Impact struct {
	Broken []impact.Broken `json:"broken"` // the delivery URLs that stop working
	Purges int             `json:"purges"` // the purge requests that clear the CDN of them
	Refs   *impact.Refs    `json:"refs"`   // where sources mention them; null where none were searched
}
