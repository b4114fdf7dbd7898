package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

func (p *program) explainCommand() command {
	return command{
		name: "explain", usage: "show where the attributes of one file come from", args: "PATH", atLeast: 1, atMost: 1,
		text: `Lists what the YAML's folders, rules and files say of one file of the library,
later ones winning, each with the line it comes from; then every attribute as it
will be.`,
		options: []*option{p.opts.file, p.opts.vars, p.opts.output},
		run:     func(ctx context.Context, args []string) error { return p.explain(ctx, args[0]) },
	}
}

func (p *program) explain(ctx context.Context, arg string) error {
	path := state.Path(arg)
	if fault := path.Fault(); fault != "" {
		return fail(exitUsage, "%q: %s", arg, fault)
	}
	m, err := p.newPlanner()
	if err != nil {
		return err
	}
	have, err := m.library.Observe(ctx, m.config.want.Scope)
	if err != nil {
		return err
	}
	e, err := plan.Explain(m.config.want, have, path, m.options)
	if err != nil {
		return err
	}
	return p.show(explanation{e}, m.config.name)
}

// explanation is a plan.Explanation to show.
type explanation struct{ *plan.Explanation }

// Text writes it as aligned columns: attribute, value, where that comes from.
func (e explanation) Text(w io.Writer, _ report.Style) error {
	var b strings.Builder
	fmt.Fprintln(&b, e.Path)
	switch {
	case e.Live == "":
		fmt.Fprintln(&b, "  not in the library yet")
	case e.Live != e.Path:
		fmt.Fprintf(&b, "  now at %s, id %s\n", e.Live, e.ID)
	default:
		fmt.Fprintf(&b, "  id %s\n", e.ID)
	}
	for _, layer := range e.Layers {
		fmt.Fprintf(&b, "\n%s\n", title(layer.Origin))
		attributes(&b, layer.Says)
	}
	fmt.Fprintln(&b, "\nas it will be")
	attributes(&b, e.After)
	if len(e.Result) > 0 {
		fmt.Fprintln(&b, "\nwhat changes")
		t := columns(&b)
		for _, d := range e.Result {
			fmt.Fprintf(t, "  %s\t%s -> %s\t%s\n", d.Name, d.Before, d.After, place(d.From))
		}
		_ = t.Flush() // to memory
	}
	_, err := io.WriteString(w, inert(b.String()))
	return err
}

func attributes(w io.Writer, list []plan.Attribute) {
	t := columns(w)
	for _, a := range list {
		fmt.Fprintf(t, "  %s\t%s\t%s\n", a.Name, oneLine(a.Value), place(a.From))
	}
	_ = t.Flush() // to memory
}

func columns(w io.Writer) *tabwriter.Writer {
	const gap = 2
	return tabwriter.NewWriter(w, 0, 0, gap, ' ', 0)
}

// oneLine keeps a value from breaking out of its column.
func oneLine(s string) string {
	return strings.NewReplacer("\n", `\n`, "\t", `\t`).Replace(s)
}

// title names a layer: "folder /storefront (library.yaml:12:3)".
func title(o state.Origin) string {
	text := string(o.Layer)
	if o.Name != "" {
		text += " " + o.Name
	}
	if !o.Pos.IsZero() {
		text += " (" + o.Pos.String() + ")"
	}
	return text
}

// place is where a value was asked for.
func place(o state.Origin) string {
	switch {
	case !o.Pos.IsZero():
		return o.Pos.String()
	case o.Layer == "":
		return "as it is"
	default:
		return string(o.Layer)
	}
}

// JSON writes it for a program.
func (e explanation) JSON(w io.Writer) error {
	type attribute struct {
		Name  string       `json:"name"`
		Value string       `json:"value"`
		From  state.Origin `json:"from,omitzero"`
	}
	type layer struct {
		Origin state.Origin `json:"origin"`
		Says   []attribute  `json:"says"`
	}
	list := func(as []plan.Attribute) []attribute {
		out := make([]attribute, 0, len(as))
		for _, a := range as {
			out = append(out, attribute(a))
		}
		return out
	}
	layers := make([]layer, 0, len(e.Layers))
	for _, l := range e.Layers {
		layers = append(layers, layer{l.Origin, list(l.Says)})
	}
	return writeJSON(w, struct {
		Format  string          `json:"format"`
		Path    state.Path      `json:"path"`
		Live    state.Path      `json:"live"`
		ID      state.FileID    `json:"id"`
		Layers  []layer         `json:"layers"`
		Changes []plan.AttrDiff `json:"changes"`
		After   []attribute     `json:"after"`
	}{"iksync-explain/1", e.Path, e.Live, e.ID, layers, append([]plan.AttrDiff{}, e.Result...), list(e.After)})
}
