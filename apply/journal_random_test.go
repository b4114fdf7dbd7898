package apply_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// withSums gives lines the checksums they would have been written with.
func withSums(journal string) string {
	var b strings.Builder
	sum := ""
	for line := range strings.Lines(journal) {
		_, data, _ := strings.Cut(line, " ")
		whole := sha256.Sum256([]byte(sum + strings.TrimSuffix(data, "\n")))
		sum = hex.EncodeToString(whole[:])[:16]
		b.WriteString(sum + " " + data)
	}
	return b.String()
}

// drawRecord draws a record of any kind about one of a few operations.
func drawRecord(t *rapid.T) apply.Record {
	text := rapid.String()
	r := apply.Record{
		At:   time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanosecond")).UTC(),
		Note: text.Draw(t, "note"),
		Op:   plan.OpID(rapid.IntRange(1, 4).Draw(t, "operation")),
		Kind: rapid.SampledFrom([]apply.RecordKind{apply.RecordBegin, apply.RecordIntent, apply.RecordIntent, apply.RecordJob,
			apply.RecordOutcome, apply.RecordOutcome, apply.RecordProbe, apply.RecordEnd}).Draw(t, "kind"),
	}
	switch r.Kind {
	case apply.RecordBegin:
		r.Op, r.Run = 0, &apply.RunInfo{Plan: text.Draw(t, "plan"), Library: text.Draw(t, "library"), PID: rapid.Int().Draw(t, "pid")}
	case apply.RecordIntent:
		for range rapid.IntRange(0, 3).Draw(t, "contents") {
			r.Contents = append(r.Contents, plan.Content{Path: state.Path(text.Draw(t, "path")), File: "f"})
		}
	case apply.RecordJob:
		r.Job = plan.JobID(rapid.StringN(1, 9, -1).Draw(t, "job"))
	case apply.RecordOutcome:
		r.Outcome = &apply.Outcome{Op: r.Op, Error: text.Draw(t, "error"), Elapsed: time.Duration(rapid.Int64().Draw(t, "elapsed"))}
		r.Outcome.Status = rapid.SampledFrom([]apply.Status{apply.Done, apply.Failed, apply.Skipped}).Draw(t, "status")
		if r.Outcome.Status == apply.Failed {
			r.Outcome.Failure = rapid.SampledFrom([]apply.Failure{apply.FailureCall, apply.FailureAborted, apply.FailureUnknown}).Draw(t, "failure")
		}
	case apply.RecordEnd:
		r.Op, r.End = 0, &apply.RunEnd{Done: rapid.Int().Draw(t, "done"), Message: text.Draw(t, "message")}
	}
	return r
}

func drawRecords(t *rapid.T, most int) []apply.Record {
	return append([]apply.Record{beginRecord()}, rapid.SliceOfN(rapid.Custom(drawRecord), 0, most).Draw(t, "records")...)
}

// retoldOps is what records say, told by what a journal promises and not by how it
// is read: from the last intent on, whatever is about that operation.
func retoldOps(records []apply.Record) map[plan.OpID]apply.Past {
	out := map[plan.OpID]apply.Past{}
	for _, r := range records {
		if r.Op == 0 {
			continue
		}
		p := out[r.Op]
		switch o := r.Outcome; r.Kind {
		case apply.RecordIntent:
			p = apply.Past{Intents: p.Intents + 1, Contents: r.Contents, Since: r.At}
		case apply.RecordJob:
			p.Job = r.Job
		case apply.RecordOutcome:
			known := p.Intents > 0 && !p.Open()
			vague := o.Status == apply.Skipped || o.Failure == apply.FailureAborted || o.Failure == apply.FailureUnknown
			if !vague || !known && !p.Done() && !(o.Status == apply.Skipped && p.Intents > 0) {
				p.Outcome = o
			}
		}
		out[r.Op] = p
	}
	return out
}

// What was written is read, by one process or by several one after the other.
func TestJournalRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := drawRecords(t, 12)
		var m journalFile
		journal := apply.NewJournal(&m, nil)
		for _, r := range records {
			if rapid.Bool().Draw(t, "another process") {
				journal = apply.NewJournal(&m, readJournal(t, m.Bytes()))
			}
			require.NoError(t, journal.Append(r))
		}
		require.Equal(t, journalOf(t, records...), m.Bytes())
		h := readJournal(t, m.Bytes())
		require.False(t, h.Torn)
		require.EqualValues(t, m.Len(), h.Size)
		require.Equal(t, retoldOps(records), h.Ops)
		begins := 0
		for _, r := range records {
			if r.Kind == apply.RecordBegin {
				require.Equal(t, *r.Run, h.Runs[begins].RunInfo)
				begins++
			}
		}
		require.Len(t, h.Runs, begins)
	})
}

// Wherever a file was cut off, what is before holds, and it can be gone on with.
func TestJournalCutAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := drawRecords(t, 6)
		whole := journalOf(t, records...)
		cut := rapid.IntRange(0, len(whole)).Draw(t, "cut")
		h := readJournal(t, whole[:cut])
		n := bytes.Count(whole[:cut], []byte("\n"))
		kept := journalOf(t, records[:n]...)
		require.EqualValues(t, len(kept), h.Size)
		require.Equal(t, cut > len(kept), h.Torn)
		require.Equal(t, retoldOps(records[:n]), h.Ops)

		var m journalFile
		m.Buffer.Write(whole[:h.Size])
		journal := apply.NewJournal(&m, h)
		for _, r := range records[n:] {
			require.NoError(t, journal.Append(r))
		}
		require.Equal(t, whole, m.Bytes())
	})
}

// No byte changes unseen: it is damage, or taken for a record that was cut off
// where it is in the last one.
func TestJournalChangedAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := drawRecords(t, 6)
		whole := journalOf(t, records...)
		at := rapid.IntRange(0, len(whole)-1).Draw(t, "at")
		flip := byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		changed := bytes.Clone(whole)
		changed[at] ^= flip
		h, err := apply.ReadJournal(bytes.NewReader(changed))
		if err != nil {
			var damage *apply.DamageError
			require.True(t, errors.As(err, &damage))
			require.Contains(t, []int{0, 1}, damage.Line-1-bytes.Count(whole[:at], []byte("\n")), "the line that is named")
			return
		}
		kept := journalOf(t, records[:len(records)-1]...)
		require.True(t, h.Torn)
		require.EqualValues(t, len(kept), h.Size)
		require.GreaterOrEqual(t, at, len(kept), "it is in the last line")
	})
}

// Whatever a file has in it, reading ends, and what it accepts can be gone on with.
func FuzzReadJournal(f *testing.F) {
	whole := journalOf(f, beginRecord(), intentRecord(1, plan.Content{Path: "/a", File: "f"}), jobRecord(1, "j"), outcomeRecord(1, failedAs(apply.FailureCall)), endRecord(apply.RunEnd{}))
	f.Add(whole, false)
	f.Add(whole[:len(whole)-9], false)
	f.Add(whole, true)
	f.Add([]byte("x {\"format\":1,\"kind\":\"begin\",\"run\":null}\nx {}\n"), true)
	f.Fuzz(func(t *testing.T, data []byte, sums bool) {
		if sums { // else hardly any input gets past the first checksum
			data = []byte(withSums(string(data)))
		}
		h, err := apply.ReadJournal(bytes.NewReader(data))
		if err != nil {
			return
		}
		require.Equal(t, h.Size < int64(len(data)), h.Torn)
		require.Equal(t, h.Size == 0, len(h.Runs) == 0)
		var m journalFile
		m.Buffer.Write(data[:h.Size])
		journal := apply.NewJournal(&m, h)
		require.NoError(t, journal.Append(beginRecord()))
		require.NoError(t, journal.Append(intentRecord(9)))
		again := readJournal(t, m.Bytes())
		require.False(t, again.Torn)
		require.Len(t, again.Runs, len(h.Runs)+1)
		require.Equal(t, h.Ops[9].Intents+1, again.Ops[9].Intents)
		require.True(t, again.Ops[9].Open())
		delete(h.Ops, 9)
		delete(again.Ops, 9)
		require.Equal(t, h.Ops, again.Ops)
	})
}
