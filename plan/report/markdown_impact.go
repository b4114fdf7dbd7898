package report

import (
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
)

// mentions is how often the source tree mentions what the plan breaks.
func (m *markdown) mentions() int {
	if m.Refs == nil {
		return 0
	}
	return len(m.Refs.Hits)
}

// references is where the source tree mentions what the plan breaks.
func (m *markdown) references() []*mdPart {
	if m.Refs == nil || m.mentions() == 0 && len(m.broken) == 0 {
		return nil
	}
	hits := m.Refs.Hits
	if len(hits) == 0 {
		parts := []string{unmentioned(m.Refs)}
		if where := inDirs(m.Refs.Dirs); where != "" {
			parts = append(parts, "Searched"+strings.TrimPrefix(where, ",")+".")
		}
		if not := unsearched(m.Refs); not != "" {
			parts = append(parts, not)
		}
		least := "\n" + strings.Join(parts, " ") + "\n"
		return []*mdPart{wholeOnly("reference", 9, least)}
	}
	files := hitsByFile(hits)
	least := "\n### Mentions that will break: " + humanize.Comma(int64(len(hits))) + " in " + count(len(files), "file", "") + "\n"
	l := mdListing{begin: least + "\nThe source tree uses what stops working" + inDirs(m.Refs.Dirs) + ".\n", visible: visibleBreaks}
	p := &mdPart{what: "mention", rank: 2, share: 50, total: len(hits), least: least}
	changes := m.plan.ChangesByID()
	p.levels = append(p.levels, func(limit int) telling {
		return l.write(limit, mdMentions(files, func(h impact.Hit) string { return m.hit(&h, changes[h.Change]) }), everything)
	})
	for _, most := range []int{everything, 30, 5} {
		p.levels = append(p.levels, func(limit int) telling {
			t := l.write(limit, mdMentions(files, hitPlace), most)
			t.brief = true
			return t
		})
	}
	return []*mdPart{p}
}

func inDirs(dirs []string) string {
	const named = 3
	var names []string
	for _, d := range dirs[:min(len(dirs), named)] {
		names = append(names, MarkdownCode(shorten(name(d), maxTitle)))
	}
	s := strings.Join(names, ", ")
	if rest := len(dirs) - len(names); rest > 0 {
		s += " and " + humanize.Comma(int64(rest)) + " more"
	}
	if s == "" {
		return ""
	}
	return ", in " + s
}

// hitsByFile is hits that are sorted by file, file by file.
func hitsByFile(hits []impact.Hit) [][]impact.Hit {
	var out [][]impact.Hit
	for i, h := range hits {
		if i == 0 || h.File != hits[i-1].File {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], h)
	}
	return out
}

func mdMentions(files [][]impact.Hit, say func(impact.Hit) string) []bundle {
	out := make([]bundle, len(files))
	for i, hits := range files {
		out[i] = bundle{n: len(hits), where: " in " + mdName(hits[0].File),
			items: listed(hits, say)}
	}
	return out
}

func hitPlace(h impact.Hit) string {
	return MarkdownCode(shorten(name(h.File), maxMd) + ":" + strconv.Itoa(h.Line))
}

// hit is one mention: where it is, what stands there, what breaks it.
func (m *markdown) hit(h *impact.Hit, c *plan.Change) string {
	const text = 120 // columns of a line of source
	where := hitPlace(*h)
	if m.LinkHit != nil {
		where = mdLink(where, m.LinkHit(*h))
	}
	s := where
	if line := strings.TrimSpace(h.Text); line != "" {
		s += " " + MarkdownCode(shorten(line, text))
	}
	if h.Kind == impact.ByHost {
		s += " " + elsewhere
	}
	if c == nil {
		return s
	}
	is := mdName(folderish(c.Kind, string(place(c))))
	if goesSomewhere(c) {
		return s + " — " + is + " goes to " + mdName(folderish(c.Kind, string(c.Path)))
	}
	return s + " — " + is + " is " + MarkdownText(past(c.Action))
}

// urls is which URLs stop working, and what that means for the caches.
func (m *markdown) urls() []*mdPart {
	if len(m.broken) == 0 && m.purges == 0 {
		return nil
	}
	how := m.brokenCount()
	purges := "\n**" + count(m.purges, "purge request", "") + "** would clear the CDN of what changes; iksync sends none.\n"
	if m.purges == 0 {
		purges = ""
	}
	if len(m.broken) == 0 {
		return []*mdPart{wholeOnly("purge", 9, purges)}
	}
	least := purges + "\n**URLs that stop working**: " + how + "\n"
	l := mdListing{begin: purges + "\n<details>\n<summary><strong>URLs that stop working</strong>: " + how + "</summary>\n", end: "\n</details>\n"}
	all := []bundle{{n: len(m.broken), items: listed(m.broken, mdBroken)}}
	p := &mdPart{what: "URL", rank: 11, share: 30, total: len(m.broken), least: least}
	for _, most := range []int{everything, 100, 10} {
		p.levels = append(p.levels, func(limit int) telling { return l.write(limit, all, most) })
	}
	return []*mdPart{p}
}

// brokenCount is how many URLs stop working: a folder's stands for those of its files.
func (m *markdown) brokenCount() string {
	files := 0
	for i := range m.broken {
		files += max(m.broken[i].Files, 1)
	}
	return humanize.Comma(int64(files))
}

func mdBroken(b impact.Broken) string {
	s := MarkdownCode(shorten(b.URL, maxMd))
	if b.Becomes != "" {
		s += " → " + MarkdownCode(shorten(b.Becomes, maxMd))
	} else {
		s += " is gone"
	}
	if b.Files > 1 {
		s += " · " + count(b.Files, "file", "")
	}
	return s
}

// wholeOnly is a part of one line, which is told whole or not at all.
func wholeOnly(what string, rank int, text string) *mdPart {
	return &mdPart{what: what, rank: rank, share: 100, levels: []func(int) telling{func(limit int) telling {
		if len(text) > limit {
			return telling{cut: true}
		}
		return telling{text: text}
	}}}
}
