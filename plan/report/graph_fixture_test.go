package report_test

import (
	"fmt"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// doing adds operations to p: each gets its number, its class and, where it has
// none, one change.
func doing(p *plan.Plan, ops ...plan.Operation) *plan.Plan {
	for _, op := range ops {
		op.ID, op.Class = plan.OpID(len(p.Operations)+1), op.Kind.Class()
		for i := range max(1, len(op.Files)) {
			c := change(plan.File, plan.Update, state.Path(fmt.Sprintf("/storefront/%d/%d", op.ID, i)), plan.ReasonListed, 30)
			op.Changes = append(op.Changes, c.ID)
			p.Changes = append(p.Changes, c)
		}
		p.Operations = append(p.Operations, op)
	}
	return p
}

func op(k plan.OpKind, path state.Path, needs ...plan.Need) plan.Operation {
	return plan.Operation{Kind: k, Path: path, Needs: needs}
}

func need(id plan.OpID, why plan.NeedKind) plan.Need { return plan.Need{Op: id, Why: why} }

// to, fieldOp, filesOp, sent and published are operations with something more to them.
func to(o plan.Operation, dest state.Path) plan.Operation { o.Dest = dest; return o }

func fieldOp(k plan.OpKind, name state.FieldName, needs ...plan.Need) plan.Operation {
	return plan.Operation{Kind: k, Field: &plan.FieldArgs{Name: name, Type: state.Text}, Needs: needs}
}

func filesOp(o plan.Operation, n int, names ...state.Tag) plan.Operation {
	for i := range n {
		o.Files = append(o.Files, plan.FileRef{Path: o.Path.Join(fmt.Sprintf("%02d.jpg", i))})
	}
	o.Tags = names
	return o
}

func sent(o plan.Operation, source string) plan.Operation {
	o.Source = &plan.SourceArgs{Path: source, Size: 10}
	return o
}

func published(o plan.Operation, on bool) plan.Operation {
	o.Update = &plan.FileUpdate{Published: &on}
	return o
}

// everyOperation is a plan with each kind of operation and each kind of need.
func everyOperation() *plan.Plan {
	update := op(plan.OpUpdateFile, "/storefront/in/boot.jpg", need(1, plan.NeedField), need(2, plan.NeedField))
	update.Update = &plan.FileUpdate{}
	deep := op(plan.OpCreateFolder, "/storefront/new/a/b")
	deep.Parents = []state.Path{"/storefront/new", "/storefront/new/a"}
	versions := to(op(plan.OpCopyFolder, "/storefront/templates/campaign"), "/storefront/campaign")
	versions.Copies = state.CopyAll
	return doing(empty(),
		fieldOp(plan.OpCreateField, "season"),
		fieldOp(plan.OpUpdateField, "brand"),
		update,
		published(op(plan.OpPublishFile, "/storefront/in/boot.jpg", need(3, plan.NeedSequence)), true),
		deep,
		to(op(plan.OpMoveFile, "/storefront/in/boot.jpg", need(3, plan.NeedAttributes), need(4, plan.NeedAttributes),
			need(5, plan.NeedParent)), "/storefront/new/a/b/boot.jpg"),
		to(op(plan.OpRenameFile, "/storefront/in/hat_1.jpg", need(6, plan.NeedVacated)), "/storefront/in/boot.jpg"),
		to(op(plan.OpMoveFolder, "/storefront/2024"), "/storefront/archive/2024"),
		to(op(plan.OpRenameFolder, "/storefront/archive/2024", need(8, plan.NeedSequence)), "/storefront/archive/y2024"),
		filesOp(op(plan.OpAddTags, "/storefront/archive/y2024", need(9, plan.NeedArrived)), 50, "hero", "big"),
		filesOp(op(plan.OpRemoveTags, "/storefront", need(9, plan.NeedArrived)), 1, "wip"),
		versions,
		to(op(plan.OpCopyFolder, "/storefront/templates/mail"), "/storefront/mail"),
		to(op(plan.OpMergeFolder, "/storefront/old/shoes"), "/storefront/shoes"),
		to(op(plan.OpMergeFile, "/storefront/old/red.jpg"), "/storefront/shoes/red.jpg"),
		filesOp(op(plan.OpDeleteFiles, "/storefront/old"), 100),
		op(plan.OpDeleteFile, "/storefront/old/last.jpg"),
		op(plan.OpDeleteFolder, "/storefront/old", need(14, plan.NeedMovedOut), need(15, plan.NeedMovedOut),
			need(16, plan.NeedEmptied), need(17, plan.NeedEmptied)),
		sent(op(plan.OpUpload, "/storefront/campaign/new.jpg", need(12, plan.NeedParent)), "assets/new.jpg"),
		sent(op(plan.OpReplace, "/storefront/hero.jpg"), "assets/hero.jpg"),
		published(op(plan.OpPublishFile, "/storefront/draft.jpg"), false),
		fieldOp(plan.OpDeleteField, "legacy_sku", need(3, "values-left")),
	)
}

// hostileNames is a plan of names that try to be more than names to Graphviz,
// Mermaid, Markdown, HTML and a terminal.
func hostileNames() *plan.Plan {
	p := empty()
	p.Refusals = refused().Refusals
	for _, name := range []string{
		`say "hi".jpg`, `back\slash\N\l.jpg`, "a\nb\r\n.jpg", "<script>alert(1)</script>.svg", "<b>bold</b>.jpg", "&lt;&amp;&#60;.jpg",
		"`ls`.jpg", "```\n# heading", "[a](http://x.y)]].jpg", "}}:::delete", "x\"] --> op1[\"y", "%%{init: {}}%%.jpg", "#quot;#35;.jpg",
		"$$x^2$$.jpg", "fa:fa-bomb.jpg", "__init__ *a* _b.jpg", "www.example.com.jpg", "me@example.com.jpg", "style:x#1;.jpg", "classDef:y#2;.jpg",
		"ﬂ°°35¶ß.jpg", "雪の結晶 café 👩‍🚀.jpg", "\u202egpj.exe", "\x1b[2J\x00.jpg", "broken\xff.jpg", "a → b", "end", "-- x", "1. x", "|a|{b}(c)",
		"'; drop", "~~a~~ ==b==", " lead", "two  spaces",
	} {
		doing(p, to(op(plan.OpMoveFile, state.Path("/storefront/"+name)), state.Path("/storefront/to/"+name)))
		doing(p, fieldOp(plan.OpDeleteField, state.FieldName(name), need(plan.OpID(len(p.Operations)), plan.NeedKind(name))))
		doing(p, filesOp(op(plan.OpAddTags, state.Path("/storefront/"+name)), 2, state.Tag(name), "plain"))
	}
	return p
}

// wide is a plan of n updates that wait for nothing, of n uploads into a new
// folder, which then moves, and of n files that are updated and then moved.
func wide(free, into, chains int) *plan.Plan {
	p := empty()
	for i := range free {
		doing(p, op(plan.OpUpdateFile, state.Path(fmt.Sprintf("/storefront/free/%06d.jpg", i))))
	}
	folder := plan.OpID(len(p.Operations) + 1)
	job := to(op(plan.OpMoveFolder, "/storefront/new"), "/storefront/end/new")
	doing(p, op(plan.OpCreateFolder, "/storefront/new"))
	for i := range into {
		doing(p, sent(op(plan.OpUpload, state.Path(fmt.Sprintf("/storefront/new/%06d.jpg", i)), need(folder, plan.NeedParent)), "a.jpg"))
		job.Needs = append(job.Needs, need(folder+plan.OpID(i)+1, plan.NeedMovedOut))
	}
	doing(p, job)
	for i := range chains {
		path := state.Path(fmt.Sprintf("/storefront/in/%06d.jpg", i))
		doing(p, op(plan.OpUpdateFile, path))
		doing(p, to(op(plan.OpMoveFile, path, need(plan.OpID(len(p.Operations)), plan.NeedAttributes)), "/storefront/out"+path))
	}
	return p
}
