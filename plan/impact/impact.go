// Package impact says what a plan breaks outside the library: the delivery
// URLs that stop working, what of them the CDN goes on delivering, and where
// source trees mention them.
//
// It is pure: a plan, or readers and file systems that are handed in, and what
// follows from them. The same input gives the same answer.
package impact

import (
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Broken is one delivery URL that stops working, or, of a folder, all below one.
type Broken struct {
	Change  plan.ChangeID `json:"change"`
	Kind    plan.Kind     `json:"kind"`              // file or folder
	Path    state.Path    `json:"path"`              // of what is delivered there now
	Fate    Fate          `json:"fate"`              // what the URL gives afterwards
	URL     string        `json:"url"`               // percent-encoded; of a folder it ends in "/*": everything below
	Becomes string        `json:"becomes,omitempty"` // where the same is afterwards; "": nowhere
	Files   int           `json:"files"`             // how many files are delivered there: of a folder, those that have no entry of their own
}

// Fate is what a URL gives once the plan is applied.
type Fate string

// The fates.
const (
	Gone      Fate = "gone"       // nothing: the file is deleted, or no longer published
	Moved     Fate = "moved"      // nothing: the same is delivered at another URL
	TakenOver Fate = "taken-over" // something else, which takes the place in the same plan
)

// Kind is how a source mentions something.
type Kind string

// The kinds of mentions.
const (
	ByURL  Kind = "url"  // the delivery URL, in whatever spelling
	ByPath Kind = "path" // the bare path, as SDKs and layers take it
	ByHost Kind = "host" // a URL of the same path on another host: a domain of the account, or of somebody else
)

// Refs is where source trees mention what a plan breaks.
type Refs struct {
	Dirs     []string `json:"dirs"`     // that were searched
	Files    int      `json:"files"`    // that were read, to their end
	Binary   int      `json:"binary"`   // files that were not read, as they are no text
	Large    int      `json:"large"`    // files that were not read, as they have more than MaxFile bytes
	Warnings []string `json:"warnings"` // what could not be read, and why
	Mentions int      `json:"mentions"` // all that were found, also where there are too many to list
	Hits     []Hit    `json:"hits"`     // sorted by file, line and column; MaxHits at most
}

// Hit is one mention.
type Hit struct {
	File   string        `json:"file"`   // as reached from the directory that was named
	Line   int           `json:"line"`   // from 1
	Column int           `json:"column"` // from 1, in bytes of UTF-8, without a mark that says how the file is encoded
	Text   string        `json:"text"`   // as it stands there, MaxText bytes at most
	Kind   Kind          `json:"kind"`
	Change plan.ChangeID `json:"change"` // what breaks it
}

// Bounds of a search.
const (
	MaxFile = 10 << 20 // bytes of a file that is read
	MaxText = 300      // bytes of a mention that are told
	MaxHits = 100_000  // mentions that are told
)
