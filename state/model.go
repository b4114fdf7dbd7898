package state

import (
	"time"
)

// Names of the things a library holds. They are types of their own so that the
// compiler finds two that were swapped.
type (
	// FileID is ImageKit's name for a file. It outlives renames and new
	// versions; whether it outlives a move is not documented.
	FileID string
	// FolderID is ImageKit's name for a folder.
	FolderID string
	// FieldName is the API name of a custom metadata field. It is never free
	// again, not even after the field's deletion.
	FieldName string
	// Tag is one tag of a file.
	Tag string
)

// Library is a set of fields, folders and files. What is wanted and what is
// there are the same type, read differently:
//
//   - in want an attribute that is absent is unmanaged: whatever is there stays;
//   - in have an attribute that is absent is empty.
type Library struct {
	Fields  map[FieldName]*Field
	Folders map[Path]*Folder
	Files   map[Path]*File
}

// NewLibrary returns a library with nothing in it.
func NewLibrary() Library {
	return Library{
		Fields:  map[FieldName]*Field{},
		Folders: map[Path]*Folder{},
		Files:   map[Path]*File{},
	}
}

// Folder is one folder. The root is never among the folders of a library.
type Folder struct {
	Path Path
	ID   FolderID // have: always; want: a pin, where given
	Pos  Pos      // want: where it was asked for

	// The rest is want only.
	Inherit   Attributes     // tags and metadata that every file below takes on
	Prune     *Setting[bool] // delete what is below and not listed; nil: as the folder above
	MovedFrom *Setting[Path] // where it is to come from, if it is still there
	CopyOf    *Setting[Path] // which folder it is a copy of, if it is missing
	Versions  CopyVersions   // what a copy takes along
	Conflict  Conflict       // what becomes of a folder that is there already
	IDPos     Pos            // where the pin was written
	SourceDir *SourceDir     // local files that it should hold
}

// Conflict says what happens where something moves to a name that is taken.
type Conflict string

// The two ways out of a conflict.
const (
	ConflictRefuse  Conflict = ""        // the plan is refused
	ConflictVersion Conflict = "version" // files of one name become versions of one file, the one that moves in being current
)

// CopyVersions says whether a folder copy takes the older versions of its files along.
type CopyVersions string

// The two ways to copy a folder.
const (
	CopyCurrent CopyVersions = ""    // only what is current
	CopyAll     CopyVersions = "all" // the version history too
)

// File is one file.
type File struct {
	Path Path
	ID   FileID // have: always; want: a pin, where given
	Attributes

	// Want only.
	Pos       Pos
	IDPos     Pos            // where the pin was written
	MovedFrom *Setting[Path] // where it is to come from, if it is still there
	Conflict  Conflict       // what becomes of a file that is there already
	Source    *Source        // the bytes it should hold

	// Have only.
	Observed Observed
}

// Source is a local file that a library's file should hold.
type Source struct {
	Path   string // as written: relative to the folder of the YAML
	Size   int64  // bytes; filled in by whoever may look at the disk
	SHA256 string // of its bytes, in hex; filled in likewise. "": not known
	Pos    Pos
}

// SourceDir is the local files below a folder, or those of a glob. A folder of the
// library that has one holds a file for each, at the same place below it.
type SourceDir struct {
	Glob string // as written, relative to the folder of the YAML: "assets/icons", "assets/icons/**/*.svg"
	Pos  Pos
}

// Observed is what the library says of a file beyond what can be asked for.
type Observed struct {
	Size          int64 // bytes
	Width, Height int   // pixels; 0 where it has none
	MIME          string
	Format        string // "jpg", "png", ...
	URL           string // delivery URL, percent-encoded
	VersionID     string // changes with each new version
	SHA256        string // of its bytes, in hex, where a record or a look told; "": not known
	Delivery      Delivery
	Fault         string // of DeliveryFailed: what happened, for people
	AITags        []Tag
	Private       bool
	Transparent   bool // has an alpha channel
	Created       time.Time
	Updated       time.Time
}

// Delivery says whether the bytes of a file can be had.
type Delivery string

// The deliveries.
const (
	DeliveryOpen    Delivery = ""        // they can, or nobody has tried
	DeliveryRefused Delivery = "refused" // the service does not hand them out: those of a draft
	DeliveryFailed  Delivery = "failed"  // they should be there to be had, and could not be
)

// OwnName is the name of files that iksync keeps for itself in a library, wherever they
// lie: no plan is about them.
const OwnName = ".iksync-uploads.json"

// Attributes are what a YAML file can ask of a file.
type Attributes struct {
	Tags        *Tags
	Metadata    map[FieldName]Setting[Value] // a null Value unsets the field
	Description *Setting[string]             // "" clears it
	Focus       *Setting[string]             // customCoordinates "x,y,w,h"; "" clears it
	Published   *Setting[bool]               // have: nil means published
}

// Setting is one value and where it was asked for.
type Setting[T any] struct {
	Value T
	From  Origin
}

// Tags are a file's tags: the exact set, or what must and must not be among them.
type Tags struct {
	Mode   TagMode
	Set    []Tag // exact: the whole set, without duplicates
	Add    []Tag // partial: must be among them
	Remove []Tag // partial: must not be among them
	From   Origin
}

// TagMode says how Tags are to be read.
type TagMode string

// The two ways to ask for tags.
const (
	TagsExact   TagMode = "exact"
	TagsPartial TagMode = "partial"
)

// Layer is a part of the YAML that may say something about a file. Later
// layers win over earlier ones.
type Layer string

// The layers, from the first to the last.
const (
	LayerFolder  Layer = "folder"  // inherited from a folder above
	LayerRule    Layer = "rule"    // a rule that matches
	LayerFile    Layer = "file"    // the file's own entry
	LayerDefault Layer = "default" // a required field's default, sent along
)

// Origin is the layer and the place that asked for something.
type Origin struct {
	Layer Layer  `json:"layer,omitempty"`
	Name  string `json:"name,omitempty"` // the folder's path or the rule's name
	Pos   Pos    `json:"pos,omitzero"`
}

// Want is a configuration, read: what a library should hold and how far a run may go.
type Want struct {
	Library
	Name    string // of the library, in plans, reports and locks
	NamePos Pos
	Scope   []Path    // folders that it owns; nothing outside is read or written
	Protect []Pattern // nothing below is moved, deleted or overwritten
	Limits  Limits
	Rules   []Rule
	Remove  Remove
	Base    string           // folder that relative sources start from
	File    string           // the configuration, as the user named it; "": as NamePos says
	Layout  Layout           // what File is
	Vars    Vars             // variables whose values did not come from the YAML
	State   *Setting[string] // URL of the bucket that the record of uploads is kept in; nil: in the library
}

// Layout says what a configuration is made of.
type Layout string

// The layouts.
const (
	LayoutFile   Layout = ""       // one YAML file
	LayoutFolder Layout = "folder" // all YAML files right in a folder
)

// Limits bound the deletes of one run.
type Limits struct {
	Deletes       int // at most so many objects
	DeletePercent int // at most so many of a hundred objects, from PercentFrom objects up
}

// Limits that hold where a YAML file gives none, and the number of objects in
// scope below which a percentage says nothing.
const (
	DefaultDeletes       = 20
	DefaultDeletePercent = 10
	PercentFrom          = 50
)

// Remove lists what must not exist.
type Remove struct {
	Files   []Pattern
	Folders []Setting[Path]
	Fields  []Setting[FieldName]
}

// Have is a library as it was read.
type Have struct {
	Library
	Account string  // URL prefix of its assets, "" where no asset told
	Own     []*File // what iksync keeps for itself; none of them is in Files
	Gaps    []Gap   // what could not be read; none: the read is complete
}

// Complete says whether everything in scope was read, so that what is not
// there may be called missing.
func (h *Have) Complete() bool { return len(h.Gaps) == 0 }

// Gap is a part of the library that could not be read.
type Gap struct {
	Reason GapReason `json:"reason"`
	Scope  Path      `json:"scope"`
	Detail string    `json:"detail"` // what happened, for people
}

// GapReason says why a read is incomplete.
type GapReason string

// The reasons.
const (
	GapFailedPage GapReason = "failed-page" // a page of the listing could not be had
	GapShifted    GapReason = "shifted"     // the listing moved while it was read
	GapDuplicate  GapReason = "duplicate"   // two assets claim one path
	GapContent    GapReason = "content"     // the bytes of a file could not be had, for a comparison
)
