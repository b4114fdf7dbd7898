package export

import (
	"cmp"
	"slices"
)

// Loss is something of the library that the YAML does not say, and why.
type Loss struct {
	Reason LossReason
	Object string // a path or a field's name: the first that it is about
	Detail string // what is lost and why, for people: it may hold anything that a library may
	More   int    // how many others the same is lost of
}

// LossReason says why something is not in an export.
type LossReason string

// The reasons, in the order in which losses are listed.
const (
	LossField       LossReason = "field"       // the definition of a field is at odds with itself
	LossPath        LossReason = "path"        // no entry can have this path
	LossTwin        LossReason = "twin"        // another path is the same but for case or accents
	LossID          LossReason = "id"          // no id can look like this, or two have it
	LossTags        LossReason = "tags"        // tags that no YAML may ask for
	LossValue       LossReason = "value"       // metadata that its field would not take
	LossNoField     LossReason = "no-field"    // metadata of a field that there is not
	LossDescription LossReason = "description" // too long, or no text
	LossFocus       LossReason = "focus"       // no rectangle
)

func lossReasons() []LossReason {
	return []LossReason{LossField, LossPath, LossTwin, LossID, LossTags, LossValue, LossNoField, LossDescription, LossFocus}
}

// losses collects what is lost. What is lost of many in the same way is told once.
type losses struct {
	list []*Loss
	by   map[lossKey]*Loss
}

type lossKey struct {
	reason LossReason
	detail string
}

func newLosses() *losses { return &losses{by: map[lossKey]*Loss{}} }

func (l *losses) add(reason LossReason, object, detail string) {
	key := lossKey{reason, detail}
	if known := l.by[key]; known != nil {
		known.More++
		return
	}
	loss := &Loss{Reason: reason, Object: object, Detail: detail}
	l.by[key] = loss
	l.list = append(l.list, loss)
}

func (l *losses) sorted() []Loss {
	rank := map[LossReason]int{}
	for i, r := range lossReasons() {
		rank[r] = i
	}
	out := make([]Loss, len(l.list))
	for i, loss := range l.list {
		out[i] = *loss
	}
	slices.SortStableFunc(out, func(a, b Loss) int {
		return cmp.Or(cmp.Compare(rank[a.Reason], rank[b.Reason]), cmp.Compare(a.Object, b.Object), cmp.Compare(a.Detail, b.Detail))
	})
	return out
}
