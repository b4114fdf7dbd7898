package main

import (
	"io"
	"sync"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
)

// uploadProgress shows how many bytes of all are sent, on stderr: as a bar on a
// terminal that somebody watches, else as a line now and then.
type uploadProgress struct {
	console *console
	waits   *waits
	total   int64
	files   int
	ended   int       // files
	told    time.Time // when a line was written

	mu   sync.Mutex
	sent int64            // bytes
	of   map[string]int64 // the same, by file

	container *mpb.Progress // nil: there is no bar
	bar       *mpb.Bar
}

func (p *program) uploadProgress(u *uploading) *uploadProgress {
	up := &uploadProgress{console: p.stderr, waits: newWaits(p.stderr), total: u.bytes(), of: map[string]int64{}}
	for i := range u.plan.Operations {
		if u.plan.Operations[i].Source != nil {
			up.files++
		}
	}
	if p.watched() {
		up.container = mpb.New(mpb.WithOutput(p.stderr.w), mpb.WithWidth(p.columns()), mpb.ForceTTY(), mpb.WithAutoRefresh())
		up.bar = up.container.New(up.total, mpb.BarStyle().Lbound("[").Filler("=").Tip(">").Padding(" ").Rbound("]"),
			mpb.BarWidth(p.columns()/barShare),
			mpb.PrependDecorators(decor.Counters(decor.SizeB1000(0), "% .1f of % .1f ")),
			mpb.AppendDecorators(decor.AverageSpeed(decor.SizeB1000(0), "% .1f, "), decor.AverageETA(decor.ET_STYLE_MMSS)))
	}
	return up
}

// counted is a file whose bytes are counted as they are sent. Those of one that is
// sent anew count once: what came before is taken back.
func (u *uploadProgress) counted(name string, f io.ReadCloser) io.ReadCloser {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.add(-u.of[name])
	u.of[name] = 0
	return &countedFile{ReadCloser: f, name: name, progress: u}
}

type countedFile struct {
	io.ReadCloser
	name     string
	progress *uploadProgress
}

func (c *countedFile) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.progress.mu.Lock()
	defer c.progress.mu.Unlock()
	c.progress.of[c.name] += int64(n)
	c.progress.add(int64(n))
	return n, err
}

func (u *uploadProgress) add(n int64) {
	u.sent += n
	if u.bar != nil {
		u.bar.IncrInt64(n)
	}
}

// Begin implements apply.Reporter.
func (u *uploadProgress) Begin(*plan.Plan) {
	u.told = time.Now()
	if u.container != nil {
		u.console.divert(u.container)
	}
}

// Step implements apply.Reporter.
func (u *uploadProgress) Step(e apply.Event) {
	switch e.Kind {
	case apply.EventFailed:
		u.console.say("failed %s: %v", call(e.Op), e.Err)
	case apply.EventDoubt:
		u.console.say("looking whether this was carried out, as its answer was lost: %s", call(e.Op))
	case apply.EventDone:
		if e.Op.Source != nil {
			u.ended++
			u.tell()
		}
	case apply.EventEarlier, apply.EventStarted, apply.EventJob, apply.EventPoll, apply.EventLocked, apply.EventSkipped:
	}
}

// tell writes a line, where there is no bar and none was written for a while.
func (u *uploadProgress) tell() {
	const pause = 10 * time.Second
	if u.bar == nil && time.Since(u.told) >= pause {
		u.told = time.Now()
		u.mu.Lock()
		sent := u.sent
		u.mu.Unlock()
		u.console.say("uploaded %d of %s, %s of %s", u.ended, quantity(u.files, "file"),
			humanize.Bytes(uint64(sent)), humanize.Bytes(uint64(u.total)))
	}
}

// End implements apply.Reporter.
func (u *uploadProgress) End(*apply.Result) {
	if u.container != nil {
		u.bar.Abort(false)
		u.container.Wait()
		u.console.divert(nil)
	}
}

// Wait implements progress.
func (u *uploadProgress) Wait(w imagekit.Wait) { u.waits.plain(w) }
