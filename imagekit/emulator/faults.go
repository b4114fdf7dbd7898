package emulator

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// FaultKind is what a fault does to a request.
type FaultKind int

// The kinds of faults.
const (
	FaultStatus      FaultKind = iota // answer Status (500 when zero) and execute nothing
	FaultDropBefore                   // break the connection, execute nothing
	FaultDropAfter                    // execute, then break the connection instead of answering
	FaultStatusAfter                  // execute, then answer Status (500 when zero)
	FaultStuckJob                     // the folder job that the request starts stays Pending for ever
	FaultStrand                       // the folder job completes but leaves Files files where they were
	FaultPartial                      // a bulk request fails for its first Files ids (207)
	FaultSlow                         // execute at once, but answer after Delay
	FaultSlowJob                      // the folder job that the request starts takes Delay longer
	FaultTruncate                     // execute, then break the connection in the middle of the body
)

// String names the kind as it appears in Request.Fault.
func (k FaultKind) String() string {
	names := [...]string{"status", "drop before", "drop after", "status after", "stuck job", "strand", "partial", "slow", "slow job", "truncate"}
	if k < 0 || int(k) >= len(names) {
		return fmt.Sprintf("fault %d", int(k))
	}
	return names[k]
}

// Fault makes some requests go wrong.
type Fault struct {
	// Match is "METHOD /path" with {wildcards}; empty matches every request but those for asset bytes.
	Match string
	Kind  FaultKind
	// Status is the answer of FaultStatus and FaultStatusAfter; 0 is 500. A 429 carries the headers
	// of a window with ResetMillis to wait.
	Status int
	// ResetMillis is the X-RateLimit-Reset of an injected 429.
	ResetMillis int
	// Files is the number of files that FaultStrand and FaultPartial hit; 0 is 1.
	Files int
	// After lets that many matching requests through first.
	After int
	// Times is how many requests it hits; 0 is without end.
	Times int
	// Rate is the share of matching requests it hits, drawn from the seed of the server; 0 is all.
	Rate float64
	// Every makes it hit one matching request in so many, the last of them; 0 is all.
	Every int
	// Burst is how many matching requests in a row it hits when it hits one: a storm. 0 is 1.
	Burst int
	// Delay is how late FaultSlow and FaultSlowJob are.
	Delay time.Duration
}

// Inject adds faults to a running server.
func (s *Server) Inject(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.add(faults)
}

// ClearFaults ends all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.armed = nil
}

type armedFault struct {
	Fault
	seen, hits int
	left       int // of the burst that is going on
}

// faults holds the armed faults and the dice of those with a rate.
type faults struct {
	armed []*armedFault
	dice  *rand.Rand
}

func newFaults(seed uint64, list []Fault) *faults {
	f := &faults{dice: rand.New(rand.NewPCG(seed, mix(seed)))}
	f.add(list)
	return f
}

func (f *faults) add(list []Fault) {
	for _, fault := range list {
		f.armed = append(f.armed, &armedFault{Fault: fault})
	}
}

// strike returns the first fault that hits the request, or nil. A fault counts a request only when
// none before it hit.
func (f *faults) strike(r *http.Request, class Class) *Fault {
	for _, a := range f.armed {
		if a.Match == "" && class == ClassContent || !matchPattern(a.Match, r.Method, r.URL.Path) {
			continue
		}
		if a.strikes(f.dice) {
			hit := a.Fault
			return &hit
		}
	}
	return nil
}

// strikes decides about the next matching request.
func (a *armedFault) strikes(dice *rand.Rand) bool {
	a.seen++
	if a.seen <= a.After || a.Times > 0 && a.hits >= a.Times {
		return false
	}
	due := a.Every <= 0 || (a.seen-a.After)%a.Every == 0
	begins := due && (a.Rate <= 0 || dice.Float64() < a.Rate)
	switch {
	case a.left > 0: // a burst ends, whatever begins meanwhile
		a.left--
	case begins:
		a.left = max(a.Burst, 1) - 1
	default:
		return false
	}
	a.hits++
	return true
}

func (f *Fault) name() string {
	if f == nil {
		return ""
	}
	return f.Kind.String()
}

func (f *Fault) is(kind FaultKind) bool { return f != nil && f.Kind == kind }

// files is how many files the fault hits if it is of a kind, else 0.
func (f *Fault) files(kind FaultKind) int {
	if !f.is(kind) {
		return 0
	}
	return max(f.Files, 1)
}

// delay is how late the fault makes something if it is of a kind, else 0.
func (f *Fault) delay(kind FaultKind) time.Duration {
	if !f.is(kind) {
		return 0
	}
	return f.Delay
}

func (f *Fault) answer() reply {
	status := f.Status
	if status == 0 {
		status = http.StatusInternalServerError
	}
	answer := failure(status, "An injected fault answers this request.")
	if status == http.StatusTooManyRequests {
		answer.header = http.Header{}
		wait := millis(f.ResetMillis)
		rateHeaders(answer.header, Window{Limit: 1, Interval: max(wait, millis(1000))}, wait)
	}
	return answer
}
