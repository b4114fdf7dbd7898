package report_test

import (
	"fmt"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

const yaml = "library.yaml"

func pos(line int) state.Pos { return state.Pos{File: yaml, Line: line, Column: 5} }

func tags(names ...string) state.Value {
	vs := make([]state.Value, len(names))
	for i, n := range names {
		vs[i] = state.String(n)
	}
	return state.List(vs...)
}

func attr(name string, before, after state.Value, from state.Origin) plan.AttrDiff {
	return plan.AttrDiff{Name: name, Before: before, After: after, From: from}
}

func byRule(line int) state.Origin {
	return state.Origin{Layer: state.LayerRule, Name: "catalogue", Pos: pos(line)}
}

func byFile(line int) state.Origin { return state.Origin{Layer: state.LayerFile, Pos: pos(line)} }

func change(k plan.Kind, a plan.Action, path state.Path, r plan.Reason, line int) plan.Change {
	return plan.Change{ID: plan.NewChangeID(k, string(path)), Kind: k, Action: a, Path: path, Reason: r, Pos: pos(line)}
}

func field(a plan.Action, name state.FieldName, r plan.Reason, line int, attrs ...plan.AttrDiff) plan.Change {
	return plan.Change{ID: plan.NewChangeID(plan.Field, string(name)), Kind: plan.Field, Action: a, Field: name,
		Reason: r, Pos: pos(line), Attrs: attrs}
}

// sized, with, from and along are changes with something more to them.
func sized(c plan.Change, bytes int64) plan.Change { c.Size = bytes; return c }

func with(c plan.Change, attrs ...plan.AttrDiff) plan.Change { c.Attrs = attrs; return c }

func from(c plan.Change, p state.Path, along int) plan.Change { c.From, c.Along = p, along; return c }

func url(c plan.Change) plan.Change {
	c.URL = "https://ik.imagekit.io/acme" + string(c.Path)
	if c.From != "" {
		c.URL = "https://ik.imagekit.io/acme" + string(c.From)
	}
	return c
}

// empty is the plan of a library that is as it is wanted.
func empty() *plan.Plan {
	return &plan.Plan{
		Format:   plan.FormatVersion,
		Library:  "storefront",
		Endpoint: "https://api.imagekit.io",
		Account:  "https://ik.imagekit.io/acme",
		Scope:    []state.Path{"/storefront", "/brand"},
		Digests: plan.Digests{
			Config: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
			Have:   "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
		},
		Totals: plan.Totals{Objects: 1240},
	}
}

// counted fills in what follows from the changes, as far as a report shows it.
func counted(p *plan.Plan, calls map[plan.Class]int, seconds float64) *plan.Plan {
	p.Totals.Actions = map[plan.Action]int{}
	for _, c := range p.Changes {
		p.Totals.Actions[c.Action]++
	}
	p.Totals.Calls, p.Forecast.Seconds = calls, seconds
	return p
}

// rich is a plan with something of everything.
func rich() *plan.Plan {
	p := empty()
	p.Changes = append(p.Changes, richUpdates()...) // in no good order
	p.Changes = append(p.Changes, richNew()...)
	p.Changes = append(p.Changes, richMoves()...)
	p.Changes = append(p.Changes, richDeletes()...)
	p.Held = []plan.Held{
		{Kind: plan.File, Action: plan.Delete, Path: "/storefront/legal/terms.pdf", Reason: plan.HeldProtected,
			Detail: "below /storefront/legal/**", Pos: pos(4)},
		{Kind: plan.Folder, Action: plan.Delete, Path: "/storefront/tmp/keep", Reason: plan.HeldNotEmpty,
			Detail: "logo.svg stays in it", Pos: pos(24)},
		{Kind: plan.File, Path: "/storefront/products/hero.jpg", Reason: plan.HeldPinGone,
			Detail: "no file is called 64fb1c2d8a7b4c1234567890 any more", Pos: pos(29)},
	}
	for i := range 12 {
		p.Held = append(p.Held, plan.Held{Kind: plan.File, Action: plan.Move, Reason: plan.HeldProtected,
			Path: state.Path(fmt.Sprintf("/storefront/legal/archive/%02d.pdf", i)), Pos: pos(4)})
	}
	return counted(p, map[plan.Class]int{plan.ClassWrite: 24, plan.ClassJob: 2, plan.ClassUpload: 1}, 5.2)
}

func richDeletes() []plan.Change {
	folder := change(plan.Folder, plan.Delete, "/storefront/old", plan.ReasonRemoved, 61)
	folder.Along = 2
	return []plan.Change{
		url(sized(change(plan.File, plan.Delete, "/storefront/products/draft.tmp", plan.ReasonRemoved, 60), 482_113)),
		url(sized(change(plan.File, plan.Delete, "/storefront/tmp/b-roll.mp4", plan.ReasonPruned, 24), 48_213_004)),
		url(sized(change(plan.File, plan.Delete, "/storefront/tmp/a.jpg", plan.ReasonPruned, 24), 1_204_113)),
		change(plan.Folder, plan.Delete, "/storefront/tmp/cuts", plan.ReasonPruned, 24),
		folder,
		sized(change(plan.File, plan.Delete, "/storefront/old/b.jpg", plan.ReasonRemoved, 61), 204_113),
		sized(change(plan.File, plan.Delete, "/storefront/old/a.jpg", plan.ReasonRemoved, 61), 104_113),
		field(plan.Delete, "legacy_sku", plan.ReasonRemoved, 62),
	}
}

func richMoves() []plan.Change {
	content := attr(plan.AttrContent, state.Num(1_204_113), state.Num(1_398_002), state.Origin{})
	same := attr(plan.AttrContent, state.Num(20_480_113), state.Num(20_480_117), state.Origin{})
	return []plan.Change{
		with(sized(change(plan.File, plan.Replace, "/storefront/products/hero.jpg", plan.ReasonSource, 30), 1_398_002),
			content, attr(plan.AttrTags, tags("wip"), tags("hero", "homepage"), byFile(31))),
		with(sized(change(plan.File, plan.Replace, "/storefront/products/film.mp4", plan.ReasonSource, 36), 20_480_117), same),
		from(change(plan.Folder, plan.Move, "/storefront/archive/2024", plan.ReasonMovedFrom, 21), "/storefront/2024", 27),
		url(from(change(plan.File, plan.Rename, "/storefront/products/boot-red.jpg", plan.ReasonPin, 40),
			"/storefront/products/boot.jpg", 0)),
		with(url(from(change(plan.File, plan.Move, "/brand/logos/acme.svg", plan.ReasonPin, 44), "/storefront/acme.svg", 0)),
			attr(plan.AttrPublished, state.Bool(false), state.Bool(true), byFile(46))),
	}
}

func richNew() []plan.Change {
	null := state.Value{}
	return []plan.Change{
		field(plan.Create, "season", plan.ReasonListed, 9,
			attr("label", null, state.String("Season"), state.Origin{}),
			attr("type", null, state.String("Text"), state.Origin{}),
			attr("max_length", null, state.Num(20), state.Origin{})),
		change(plan.Folder, plan.Create, "/storefront/archive", plan.ReasonParent, 21),
		change(plan.Folder, plan.Create, "/storefront/campaigns", plan.ReasonListed, 22),
		change(plan.Folder, plan.Create, "/storefront/campaigns/summer", plan.ReasonListed, 23),
		from(change(plan.Folder, plan.Copy, "/storefront/campaigns/winter", plan.ReasonCopyOf, 22),
			"/storefront/templates/campaign", 12),
		with(sized(change(plan.File, plan.Upload, "/storefront/products/new.jpg", plan.ReasonListed, 48), 2_310_554),
			attr(plan.AttrTags, null, tags("hero", "product"), byFile(50)),
			attr(plan.AttrMetadata("brand"), null, state.String("Acme"),
				state.Origin{Layer: state.LayerDefault, Pos: pos(8)}),
			attr(plan.AttrDescription, null, state.String("New this winter"), byFile(51))),
	}
}

func richUpdates() []plan.Change {
	null := state.Value{}
	long := "The winter hero, shot in the studio on the twelfth of November, cut for the home page and its banner"
	out := []plan.Change{
		field(plan.Update, "brand", plan.ReasonListed, 8,
			attr("options", tags("Acme", "Initech"), tags("Acme", "Globex"), byFile(8))),
		with(change(plan.File, plan.Update, "/storefront/products/winter.jpg", plan.ReasonListed, 30),
			attr(plan.AttrTags, tags("wip", "product"), tags("product", "hero", "homepage"), byFile(31)),
			attr(plan.AttrMetadata("brand"), state.String("Acme"), state.String("Globex"), byRule(44)),
			attr(plan.AttrMetadata("season"), state.String("winter 24"), null, byFile(32)),
			attr(plan.AttrDescription, null, state.String("Winter hero"), byFile(33)),
			attr(plan.AttrFocus, state.String("10,10,100,100"), state.String("20,10,100,100"), byFile(34))),
		with(change(plan.File, plan.Update, "/brand/logo.svg", plan.ReasonListed, 52),
			attr(plan.AttrDescription, state.String(long), state.String(long+" again"), byFile(53))),
	}
	inherited := state.Origin{Layer: state.LayerFolder, Name: "/storefront/products", Pos: pos(17)}
	for i := range 96 {
		p := state.Path(fmt.Sprintf("/storefront/products/shoes/shoe-%02d.jpg", i))
		out = append(out, with(change(plan.File, plan.Update, p, plan.ReasonRule, 44),
			attr(plan.AttrTags, tags("wip", fmt.Sprint("t", i)), tags("catalogue", fmt.Sprint("t", i)), byRule(44))))
	}
	for _, n := range []string{"red", "green", "blue"} {
		p := state.Path("/storefront/products/hats/" + n + ".jpg")
		out = append(out, with(change(plan.File, plan.Update, p, plan.ReasonInherited, 17),
			attr(plan.AttrTags, null, tags("product"), inherited),
			attr(plan.AttrMetadata("brand"), null, state.String("Acme"), inherited)))
	}
	return out
}

// refused is a plan that several guards stop.
func refused() *plan.Plan {
	p := empty()
	p.Endpoint = "http://127.0.0.1:4100"
	for i := range 25 {
		p.Changes = append(p.Changes, sized(change(plan.File, plan.Delete,
			state.Path(fmt.Sprintf("/storefront/tmp/%02d.jpg", i)), plan.ReasonPruned, 24), 1_000_000))
	}
	p.Refusals = []plan.Refusal{
		{Guard: plan.GuardFieldDelete, Subject: "legacy_sku", Pos: pos(62), Override: "--allow-field-delete legacy_sku",
			Message: "deleting a custom metadata field burns its name: no field can ever be called legacy_sku again"},
		{Guard: plan.GuardDeleteCount, Subject: "25 deletes", Pos: pos(5), Override: "--max-delete 25",
			Message: "25 objects would be deleted, and limits.deletes is 20"},
		{Guard: plan.GuardScopeRoot, Subject: "/storefront", Pos: pos(61), Override: "--allow-scope-root /storefront",
			Message: "/storefront, which the scope is about, would be deleted with all that is in it"},
		{Guard: plan.GuardEmptyWant, Subject: "storefront", Override: "--allow-empty",
			Message: "all of the 25 files in scope would be deleted, and the YAML lists no file, no folder to keep, no rule and no field: was it written by something that found nothing?"},
		{Guard: plan.GuardCycle, Subject: "/storefront/a.jpg", Pos: pos(40),
			Message: "the moves go round in a ring; pin both files instead:\n" +
				"  /storefront/a.jpg: {id: 64fb1c2d8a7b4c1234567890}\n  /storefront/b.jpg: {id: 64fb1c2d8a7b4c1234567891}"},
	}
	return counted(p, map[plan.Class]int{plan.ClassWrite: 1}, 0.2)
}

// incomplete is a plan of a library that could not be read whole.
func incomplete() *plan.Plan {
	p := empty()
	p.Gaps = []state.Gap{
		{Reason: state.GapShifted, Scope: "/storefront", Detail: "the file at place 2,000 was seen twice"},
		{Reason: state.GapFailedPage, Scope: "/brand", Detail: "files 1,001 to 2,000: 502 Bad Gateway, five times in 31 seconds"},
	}
	p.Changes = []plan.Change{change(plan.Folder, plan.Create, "/storefront/campaigns", plan.ReasonListed, 22)}
	for _, n := range []state.Path{"/storefront/tmp/a.jpg", "/storefront/tmp/b.jpg"} {
		p.Held = append(p.Held, plan.Held{Kind: plan.File, Action: plan.Delete, Path: n, Pos: pos(24),
			Reason: plan.HeldIncomplete, Detail: "nothing is deleted in a run that could not read everything"})
	}
	return counted(p, map[plan.Class]int{plan.ClassWrite: 1}, 0.2)
}

// hostile is a plan of names and values that try to act on the terminal, or to
// pass for something else.
func hostile() *plan.Plan {
	p := empty()
	p.Library = "store\x1b[2Jfront"
	in := func(name string) state.Path { return state.Path("/storefront/" + name) }
	p.Changes = []plan.Change{
		sized(change(plan.File, plan.Delete, in("\x1b[1A\x1b[2Kinvoice.pdf"), plan.ReasonPruned, 24), 10),
		sized(change(plan.File, plan.Delete, in("a.jpg\r\nNo changes."), plan.ReasonPruned, 24), 10),
		sized(change(plan.File, plan.Delete, in("\u202egpj.exe"), plan.ReasonPruned, 24), 10),
		sized(change(plan.File, plan.Delete, in("c1\u009b31mred.jpg"), plan.ReasonPruned, 24), 10),
		sized(change(plan.File, plan.Delete, in("broken\xff\xfe.jpg"), plan.ReasonPruned, 24), 10),
		sized(change(plan.File, plan.Delete, in("z\u0300\u0301\u0302\u0303\u0304\u0305algo.jpg"), plan.ReasonPruned, 24), 10),
		sized(change(plan.File, plan.Delete, in("hidden\u3164\u200b.jpg"), plan.ReasonPruned, 24), 10),
		sized(change(plan.File, plan.Delete, in("x.jpg          1 B"), plan.ReasonPruned, 24), 10),
		sized(change(plan.File, plan.Delete, in("雪の結晶.jpg"), plan.ReasonPruned, 24), 10),
		sized(change(plan.File, plan.Delete, in("café 👩‍🚀.jpg"), plan.ReasonPruned, 24), 10),
		from(change(plan.File, plan.Rename, in("b.jpg"), plan.ReasonPin, 30), in("a.jpg → c.jpg"), 0),
		with(change(plan.File, plan.Update, in("one.jpg, two.jpg"), plan.ReasonRule, 30),
			attr(plan.AttrTags, tags("+x", "plain"), tags("plain", "-y", "two words", "\x07bell", "true"), byRule(44)),
			attr(plan.AttrMetadata("sku"), state.String("12"), state.Num(12), byRule(44)),
			attr(plan.AttrMetadata("note"), state.String("(none)"), state.String("null"), byRule(44)),
			attr(plan.AttrDescription, state.String(""), state.String("two\nlines\x1b]0;title\x07"), byRule(44))),
	}
	p.Refusals = []plan.Refusal{{Guard: plan.GuardCollision, Subject: string(in("\x1b[8mghost.jpg")), Pos: pos(9),
		Message: "lands on \x1b[8mghost.jpg"}}
	p.Held = []plan.Held{{Kind: plan.File, Path: in("\x1bc"), Reason: plan.HeldPinGone, Detail: "gone\u2028\x9b"}}
	return counted(p, map[plan.Class]int{plan.ClassWrite: 4}, 0.8)
}
