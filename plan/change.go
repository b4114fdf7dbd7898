package plan

import (
	"github.com/iksync/iksync/state"
)

// Kind is the kind of object a change is about.
type Kind string

// The kinds of objects in a library.
const (
	Field  Kind = "field"
	Folder Kind = "folder"
	File   Kind = "file"
)

// Action is what happens to an object. An object has one change: where it both
// moves and gains attributes, the action is the move and Attrs has the rest.
type Action string

// The actions, in the order in which a plan lists them.
const (
	Delete  Action = "delete"  // for ever, with all versions
	Replace Action = "replace" // new bytes: a new version of the same file
	Move    Action = "move"    // to another folder, perhaps under another name: its URL changes
	Merge   Action = "merge"   // onto a file or folder of the same name: what is there becomes an older version
	Rename  Action = "rename"  // within its folder: its URL changes
	Create  Action = "create"  // a field or a folder
	Copy    Action = "copy"    // a folder, from another one
	Upload  Action = "upload"  // a new file
	Update  Action = "update"  // attributes only
)

// Actions lists the actions in the order in which a plan lists them: what
// cannot be undone first.
func Actions() []Action {
	return []Action{Delete, Replace, Merge, Move, Rename, Create, Copy, Upload, Update}
}

// Change is the difference of one object between what is wanted and what is there.
type Change struct {
	ID     ChangeID        `json:"id"`
	Kind   Kind            `json:"kind"`
	Action Action          `json:"action"`
	Path   state.Path      `json:"path,omitempty"`   // where it is wanted; of a delete: where it is
	From   state.Path      `json:"from,omitempty"`   // move, rename, copy: where it is now
	Field  state.FieldName `json:"field,omitempty"`  // of a field
	Object string          `json:"object,omitempty"` // fileId, folderId or field id; "" where there is none yet
	Along  int             `json:"along,omitempty"`  // folders: how many files go along with it
	Size   int64           `json:"size,omitempty"`   // files: bytes that are deleted, replaced or uploaded
	URL    string          `json:"url,omitempty"`    // delivery URL before the change, of a file that is not private
	Attrs  []AttrDiff      `json:"attrs,omitempty"`
	Reason Reason          `json:"reason"`
	Pos    state.Pos       `json:"pos,omitzero"` // what asked for it
}

// ChangeID names a change within its plan: "file:/storefront/a.jpg". It is made
// of the object's kind and place, so that it is the same in every plan that
// has the change.
type ChangeID string

// NewChangeID is the id of the change of the object of kind k called name.
func NewChangeID(k Kind, name string) ChangeID { return ChangeID(string(k) + ":" + name) }

// Name is what people call the object: a path, or a field's name.
func (c *Change) Name() string {
	if c.Kind == Field {
		return string(c.Field)
	}
	return string(c.Path)
}

// Irreversible says whether nothing can bring back what the change ends: a
// delete, which for a field even burns its name.
func (c *Change) Irreversible() bool { return c.Action == Delete }

// BreaksURL says whether a published URL stops working.
func (c *Change) BreaksURL() bool {
	switch c.Action {
	case Delete, Move, Rename, Merge:
		return c.Kind != Field
	case Replace, Create, Copy, Upload, Update:
		return false
	}
	return false
}

// AttrDiff is one attribute before and after a change. Tags are lists; an
// attribute that is empty is null.
type AttrDiff struct {
	Name   string       `json:"name"` // "tags", "metadata.brand", "description", "focus", "published"; of fields "label", "options", ...
	Before state.Value  `json:"before"`
	After  state.Value  `json:"after"`
	From   state.Origin `json:"from,omitzero"` // the layer and place that asked for it
}

// Names of the attributes that are not fields of custom metadata.
const (
	AttrTags        = "tags"
	AttrDescription = "description"
	AttrFocus       = "focus"
	AttrPublished   = "published"
	AttrContent     = "content" // of a file whose bytes are replaced: their number or, where it stays the same, their hash
	attrMetadata    = "metadata."
)

// AttrMetadata is the attribute name of a custom metadata field.
func AttrMetadata(f state.FieldName) string { return attrMetadata + string(f) }

// Reason says why a change is in the plan.
type Reason string

// The reasons.
const (
	ReasonListed    Reason = "listed"     // its own entry asks for it
	ReasonInherited Reason = "inherited"  // a folder above asks for it
	ReasonRule      Reason = "rule"       // a rule asks for it
	ReasonPin       Reason = "pin"        // its id is pinned to another place
	ReasonMovedFrom Reason = "moved-from" // it is declared to come from another place
	ReasonContents  Reason = "contents"   // all that is in it goes there
	ReasonCopyOf    Reason = "copy-of"    // it is declared to be a copy
	ReasonSource    Reason = "source"     // its bytes differ from its source
	ReasonUnread    Reason = "unread"     // nobody can tell whether they do: it has a source of the same size, and its bytes cannot be had
	ReasonParent    Reason = "parent"     // something wanted lies in it
	ReasonPruned    Reason = "pruned"     // not listed, below a folder that is pruned
	ReasonRemoved   Reason = "removed"    // listed under remove
	ReasonLeftover  Reason = "leftover"   // made on the way to a copy, by a run that was cut off
)

// Held is something that would have been done and is not, and why.
type Held struct {
	Kind   Kind       `json:"kind"`
	Action Action     `json:"action"` // what is not done; "" for a plain note
	Path   state.Path `json:"path"`
	Reason HeldReason `json:"reason"`
	Detail string     `json:"detail"`
	Pos    state.Pos  `json:"pos,omitzero"`
}

// HeldReason says why something is held.
type HeldReason string

// The reasons.
const (
	HeldProtected  HeldReason = "protected"       // below a protected path
	HeldIncomplete HeldReason = "incomplete-read" // not everything in scope could be read
	HeldNotEmpty   HeldReason = "not-empty"       // something below stays
	HeldPinGone    HeldReason = "pin-gone"        // the pinned id is gone, the path is there: counts as done
	HeldUnread     HeldReason = "unread"          // whether its bytes are those of its source could not be found out
	HeldHalfway    HeldReason = "half-way"        // taken for what a run that was cut off left between two places
)

// Refusal is why a plan must not be applied.
type Refusal struct {
	Guard    Guard     `json:"guard"`
	Subject  string    `json:"subject"` // the object, or what was counted
	Message  string    `json:"message"`
	Pos      state.Pos `json:"pos,omitzero"`
	Override string    `json:"override,omitempty"` // what to type, word for word, if it is meant
}

// Guard is what refuses a plan.
type Guard string

// The guards.
const (
	GuardProtected     Guard = "protected"      // a protected object would be moved, deleted or overwritten
	GuardDeleteCount   Guard = "delete-count"   // more deletes than limits.deletes
	GuardDeletePercent Guard = "delete-percent" // a larger share of the scope than limits.delete_percent
	GuardCollision     Guard = "collision"      // it would land on a name that is taken
	GuardFieldDelete   Guard = "field-delete"   // a field's deletion burns its name
	GuardFieldType     Guard = "field-type"     // a field's type can never be changed
	GuardCycle         Guard = "cycle"          // no order of the operations exists
	GuardScopeRoot     Guard = "scope-root"     // a folder that the scope names would be deleted or moved
	GuardEmptyWant     Guard = "empty-want"     // every file would go, and the YAML lists nothing that should be there
	GuardUnsettled     Guard = "unsettled"      // rules undo each other: no end state exists
)
