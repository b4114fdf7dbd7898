package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

const removeField = "DELETE /v1/customMetadataFields/{id}"

func TestFieldDeleteCommand(t *testing.T) {
	brand := brandField()
	fields := []emulator.Field{brand, priceField()}
	files := append(fieldHolding(3, "brand", "Acme"), fieldHolding(1, "price", 5.0)...)
	sent := []string{"DELETE /v1/customMetadataFields/brand"}
	gone := deletedField(brand)
	policy := brand
	policy.PathPolicy = "brands"
	playFields(t, []fieldStory{
		{name: "without asking", fields: fields, files: files, args: "field delete --yes brand", sent: sent, asked: 3, left: gone,
			shows: []string{"deleted brand: its name is burnt; with a value for it: 3 files\n"}},
		{name: "after yes", fields: fields, files: files, args: "field delete brand", before: fieldAnswer("yes"), sent: sent, left: gone,
			says: []string{"Delete the field brand (", "With a value for it: 3 files.", "the name brand is burnt: no field can ever have it again. Only 'yes' is accepted"}},
		{name: "after no", fields: fields, args: "field delete brand", before: fieldAnswer("no"), code: exitFailed, says: []string{"With a value for it: 0 files.", "not done: the answer was not 'yes'"}},
		{name: "nobody to ask", fields: fields, args: "field delete brand", code: exitUsage, says: []string{"no terminal to ask on: give --yes"}},
		{name: "only looked at", fields: fields, files: files, args: "field delete --dry-run brand", shows: []string{"would delete brand: its name is burnt; with a value for it: 3 files\n"}, asked: 2},
		{name: "no such field", fields: fields, args: "field delete --yes colour", code: exitFailed, says: []string{"there is no field with the name or id colour: there are brand, price"}},
		{name: "of none at all", args: "field delete --yes colour", code: exitFailed, says: []string{"the account has none"}},
		{name: "deleted before", fields: []emulator.Field{*gone}, args: "field delete --yes brand", code: exitFailed, says: []string{"was deleted: its name is burnt for ever"}},
		{name: "gone just now", fields: fields, args: "field delete --yes brand", faults: fieldRefusal(removeField, 404), code: exitFailed, sent: sent, says: []string{"404 Not Found"}},
		{name: "a path policy uses it", fields: []emulator.Field{policy}, args: "field delete --yes brand", code: exitFailed, sent: sent,
			says: []string{"take it out of the policy in ImageKit's dashboard first", "a part of a path policy: brands"}},
		{name: "refused for another reason", fields: fields, args: "field delete --yes brand", faults: fieldRefusal(removeField, 400), code: exitFailed, sent: sent,
			says: []string{"iksync: brand: delete field: 400 Bad Request"}},
		{name: "a key that may do nothing", fields: fields, before: fieldOtherKey, args: "field delete --yes brand", code: exitFailed, asked: 1, says: []string{"the private key from"}},
		{name: "the answer was lost, and it was done", fields: fields, args: "field delete --yes brand", faults: fieldDropped(emulator.FaultDropAfter, removeField, 1), sent: sent, left: gone,
			shows: []string{"deleted brand"}},
		{name: "the answer was lost, and it was not done", fields: fields, args: "field delete --yes brand", faults: fieldDropped(emulator.FaultDropBefore, removeField, 1), sent: sent, code: exitFailed,
			says: []string{"the library shows that it was not"}},
	})
}

// A name that is the id of another field names none of them.
func TestFieldAmbiguous(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.withFields(brandField())
		id := w.fieldID("brand")
		w.withFields(emulator.Field{Name: id, Type: "Text"})
		w.run("field", "delete", "--yes", id).exits(exitUsage).says("is the name of one field and the id of another", w.fieldID(id))
		w.run("field", "delete", "--yes", "--output", "json", w.fieldID(id)).exits(exitFine).json("iksync-action/1")
		require.Equal(t, 1, w.server.Mutations())
		w.run("field", "delete", "--yes", id).exits(exitFine)
		require.True(t, w.fieldLeft("brand").Deleted)
	})
}
