package report_test

import (
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// Whatever is in a plan, whichever of its strings it is in, what comes out are
// lines of printable characters.
func TestNothingActsOnTheTerminal(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		var p plan.Plan
		fill(r, reflect.ValueOf(&p).Elem())
		var refs impact.Refs
		fill(r, reflect.ValueOf(&refs).Elem())
		for _, s := range []report.Style{{}, {Verbose: true}, {Width: 1}, {Width: 80, Source: hostileString(r)}, {Refs: &refs}} {
			for _, c := range text(t, &p, s) + asJSON(t, &p) + jsonWithRefs(t, &p, s.Refs) {
				require.True(t, c == '\n' || strconv.IsPrint(c), "seed %d: %U", seed, c)
			}
		}
	}
}

func hostileString(r *rand.Rand) string {
	parts := []string{"\x1b[2J", "\n", "\r", "\x00", "\u202e", "\u009b", "\xff", "\u0301", "\u2028", "\u3164", "\U000e0041",
		"a", "/", "/storefront", " ", "雪", "👩‍🚀", `"`, `\`, "→", ", ", "\x7f", "\t", "\u00a0"}
	var b strings.Builder
	if r.IntN(2) == 0 {
		b.WriteByte('/')
	}
	for range r.IntN(6) {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

// fill puts something hostile into everything that v holds.
func fill(r *rand.Rand, v reflect.Value) {
	switch p := v.Addr().Interface().(type) {
	case *state.Value:
		*p = [...]state.Value{{}, state.String(hostileString(r)), state.Num(5), state.Bool(true),
			tags(hostileString(r), hostileString(r))}[r.IntN(5)]
		return
	case *plan.Kind:
		*p = [...]plan.Kind{plan.Field, plan.Folder, plan.File, plan.Kind(hostileString(r))}[r.IntN(4)]
		return
	case *plan.Action:
		*p = append(plan.Actions(), plan.Action(hostileString(r)))[r.IntN(len(plan.Actions())+1)]
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(hostileString(r))
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64N(100) - 10)
	case reflect.Float64:
		v.SetFloat(r.Float64() * 1e6)
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), r.IntN(4), 4))
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(r, v.Elem())
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	default:
		panic("a plan holds a " + v.Kind().String())
	}
}

// Lines fit, but for the summary, what is to be copied, and names and values
// too long to fit anywhere.
func TestWidth(t *testing.T) {
	columns := runewidth.Condition{StrictEmojiNeutral: true}
	for _, p := range []*plan.Plan{rich(), refused(), incomplete()} {
		for _, w := range []int{80, 100, 140} {
			for l := range strings.SplitSeq(text(t, p, report.Style{Width: w}), "\n") {
				if !strings.HasPrefix(l, "Plan: ") {
					require.LessOrEqual(t, columns.StringWidth(l), w, l)
				}
				require.Equal(t, strings.TrimRight(l, " "), l)
			}
		}
	}
}

// Two long values are shortened so that what differs between them is seen.
func TestLongValues(t *testing.T) {
	same := strings.Repeat("the same words again and again ", 40)
	for _, tt := range []struct{ before, after, want string }{
		{same + "winter", same + "summer", `…d again winter" → …d again summer"`},
		{same, "", "\"the same words again and …e words again and again \" → \"\""},
		{"red " + same, "blue " + same, `"red the same`},
		{"short", same, "short → \"the same words"},
	} {
		p := empty()
		p.Changes = []plan.Change{with(change(plan.File, plan.Update, "/storefront/a.jpg", plan.ReasonListed, 1),
			attr(plan.AttrDescription, state.String(tt.before), state.String(tt.after), byFile(1)))}
		got := text(t, p, report.Style{Width: 120})
		require.Contains(t, strings.Join(strings.Fields(got), " "), strings.Join(strings.Fields(tt.want), " "))
		whole := text(t, p, report.Style{Verbose: true})
		require.Contains(t, whole, strings.TrimSpace(tt.before))
		require.Contains(t, whole, strings.TrimSpace(tt.after))
	}
}
