package emulator

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"
)

// An id is what ImageKit writes as 24 hexadecimal digits.
type id [12]byte

func (i id) String() string { return hex.EncodeToString(i[:]) }

func (i id) isZero() bool { return i == id{} }

// MarshalText makes an id a JSON string, also as a key.
func (i id) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, i[:]), nil }

// UnmarshalText reads what MarshalText wrote.
func (i *id) UnmarshalText(text []byte) error {
	parsed, ok := parseID(string(text))
	if !ok {
		return fmt.Errorf("emulator: %q is not an id", text)
	}
	*i = parsed
	return nil
}

// parseID accepts exactly 24 hexadecimal digits.
func parseID(s string) (id, bool) {
	var i id
	if len(s) != 2*len(i) {
		return id{}, false
	}
	if _, err := hex.Decode(i[:], []byte(s)); err != nil {
		return id{}, false
	}
	return i, true
}

// A clock gives out ids and times of creation. Ids come from a counter and a seed, so that equal runs
// give equal ids, but look random, so that no client comes to rely on their order. Times of creation
// increase by at least a millisecond, so that sorting by them is total.
type clock struct {
	Seed    uint64
	Counter uint64
	Request uint64
	Last    int64 // unix milliseconds of the last creation
}

// seedingLead is how far before the start of a server the first seeded asset was created: room for
// many assets a millisecond apart without reaching into the future.
const seedingLead = 24 * time.Hour

func newClock(seed uint64, now time.Time) clock {
	return clock{Seed: seed, Last: now.Add(-seedingLead).UnixMilli()}
}

func (c *clock) newID() id {
	c.Counter++
	var i id
	binary.BigEndian.PutUint32(i[:4], uint32(mix(c.Seed)))
	binary.BigEndian.PutUint64(i[4:], mix(c.Counter+c.Seed<<40))
	return i
}

// created is the time of the next creation at now.
func (c *clock) created(now time.Time) int64 {
	c.Last = max(now.UnixMilli(), c.Last+1)
	return c.Last
}

// seeded is the time of the next creation that no request asked for.
func (c *clock) seeded() int64 {
	c.Last++
	return c.Last
}

// requestID is the id of the next request, in the form of a UUID.
func (c *clock) requestID() string {
	c.Request++
	hi, lo := mix(c.Seed^c.Request<<20), mix(c.Request)
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x",
		hi>>32, hi>>16&0xffff, hi&0xfff, lo>>52&0xfff, lo&0xffffffffffff)
}

// mix is the finaliser of splitmix64. It is a bijection, so different counters give different ids.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
