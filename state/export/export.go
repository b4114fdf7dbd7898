package export

import (
	"maps"
	"slices"

	"github.com/iksync/iksync/state"
)

// Form says how an export is written.
type Form string

// The forms. The package's documentation describes them.
const (
	Short    Form = "short"
	Explicit Form = "explicit"
)

// Pins says whether entries name the ids of what they are about.
type Pins string

// The two kinds of entries.
const (
	ByPath Pins = ""    // a path is all that an entry is known by
	ByID   Pins = "ids" // every file and folder is listed, with its id
)

// Options say what an export is to be like.
type Options struct {
	Name  string       // of the library
	Scope []state.Path // folders that were read; none lies in another one
	Form  Form         // "": Short
	Pins  Pins
}

// Export is a library, written down.
type Export struct {
	Want   *state.Want
	Losses []Loss // what is there and cannot be said, in order

	Scope          []state.Path
	Form           Form
	Files, Folders int // that are there
	Listed         int // files with an entry
}

// Of writes down what have holds. It is the same for the same library, however
// that came. Nothing may be missing from have: see state.Have.Complete.
func Of(have *state.Have, o Options) *Export {
	if o.Form == "" {
		o.Form = Short
	}
	w := &writer{
		have: have, options: o, losses: newLosses(),
		want: &state.Want{
			Library: state.NewLibrary(), Name: o.Name, Scope: o.Scope,
			Limits: state.Limits{Deletes: state.DefaultDeletes, DeletePercent: state.DefaultDeletePercent},
		},
		spelled: map[string]state.Path{},
	}
	w.fields()
	if o.Pins == ByID {
		w.countHolders()
	}
	files := newReader(have, w.losses).files()
	var tree *suggestions
	if o.Form == Short {
		tree = suggest(files, w.mayInherit(), o.Scope)
		w.inherited(tree)
	}
	listed := w.files(files, tree)
	w.bareFolders()
	return &Export{
		Want: w.want, Losses: w.losses.sorted(), Scope: o.Scope, Form: o.Form,
		Files: len(have.Files), Folders: len(have.Folders), Listed: listed,
	}
}

// writer fills in the entries of an export.
type writer struct {
	have    *state.Have
	options Options
	losses  *losses
	want    *state.Want
	spelled map[string]state.Path // listed paths, by one spelling for all twins
	holders map[string]int        // how many have an id; nil where none is pinned
}

func sortedKeys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
