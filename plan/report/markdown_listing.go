package report

import (
	"iter"
	"math"

	"github.com/dustin/go-humanize"
)

// everything is how many things of one folder are named where all are.
const everything = math.MaxInt

// mdItem is an item of a list that names, or counts, so many things.
type mdItem struct {
	text    string // with its line break
	stands  int
	counted bool
}

// bundle is what is told below one line: the changes of a folder, mentions in a file.
type bundle struct {
	n     int                             // how many things
	head  func() string                   // the line, in Markdown; nil: there is none, and no gap before it
	where string                          // of bundles without a head: where the things are that are only counted
	items func(most int) iter.Seq[mdItem] // at most so many of its things
}

// mdListing is how bundles are written.
type mdListing struct {
	begin, end string
	visible    int // so many things are always seen; the others may be folded away. 0: all are
}

// mdRest is what the line takes that counts what had no room.
const mdRest = 80

// write writes as many of the bundles as have room, and counts the others.
// Nothing is written where there is not even room for one.
func (l mdListing) write(limit int, bs []bundle, most int) telling {
	s := &mdSheet{limit: limit}
	if !s.open(l.begin, l.end) {
		return telling{cut: true}
	}
	total := 0
	for i := range bs {
		total += bs[i].n
	}
	w := &mdWriting{mdSheet: s, left: total, hideAt: everything}
	if l.visible > 0 && total > l.visible+l.visible/2 {
		w.hideAt = total - l.visible
	}
	s.owed += mdRest
	if s.b.Len()+s.owed > limit {
		return telling{cut: true}
	}
	for i := range bs {
		if !w.bundle(&bs[i], most) {
			if w.left == total {
				return telling{cut: true}
			}
			s.owed -= mdRest
			w.put(restLine(w.left, len(bs)-i))
			return telling{text: s.closed(), counted: w.counted + w.left, cut: true}
		}
	}
	return telling{text: s.closed(), counted: w.counted}
}

func restLine(n, bundles int) string {
	s := "\nAnd " + humanize.Comma(int64(n)) + " more"
	if bundles > 1 {
		s += ", in " + humanize.Comma(int64(bundles)) + " places"
	}
	return s + ".\n"
}

// mdWriting is a listing while it is written.
type mdWriting struct {
	*mdSheet
	left    int // things that are neither named nor counted so far
	counted int
	hideAt  int // when so many are left, they are folded away
	begun   bool
}

// bundle writes one bundle and says whether it had room.
func (w *mdWriting) bundle(b *bundle, most int) bool {
	lead, rest := b.lead(""), b.n
	if b.head == nil && w.begun {
		lead = ""
	}
	w.begun = true
	for it := range b.items(most) {
		if w.left <= w.hideAt && w.hideAt != everything {
			w.hideAt = everything
			if !w.open("\n<details>\n<summary>The other "+humanize.Comma(int64(w.left))+"</summary>\n", "\n</details>\n") {
				return false
			}
			if lead == "" {
				lead = b.lead(", continued")
			}
		}
		if !w.put(lead + it.text) {
			return false
		}
		lead = ""
		w.left -= it.stands
		rest -= it.stands
		if it.counted {
			w.counted += it.stands
		}
	}
	if rest == 0 {
		return true
	}
	if !w.put(lead + "- and " + humanize.Comma(int64(rest)) + " more" + b.where + "\n") {
		return false
	}
	w.left -= rest
	w.counted += rest
	return true
}

func (b *bundle) lead(more string) string {
	if b.head == nil {
		return "\n"
	}
	return "\n" + b.head() + more + "\n"
}
