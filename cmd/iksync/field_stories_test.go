package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// fieldStory is one run of a field command against an account with these fields and files.
type fieldStory struct {
	name   string
	fields []emulator.Field
	files  []emulator.Seed
	faults []emulator.Fault
	args   string // words of the command line, with spaces between them
	before func(w *world)
	beyond bool // an answer is none of those that ImageKit's document has for its call

	code  code
	says  []string
	shows []string
	sent  []string        // what was sent that changes something; fields by name
	asked int             // all requests; 0: not counted
	left  *emulator.Field // the field of its name, after; nil: all are as they were
}

// playFields plays each story by itself.
func playFields(t *testing.T, stories []fieldStory, options ...emulator.Option) {
	t.Helper()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			tell := actionStory
			if s.beyond {
				tell = story
			}
			tell(t, func(t *testing.T, w *world) { s.play(w) }, options...)
		})
	}
}

func (s fieldStory) play(w *world) {
	w.t.Helper()
	w.withFields(s.fields...)
	require.NoError(w.t, w.server.Seed(s.files...))
	before := w.server.Fields()
	w.server.Inject(s.faults...)
	if s.before != nil {
		s.before(w)
	}
	w.run(strings.Fields(s.args)...).exits(s.code).says(s.says...).shows(s.shows...)
	require.Equal(w.t, append([]string{}, s.sent...), w.sentFields(), "sent")
	if s.asked > 0 {
		require.Len(w.t, w.server.Requests(), s.asked, "requests")
	}
	if s.left == nil {
		require.Equal(w.t, before, w.server.Fields())
		return
	}
	want := *s.left
	if want.Label == "" {
		want.Label = want.Name
	}
	require.Equal(w.t, want, w.fieldLeft(want.Name))
}

// withFields puts fields into the account.
func (w *world) withFields(fields ...emulator.Field) *world {
	w.t.Helper()
	for _, f := range fields {
		require.NoError(w.t, w.server.SeedField(f))
	}
	return w
}

// fieldLeft is a field of the account as it is now.
func (w *world) fieldLeft(name string) emulator.Field {
	w.t.Helper()
	for _, f := range w.server.Fields() {
		if f.Name == name {
			return f.Field
		}
	}
	require.Fail(w.t, "there is no field "+name)
	return emulator.Field{}
}

// fieldID is the id of a field.
func (w *world) fieldID(name string) string {
	w.t.Helper()
	for _, f := range w.server.Fields() {
		if f.Name == name {
			return f.ID
		}
	}
	return "no field " + name
}

// sentFields is w.sent with names instead of ids.
func (w *world) sentFields() []string {
	list := w.sent()
	for i := range list {
		for _, f := range w.server.Fields() {
			list[i] = strings.ReplaceAll(list[i], f.ID, f.Name)
		}
	}
	return list
}

// fieldHolding makes so many files with a value for a field.
func fieldHolding(n int, field string, value any) []emulator.Seed {
	var seeds []emulator.Seed
	for i := range n {
		seeds = append(seeds, emulator.Seed{Path: fmt.Sprintf("/s/%s-%v-%d.jpg", field, value, i), CustomMetadata: map[string]any{field: value}})
	}
	return seeds
}

// fieldOtherKey gives the program a key that the account does not know.
func fieldOtherKey(w *world) { w.vars[keyVariable] = "other" }

// fieldAnswer answers no to what is asked on a terminal, or yes.
func fieldAnswer(text string) func(w *world) {
	return func(w *world) { w.screens, w.stdin = true, text+"\n" }
}

func brandField() emulator.Field {
	return emulator.Field{Name: "brand", Label: "Brand", Type: "SingleSelect", SelectOptions: []any{"Acme", "Globex", 2024.0}}
}

func priceField() emulator.Field {
	return emulator.Field{Name: "price", Type: "Number", MinValue: 1.0, MaxValue: 100.0}
}

func noteField() emulator.Field { return emulator.Field{Name: "note", Type: "Text", MaxLength: 20} }

// deletedField is a field as it is after its deletion.
func deletedField(f emulator.Field) *emulator.Field {
	f.Deleted = true
	return &f
}

// fieldDropped makes the answers to a request get lost, before or after it is carried out.
func fieldDropped(kind emulator.FaultKind, match string, times int) []emulator.Fault {
	return []emulator.Fault{{Match: match, Kind: kind, Times: times}}
}

// fieldRefusal makes a request get an answer of that status.
func fieldRefusal(match string, status int) []emulator.Fault {
	return []emulator.Fault{{Match: match, Kind: emulator.FaultStatus, Status: status}}
}

// A call that never comes to an end does not hold the program for ever.
func TestFieldWaits(t *testing.T) {
	for _, args := range []string{"field create --type Text size", "field update --label N note", "field delete --yes note"} {
		t.Run(args, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.withFields(noteField())
				for _, match := range []string{"POST /v1/customMetadataFields", "PATCH /v1/customMetadataFields/{id}", "DELETE /v1/customMetadataFields/{id}"} {
					w.refuses(match, 423, 0)
				}
				began := time.Now()
				w.vars["IKSYNC_MAX_WAIT"] = "3m"
				w.run(strings.Fields(args)...).exits(exitTimeout).says("gave up waiting", "423")
				require.LessOrEqual(t, time.Since(began), 3*time.Minute+time.Second)
			})
		})
	}
}
