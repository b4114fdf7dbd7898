package schema

import "reflect"

// RecordName names a kind of record: a mapping whose keys are fixed by the format.
type RecordName string

// The records, in the order in which the reference has them.
const (
	RecordLibrary RecordName = "Library"
	RecordLimits  RecordName = "Limits"
	RecordField   RecordName = "Field"
	RecordFolder  RecordName = "Folder"
	RecordFile    RecordName = "File"
	RecordRule    RecordName = "Rule"
	RecordMatch   RecordName = "Match"
	RecordTags    RecordName = "TagChange"
	RecordRemove  RecordName = "Remove"
)

// Records lists all records.
func Records() []RecordName {
	return []RecordName{RecordLibrary, RecordLimits, RecordField, RecordFolder, RecordFile, RecordRule, RecordMatch, RecordTags, RecordRemove}
}

// recordType is the Go type of a record.
func recordType(name RecordName) reflect.Type {
	switch name {
	case RecordLibrary:
		return reflect.TypeFor[Library]()
	case RecordLimits:
		return reflect.TypeFor[Limits]()
	case RecordField:
		return reflect.TypeFor[Field]()
	case RecordFolder:
		return reflect.TypeFor[Folder]()
	case RecordFile:
		return reflect.TypeFor[File]()
	case RecordRule:
		return reflect.TypeFor[Rule]()
	case RecordMatch:
		return reflect.TypeFor[Match]()
	case RecordTags:
		return reflect.TypeFor[TagChange]()
	default:
		return reflect.TypeFor[Remove]()
	}
}

// Keys are the keys of a record in their usual order.
func Keys(name RecordName) []string {
	t := recordType(name)
	keys := make([]string, t.NumField())
	for i := range keys {
		keys[i] = t.Field(i).Tag.Get("yaml")
	}
	return keys
}
