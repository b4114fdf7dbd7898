package query

import (
	"fmt"
	"strings"
)

// fieldID names the part of an [Asset] that a field reads.
type fieldID uint8

const (
	idName fieldID = iota
	idID
	idType
	idPath
	idTags
	idCreatedAt
	idUpdatedAt
	idWidth
	idHeight
	idSize
	idFormat
	idPrivate
	idPublished
	idTransparency
	idCreatedBy
	idCustom
	idEmbedded
)

// valueType is what may stand on the right of an operator.
type valueType uint8

const (
	textType    valueType = iota // a string
	kindType                     // the name of an asset type
	formatType                   // a lower-case string
	pathType                     // an absolute folder path
	numberType                   //
	sizeType                     // bytes, or a string with a unit
	dateType                     // absolute or relative
	booleanType                  //
	anyType                      // whatever the value itself is: metadata
)

// field is one row of the table below: what can be asked about what.
type field struct {
	name      string
	id        fieldID
	value     valueType
	operators operatorSet
	key       string // of a metadata field: its name without the prefix
}

const (
	equality   operatorSet = 1<<opEqual | 1<<opIn | 1<<opNotEqual | 1<<opNotIn
	ordering   operatorSet = 1<<opLess | 1<<opLessOrEqual | 1<<opGreater | 1<<opGreaterOrEqual
	membership operatorSet = 1<<opIn | 1<<opNotIn
	presence   operatorSet = 1<<opExists | 1<<opNotExists
	beginning  operatorSet = 1 << opPrefix
	wording    operatorSet = 1 << opHas
	isEqual    operatorSet = 1 << opEqual
	isIn       operatorSet = 1 << opIn
	everything operatorSet = 1<<operatorCount - 1
)

const (
	customPrefix   = "customMetadata."
	embeddedPrefix = "embeddedMetadata."
)

// fieldTable returns the fields × operators × value types of the language.
func fieldTable() []field {
	return []field{
		{name: "name", id: idName, value: textType, operators: equality | beginning | wording},
		{name: "id", id: idID, value: textType, operators: equality},
		{name: "type", id: idType, value: kindType, operators: equality},
		{name: "path", id: idPath, value: pathType, operators: equality | beginning},
		{name: "tags", id: idTags, value: textType, operators: membership | wording | presence},
		{name: "createdAt", id: idCreatedAt, value: dateType, operators: equality | ordering},
		{name: "updatedAt", id: idUpdatedAt, value: dateType, operators: equality | ordering},
		{name: "width", id: idWidth, value: numberType, operators: equality | ordering},
		{name: "height", id: idHeight, value: numberType, operators: equality | ordering},
		{name: "size", id: idSize, value: sizeType, operators: equality | ordering},
		{name: "format", id: idFormat, value: formatType, operators: isEqual | isIn},
		{name: "private", id: idPrivate, value: booleanType, operators: isEqual},
		{name: "published", id: idPublished, value: booleanType, operators: isEqual},
		{name: "transparency", id: idTransparency, value: booleanType, operators: isEqual},
		{name: "createdBy", id: idCreatedBy, value: textType, operators: equality},
	}
}

// lookupField finds the field of that name; the complaint says why there is none.
func lookupField(name string) (f field, complaint string) {
	if key, ok := strings.CutPrefix(name, customPrefix); ok && key != "" {
		return field{name: name, id: idCustom, value: anyType, operators: everything, key: key}, ""
	}
	if key, ok := strings.CutPrefix(name, embeddedPrefix); ok && key != "" {
		return embeddedField(name, key)
	}
	table := fieldTable()
	known := make([]string, 0, len(table)+2)
	for _, f := range table {
		if f.name == name {
			return f, ""
		}
		known = append(known, f.name)
	}
	if guess := misspeltPrefix(name); guess != "" {
		return field{}, fmt.Sprintf("unknown field %s; did you mean %s?", Quote(name), guess)
	}
	if guess := nearest(name, known); guess != "" {
		return field{}, fmt.Sprintf("unknown field %s; did you mean %s?", Quote(name), guess)
	}
	known = append(known, Quote(customPrefix+"..."), Quote(embeddedPrefix+"..."))
	return field{}, fmt.Sprintf("unknown field %s: use %s", Quote(name), enumerate(known))
}

// embeddedField knows the three documented fields; others hold what the file holds.
func embeddedField(name, key string) (f field, complaint string) {
	f = field{name: name, id: idEmbedded, value: anyType, operators: everything, key: key}
	switch key {
	case "Keywords":
		f.value, f.operators = textType, membership|presence
	case "DateTimeOriginal":
		f.value, f.operators = dateType, equality|ordering|presence
	case "LocationTaken":
		return field{}, Quote(name) + " is a geographic search, which cannot be evaluated here"
	}
	return f, ""
}

// misspeltPrefix corrects the part of a metadata field's name before the dot.
func misspeltPrefix(name string) string {
	head, key, found := strings.Cut(name, ".")
	if !found || key == "" {
		return ""
	}
	guess := nearest(head+".", []string{customPrefix, embeddedPrefix})
	if guess == "" {
		return ""
	}
	return Quote(guess + key)
}
