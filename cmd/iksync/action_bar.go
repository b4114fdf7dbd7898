package main

import (
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// actionBar is the progress of an action of many calls, on a terminal that somebody
// watches. The zero value shows nothing.
type actionBar struct {
	container *mpb.Progress
	bar       *mpb.Bar
	console   *console
}

func (p *program) actionBar(a action) *actionBar {
	const few = 2 // calls that are over before anybody looks
	if len(a.steps) <= few || !p.watched() {
		return &actionBar{}
	}
	b := &actionBar{console: p.stderr}
	b.container = mpb.New(mpb.WithOutput(p.stderr.w), mpb.WithWidth(p.columns()), mpb.ForceTTY(), mpb.WithAutoRefresh())
	b.bar = b.container.New(int64(len(a.steps)), mpb.BarStyle().Lbound("[").Filler("=").Tip(">").Padding(" ").Rbound("]"),
		mpb.BarWidth(p.columns()/barShare),
		mpb.PrependDecorators(decor.Name(a.verb+" "), decor.CountersNoUnit("%d/%d calls ")),
		mpb.AppendDecorators(decor.AverageETA(decor.ET_STYLE_MMSS)))
	p.stderr.divert(b.container)
	return b
}

func (b *actionBar) step() {
	if b.bar != nil {
		b.bar.Increment()
	}
}

func (b *actionBar) end() {
	if b.bar != nil {
		b.bar.Abort(false)
		b.container.Wait()
		b.console.divert(nil)
	}
}
