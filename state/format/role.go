package format

import "github.com/iksync/iksync/state/schema"

// role is what a value is to the format: which order its keys have.
type role struct {
	record schema.RecordName // its keys are those of the record, in that order
	sorted bool              // its keys are names or paths, to be sorted
	each   *role             // of a mapping with keys that are sorted, or of a list: what each value is
}

// rootRole is the role of the whole file.
func rootRole() role { return role{record: schema.RecordLibrary} }

// of is the role of the value of a key.
func (r role) of(key string) role {
	if r.sorted {
		return *r.each
	}
	entry := func(record schema.RecordName) role { return role{sorted: true, each: &role{record: record}} }
	switch {
	case r.record == schema.RecordLibrary && key == "limits":
		return role{record: schema.RecordLimits}
	case r.record == schema.RecordLibrary && key == "fields":
		return entry(schema.RecordField)
	case r.record == schema.RecordLibrary && key == "folders":
		return entry(schema.RecordFolder)
	case r.record == schema.RecordLibrary && key == "files":
		return entry(schema.RecordFile)
	case r.record == schema.RecordLibrary && key == "rules":
		return role{each: &role{record: schema.RecordRule}}
	case r.record == schema.RecordLibrary && key == "remove":
		return role{record: schema.RecordRemove}
	case r.record == schema.RecordRule && key == "match":
		return role{record: schema.RecordMatch}
	case r.record != "" && key == "tags":
		return role{record: schema.RecordTags}
	default:
		return role{}
	}
}

// item is the role of a value of a list.
func (r role) item() role {
	if r.each == nil || r.sorted {
		return role{}
	}
	return *r.each
}

// isSection says whether a key of the file is set apart by blank lines.
func isSection(key string) bool {
	switch key {
	case "vars", "fields", "folders", "files_from", "files", "rules", "remove":
		return true
	}
	return false
}
