package plan

import (
	"slices"
	"strings"
	"time"

	"github.com/iksync/iksync/state"
)

// cost is what one operation asks of the API, in the order in which it asks.
type cost struct {
	alone  int           // reads before the call that wait for each other
	hidden int           // reads before the call that go on beside those
	beside int           // reads before the call that go several at a time
	busy   time.Duration // how long its bytes keep the line busy
	more   int           // further writes after the call
	job    time.Duration // how long its job runs
	turns  int           // reads once the job is done that wait for each other
	after  int           // reads once the job is done that go beside those
}

// readsAtATime is how many reads of one operation are under way at a time.
const readsAtATime = 8

// costOf is what op asks, of which along files go along if it is a job.
func (a Assumptions) costOf(op *Operation, along int) cost {
	var c cost
	if op.Kind.Destructive() {
		for i := range op.Before {
			c.add(&op.Before[i])
		}
	}
	if n := unknown(op); n > 0 {
		c.alone++ // a search for all of them, and then each by the id that it found
		c.beside += n
	}
	if op.Kind == OpUpdateField && op.Field.ID == "" {
		c.alone++ // a field that was made a moment ago
	}
	if op.Kind == OpCreateFolder && a.Parents == ParentsInsisted {
		c.more = len(op.Parents)
	}
	switch op.Class {
	case ClassJob:
		c.addJob(op, along)
		c.job = a.JobTime(along)
	case ClassUpload:
		if op.Source != nil {
			c.busy = a.uploadTime(op.Source.Size)
		}
		if !tagsTravel(op.Update) {
			c.more = 1
		}
	case ClassRead, ClassWrite:
	}
	return c
}

// unknown is the number of op's files whose ids the plan could not know, of
// those that are addressed by id.
func unknown(op *Operation) int {
	n := 0
	switch op.Kind {
	case OpUpdateFile, OpPublishFile, OpDeleteFile:
		if op.File == "" {
			n = 1
		}
	case OpDeleteFiles, OpAddTags, OpRemoveTags:
		for i := range op.Files {
			if op.Files[i].File == "" {
				n++
			}
		}
	default: // all others go by path
	}
	return n
}

// tagsTravel says whether an upload can carry the tags of u: its form would
// split one with a comma, so that a call of its own has to set them.
func tagsTravel(u *FileUpdate) bool {
	return u == nil || u.Tags == nil ||
		!slices.ContainsFunc(*u.Tags, func(t state.Tag) bool { return strings.Contains(string(t), ",") })
}

// add adds the reads that tell whether a condition holds.
func (c *cost) add(condition *Condition) {
	switch condition.Kind {
	case IsEmpty, HoldsOnly: // with the folder itself
		reads, turns := readingAll(1 + len(condition.Content))
		c.alone += turns
		c.hidden += reads - turns
	case IsFree, HoldsFile, HoldsFolder:
		c.beside++
	case HoldsAll, HoldsNone: // no plan has them before a call
	}
}

// addJob adds the reads around a job: all that is in its folder is listed before
// and, where it went, after it; and nothing may be left where it was.
func (c *cost) addJob(op *Operation, along int) {
	reads, turns := readingAll(1 + min(along, mostAlong)) // with the folder itself
	c.alone += turns
	c.hidden += reads - turns
	c.after = len(op.After)
	if along > 0 { // or else there is nothing to look for
		c.turns = turns
		c.after += reads - turns
	}
	if op.Kind != OpCopyFolder {
		c.after++
	}
}

// readingAll is how many reads list n assets, and how many of them wait for each
// other. Nothing says where a listing ends: pages 0, 1, 2, 4 and so on are tried
// until one is the last or past it, then what was left out goes side by side, and
// what may follow one by one.
func readingAll(n int) (reads, turns int) {
	const page = 1000 - 1 // each page begins with the last asset of the one before
	last := n / page      // which is not full
	known := 0
	for next := 0; next <= last; next = max(1, 2*next) {
		turns++
		known = next
	}
	if known == last {
		if last+1 > turns {
			return last + 1, turns + 1
		}
		return turns, turns
	}
	return last + 2, turns + 1 + last - known // one of them past the end
}

// alongs is, by index, how many files go along with each job of p.
func alongs(p *Plan) map[int]int {
	jobs := map[ChangeID][]int{}
	for i := range p.Operations {
		if op := &p.Operations[i]; op.Class == ClassJob {
			for _, id := range op.Changes {
				jobs[id] = append(jobs[id], i)
			}
		}
	}
	along := map[int]int{}
	if len(jobs) == 0 {
		return along
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		for _, job := range jobs[c.ID] {
			along[job] += max(c.Along, 0)
		}
	}
	return along
}
