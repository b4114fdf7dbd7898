package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"math/rand/v2"
	"mime"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iksync/iksync/imagekit/emulator"
)

// moment is when, in the life of a request that changes the library, the program
// is killed that sent it.
type moment string

// The moments.
const (
	lostOnItsWay moment = "lost on its way"       // it is never carried out
	arrivesLater moment = "arrives later"         // it is carried out once the program is dead
	answerLost   moment = "its answer is lost"    // it was carried out, and nobody was told
	answered     moment = "a little after it"     // the program may know, and may have begun with more
	byTheClock   moment = "at a time of no event" // after the program's start
)

// death is how the program is to be killed.
type death struct {
	moment moment
	write  int           // the request that changes the library, counted from 1 over all processes; not byTheClock
	pause  time.Duration // answered, byTheClock
	now    chan struct{} // closed when it is to be killed
	dead   chan struct{} // closed when it is
}

// at says whether d is due at m. No death is due at any moment.
func (d *death) at(m moment) bool { return d != nil && d.moment == m }

// come has the program killed, and returns when it is dead.
func (d *death) come() {
	close(d.now)
	<-d.dead
}

// service is an emulated account behind a socket that takes its time. It counts
// what was done to it, and knows when the program should die.
type service struct {
	server *emulator.Server
	web    *httptest.Server

	mu     sync.Mutex
	dice   *rand.Rand
	slow   time.Duration // before a request is carried out, and again after it, at most
	writes int           // requests that would change the library
	done   map[string]int
	death  *death
}

func newService(t *testing.T, listener net.Listener, server *emulator.Server, dice *rand.Rand, slow time.Duration) *service {
	s := &service{server: server, dice: dice, slow: slow, done: map[string]int{}}
	s.web = &httptest.Server{Listener: listener, Config: &http.Server{Handler: s}}
	s.web.Start()
	t.Cleanup(s.web.Close)
	return s
}

// expect readies the death of the next process; nil lets it live.
func (s *service) expect(d *death) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.death = d
}

// written is the number of requests so far that would change the library.
func (s *service) written() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writes
}

// twice is what was carried out more than once.
func (s *service) twice() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, what := range slices.Sorted(maps.Keys(s.done)) {
		if s.done[what] > 1 {
			out = append(out, what)
		}
	}
	return out
}

// ServeHTTP carries a request out, whether or not its sender lives to see it.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // its sender died half-way
	}
	s.dawdle()
	d := s.arrive(r)
	switch {
	case d.at(lostOnItsWay):
		d.come()
		panic(http.ErrAbortHandler)
	case d.at(arrivesLater):
		d.come()
	}
	inner := r.WithContext(context.WithoutCancel(r.Context()))
	inner.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	s.server.ServeHTTP(answer, inner)
	s.note(r, body, answer.Code)
	if d.at(answerLost) {
		d.come()
		panic(http.ErrAbortHandler)
	}
	s.dawdle()
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()) // its sender may be dead
	if d.at(answered) {
		time.AfterFunc(d.pause, func() { close(d.now) })
	}
}

// dawdle takes a part of the time that a request takes.
func (s *service) dawdle() {
	s.mu.Lock()
	pause := time.Duration(s.dice.Int64N(int64(s.slow) + 1))
	s.mu.Unlock()
	time.Sleep(pause)
}

// arrive counts a request, and returns the death that it brings.
func (s *service) arrive(r *http.Request) *death {
	if r.Method == http.MethodGet {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	if d := s.death; d != nil && d.moment != byTheClock && s.writes == d.write {
		s.death = nil
		return d
	}
	return nil
}

// note writes down what was carried out.
func (s *service) note(r *http.Request, body []byte, status int) {
	if r.Method == http.MethodGet || status >= http.StatusBadRequest {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, deed := range deeds(r, body) {
		s.done[deed]++
	}
}

// deeds is what a request does, so that the same done again reads the same. A
// call for many files does it to each of them: what was left of it may come in
// another call.
func deeds(r *http.Request, body []byte) []string {
	head := r.Method + " " + r.URL.Path + " "
	if media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && media == "multipart/form-data" {
		return []string{head + strings.ReplaceAll(string(body), params["boundary"], "")} // it is drawn for each request
	}
	var call map[string]any
	if json.Unmarshal(body, &call) != nil {
		return []string{head + string(body)}
	}
	ids, many := call["fileIds"].([]any)
	if !many {
		return []string{head + string(body)}
	}
	var out []string
	for _, id := range ids {
		call["fileIds"] = id
		one, _ := json.Marshal(call) // it was JSON before
		out = append(out, head+string(one))
	}
	return out
}
