package emulator

import (
	"encoding/json"
	"slices"
)

// EffectKind is what a request did to one thing.
type EffectKind string

// The kinds of effects.
const (
	Created   EffectKind = "created"   // a file, a folder or a field that was not there
	Versioned EffectKind = "versioned" // an upload became the new version of a file
	Updated   EffectKind = "updated"
	Moved     EffectKind = "moved" // renamed too
	Copied    EffectKind = "copied"
	Removed   EffectKind = "deleted"
	Purged    EffectKind = "purged"
	Started   EffectKind = "started" // a folder job, which has another effect when it ends
	None      EffectKind = "none"    // it succeeded and left all as it was
)

// Effect is what a successful request of a mutating route did to one file, folder or field. A bulk
// request has one effect for each file, a folder job one at its start and one at its end, for the whole
// folder. What was refused has none.
type Effect struct {
	RequestID string // the request, or that which started the job
	Method    string
	Route     string // "PATCH /v1/files/{fileId}/details"
	Subject   string // the path of the file or folder before, the name of the field, the URL that was purged
	Kind      EffectKind
	// To is what it came to: the path it has now or its copy has, the SHA-256 of an upload, the id of a
	// version, the attributes after an update as JSON.
	To string
}

// effects keeps what requests did, in the order in which it was done.
type effects struct {
	keep int // negative for all
	all  []Effect
}

// add fills in what all effects of a request have in common.
func (e *effects) add(by *Cause, route string, came ...Effect) {
	for _, effect := range came {
		effect.RequestID, effect.Method, effect.Route = by.RequestID, by.Method, route
		e.all = append(e.all, effect)
	}
	if surplus := len(e.all) - e.keep; e.keep >= 0 && surplus > 0 {
		clear(e.all[:surplus])
		e.all = e.all[surplus:]
	}
}

// Effects is what the requests since the start or the last ResetCounts did, in order. It is not kept
// over a restart, and what did not come from a request is not in it.
func (s *Server) Effects() []Effect {
	defer s.enter()()
	return slices.Clone(s.effects.all)
}

// Repeated is those of Effects that should not be where nothing is done twice: the ones that changed
// nothing, and the ones that an earlier request had to the same subject. The same bytes stored again at a
// path, the same job started again, the same update made again are such. Where a thing is undone in
// between, doing it again is no fault, and the caller has to know.
func (s *Server) Repeated() []Effect {
	var repeated []Effect
	seen := map[Effect]bool{}
	for _, e := range s.Effects() {
		key := e
		key.RequestID = ""
		if key.Kind == Versioned {
			key.Kind = Created
		}
		if e.Kind == None || seen[key] {
			repeated = append(repeated, e)
		}
		seen[key] = true
	}
	return repeated
}

// did notes an effect of the request.
func (c *call) did(kind EffectKind, subject, to string) {
	c.effects = append(c.effects, Effect{Kind: kind, Subject: subject, To: to})
}

// changed notes that attributes of a subject may have changed.
func (c *call) changed(subject, before, after string) {
	kind := Updated
	if before == after {
		kind = None
	}
	c.did(kind, subject, after)
}

// attributes is all of a file that requests can update, as JSON.
func (f *file) attributes() string {
	v := &f.current
	published := []bool{}
	for _, o := range f.versions() {
		published = append(published, o.published)
	}
	return asJSON(struct {
		Version     string         `json:"version"`
		Tags        []string       `json:"tags"`
		AITags      []AITag        `json:"aiTags,omitempty"`
		Metadata    map[string]any `json:"metadata,omitempty"`
		Description string         `json:"description,omitempty"`
		Focus       string         `json:"focus,omitempty"`
		Private     bool           `json:"private,omitempty"`
		Published   []bool         `json:"published"`
	}{v.id.String(), v.tags, v.aiTags, v.meta, v.description, v.focus, v.private, published})
}

func (f *field) attributes() string { return asJSON(f) }

// asJSON writes what is known to be writable: it came as JSON.
func asJSON(v any) string {
	data, _ := json.Marshal(v)
	return string(data)
}
