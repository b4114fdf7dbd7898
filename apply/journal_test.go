package apply_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
)

// journalFile is a file in memory that can fail.
type journalFile struct {
	bytes.Buffer
	syncs      int
	failWrites bool // with half of what was to be written
	short      bool // so, without an error
	failSync   error
}

func (m *journalFile) Write(data []byte) (int, error) {
	if m.failWrites || m.short {
		n, _ := m.Buffer.Write(data[:len(data)/2])
		if m.short {
			return n, nil
		}
		return n, errors.New("no space left on device")
	}
	return m.Buffer.Write(data)
}

func (m *journalFile) Sync() error {
	m.syncs++
	return m.failSync
}

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func beginRecord() apply.Record {
	return apply.Record{Kind: apply.RecordBegin, At: noon, Run: &apply.RunInfo{Plan: "3fa9", Endpoint: "https://api", Library: "shop", PID: 7}}
}

func intentRecord(op plan.OpID, contents ...plan.Content) apply.Record {
	return apply.Record{Kind: apply.RecordIntent, At: noon.Add(time.Duration(op) * time.Second), Op: op, Contents: contents}
}

func jobRecord(op plan.OpID, id plan.JobID) apply.Record {
	return apply.Record{Kind: apply.RecordJob, At: noon, Op: op, Job: id}
}

func outcomeRecord(op plan.OpID, o apply.Outcome) apply.Record {
	o.Op = op
	return apply.Record{Kind: apply.RecordOutcome, At: noon, Op: op, Outcome: &o}
}

func endRecord(e apply.RunEnd) apply.Record {
	return apply.Record{Kind: apply.RecordEnd, At: noon, End: &e}
}

func failedAs(kind apply.Failure) apply.Outcome {
	return apply.Outcome{Status: apply.Failed, Failure: kind, Error: "it broke"}
}

// journalOf is the bytes of a journal with records.
func journalOf(t require.TestingT, records ...apply.Record) []byte {
	var m journalFile
	journal := apply.NewJournal(&m, nil)
	for _, r := range records {
		require.NoError(t, journal.Append(r))
	}
	require.Equal(t, len(records), m.syncs, "each record is synced")
	return m.Bytes()
}

func readJournal(t require.TestingT, data []byte) *apply.History {
	h, err := apply.ReadJournal(bytes.NewReader(data))
	require.NoError(t, err)
	return h
}

// What becomes of one operation, as its records tell.
func TestPast(t *testing.T) {
	done, skipped := apply.Outcome{Status: apply.Done}, apply.Outcome{Status: apply.Skipped, Skip: &apply.Skip{Reason: apply.SkipUpstream, Cause: 1}}
	aborted, refused := failedAs(apply.FailureAborted), failedAs(apply.FailureCall)
	withJob := failedAs(apply.FailureCall)
	withJob.Job = "j1"
	half := failedAs(apply.FailureCall)
	half.Left = []apply.Left{{Path: "/a/b.jpg", Why: "it is locked"}}
	probe := apply.Record{Kind: apply.RecordProbe, Op: 5, Note: "file f1 is at /a"}
	for _, test := range []struct {
		name       string
		records    []apply.Record
		done, open bool
	}{
		{"cut off after the intent", []apply.Record{intentRecord(5)}, false, true},
		{"cut off while its job ran", []apply.Record{intentRecord(5), jobRecord(5, "j1")}, false, true},
		{"done", []apply.Record{intentRecord(5), outcomeRecord(5, done)}, true, false},
		{"found done without being sent", []apply.Record{probe, outcomeRecord(5, done)}, true, false},
		{"refused by the service", []apply.Record{intentRecord(5), outcomeRecord(5, refused)}, false, false},
		{"its job was started, and could not be waited for", []apply.Record{intentRecord(5), jobRecord(5, "j1"), outcomeRecord(5, withJob)}, false, true},
		{"half of its files were refused", []apply.Record{intentRecord(5), outcomeRecord(5, half)}, false, true},
		{"stopped by its conditions before it was sent", []apply.Record{outcomeRecord(5, failedAs(apply.FailurePrecondition))}, false, false},
		{"aborted before it was sent", []apply.Record{outcomeRecord(5, aborted)}, false, false},
		{"aborted after it was sent", []apply.Record{intentRecord(5), outcomeRecord(5, aborted)}, false, true},
		{"its job timed out", []apply.Record{intentRecord(5), jobRecord(5, "j1"), outcomeRecord(5, failedAs(apply.FailureTimeout))}, false, true},
		{"its job left something behind", []apply.Record{intentRecord(5), jobRecord(5, "j1"), outcomeRecord(5, failedAs(apply.FailureLeftBehind))}, false, true},
		{"nobody knows", []apply.Record{intentRecord(5), outcomeRecord(5, failedAs(apply.FailureUnknown))}, false, true},
		{"an outcome of a kind yet to be", []apply.Record{intentRecord(5), outcomeRecord(5, failedAs("novel"))}, false, true},
		{"skipped", []apply.Record{outcomeRecord(5, skipped)}, false, false},
		{"cut off, and skipped by the next process", []apply.Record{intentRecord(5), beginRecord(), outcomeRecord(5, skipped)}, false, true},
		{"unknown, and skipped by the next process", []apply.Record{intentRecord(5), outcomeRecord(5, failedAs(apply.FailureUnknown)), beginRecord(), outcomeRecord(5, skipped)}, false, true},
		{"cut off, and aborted in the next process", []apply.Record{intentRecord(5), beginRecord(), outcomeRecord(5, aborted)}, false, true},
		{"refused, and aborted in the next process before it was sent", []apply.Record{intentRecord(5), outcomeRecord(5, refused), beginRecord(), outcomeRecord(5, aborted)}, false, false},
		{"refused, and sent again", []apply.Record{intentRecord(5), outcomeRecord(5, refused), beginRecord(), intentRecord(5)}, false, true},
		{"refused, sent again and done", []apply.Record{intentRecord(5), outcomeRecord(5, refused), beginRecord(), intentRecord(5), outcomeRecord(5, done)}, true, false},
		{"skipped, sent by the next process and done", []apply.Record{outcomeRecord(5, skipped), beginRecord(), intentRecord(5), outcomeRecord(5, done)}, true, false},
		{"cut off, looked at and found done", []apply.Record{intentRecord(5), beginRecord(), probe, outcomeRecord(5, done)}, true, false},
		{"done, and skipped by a process that should know better", []apply.Record{intentRecord(5), outcomeRecord(5, done), beginRecord(), outcomeRecord(5, skipped)}, true, false},
		{"another operation was cut off", []apply.Record{intentRecord(4), outcomeRecord(5, done)}, true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			past := readJournal(t, journalOf(t, append([]apply.Record{beginRecord()}, test.records...)...)).Ops[5]
			require.Equal(t, test.done, past.Done(), "done")
			require.Equal(t, test.open, past.Open(), "open")
		})
	}
}

// All that is known of an operation is of its last intent.
func TestPastOfLastIntent(t *testing.T) {
	was := plan.Content{Path: "/a/x.jpg", File: "f1"}
	h := readJournal(t, journalOf(t, beginRecord(), intentRecord(1, was), jobRecord(1, "j1"), outcomeRecord(1, failedAs(apply.FailureTimeout)), intentRecord(1)))
	require.Equal(t, apply.Past{Intents: 2, Since: noon.Add(time.Second)}, h.Ops[1])
	h = readJournal(t, journalOf(t, beginRecord(), intentRecord(1), intentRecord(1, was), jobRecord(1, "j2")))
	require.Equal(t, apply.Past{Intents: 2, Contents: []plan.Content{was}, Job: "j2", Since: noon.Add(time.Second)}, h.Ops[1])
}

// A process has ended, or was cut off; the next one begins where it stopped.
func TestHistoryOfProcesses(t *testing.T) {
	first, second := apply.RunEnd{Done: 1, Failed: 1, Message: "1 of 2"}, apply.RunEnd{Done: 2}
	h := readJournal(t, nil)
	require.Equal(t, &apply.History{Ops: map[plan.OpID]apply.Past{}}, h)
	h = readJournal(t, journalOf(t, beginRecord(), intentRecord(1)))
	require.Nil(t, h.Ended)
	require.Equal(t, noon.Add(time.Second), h.Runs[0].Last)
	h = readJournal(t, journalOf(t, beginRecord(), endRecord(first)))
	require.Equal(t, &first, h.Ended)
	h = readJournal(t, journalOf(t, beginRecord(), endRecord(first), beginRecord()))
	require.Nil(t, h.Ended, "the second process was cut off")
	h = readJournal(t, journalOf(t, beginRecord(), endRecord(first), beginRecord(), endRecord(second)))
	require.Equal(t, &second, h.Ended)
	require.Equal(t, []*apply.RunEnd{&first, &second}, []*apply.RunEnd{h.Runs[0].End, h.Runs[1].End})
	require.Equal(t, "shop", h.Runs[1].Library)
}

// Damage that no cut-off write leaves is refused, with its place.
func TestDamage(t *testing.T) {
	whole := string(journalOf(t, beginRecord(), intentRecord(1), outcomeRecord(1, apply.Outcome{Status: apply.Done}), intentRecord(2)))
	lines := strings.SplitAfter(whole, "\n")
	for _, test := range []struct {
		name, journal string
		want          string
	}{
		{"a word was changed", strings.Replace(whole, `"done"`, `"dona"`, 1), "line 3: its checksum is wrong"},
		{"a line is missing", lines[0] + lines[2] + lines[3], "line 2: its checksum is wrong: it was changed, or a line before it is missing"},
		{"the first line is missing", lines[1] + lines[2], "line 1: its checksum is wrong"},
		{"two lines are in each other's place", lines[0] + lines[2] + lines[1] + lines[3], "line 2: "},
		{"a line is there twice", lines[0] + lines[1] + lines[1] + lines[2], "line 3: "},
		{"a line in the middle was cut", lines[0] + lines[1][:30] + "\n" + lines[2], "line 2: "},
		{"an empty line", lines[0] + "\n" + lines[1], "line 2: "},
		{"the last newline but one was changed", lines[0] + strings.TrimSuffix(lines[1], "\n") + " " + lines[2], "line 2: a record does not end"},
		{"another file", "version: 1\nlibrary: shop\n", "line 1: "},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := apply.ReadJournal(strings.NewReader(test.journal))
			var damage *apply.DamageError
			require.ErrorAs(t, err, &damage)
			require.ErrorContains(t, err, test.want)
		})
	}
}

// A file that cannot be read is no damage.
func TestUnreadable(t *testing.T) {
	broken := errors.New("input/output error")
	whole := journalOf(t, beginRecord(), intentRecord(1))
	for _, n := range []int{0, 10, len(whole) - 5, len(whole)} {
		_, err := apply.ReadJournal(io.MultiReader(bytes.NewReader(whole[:n]), brokenReader{broken}))
		require.ErrorIs(t, err, broken)
	}
}

type brokenReader struct{ err error }

func (r brokenReader) Read([]byte) (int, error) { return 0, r.err }

// The last record may have been cut off, anyhow.
func TestTorn(t *testing.T) {
	whole := journalOf(t, beginRecord(), intentRecord(1), outcomeRecord(1, apply.Outcome{Status: apply.Done}))
	kept := len(journalOf(t, beginRecord(), intentRecord(1)))
	zeros := append(bytes.Clone(whole[:kept+40]), make([]byte, len(whole)-kept-40)...)
	for name, journal := range map[string][]byte{
		"half a line":                          whole[:kept+20],
		"all but the newline":                  whole[:len(whole)-1],
		"one byte":                             whole[:kept+1],
		"zeros where the disk was not written": zeros,
	} {
		h := readJournal(t, journal)
		require.True(t, h.Torn, name)
		require.EqualValues(t, kept, h.Size, name)
		require.True(t, h.Ops[1].Open(), name)
	}
	h := readJournal(t, []byte("01"))
	require.True(t, h.Torn)
	require.Zero(t, h.Size)
	require.Empty(t, h.Runs)
}

// After a failed write nobody knows what is on disk, so nothing more is written.
func TestAppendFails(t *testing.T) {
	for name, breaks := range map[string]func(*journalFile){
		"no space left on device": func(m *journalFile) { m.failWrites = true },
		"short write":             func(m *journalFile) { m.short = true },
		"input/output error":      func(m *journalFile) { m.failSync = errors.New("input/output error") },
	} {
		var m journalFile
		journal := apply.NewJournal(&m, nil)
		require.NoError(t, journal.Append(beginRecord()))
		kept := m.Len()
		breaks(&m)
		require.ErrorContains(t, journal.Append(intentRecord(1)), "the journal cannot be written: "+name)
		left := m.Len()
		m.failWrites, m.short, m.failSync = false, false, nil
		require.ErrorContains(t, journal.Append(intentRecord(2)), "is not written any more, since this failed before: "+name)
		require.Equal(t, left, m.Len())
		if h := readJournal(t, m.Bytes()); h.Torn {
			require.EqualValues(t, kept, h.Size)
		}
	}
}

// What no journal has is refused, and does no harm to the rest.
func TestAppendRefuses(t *testing.T) {
	done := apply.Outcome{Op: 2, Status: apply.Done}
	for _, test := range []struct {
		name   string
		record apply.Record
		want   string
	}{
		{"no kind", apply.Record{Op: 1}, `kind "" is not known`},
		{"a kind yet to be", apply.Record{Kind: "novel", Op: 1}, `kind "novel" is not known`},
		{"a process that does not say who it is", apply.Record{Kind: apply.RecordBegin}, "kind begin has no run"},
		{"an intent for nothing", apply.Record{Kind: apply.RecordIntent}, "names no operation"},
		{"a job without an id", apply.Record{Kind: apply.RecordJob, Op: 1}, "has no job"},
		{"an outcome without one", apply.Record{Kind: apply.RecordOutcome, Op: 1}, "has no outcome"},
		{"the outcome of another operation", apply.Record{Kind: apply.RecordOutcome, Op: 1, Outcome: &done}, "operation 1 and has the outcome of operation 2"},
		{"an end that tells nothing", apply.Record{Kind: apply.RecordEnd}, "has no end"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var m journalFile
			journal := apply.NewJournal(&m, nil)
			require.ErrorContains(t, journal.Append(intentRecord(1)), "begins with")
			require.NoError(t, journal.Append(beginRecord()))
			require.ErrorContains(t, journal.Append(test.record), test.want)
			require.NoError(t, journal.Append(intentRecord(1)))
			require.Len(t, readJournal(t, m.Bytes()).Ops, 1)
		})
	}
}

// Other formats are refused, not guessed at.
func TestFormat(t *testing.T) {
	text := string(journalOf(t, beginRecord()))
	require.Contains(t, text, ` {"format":1,"kind":"begin",`)
	_, err := apply.ReadJournal(strings.NewReader(withSums(strings.Replace(text, `"format":1`, `"format":2`, 1))))
	require.EqualError(t, err, "line 1: the journal has format 2; this program reads format 1")
}

// A record has the time at which it was appended, and its outcome names its operation.
func TestAppendFillsIn(t *testing.T) {
	var m journalFile
	journal := apply.NewJournal(&m, nil)
	r := beginRecord()
	r.At = time.Time{}
	require.NoError(t, journal.Append(r))
	require.NoError(t, journal.Append(apply.Record{Kind: apply.RecordOutcome, Outcome: &apply.Outcome{Op: 3, Status: apply.Done}}))
	h := readJournal(t, m.Bytes())
	require.WithinDuration(t, time.Now(), h.Runs[0].Began, time.Hour)
	require.True(t, h.Ops[3].Done())
}

// A job's source can have very much in it.
func TestLongLine(t *testing.T) {
	contents := make([]plan.Content, 100_000)
	for i := range contents {
		contents[i].Path = "/storefront/products/" // paths are state's
		contents[i].File = "64fb1c2d8a7b4c1234567890"
	}
	h := readJournal(t, journalOf(t, beginRecord(), intentRecord(1, contents...), intentRecord(2)))
	require.Len(t, h.Ops[1].Contents, 100_000)
	require.True(t, h.Ops[2].Open())
}

// Goroutines append at the same time, and every record is there once.
func TestAppendConcurrently(t *testing.T) {
	var m journalFile
	journal := apply.NewJournal(&m, nil)
	require.NoError(t, journal.Append(beginRecord()))
	const writers, each = 16, 50
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if err := journal.Append(intentRecord(plan.OpID(w*each + i + 1))); err != nil {
					panic(err)
				}
			}
		})
	}
	wg.Wait()
	h := readJournal(t, m.Bytes())
	require.Len(t, h.Ops, writers*each)
	require.Equal(t, 1+writers*each, m.syncs)
}

// On a real file, synced each time.
func BenchmarkAppend(b *testing.B) {
	for _, writers := range []int{1, 16} {
		b.Run(fmt.Sprintf("%d goroutines", writers), func(b *testing.B) {
			f, err := os.Create(filepath.Join(b.TempDir(), "journal"))
			require.NoError(b, err)
			defer f.Close()
			journal := apply.NewJournal(f, nil)
			require.NoError(b, journal.Append(beginRecord()))
			b.ResetTimer()
			var wg sync.WaitGroup
			for w := range writers {
				wg.Go(func() {
					for range (b.N + writers - 1 - w) / writers {
						if err := journal.Append(intentRecord(1)); err != nil {
							panic(err)
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}

func BenchmarkReadJournal(b *testing.B) {
	records := []apply.Record{beginRecord()}
	for i := range 50_000 {
		records = append(records, intentRecord(plan.OpID(i+1)), outcomeRecord(plan.OpID(i+1), apply.Outcome{Status: apply.Done}))
	}
	whole := journalOf(b, records...)
	b.SetBytes(int64(len(whole)))
	for b.Loop() {
		readJournal(b, whole)
	}
}
