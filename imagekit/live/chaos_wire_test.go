package live_test

import (
	"bytes"
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/iksync/iksync/plan"
)

// wire is the network between the client and the service. It takes its time,
// breaks, and answers in the service's place. What it does to a request is drawn
// from the request itself, so that a seed tells the same story again.
type wire struct {
	base    http.RoundTripper
	seed    uint64
	latency time.Duration
	meddle  func(*sent)          // the second writer's chance, right before a request is executed
	usurp   func(*sent)          // and in the place of one that never arrives
	paging  func() pageTrouble   // what befalls second pages now
	shift   func()               // the second writer, between two pages
	stale   func(*sent) []string // which conditions do not hold that the request relies on

	mu     sync.Mutex
	quiet  bool
	asked  map[string]uint64 // how often each request was made
	storms map[string]time.Time
	log    []*sent
	late   sync.WaitGroup
}

// sent is a request that changes something, or one that something befell.
type sent struct {
	at       time.Time // when the service got it; zero if it never did
	made     time.Time
	method   string
	path     string
	said     string // query or body
	status   int
	mishap   mishap
	by       *deed     // nil while a plan is made
	looked   time.Time // when the last look before it began
	first    bool      // nothing was sent between that look and this
	logged   bool
	outdated []string // conditions that did not hold when it was executed
}

// deed is an operation that is carried out, as the requests for it know it.
type deed struct {
	op      *plan.Operation
	process int
	mu      sync.Mutex
	looked  time.Time // when the last look at the preconditions began
	fresh   bool      // nothing was sent since
}

type deedKey struct{}

// mishap is what befalls a request.
type mishap string

const (
	none         mishap = ""
	failsBefore  mishap = "5xx before"
	failsAfter   mishap = "5xx after"
	dropsBefore  mishap = "dropped before"
	dropsAfter   mishap = "dropped after"
	arrivesLate  mishap = "dropped, and executed later"
	truncated    mishap = "truncated"
	slow         mishap = "slow"
	stalls       mishap = "stalled"
	stormy       mishap = "429"
	withoutReply mishap = "given up" // the context ended
)

// draw is one of the mishaps, most often none.
func draw(dice *rand.Rand) mishap {
	shares := []struct {
		what    mishap
		percent float64
	}{
		{failsBefore, 2.5}, {failsAfter, 2.5}, {dropsBefore, 3}, {dropsAfter, 2.5}, {arrivesLate, 0.5},
		{truncated, 1.5}, {slow, 3}, {stalls, 0.2}, {stormy, 0.5},
	}
	at := dice.Float64() * 100
	for _, s := range shares {
		if at -= s.percent; at < 0 {
			return s.what
		}
	}
	return none
}

// RoundTrip implements http.RoundTripper.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	body, err := content(r)
	if err != nil {
		return nil, err
	}
	q, dice := w.request(r, body)
	if !wait(ctx, w.travel(dice)) {
		w.note(q, withoutReply)
		return nil, context.Cause(ctx)
	}
	response, err := w.deliver(r, body, q, dice)
	if err == nil && !wait(ctx, w.travel(dice)) {
		_ = response.Body.Close()
		w.note(q, withoutReply)
		return nil, context.Cause(ctx)
	}
	return response, err
}

// deliver lets the mishap of a request happen.
func (w *wire) deliver(r *http.Request, body []byte, q *sent, dice *rand.Rand) (*http.Response, error) {
	what := w.befalls(r, q, dice)
	if what != none {
		w.note(q, what)
	}
	broken := fmt.Errorf("%s %s: connection broke: %w", r.Method, r.URL.Path, io.ErrUnexpectedEOF)
	switch what {
	case stormy:
		return w.tooMany(r, dice), nil
	case failsBefore:
		w.usurp(q)
		return answer(r, 500+dice.IntN(5), nil), nil
	case dropsBefore:
		w.usurp(q)
		return nil, broken
	case arrivesLate:
		later := time.Duration(dice.Int64N(int64(1500 * time.Millisecond)))
		w.late.Go(func() {
			time.Sleep(later)
			_, _ = w.execute(r.WithContext(context.WithoutCancel(r.Context())), body, q)
		})
		return nil, broken
	}
	response, err := w.execute(r, body, q)
	if err != nil {
		return nil, err
	}
	switch what {
	case failsAfter:
		return answer(r, 500+dice.IntN(5), nil), nil
	case dropsAfter:
		return nil, broken
	case truncated:
		return truncate(response)
	case slow, stalls:
		delay := time.Duration(dice.Int64N(int64(20 * time.Second)))
		if what == stalls {
			delay = 3 * time.Minute // the client does not wait that long
		}
		if !wait(r.Context(), delay) {
			return nil, context.Cause(r.Context())
		}
	}
	return response, nil
}

// execute brings a request to the service.
func (w *wire) execute(r *http.Request, body []byte, q *sent) (*http.Response, error) {
	if r.Context().Err() != nil {
		return nil, context.Cause(r.Context())
	}
	if q.method == http.MethodGet && strings.Contains(r.URL.RawQuery, "skip=999") && w.paging() == shifting {
		w.shift()
	}
	if q.method != http.MethodGet || r.URL.Host == deliveryHost {
		w.meddle(q)
	}
	if q.method != http.MethodGet {
		q.outdated = w.stale(q)
	}
	q.at = time.Now()
	again := r.Clone(r.Context())
	again.Body = io.NopCloser(bytes.NewReader(body))
	response, err := w.base.RoundTrip(again)
	if err == nil {
		q.status = response.StatusCode
	}
	if q.method != http.MethodGet {
		w.note(q, none)
	}
	return response, err
}

// request names a request and gives it dice of its own. Every other request
// draws others, so that what happens does not depend on who came first.
func (w *wire) request(r *http.Request, body []byte) (*sent, *rand.Rand) {
	q := &sent{made: time.Now(), method: r.Method, path: r.URL.Path, said: r.URL.RawQuery}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		q.said = string(body)
	}
	if q.by, _ = r.Context().Value(deedKey{}).(*deed); q.by != nil && q.method != http.MethodGet {
		q.first, q.looked = q.by.takeLook()
	}
	if r.URL.Host == deliveryHost {
		q.said = "" // a signature, which depends on the time
	}
	key := q.method + " " + q.path + " " + q.said
	w.mu.Lock()
	w.asked[key]++
	times := w.asked[key]
	w.mu.Unlock()
	hash := fnv.New64a()
	_, _ = io.WriteString(hash, key)
	return q, rand.New(rand.NewPCG(w.seed, hash.Sum64()+times))
}

// befalls draws the mishap of a request. A storm hits all of its kind for a while.
func (w *wire) befalls(r *http.Request, q *sent, dice *rand.Rand) mishap {
	what := draw(dice)
	lasts := time.Duration(dice.Int64N(int64(15 * time.Second)))
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.quiet:
		return none
	case w.paging() == lostPage && q.method == http.MethodGet && strings.Contains(r.URL.RawQuery, "skip=999"):
		return failsBefore
	case time.Now().Before(w.storms[q.method]):
		return stormy
	case what == stormy:
		w.storms[q.method] = time.Now().Add(lasts)
	}
	return what
}

// tooMany is a 429. What it says about the wait may be right, too little or nothing.
func (w *wire) tooMany(r *http.Request, dice *rand.Rand) *http.Response {
	w.mu.Lock()
	left := time.Until(w.storms[r.Method])
	w.mu.Unlock()
	h := http.Header{}
	switch dice.IntN(3) {
	case 0:
		h.Set("X-RateLimit-Reset", strconv.FormatInt(left.Milliseconds()+1, 10))
	case 1:
		h.Set("X-RateLimit-Reset", "1")
	}
	return answer(r, http.StatusTooManyRequests, h)
}

// travel is how long a request, or its answer, is under way: never the same twice.
func (w *wire) travel(dice *rand.Rand) time.Duration {
	return time.Duration(1 + dice.Int64N(int64(5*time.Millisecond+w.latency)))
}

func (w *wire) note(q *sent, what mishap) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if what != none {
		q.mishap += what
	}
	if !q.logged {
		q.logged = true
		w.log = append(w.log, q)
	}
}

// calmDown ends all mishaps, and waits for what is under way.
func (w *wire) calmDown() {
	w.mu.Lock()
	w.quiet = true
	w.mu.Unlock()
	w.late.Wait()
}

// look notes that a look at the preconditions begins.
func (s *deed) look() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looked, s.fresh = time.Now(), true
}

// takeLook is when the last look began, and whether nothing was sent since. Now something is.
func (s *deed) takeLook() (fresh bool, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh, s.fresh = s.fresh, false
	return fresh, s.looked
}

func content(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	defer r.Body.Close()
	return io.ReadAll(r.Body)
}

func answer(r *http.Request, status int, h http.Header) *http.Response {
	if h == nil {
		h = http.Header{}
	}
	h.Set("Content-Type", "application/json")
	said := `{"message":"The weather is bad."}`
	return &http.Response{
		StatusCode: status, Status: strconv.Itoa(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h, Request: r,
		ContentLength: int64(len(said)), Body: io.NopCloser(strings.NewReader(said)),
	}
}

// truncate breaks an answer off in the middle, or all of it where it has no body.
func truncate(response *http.Response) (*http.Response, error) {
	data, err := io.ReadAll(response.Body)
	if err != nil || len(data) == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(data[:len(data)/2]), broken{}))
	return response, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// wait waits, and says whether ctx lasted that long.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
