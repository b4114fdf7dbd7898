package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/iksync/iksync/imagekit"
)

// waits tells people why nothing happens. Many calls wait for the same thing at
// a time, which is told once, and short waits are no news.
type waits struct {
	console *console
	mu      sync.Mutex
	told    map[string]time.Time // until when each kind of wait was told
}

func newWaits(c *console) *waits { return &waits{console: c, told: map[string]time.Time{}} }

// plain writes one line for a wait that is worth one.
func (w *waits) plain(wait imagekit.Wait) {
	short := time.Second
	if wait.Reason == imagekit.WaitRateLimit {
		short = 5 * time.Second // turns of a second are the pace of every run
	}
	text := why(wait)
	now := time.Now()
	w.mu.Lock()
	known := w.told[text].After(now)
	long := wait.Duration >= short
	if long && !known {
		w.told[text] = now.Add(wait.Duration)
	}
	w.mu.Unlock()
	if long && !known {
		w.console.say("waiting %s %s", roundTime(wait.Duration), text)
	}
}

// why says what a wait is for.
func why(w imagekit.Wait) string {
	switch w.Reason {
	case imagekit.WaitRateLimit:
		return fmt.Sprintf("for the %s limit", w.Class)
	case imagekit.WaitThrottled:
		return fmt.Sprintf("as the service asks: too many %ss (429)", w.Class)
	case imagekit.WaitLocked:
		return fmt.Sprintf("to %s: a folder job holds the folder (423)", w.Op)
	case imagekit.WaitServerError:
		return fmt.Sprintf("before trying again to %s, which got no good answer", w.Op)
	}
	return fmt.Sprintf("to %s: %s", w.Op, w.Reason)
}

// roundTime is d as people say it.
func roundTime(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.2g s", d.Seconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	default:
		return fmt.Sprintf("%.0f min", d.Minutes())
	}
}
