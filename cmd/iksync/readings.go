package main

import (
	"strings"

	"github.com/iksync/iksync/imagekit/emulator"
)

// reading is one point on which the API's documents are silent, with the ways
// to take it; the first one is the default.
type reading struct {
	name   string
	values []string
	set    func(r *emulator.Readings, value int)
}

// readings lists every point of emulator.Readings.
func readings() []reading {
	type r = *emulator.Readings
	return append([]reading{
		{"parents-must-exist", []string{"no", "yes"}, func(r r, v int) { r.ParentsMustExist = v == 1 }},
		{"missing-destination", []string{"fails", "created"}, func(r r, v int) { r.MissingDestination = emulator.MissingDestination(v) }},
		{"existing-folder", []string{"succeeds", "fails"}, func(r r, v int) { r.ExistingFolder = emulator.ExistingFolder(v) }},
		{"folder-hyphens", []string{"rewritten", "kept"}, func(r r, v int) { r.FolderHyphens = emulator.FolderHyphens(v) }},
		{"file-id-on-move", []string{"kept", "minted"}, func(r r, v int) { r.FileIDOnMove = emulator.IDFate(v) }},
		{"folder-id-on-move", []string{"kept", "minted"}, func(r r, v int) { r.FolderIDOnMove = emulator.IDFate(v) }},
		{"folder-id-on-rename", []string{"kept", "minted"}, func(r r, v int) { r.FolderIDOnRename = emulator.IDFate(v) }},
		{"merge-keeps", []string{"destination", "source"}, func(r r, v int) { r.MergeKeeps = emulator.MergeKeeps(v) }},
		{"move-to-itself", []string{"fails", "succeeds"}, func(r r, v int) { r.MoveToItself = emulator.Repeated(v) }},
		{"rename-to-itself", []string{"fails", "succeeds"}, func(r r, v int) { r.RenameToItself = emulator.Repeated(v) }},
		{"locks", []string{"jobs", "everything"}, func(r r, v int) { r.Locks = emulator.Locks(v) }},
		{"wrong-key-status", []string{"403", "401"}, func(r r, v int) { r.WrongKeyStatus = []int{403, 401}[v] }},
	}, readingsOfAttributes()...)
}

func readingsOfAttributes() []reading {
	type r = *emulator.Readings
	return []reading{
		{"tags", []string{"as-sent", "unique", "sorted"}, func(r r, v int) { r.Tags = emulator.TagOrder(v) }},
		{"missing-description", []string{"absent", "null", "empty"}, func(r r, v int) { r.MissingDescription = emulator.MissingText(v) }},
		{"description-on-overwrite", []string{"removed", "kept"}, func(r r, v int) { r.DescriptionOnOverwrite = emulator.Overwritten(v) }},
		{"negation-without-value", []string{"holds", "fails"}, func(r r, v int) { r.NegationWithoutValue = emulator.Negation(v) }},
		{"missing-number", []string{"never-matches", "is-zero"}, func(r r, v int) { r.MissingNumber = emulator.MissingNumber(v) }},
		{"untyped-search", []string{"finds-files", "finds-all"}, func(r r, v int) { r.UntypedSearch = emulator.UntypedSearch(v) }},
		{"units", []string{"1024", "1000"}, func(r r, v int) { r.Units = emulator.Units(v) }},
		{"months", []string{"calendar", "thirty-days"}, func(r r, v int) { r.Months = emulator.Months(v) }},
		{"dates", []string{"as-sent", "normalised"}, func(r r, v int) { r.Dates = emulator.Dates(v) }},
		{"field-schema", []string{"replaced", "merged"}, func(r r, v int) { r.FieldSchema = emulator.FieldSchema(v) }},
		{"deleted-field-values", []string{"linger", "vanish"}, func(r r, v int) { r.DeletedFieldValues = emulator.DeletedFieldValues(v) }},
		{"required-fields", []string{"on-asset", "in-every-request"}, func(r r, v int) { r.RequiredFields = emulator.RequiredFields(v) }},
		{"unpublished-upload", []string{"refused", "allowed"}, func(r r, v int) { r.UnpublishedUpload = emulator.UnpublishedUpload(v) }},
		{"delivery", []string{"original", "optimised"}, func(r r, v int) { r.Delivery = emulator.Delivery(v) }},
		{"rate-headers", []string{"on-429", "on-all"}, func(r r, v int) { r.RateHeaders = emulator.RateHeaders(v) }},
	}
}

// parseReadings reads values of --reading.
func parseReadings(list []string) (emulator.Readings, error) {
	var out emulator.Readings
	for _, spec := range list {
		name, value, _ := strings.Cut(spec, "=")
		if err := setReading(&out, name, value); err != nil {
			return out, err
		}
	}
	return out, nil
}

func setReading(out *emulator.Readings, name, value string) error {
	var names []string
	for _, r := range readings() {
		names = append(names, r.name)
		if r.name != name {
			continue
		}
		for i, v := range r.values {
			if v == value {
				r.set(out, i)
				return nil
			}
		}
		return fail(exitUsage, "--reading %s: want %s", name, strings.Join(r.values, " or "))
	}
	return fail(exitUsage, "--reading: want one of %s", strings.Join(names, ", "))
}
