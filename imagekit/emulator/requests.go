package emulator

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Class is the kind of request that a rate limit counts.
type Class string

// The classes of requests.
const (
	ClassRead    Class = "read"
	ClassWrite   Class = "write"
	ClassUpload  Class = "upload"  // never limited
	ClassContent Class = "content" // the bytes of an asset, from the URL endpoint
	ClassUnknown Class = "unknown" // no such route
)

// Request is one request as it was handled.
type Request struct {
	ID       string    // as sent in x-ik-requestId
	Time     time.Time // when it was executed or refused
	Method   string
	Path     string // as the client sent it, decoded, without the query
	Query    string // raw
	Route    string // "GET /v1/files/{fileId}/details"; empty for ClassUnknown and ClassContent
	Class    Class
	Mutating bool   // the route changes the library, whatever came of it
	Executed bool   // it was neither refused (401, 403, 423, 429) nor stopped by a fault before it ran
	Status   int    // as answered; 0 when the connection was dropped
	Fault    string // the fault that hit it, if any
}

// A requestLog keeps the last requests, and counts those it has let go.
type requestLog struct {
	keep      int // negative for all
	kept      []Request
	gone      map[tally]int
	mutations int
}

// A tally counts requests of a route.
type tally struct{ method, path string }

func (l *requestLog) add(r Request) {
	l.kept = append(l.kept, r)
	if r.Mutating && r.Executed {
		l.mutations++
	}
	if l.keep < 0 || len(l.kept) <= l.keep {
		return
	}
	if l.gone == nil {
		l.gone = map[tally]int{}
	}
	l.gone[l.kept[0].tally()]++
	l.kept[0] = Request{}
	l.kept = l.kept[1:]
}

// tally is what a request counts as when it is no longer known itself: the
// path of its route, or the beginning of a path that has none.
func (r Request) tally() tally {
	if _, path, found := strings.Cut(r.Route, " "); found {
		return tally{r.Method, path}
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(r.Path, "/"), "/")
	if len(first) > maxTallied {
		first = first[:maxTallied]
	}
	return tally{r.Method, "/" + first + "/..."}
}

// maxTallied bounds what is kept of a path that nobody knows.
const maxTallied = 16

// Requests is every request since the start or the last ResetCounts, in order of execution, or as
// many of the last ones as WithRequestLog allows.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.log.kept)
}

// Count is the number of requests that match a pattern such as "GET /v1/files" or
// "PATCH /v1/files/{id}/details": a segment in braces matches any one segment. Requests that were
// refused or failed count too. Of those that WithRequestLog has let go only the route is known: they
// count for patterns that name a route, and not for those that name one file.
func (s *Server) Count(pattern string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, r := range s.log.kept {
		if matchPattern(pattern, r.Method, r.Path) {
			n++
		}
	}
	for t, times := range s.log.gone {
		if matchPattern(pattern, t.method, t.path) {
			n += times
		}
	}
	return n
}

// Mutations is the number of executed requests to routes that change the library, successful or not.
// Requests answered 401, 403, 423 or 429 and those stopped by a fault before they ran do not count.
func (s *Server) Mutations() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.mutations
}

// ResetCounts forgets the requests so far and their effects. Ids and the ledger go on.
func (s *Server) ResetCounts() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = requestLog{keep: s.cfg.requestLog}
	s.effects.all = nil
}

// matchPattern reports whether "METHOD /path" with {wildcards} covers a request. A missing method
// or an empty pattern covers all; a last segment {rest...} covers any remainder.
func matchPattern(pattern, method, path string) bool {
	wantMethod, wantPath, found := strings.Cut(pattern, " ")
	if !found {
		wantMethod, wantPath = "", pattern
	}
	if wantMethod != "" && wantMethod != "*" && wantMethod != method {
		return false
	}
	if wantPath == "" {
		return true
	}
	want, have := strings.Split(wantPath, "/"), strings.Split(path, "/")
	for i, segment := range want {
		if strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "...}") {
			return true
		}
		if i >= len(have) {
			return false
		}
		wild := strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") && have[i] != ""
		if !wild && segment != have[i] {
			return false
		}
	}
	return len(want) == len(have)
}

// executed reports whether a status says that the request was carried out.
func executed(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusLocked, http.StatusTooManyRequests:
		return false
	}
	return true
}
