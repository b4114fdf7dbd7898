package imagekit

import (
	"slices"
	"time"
)

// A lane is what was sent of one endpoint, or of a whole class, and the windows
// that the service counts it in.
type lane struct {
	sent    []time.Time // when, in order; what is booked for later among it
	windows []window
}

// A window is a limit the service has told of: no more than limit requests in
// any interval. Whether it counts in intervals of its own or refills bit by bit
// is not known; what keeps to this is right for both.
type window struct {
	interval time.Duration
	limit    int
	// reopened is when the service lets requests through again after a 429, from
	// which on it counts anew. For one interval they then keep a distance, as a
	// window that refills has room for one at a time.
	reopened time.Time
	// unearned says that the 429 came though the lane by itself had kept to the window.
	unearned bool
}

const (
	maxWindows = 8     // of one lane; far more than the service has
	remembered = 4_096 // requests of a lane: what a window that is told of later finds sent already
)

// room is the earliest time from t on at which every window has room.
func (l *lane) room(t time.Time) time.Time {
	for stable := false; !stable; {
		stable = true
		for _, w := range l.windows {
			if next := w.room(l.sent, t); next.After(t) {
				t, stable = next, false
			}
		}
	}
	return t
}

// room is the earliest time from t on at which the window has room, or an
// earlier one to ask about again.
func (w window) room(sent []time.Time, t time.Time) time.Time {
	if t.Before(w.reopened) {
		t = w.reopened
	}
	sent = sent[firstFrom(sent, w.reopened):]
	if t.Before(w.reopened.Add(w.interval)) {
		t = apart(sent, t, w.interval/time.Duration(w.limit), 1)
	}
	return apart(sent, t, w.interval, w.limit)
}

// apart is t if less than n requests lie closer to it than an interval, or else
// when so many of them will not any more.
func apart(sent []time.Time, t time.Time, interval time.Duration, n int) time.Time {
	from := firstFrom(sent, t.Add(-interval+1))
	to := firstFrom(sent, t.Add(interval))
	if to-from < n {
		return t
	}
	return sent[to-n].Add(interval)
}

// firstFrom is the index of the first request at t or later.
func firstFrom(sent []time.Time, t time.Time) int {
	i, _ := slices.BinarySearchFunc(sent, t, time.Time.Compare)
	return i
}

// count is how many requests lie in the interval that ends at t.
func (l *lane) count(t time.Time, interval time.Duration) int {
	return firstFrom(l.sent, t.Add(1)) - firstFrom(l.sent, t.Add(-interval+1))
}

// note adds a request. It forgets the oldest that no window can ask for.
func (l *lane) note(t time.Time) {
	l.sent = slices.Insert(l.sent, firstFrom(l.sent, t.Add(1)), t)
	keep := remembered
	for _, w := range l.windows {
		keep = max(keep, w.limit)
	}
	if surplus := len(l.sent) - keep; surplus > keep {
		l.sent = slices.Delete(l.sent, 0, surplus)
	}
}

// forget takes out a request that was not sent after all.
func (l *lane) forget(t time.Time) {
	if i, found := slices.BinarySearchFunc(l.sent, t, time.Time.Compare); found {
		l.sent = slices.Delete(l.sent, i, i+1)
	}
}

// doubts tells whether the lane has met the same window used up by others.
func (l *lane) doubts(w window) bool {
	return slices.ContainsFunc(l.windows, func(known window) bool {
		return known.unearned && known.limit == w.limit && known.interval == w.interval
	})
}

// set takes in a window and tells whether it is stricter than what was known.
func (l *lane) set(told window) bool {
	i := slices.IndexFunc(l.windows, func(w window) bool { return w.interval == told.interval })
	if i < 0 {
		if len(l.windows) >= maxWindows {
			return false
		}
		l.windows = append(l.windows, told)
		return true
	}
	known := l.windows[i]
	if told.reopened.Before(known.reopened) {
		told.reopened = known.reopened
	}
	told.unearned = told.unearned || known.unearned && told.limit == known.limit
	l.windows[i] = told
	return told.limit < known.limit || told.reopened.After(known.reopened)
}
