package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// count is a number of things: "1 file", "1,240 files".
func count(n int, one, many string) string {
	return humanize.Comma(int64(n)) + " " + english.PluralWord(n, one, many)
}

// inBytes is a size: "1.2 MB".
func inBytes(n int64) string { return humanize.Bytes(uint64(max(n, 0))) }

// exactBytes is a size to the last byte, for two that look the same otherwise.
func exactBytes(n int64) string { return humanize.Comma(n) + " B" }

// duration is a forecast, no more exact than forecasts are.
func duration(seconds float64) string {
	switch s := int(math.Round(seconds)); {
	case seconds < 1:
		return "under a second"
	case s < 120:
		return fmt.Sprintf("about %d s", s)
	case s < 2*3600:
		return fmt.Sprintf("about %d min", (s+30)/60)
	default:
		m := (s + 30) / 60
		return fmt.Sprintf("about %d h %d min", m/60, m%60)
	}
}

// place of a YAML file, short: the column is for compilers.
func at(pos state.Pos) string {
	if pos.Line == 0 {
		return pos.File
	}
	return pos.File + ":" + strconv.Itoa(pos.Line)
}

// note is what stands in brackets at the end of a line.
func note(parts ...string) string {
	kept := parts[:0:0]
	for _, s := range parts {
		if s != "" {
			kept = append(kept, s)
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return "(" + strings.Join(kept, ", ") + ")"
}

// because is why a change is in the plan and what asked for it.
func because(c *plan.Change) string { return note(reason(c.Reason), at(c.Pos)) }

func reason(r plan.Reason) string {
	switch r {
	case plan.ReasonListed:
		return "listed"
	case plan.ReasonInherited:
		return "inherited"
	case plan.ReasonRule:
		return "rule"
	case plan.ReasonPin:
		return "pinned by id"
	case plan.ReasonMovedFrom:
		return "moved_from"
	case plan.ReasonContents:
		return "all that is in it goes there"
	case plan.ReasonCopyOf:
		return "copy_of"
	case plan.ReasonSource:
		return "source differs"
	case plan.ReasonUnread:
		return "its bytes cannot be read, to be sure"
	case plan.ReasonParent:
		return "holds what is wanted"
	case plan.ReasonPruned:
		return "pruned: not listed"
	case plan.ReasonRemoved:
		return "under remove"
	case plan.ReasonLeftover:
		return "left by a copy that was cut off"
	}
	return string(r)
}

// askedBy is the layer and the place that asked for an attribute.
func askedBy(o state.Origin) string {
	layer := string(o.Layer)
	switch o.Layer {
	case state.LayerFolder, state.LayerRule:
		if o.Name != "" {
			layer += " " + name(o.Name)
		}
	case state.LayerFile:
		layer = "" // its own entry: the place says it
	case state.LayerDefault:
		layer = "the field's default"
	}
	return note(layer, at(o.Pos))
}

// objects counts changes by kind: "2 folders, 1 field".
func objects(cs []*plan.Change) string {
	n := map[plan.Kind]int{}
	for _, c := range cs {
		n[c.Kind]++
	}
	var parts []string
	for _, k := range []plan.Kind{plan.Field, plan.Folder, plan.File} {
		if n[k] > 0 {
			parts = append(parts, count(n[k], string(k), ""))
		}
	}
	if rest := len(cs) - n[plan.Field] - n[plan.Folder] - n[plan.File]; rest > 0 {
		parts = append(parts, count(rest, "object", ""))
	}
	return strings.Join(parts, ", ")
}

// size adds up the bytes of files.
func size(cs []*plan.Change) int64 {
	var sum int64
	for _, c := range cs {
		if c.Kind == plan.File {
			sum += c.Size
		}
	}
	return sum
}
