package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// diff is one attribute's difference in words, nothing shortened.
type diff struct {
	name          string
	plus, minus   []string // of lists: what comes and what goes
	before, after string   // of anything else
	fresh         bool     // there was nothing before, nor could there be
	note          string   // who asked for it
}

// maxItems is how many members of a list are shown as coming or going.
const maxItems = 20

const none = "(none)"

// diffs is what changes of an object's attributes, tags and metadata, or a
// field's label and type, first.
func diffs(c *plan.Change) []diff {
	attrs := c.Attrs
	if !slices.IsSortedFunc(attrs, compareAttrs) {
		attrs = slices.Clone(attrs)
		slices.SortStableFunc(attrs, compareAttrs)
	}
	fresh := c.Action == plan.Create || c.Action == plan.Upload
	out := make([]diff, 0, len(attrs))
	for i := range attrs {
		if attrs[i].Name != plan.AttrContent || c.Action != plan.Replace { // see replaces
			out = append(out, newDiff(&attrs[i], fresh))
		}
	}
	return out
}

func compareAttrs(a, b plan.AttrDiff) int {
	return cmp.Or(cmp.Compare(attrRank(a.Name), attrRank(b.Name)), cmp.Compare(a.Name, b.Name))
}

func attrRank(name string) int {
	switch {
	case name == plan.AttrTags:
		return 0
	case strings.HasPrefix(name, plan.AttrMetadata("")), name == "label", name == "type":
		return 1
	default:
		return 2
	}
}

func newDiff(a *plan.AttrDiff, fresh bool) diff {
	d := diff{name: name(a.Name), note: askedBy(a.From), fresh: fresh && a.Before.IsNull()}
	before, wasList := a.Before.AsList()
	after, isList := a.After.AsList()
	if (wasList || a.Before.IsNull()) && (isList || a.After.IsNull()) && (wasList || isList) {
		d.plus, d.minus = without(after, before), without(before, after)
		if len(d.plus)+len(d.minus) > 0 {
			return d
		}
	}
	if a.Name == plan.AttrContent {
		d.before, d.after = sizes(a)
		return d
	}
	d.before, d.after = value(a.Before), value(a.After)
	return d
}

// without is what is in vs and not in ws, in words, sorted.
func without(vs, ws []state.Value) []string {
	not := make(map[string]bool, len(ws))
	for _, w := range ws {
		not[value(w)] = true
	}
	var out []string
	for _, v := range vs {
		if s := value(v); !not[s] {
			not[s] = true // once
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out
}

// value is v in words.
func value(v state.Value) string {
	if s, ok := v.AsString(); ok {
		return word(s)
	}
	if n, ok := v.AsNumber(); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	if list, ok := v.AsList(); ok {
		parts := make([]string, len(list))
		for i, e := range list {
			parts[i] = value(e)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	if v.IsNull() {
		return none
	}
	return v.String()
}

// sizes is the size before and after, in bytes where it looks the same otherwise, or
// the beginnings of the hashes where the sizes are the same.
func sizes(a *plan.AttrDiff) (before, after string) {
	b, bOK := a.Before.AsNumber()
	c, cOK := a.After.AsNumber()
	if !bOK || !cOK {
		return sizeValue(a.Before), sizeValue(a.After)
	}
	before, after = inBytes(int64(b)), inBytes(int64(c))
	if before == after {
		before, after = exactBytes(int64(b)), exactBytes(int64(c))
	}
	return before, after
}

func sizeValue(v state.Value) string {
	if n, ok := v.AsNumber(); ok {
		return inBytes(int64(n))
	}
	if text, ok := v.AsString(); ok {
		if hash, ok := strings.CutPrefix(text, plan.HashPrefix); ok {
			const shown = 12 // as of commits
			return "sha256 " + name(hash[:min(shown, len(hash))])
		}
	}
	if v.IsNull() {
		return "unread"
	}
	return value(v)
}

// attrs writes the attributes of a change, one a line, each with who asked for
// it unless that has been said.
func (p *page) attrs(indent int, ds []diff, said string) {
	column := 0
	for i := range ds {
		column = max(column, width(ds[i].name))
	}
	for i := range ds {
		d := &ds[i]
		asked := d.note
		if asked == said {
			asked = ""
		}
		p.flow(indent, say(plain, pad(d.name, min(column, maxColumn))+"  "), p.items(d), asked)
	}
}

// items is a difference in pieces that a line may be broken between.
func (p *page) items(d *diff) []line {
	limit := p.limit()
	if len(d.plus)+len(d.minus) > 0 {
		return append(p.members("+", added, d.plus), p.members("-", danger, d.minus)...)
	}
	before, after := shortenBoth(d.before, d.after, limit)
	if d.fresh {
		return []line{say(valueTone(after, added), after)}
	}
	return []line{
		say(valueTone(before, danger), before),
		{{faint, "→ "}, {valueTone(after, added), after}},
	}
}

func valueTone(s string, t tone) tone {
	if s == none {
		return faint
	}
	return t
}

func (p *page) members(sign string, t tone, all []string) []line {
	shown := all
	if len(all) > maxItems && !p.Verbose {
		shown = all[:maxItems]
	}
	items := make([]line, 0, len(shown)+1)
	for _, s := range shown {
		items = append(items, say(t, sign+shorten(s, p.limit())))
	}
	if rest := len(all) - len(shown); rest > 0 {
		items = append(items, say(t, sign+"("+humanize.Comma(int64(rest))+" more)"))
	}
	return items
}

// common is who asked for all of the attributes, "" where several did.
func common(ds []diff) string {
	for i := range ds {
		if ds[i].note != ds[0].note {
			return ""
		}
	}
	if len(ds) == 0 {
		return ""
	}
	return ds[0].note
}
