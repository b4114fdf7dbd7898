package emulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Server is an emulated ImageKit account. It is an http.Handler for the API, the upload API and the
// delivery of assets at once, safe for concurrent use, and has no goroutines of its own.
type Server struct {
	cfg     config
	content string // path of the URL endpoint, without a last slash
	mux     *http.ServeMux
	purges  *http.ServeMux // routes below /v1/files/purge, which would collide with /v1/files/{fileId}

	mu      sync.Mutex
	lib     *library
	store   *store // nil in memory
	limits  limiter
	faults  *faults
	log     requestLog
	effects effects
	broken  error // why nothing can be written to disk any more
}

// New makes a server. Only a directory that cannot be used or a bad option makes it fail.
func New(opts ...Option) (*Server, error) {
	cfg := defaults()
	for _, opt := range opts {
		opt(&cfg)
	}
	if cfg.key == "" || strings.Contains(cfg.key, ":") {
		return nil, errors.New("emulator: the private key must not be empty or contain a colon")
	}
	endpoint, err := url.Parse(cfg.urlEndpoint)
	if err != nil || endpoint.Host == "" {
		return nil, fmt.Errorf("emulator: the URL endpoint %q is not an absolute URL", cfg.urlEndpoint)
	}
	s := &Server{
		cfg: cfg, content: strings.TrimSuffix(endpoint.Path, "/"),
		lib:    newLibrary(cfg.seed, cfg.readings, cfg.listLag, time.Now()),
		limits: newLimiter(cfg.limits), faults: newFaults(cfg.seed, cfg.faults),
		log: requestLog{keep: cfg.requestLog}, effects: effects{keep: cfg.requestLog},
	}
	s.mux, s.purges = s.newMuxes()
	if cfg.dir == "" {
		return s, nil
	}
	if s.store, err = openStore(cfg.dir, cfg.noSync); err != nil {
		return nil, err
	}
	if err = s.store.load(s.lib); err == nil {
		err = s.store.save(s.lib) // the clock: from now on the directory counts as not closed
	}
	if err != nil {
		return nil, errors.Join(err, s.store.close())
	}
	return s, nil
}

// Close writes what is left to write and frees the directory. A closed server answers 500.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if errors.Is(s.broken, errClosed) {
		return nil
	}
	s.broken = errors.Join(errClosed, s.broken)
	if s.store == nil {
		return nil
	}
	return errors.Join(s.store.farewell(s.lib), s.store.close())
}

var errClosed = errors.New("the emulator is closed")

// ServeHTTP answers one request. A fault that drops the connection panics with http.ErrAbortHandler,
// which net/http servers turn into a broken connection and HTTPClient into an error.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mux := s.mux
	if strings.HasPrefix(r.URL.Path, "/v1/files/purge/") {
		mux = s.purges
	}
	switch {
	case s.isContent(r.URL.Path):
		s.serve(s.contentRoute(), w, r)
	case !isClean(r.URL.Path) || r.Method == http.MethodHead:
		s.serve(unknownRoute(), w, r)
	default:
		if _, pattern := mux.Handler(r); pattern == "" {
			s.serve(unknownRoute(), w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}
}

// isClean reports whether the mux would leave a path as it is.
func isClean(p string) bool {
	return strings.HasPrefix(p, "/") && (path.Clean(p) == p || path.Clean(p)+"/" == p)
}

func (s *Server) isContent(p string) bool {
	if s.content == "" {
		return !strings.HasPrefix(p, "/v1/") && !strings.HasPrefix(p, "/api/")
	}
	return strings.HasPrefix(p, s.content+"/")
}

// An exchange is one request on its way through the server.
type exchange struct {
	route  *route
	w      http.ResponseWriter
	r      *http.Request
	record Request
	fault  *Fault
	data   []byte // the body
	answer reply
}

// serve takes a request through its stations: refused or admitted, read, executed, answered.
func (s *Server) serve(rt *route, w http.ResponseWriter, r *http.Request) {
	x := &exchange{route: rt, w: w, r: r}
	if !pause(r, s.cfg.latency) {
		panic(http.ErrAbortHandler)
	}
	if refused := s.admit(x); !refused {
		s.receive(x)
		for _, hook := range s.cfg.hooks {
			hook(r)
		}
		s.execute(x)
	}
	for _, observe := range s.cfg.observers {
		observe(x.record)
	}
	if x.record.Status == 0 {
		panic(http.ErrAbortHandler)
	}
	if late := x.fault.delay(FaultSlow); late > 0 && !pause(r, late) {
		panic(http.ErrAbortHandler)
	}
	x.write()
}

// pause waits; it reports false when the client gave up.
func pause(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return r.Context().Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// admit names the request and decides whether it may be executed at all.
func (s *Server) admit(x *exchange) (refused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	x.record = Request{
		ID: s.lib.clock.requestID(), Time: now, Method: x.r.Method, Path: x.r.URL.Path,
		Query: x.r.URL.RawQuery, Route: x.route.pattern, Class: x.route.class, Mutating: x.route.mutating,
	}
	refusal := s.refusal(x, now)
	if refusal == nil {
		return false
	}
	x.answer = *refusal
	x.record.Status = refusal.status
	s.log.add(x.record)
	return true
}

// refusal is the answer to a request that will not be executed, or nil. A status of 0 stands for a
// connection that breaks.
func (s *Server) refusal(x *exchange, now time.Time) *reply {
	if s.broken != nil {
		r := failure(http.StatusInternalServerError, s.broken.Error())
		return &r
	}
	if x.route.class != ClassContent {
		if r := s.authenticate(x.r, x.route.class); r != nil {
			return r
		}
	}
	if window, wait := s.limits.take(x.route.class, now); wait > 0 {
		r := tooManyRequests(window, wait)
		return &r
	}
	x.fault = s.faults.strike(x.r, x.route.class)
	x.record.Fault = x.fault.name()
	switch {
	case x.fault.is(FaultStatus):
		r := x.fault.answer()
		return &r
	case x.fault.is(FaultDropBefore):
		return &reply{}
	}
	return nil
}

// receive reads the body, without the lock, so that a slow client holds up nobody.
func (s *Server) receive(x *exchange) {
	if x.route.pattern != "" && !x.route.query && x.r.URL.RawQuery != "" {
		x.answer = badRequest("Your request contains query parameters: " + x.route.pattern + " takes none.")
	}
	if x.route.media == "" {
		return
	}
	data, err := readAll(x.r, x.route.maxBody)
	switch {
	case errors.Is(err, errTooLarge):
		x.answer = failure(http.StatusRequestEntityTooLarge, "The body of your request is too large.")
	case err != nil:
		s.mu.Lock()
		s.log.add(x.record)
		s.mu.Unlock()
		panic(http.ErrAbortHandler)
	case !isMedia(x.r, x.route.media):
		x.answer = badRequest("The content type of your request should be " + x.route.media + ".")
	}
	x.data = data
}

// execute runs the handler under the lock and makes what it changed durable.
func (s *Server) execute(x *exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x.record.Time = time.Now()
	s.advance(x.record.Time)
	switch {
	case s.broken != nil: // it was closed, or the disk failed, while the body was read
		x.answer = failure(http.StatusInternalServerError, s.broken.Error())
	case x.answer.status == 0:
		c := &call{
			r: x.r, data: x.data, fault: x.fault,
			cause: &Cause{RequestID: x.record.ID, Method: x.r.Method, Path: x.r.URL.Path},
		}
		x.answer = x.route.handle(s, c)
		s.effects.add(c.cause, x.route.pattern, c.effects...)
	}
	if err := s.commit(); err != nil {
		x.answer = failure(http.StatusInternalServerError, err.Error())
	}
	x.record.Executed = executed(x.answer.status)
	if x.fault.is(FaultStatusAfter) {
		x.answer = x.fault.answer()
	}
	s.describeLimits(x)
	x.record.Status = x.answer.status
	if x.fault.is(FaultDropAfter) {
		x.record.Status = 0
	}
	s.log.add(x.record)
}

func (s *Server) describeLimits(x *exchange) {
	if s.cfg.readings.RateHeaders != RateHeadersOnAll {
		return
	}
	if window, wait, found := s.limits.tightest(x.route.class, x.record.Time); found {
		if x.answer.header == nil {
			x.answer.header = http.Header{}
		}
		rateHeaders(x.answer.header, window, wait)
	}
}

// enter takes the lock for an inspection or a seeding and finishes the jobs that are due.
func (s *Server) enter() (leave func()) {
	s.mu.Lock()
	s.advance(time.Now())
	return func() {
		_ = s.commit() // a failure is kept in s.broken and answered to the next request
		s.mu.Unlock()
	}
}

// commit writes what changed. After a failure memory and disk differ, so nothing more is answered.
func (s *Server) commit() error {
	if s.lib.changed.empty() {
		return nil
	}
	if s.store != nil && s.broken == nil {
		if err := s.store.save(s.lib); err != nil {
			s.broken = fmt.Errorf("emulator: cannot write: %w", err)
		}
	}
	s.lib.changed = newChanges()
	return s.broken
}

func (x *exchange) write() {
	h := x.w.Header()
	for key, values := range x.answer.header {
		h[key] = values
	}
	h.Set("X-Ik-Requestid", x.record.ID)
	data := x.answer.raw
	if x.answer.body != nil {
		encoded, err := json.Marshal(x.answer.body)
		if err != nil {
			panic(fmt.Sprintf("emulator: an answer does not encode: %v", err))
		}
		data = encoded
		h.Set("Content-Type", "application/json; charset=utf-8")
	}
	if x.answer.status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(len(data)))
	}
	if x.fault.is(FaultTruncate) {
		x.breakOff(data)
	}
	x.w.WriteHeader(x.answer.status)
	if x.r.Method != http.MethodHead {
		_, _ = x.w.Write(data) // a client that is gone needs no answer
	}
}

// breakOff sends half of a body and breaks the connection. An answer without a body is lost as a whole.
func (x *exchange) breakOff(data []byte) {
	if len(data) > 0 {
		x.w.WriteHeader(x.answer.status)
		_, _ = x.w.Write(data[:len(data)/2])
		_ = http.NewResponseController(x.w).Flush() // over a socket, or else none of it would arrive
	}
	panic(http.ErrAbortHandler)
}
