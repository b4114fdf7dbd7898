package report

import "strings"

// mdSheet is Markdown of at most so many bytes. What does not fit is not
// written, and what is open can always be closed.
type mdSheet struct {
	b     strings.Builder
	limit int      // bytes
	owed  int      // bytes that are kept for what must still come
	ends  []string // what closes what is open
}

// put writes text, or nothing where that does not fit.
func (s *mdSheet) put(text string) bool {
	if s.b.Len()+s.owed+len(text) > s.limit {
		return false
	}
	s.b.WriteString(text)
	return true
}

// open writes text, and sees to it that there is room for end.
func (s *mdSheet) open(text, end string) bool {
	s.owed += len(end)
	if !s.put(text) {
		s.owed -= len(end)
		return false
	}
	s.ends = append(s.ends, end)
	return true
}

// closed is what was written, with all that was open closed.
func (s *mdSheet) closed() string {
	for i := len(s.ends) - 1; i >= 0; i-- {
		s.b.WriteString(s.ends[i])
	}
	return s.b.String()
}

// telling is how a part of a report is told.
type telling struct {
	text    string
	counted int  // so many of its things are counted, not named
	brief   bool // details are left out
	cut     bool // not all that was to be told had room
}

func (t *telling) whole() bool { return t.counted == 0 && !t.brief && !t.cut }

// mdPart is a part of a report that can be told in several ways.
type mdPart struct {
	rank   int    // 0: the last to be shortened
	what   string // of what it tells: "delete"
	total  int    // how many of them
	least  string // the one line that counts them
	levels []func(limit int) telling
	share  int  // percent of what is left that it gets where not all is named
	modest bool // it never gets more, unless something is left over
	telling
}

// shorter is the part as its least line.
func (p *mdPart) shorter() telling {
	return telling{text: p.least, counted: p.total, cut: true}
}

// told is the part in the best way that fits. It may take all that is left where
// it then names all its things, and is not modest; else no more than its share.
func (p *mdPart) told(left, share int) telling {
	limit := len(p.least) + (left-len(p.least))*share/100
	most := left
	if p.modest {
		most = limit
	}
	var t telling
	for _, level := range p.levels {
		if t = level(most); !t.cut && t.counted == 0 {
			return t
		}
		if t.text == "" || len(t.text) > limit {
			t = level(limit)
		}
		if !t.cut {
			return t
		}
	}
	if t.text == "" {
		return p.shorter()
	}
	return t
}

// fit tells parts within so many bytes, those of the lowest rank first, and says
// whether even their least lines fit. What then is left goes to those that were
// shortened, in the same order.
func fit(parts []*mdPart, limit int) bool {
	for _, p := range parts {
		p.telling = p.shorter()
		limit -= len(p.text)
	}
	if limit < 0 {
		return false
	}
	order := byRank(parts)
	for _, p := range order {
		limit += len(p.text)
		p.telling = p.told(limit, p.share)
		limit -= len(p.text)
	}
	for _, p := range order {
		if p.whole() {
			continue
		}
		if t := p.told(limit+len(p.text), 100); len(t.text) > len(p.text) {
			limit += len(p.text) - len(t.text)
			p.telling = t
		}
	}
	return true
}

func byRank(parts []*mdPart) []*mdPart {
	out := make([]*mdPart, 0, len(parts))
	for rank := 0; len(out) < len(parts); rank++ {
		for _, p := range parts {
			if p.rank == rank {
				out = append(out, p)
			}
		}
	}
	return out
}
