package report

import (
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// updateLevels tells updates by folder, files that change alike in one item;
// where that is too long, by what changes, whatever folders the files are in.
func (m *markdown) updateLevels(l mdListing, cs []*plan.Change) []func(int) telling {
	groups := grouped(cs)
	kinds := sync.OnceValue(func() []fold {
		folds := alike(cs)
		slices.SortStableFunc(folds, func(a, b fold) int { return len(b.changes) - len(a.changes) })
		return folds
	})
	return []func(int) telling{
		func(limit int) telling { return l.write(limit, m.updatesByFolder(groups), everything) },
		func(limit int) telling {
			t := l.write(limit, m.updatesByKind(len(cs), kinds()), everything)
			t.brief = true
			return t
		},
	}
}

func (m *markdown) updatesByFolder(groups []group) []bundle {
	out := make([]bundle, len(groups))
	for i, g := range groups {
		out[i] = bundle{n: len(g.changes), head: func() string { return mdHead(g.dir, "") }, items: func(int) iter.Seq[mdItem] {
			return m.updates(alike(g.changes), g.dir)
		}}
	}
	return out
}

// updatesByKind is n updates, whatever folders they are in.
func (m *markdown) updatesByKind(n int, folds []fold) []bundle {
	return []bundle{{n: n, items: func(int) iter.Seq[mdItem] { return m.updates(folds, "") }}}
}

func (m *markdown) updates(folds []fold, dir state.Path) iter.Seq[mdItem] {
	return func(yield func(mdItem) bool) {
		for _, f := range folds {
			if !yield(m.update(f, dir)) {
				return
			}
		}
	}
}

// alike parts changes by what changes and what asked for it. Files that change in
// the very same way are one fold.
func alike(cs []*plan.Change) []fold {
	var out []fold
	at := map[string]int{}
	for _, c := range cs {
		ds := diffs(c)
		key := foldKey(c, ds)
		if i, ok := at[key]; ok && c.Kind == plan.File {
			out[i].changes = append(out[i].changes, c)
			continue
		}
		at[key] = len(out)
		out = append(out, fold{[]*plan.Change{c}, ds})
	}
	return out
}

// update is one fold. Without a folder its files are called by their paths.
func (m *markdown) update(f fold, dir state.Path) mdItem {
	first := f.changes[0]
	text := "- " + mdFoldNames(f.changes, dir)
	said, why := "", m.why(causeOf(first))
	if len(f.diffs) > 0 {
		said, why = common(f.diffs), ""
		for i := range first.Attrs {
			if said != "" && askedBy(first.Attrs[i].From) == said {
				why = m.askedBy(first.Attrs[i].From)
			}
		}
	}
	inline, block := mdDiffs(f.diffs, said)
	text += inline
	if why != "" {
		text += " — " + why
	}
	return mdItem{text: text + block + "\n", stands: len(f.changes)}
}

func mdFoldNames(cs []*plan.Change, dir state.Path) string {
	called := func(c *plan.Change) string {
		if dir == "" && c.Kind != plan.Field {
			return mdName(folderish(c.Kind, string(c.Path)))
		}
		return mdCalled(c, c.Path, dir)
	}
	if len(cs) == 1 {
		return called(cs[0])
	}
	named := cs
	if len(cs) > namedWhole {
		named = cs[:namedFirst]
	}
	names := make([]string, len(named))
	for i, c := range named {
		names[i] = called(c)
	}
	s := "**" + count(len(cs), "file", "") + "**: " + strings.Join(names, ", ")
	if rest := len(cs) - len(named); rest > 0 {
		s += " and " + humanize.Comma(int64(rest)) + " more"
	}
	return s
}

// askedBy is the layer and the place that asked for an attribute.
func (m *markdown) askedBy(o state.Origin) string {
	layer := strings.TrimSuffix(strings.TrimPrefix(askedBy(state.Origin{Layer: o.Layer, Name: o.Name}), "("), ")")
	return strings.Join(present(MarkdownText(shorten(layer, maxMd)), m.at(o.Pos)), ", ")
}

// attributes is what else changes of something that is moved or made.
func (m *markdown) attributes(c *plan.Change) string {
	inline, block := mdDiffs(diffs(c), because(c))
	return inline + block
}

// mdDiffs is attributes before and after: one list of tags in the line itself,
// anything else in a block below it. Who asked for it is said unless it has been.
func mdDiffs(ds []diff, said string) (inline, block string) {
	if len(ds) == 1 && len(ds[0].plus)+len(ds[0].minus) > 0 && ds[0].note == said && len(ds[0].plus)+len(ds[0].minus) <= namedWhole {
		inline = " · " + MarkdownText(shorten(ds[0].name, maxMd))
		for _, s := range ds[0].plus {
			inline += " " + MarkdownCode("+"+shorten(s, maxMd))
		}
		for _, s := range ds[0].minus {
			inline += " " + MarkdownCode("-"+shorten(s, maxMd))
		}
		return inline, ""
	}
	if len(ds) == 0 {
		return "", ""
	}
	column := 0
	for i := range ds {
		column = max(column, width(ds[i].name))
	}
	column = min(column, maxColumn)
	var b strings.Builder
	b.WriteString("\n  ```diff\n")
	for i := range ds {
		asked := ds[i].note
		if asked == said {
			asked = ""
		}
		for _, l := range mdDiff(&ds[i], column, asked) {
			b.WriteString("  " + l + "\n")
		}
	}
	b.WriteString("  ```")
	return "", b.String()
}

// mdDiff is one attribute in lines that begin with "-" and "+", so that none of
// them can end the block that they are in.
func mdDiff(d *diff, column int, asked string) []string {
	var before, after []string
	if len(d.plus)+len(d.minus) > 0 {
		before, after = mdMembers(d.minus), mdMembers(d.plus)
	} else {
		b, a := shortenBoth(d.before, d.after, maxMd)
		before, after = []string{b}, []string{a}
		if d.fresh || d.before == none {
			before = nil
		}
		if d.after == none && before != nil {
			after = nil
		}
	}
	label := pad(shorten(d.name, maxMd), column) + "  "
	var lines []string
	if len(before) > 0 {
		lines = append(lines, "- "+label+strings.Join(before, ", "))
	}
	if len(after) > 0 {
		lines = append(lines, "+ "+label+strings.Join(after, ", "))
	}
	if asked != "" {
		lines[len(lines)-1] += "  " + shorten(asked, maxMd)
	}
	for i := range lines {
		lines[i] = safe(lines[i])
	}
	return lines
}

// mdMembers is what comes to a list, or goes from it.
func mdMembers(all []string) []string {
	var out []string
	for _, s := range all[:min(len(all), maxItems)] {
		out = append(out, shorten(s, maxMd))
	}
	if rest := len(all) - len(out); rest > 0 {
		out = append(out, "("+humanize.Comma(int64(rest))+" more)")
	}
	return out
}
