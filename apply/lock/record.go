package lock

import (
	"encoding/json"
	"time"
)

// Owner says who holds a lock, for people and for Options.Alive.
type Owner struct {
	Name     string `json:"owner"`             // user@host
	PID      int    `json:"pid"`               // on Machine
	Machine  string `json:"machine,omitempty"` // where PID means something; "" where that is not known
	Started  string `json:"started,omitempty"` // when the process began, as the machine writes it: PIDs are used again
	Run      string `json:"run"`
	Library  string `json:"library"`
	Endpoint string `json:"endpoint"`
}

// format is the version of the objects.
const format = 1

// record is what stands in an object.
type record struct {
	Format int `json:"format"`
	Owner
	Token    string    `json:"token"` // of one attempt to get the lock: tells own objects from others'
	Acquired time.Time `json:"acquired"`
	Renewed  time.Time `json:"renewed"`
	Expires  time.Time `json:"expires"`
	Released bool      `json:"released"`
}

// standing says what a generation means to somebody who wants the lock.
type standing string

const (
	free     standing = "free"     // there has been no lock yet
	held     standing = "held"     // by somebody who may be at work
	released standing = "released" // given back
	expired  standing = "expired"  // its holder has not renewed it, and must have stopped
	dead     standing = "dead"     // its holder's process is gone
	newer    standing = "newer"    // of a format that only a newer program can judge
)

// standing judges what was seen at a time. The process of a holder is asked for
// only where nothing else decides.
func (s sight) standing(now time.Time, o *Options) standing {
	switch {
	case s.generation == 0:
		return free
	case s.record.Format > format:
		return newer
	case s.record.Released:
		return released
	case !now.Before(s.until(o)):
		return expired
	case s.readable() && o.Alive != nil && !o.Alive(s.record.Owner):
		return dead
	default:
		return held
	}
}

// until is when others may take the lock. An object that cannot be read counts
// as one that was acquired when it was written.
func (s sight) until(o *Options) time.Time {
	if !s.readable() {
		return s.written.Add(o.TTL + o.Grace)
	}
	return s.record.Expires.Add(o.Grace)
}

// sight is the highest generation, as it was seen once.
type sight struct {
	generation uint64 // 0: there is none
	written    time.Time
	record     record // its Format is 0 where the object is none of ours, or was cut off
}

func (s sight) readable() bool { return s.record.Format != 0 }

func (r *record) encode() ([]byte, error) {
	text, err := json.MarshalIndent(r, "", "  ")
	return append(text, '\n'), err
}

// decodeRecord reads an object. What makes no sense becomes the zero record.
func decodeRecord(text []byte) record {
	var r record
	if err := json.Unmarshal(text, &r); err != nil || r.Format < 1 {
		return record{}
	}
	return r
}
