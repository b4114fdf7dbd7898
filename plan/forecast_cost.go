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
	beside int           // reads before the call that go several at a time
	busy   time.Duration // how long its bytes keep the line busy
	more   int           // further writes after the call
	job    time.Duration // how long its job runs
	after  int           // reads once the job is done
}

// readsAtATime is how many reads of one operation are under way at a time.
const readsAtATime = 8

// costOf is what op asks, of which along files go along if it is a job.
func (a Assumptions) costOf(op *Operation, along int) cost {
	var c cost
	if op.Kind.Destructive() {
		c.beside = len(op.Before)
		c.alone = readsOf(op.Before) - c.beside
	}
	if n := unknown(op); n > 0 {
		c.alone++ // a search for all of them, and then each by the id that it found
		c.beside += n
	}
	switch op.Class {
	case ClassJob:
		c.job, c.after = a.JobTime(along), readsOf(op.After)
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

// readsOf is how many reads tell whether conditions hold.
func readsOf(conditions []Condition) int {
	n := 0
	for i := range conditions {
		n += conditions[i].reads()
	}
	return n
}

// reads is how many reads tell whether c holds. Each waits for the one before.
func (c *Condition) reads() int {
	const page = 1000 - 1 // each page begins with the last asset of the one before
	switch c.Kind {
	case IsEmpty:
		return 2 // what is in the folder, and the folder
	case HoldsOnly:
		return 1 + len(c.Only)/page // both in one listing
	case IsFree, HoldsFile, HoldsFolder:
	}
	return 1
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
