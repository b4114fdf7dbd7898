package plan

import "github.com/iksync/iksync/state"

// OpID names an operation within its plan: its place in Plan.Operations, from 1.
type OpID int

// Operation is one API call, or one background job, as inert data.
type Operation struct {
	ID      OpID       `json:"id"`
	Kind    OpKind     `json:"kind"`
	Class   Class      `json:"class"`
	Changes []ChangeID `json:"changes"`         // what it fulfils
	Needs   []Need     `json:"needs,omitempty"` // what must be done first

	// What it acts on. Paths are as they are when it runs.
	Path    state.Path         `json:"path,omitempty"`    // of a call for several files: the folder that all of them lie below
	Dest    state.Path         `json:"dest,omitempty"`    // move, rename, merge, copy: the full path afterwards
	File    state.FileID       `json:"file,omitempty"`    // "" where it must be looked up by Path
	Files   []FileRef          `json:"files,omitempty"`   // of a call for several files, each with one of Changes, in the same order
	Tags    []state.Tag        `json:"tags,omitempty"`    // add-tags, remove-tags
	Parents []state.Path       `json:"parents,omitempty"` // create-folder: the missing folders above it, outermost first
	Folder  state.FolderID     `json:"folder,omitempty"`
	Field   *FieldArgs         `json:"field,omitempty"`
	Source  *SourceArgs        `json:"source,omitempty"`
	Update  *FileUpdate        `json:"update,omitempty"`
	Copies  state.CopyVersions `json:"copies,omitempty"`

	Before []Condition `json:"before,omitempty"` // what must hold when it starts
	After  []Condition `json:"after,omitempty"`  // what will hold when it is done
}

// OpKind is the kind of call an operation is.
type OpKind string

// How many files one call takes (API: bulk tags, delete multiple files).
const (
	MaxTagFiles    = 50
	MaxDeleteFiles = 100
)

// FileRef is one file of a call for several.
type FileRef struct {
	Path state.Path   `json:"path"`
	File state.FileID `json:"file,omitempty"` // "" where it must be looked up by Path
}

// The kinds of operations. Each is one endpoint.
const (
	OpCreateField  OpKind = "create-field"
	OpUpdateField  OpKind = "update-field"
	OpDeleteField  OpKind = "delete-field"
	OpCreateFolder OpKind = "create-folder"
	OpDeleteFolder OpKind = "delete-folder" // with all that is in it
	OpMoveFolder   OpKind = "move-folder"   // a job: keeps its name, changes its folder
	OpRenameFolder OpKind = "rename-folder" // a job: keeps its folder, changes its name
	OpCopyFolder   OpKind = "copy-folder"   // a job: keeps its name
	OpUpload       OpKind = "upload"        // a file that is missing
	OpReplace      OpKind = "replace"       // a new version of a file
	OpUpdateFile   OpKind = "update-file"
	OpPublishFile  OpKind = "publish-file"
	OpMoveFile     OpKind = "move-file"
	OpRenameFile   OpKind = "rename-file"
	OpDeleteFile   OpKind = "delete-file"
	OpDeleteFiles  OpKind = "delete-files" // up to MaxDeleteFiles at once
	OpAddTags      OpKind = "add-tags"     // up to MaxTagFiles at once
	OpRemoveTags   OpKind = "remove-tags"  // up to MaxTagFiles at once
	OpMergeFile    OpKind = "merge-file"   // onto a file of the same name, which becomes its older version
	OpMergeFolder  OpKind = "merge-folder" // a job: into a folder of the same name
)

// Class is what an operation counts as: what it waits for and which limit it
// falls under.
type Class string

// The classes.
const (
	ClassRead   Class = "read"
	ClassWrite  Class = "write"  // about five a second
	ClassUpload Class = "upload" // exempt from the limits of writes
	ClassJob    Class = "job"    // a write that starts a job and waits for it
)

// Class is the class of operations of kind k.
func (k OpKind) Class() Class {
	switch k {
	case OpMoveFolder, OpRenameFolder, OpCopyFolder, OpMergeFolder:
		return ClassJob
	case OpUpload, OpReplace:
		return ClassUpload
	case OpCreateField, OpUpdateField, OpDeleteField, OpCreateFolder, OpDeleteFolder,
		OpUpdateFile, OpPublishFile, OpMoveFile, OpRenameFile, OpMergeFile, OpDeleteFile,
		OpDeleteFiles, OpAddTags, OpRemoveTags:
		return ClassWrite
	}
	return ClassWrite
}

// Destructive says whether what an operation of kind k ends, or could land on,
// cannot be brought back, so that its conditions are read again before it starts.
func (k OpKind) Destructive() bool {
	switch k {
	case OpUpdateFile: // a whole set of tags takes the place of another
		return true
	case OpDeleteField, OpDeleteFolder, OpDeleteFile, OpDeleteFiles, OpMergeFile, OpMergeFolder,
		OpMoveFolder, OpRenameFolder, OpCopyFolder, OpMoveFile, OpRenameFile, OpReplace:
		return true
	case OpCreateField, OpUpdateField, OpCreateFolder, OpUpload, OpPublishFile, OpAddTags, OpRemoveTags:
		return false
	}
	return true
}

// Need is an operation that must be done before another one, and why.
type Need struct {
	Op  OpID     `json:"op"`
	Why NeedKind `json:"why"`
}

// NeedKind says why one operation waits for another.
type NeedKind string

// The needs.
const (
	NeedParent     NeedKind = "parent"     // the folder it lands in comes first
	NeedVacated    NeedKind = "vacated"    // the name it takes is given up first
	NeedMovedOut   NeedKind = "moved-out"  // what leaves a folder leaves before the folder goes
	NeedEmptied    NeedKind = "emptied"    // what goes with a folder goes before it
	NeedAttributes NeedKind = "attributes" // attributes, addressed by id, before the move of their file
	NeedField      NeedKind = "field"      // a field before its values, and its values before its end
	NeedArrived    NeedKind = "arrived"    // nothing below a folder while its job runs
	NeedSequence   NeedKind = "sequence"   // the second half of one change after its first
)

// FileUpdate is what one call changes of a file's attributes. Nil: leave alone.
type FileUpdate struct {
	Tags        *[]state.Tag                    `json:"tags,omitempty"`        // the whole set
	Metadata    map[state.FieldName]state.Value `json:"metadata,omitempty"`    // null unsets
	Description *string                         `json:"description,omitempty"` // "" clears
	Focus       *string                         `json:"focus,omitempty"`       // "" clears
	Published   *bool                           `json:"published,omitempty"`   // in a call of its own
	Private     *bool                           `json:"private,omitempty"`     // replace only: kept as it was
}

// FieldArgs is a field's definition as it is sent: whole, since the sources do
// not say whether an extended schema is merged or replaced.
type FieldArgs struct {
	ID        string          `json:"id,omitempty"` // update, delete
	Name      state.FieldName `json:"name"`
	Label     string          `json:"label"`
	Type      state.FieldType `json:"type"`
	Required  state.Presence  `json:"required"`
	Default   state.Value     `json:"default"`
	Options   []state.Value   `json:"options,omitempty"`
	MinLength *int            `json:"min_length,omitempty"`
	MaxLength *int            `json:"max_length,omitempty"`
	Min       state.Value     `json:"min"`
	Max       state.Value     `json:"max"`
}

// SourceArgs is the local file that an upload sends.
type SourceArgs struct {
	Path   string `json:"path"`             // relative to the YAML file's folder
	Size   int64  `json:"size"`             // bytes, when the plan was made
	SHA256 string `json:"sha256,omitempty"` // of its bytes then, in hex; "": was not known
}

// Condition is something that must hold, or will hold, of one path.
type Condition struct {
	Kind    ConditionKind  `json:"kind"`
	Path    state.Path     `json:"path"`
	File    state.FileID   `json:"file,omitempty"`    // HoldsFile: which one; "" for any
	Version string         `json:"version,omitempty"` // HoldsFile: its current version; "" for any. Needs File
	Tags    *[]state.Tag   `json:"tags,omitempty"`    // HoldsFile: its tags, in any order; nil for any. Needs File
	Folder  state.FolderID `json:"folder,omitempty"`  // of a folder that must be there: which one; "" for any
	Content []Content      `json:"content,omitempty"` // HoldsOnly: all that may be below; HoldsAll: all that must
}

// Content is a file or a folder somewhere below another folder.
type Content struct {
	Path    state.Path     `json:"path"`
	File    state.FileID   `json:"file,omitempty"`
	Version string         `json:"version,omitempty"` // of a file: its current one; "" for any. Needs File
	Folder  state.FolderID `json:"folder,omitempty"`
}

// ConditionKind says what a condition is about.
type ConditionKind string

// The kinds of conditions.
const (
	IsFree      ConditionKind = "free"         // neither a file nor a folder is there
	HoldsFile   ConditionKind = "holds-file"   // that file is there
	HoldsFolder ConditionKind = "holds-folder" // that folder is there
	IsEmpty     ConditionKind = "empty"        // the folder is there, with nothing in it
	HoldsOnly   ConditionKind = "holds-only"   // the folder is there, with nothing below but what is listed; less is fine
	HoldsAll    ConditionKind = "holds-all"    // the folder is there, with all that is listed below, by path; more is fine
	HoldsNone   ConditionKind = "holds-none"   // nothing is below the path, whether a folder is there or not
)

// JobID names a background job of the library.
type JobID string

// Violation is a condition that does not hold, and what is there instead.
type Violation struct {
	Condition Condition    `json:"condition"`
	Found     string       `json:"found"`           // for people: "file 64fb... is there"
	Paths     []state.Path `json:"paths,omitempty"` // HoldsAll, HoldsNone: each path that is missing, or still there
}
