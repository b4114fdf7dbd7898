package main

import (
	"bytes"
	"strings"

	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/export"
)

// exportedTable is the files of a library as a table, and what is not in it.
type exportedTable struct {
	text   []byte
	want   *state.Want // the files, and the fields that the columns are of
	losses []export.Loss
}

// exportCSV writes the files in scope as a table, once it was tried.
func (p *program) exportCSV(o *exportOptions, have *state.Have, what export.Options) error {
	made, err := tableOf(have, what)
	if err != nil {
		return err
	}
	if err := p.tryTable(made, have); err != nil {
		return err
	}
	if err := p.writeExport(o, made.text); err != nil {
		return err
	}
	p.tellLosses("Not in the table, which leaves it as it is:", made.losses)
	return nil
}

// tableOf makes the table of a library.
func tableOf(have *state.Have, what export.Options) (*exportedTable, error) {
	what.Form = export.Explicit // a table has neither folders nor rules
	files := *have
	files.Folders = nil
	made := export.Of(&files, what)
	var text bytes.Buffer
	lost, err := state.EncodeTable(&text, made.Want)
	if err != nil {
		return nil, err
	}
	t := &exportedTable{text: text.Bytes(), want: made.Want}
	for _, loss := range made.Losses {
		if loss.Reason != export.LossField { // a table defines no fields
			t.losses = append(t.losses, loss)
		}
	}
	t.losses = append(t.losses, tableLosses(lost)...)
	return t, nil
}

// tableLosses are what no cell can hold: what is lost of many files in the same way
// is told once.
func tableLosses(lost []state.TableLoss) []export.Loss {
	type key struct{ column, fault string }
	byKey, order := map[key]*export.Loss{}, []key{}
	for _, l := range lost {
		k := key{l.Column, l.Fault}
		if known := byKey[k]; known != nil {
			known.More++
			continue
		}
		detail := strings.TrimSpace("its " + l.Column + " " + l.Fault)
		if l.Column == "" {
			detail = "its path " + l.Fault
		}
		byKey[k] = &export.Loss{Reason: export.LossValue, Object: string(l.Path), Detail: detail}
		order = append(order, k)
	}
	out := make([]export.Loss, len(order))
	for i, k := range order {
		out[i] = *byKey[k]
	}
	return out
}

// tryTable reads the table as a plan would, named by a YAML with the fields that its
// columns are of, and plans for the library that it was made of.
func (p *program) tryTable(made *exportedTable, have *state.Have) error {
	const name = "the exported table"
	if len(made.text) > state.MaxTable {
		return fail(exitFailed, "the table would have %d MiB, and no more than %d MiB are read: export parts of the library with --scope",
			len(made.text)>>20, state.MaxTable>>20)
	}
	yaml, err := yamlBeside(made.want, name)
	if err != nil {
		return err
	}
	want, err := state.DecodeInputs(state.Inputs{
		Files: []state.YAML{{Name: "the YAML beside it", Bytes: yaml}},
		Table: func(string) (state.CSV, error) { return state.CSV{Name: name, Bytes: made.text}, nil },
	})
	return p.tryWant(want, err, have)
}

// yamlBeside is a YAML that has the files of want in a table.
func yamlBeside(want *state.Want, table string) ([]byte, error) {
	beside := *want
	beside.Library = state.NewLibrary()
	beside.Fields = usedFields(want)
	var text bytes.Buffer
	if err := state.Encode(&text, &beside); err != nil {
		return nil, err
	}
	text.WriteString("files_from: " + table + "\n")
	return text.Bytes(), nil
}

// usedFields are the fields that any file has a value of.
func usedFields(want *state.Want) map[state.FieldName]*state.Field {
	used := map[state.FieldName]*state.Field{}
	for _, f := range want.Files {
		for name := range f.Metadata {
			if field := want.Fields[name]; field != nil {
				used[name] = field
			}
		}
	}
	return used
}
