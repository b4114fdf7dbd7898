package export

import (
	"bytes"
	"errors"

	"github.com/iksync/iksync/state"
)

// fields writes the definitions of the account's metadata fields, as far as YAML
// takes them.
func (w *writer) fields() {
	labels := map[string]int{}
	for _, f := range w.have.Fields {
		labels[f.Label]++
	}
	for _, name := range sortedKeys(w.have.Fields) {
		f := *w.have.Fields[name]
		f.ID, f.Pos, f.Managed = "", state.Pos{}, nil
		fault := fieldFault(f)
		if bare := f; fault != "" && f.Label != "" {
			bare.Label = ""
			if fieldFault(bare) == "" {
				w.losses.add(LossField, string(name), "its label: "+fault)
				f, fault = bare, ""
			}
		}
		if fault == "" && f.Label != "" && labels[f.Label] > 1 {
			fault = "another field has its label too" // a plan would refuse either
		}
		if fault != "" {
			w.losses.add(LossField, string(name), "its definition: "+fault)
			continue
		}
		w.want.Fields[name] = &f
	}
}

// fieldFault says why a definition cannot stand in a YAML file, "" where it can:
// what was written is read again.
func fieldFault(f state.Field) string {
	want := &state.Want{Library: state.NewLibrary(), Name: "library", Scope: []state.Path{state.Root}}
	want.Fields[f.Name] = &f
	var text bytes.Buffer
	if err := state.Encode(&text, want); err != nil {
		return err.Error()
	}
	_, err := state.Decode("", &text)
	var problems state.Problems
	switch {
	case err == nil:
		return ""
	case errors.As(err, &problems):
		return problems[0].Message
	default:
		return err.Error()
	}
}
