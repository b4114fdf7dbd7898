package state

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxDescription bounds a description. ImageKit documents no limit; what is
// longer than this is a text that got into the wrong place.
const MaxDescription = 10_000

// attributeKeys are the keys that an entry may ask for attributes with.
func attributeKeys() []string {
	return []string{"tags", "metadata", "description", "focus", "published"}
}

// attributes reads what an entry asks of files, for the layer that from names.
func (r *reader) attributes(rec record, from Origin) Attributes {
	var a Attributes
	if n, ok := rec.get("tags"); ok {
		a.Tags = r.tags(n, from)
	}
	if n, ok := rec.get("metadata"); ok {
		a.Metadata = r.metadata(n, from)
	}
	if n, ok := rec.get("description"); ok {
		a.Description = r.description(n, from)
	}
	if n, ok := rec.get("focus"); ok {
		a.Focus = r.focus(n, from)
	}
	if n, ok := rec.get("published"); ok {
		a.Published = truth(n, "published", from)
	}
	return a
}

// at is where the origin's layer asks for something.
func (o Origin) at(pos Pos) Origin {
	o.Pos = pos
	return o
}

func truth(n node, what string, from Origin) *Setting[bool] {
	value, ok := n.boolean(what)
	if !ok {
		return nil
	}
	return &Setting[bool]{Value: value, From: from.at(n.pos())}
}

// metadata reads the values of fields by their names. Null unsets a field.
func (r *reader) metadata(n node, from Origin) map[FieldName]Setting[Value] {
	values := map[FieldName]Setting[Value]{}
	for _, e := range n.entries("metadata") {
		if fault := NameFault(e.key); fault != "" {
			e.at.fail("the name of a metadata field %s", fault)
			continue
		}
		if v, ok := e.value.value("metadata " + e.key); ok {
			values[FieldName(e.key)] = Setting[Value]{Value: v, From: from.at(e.value.pos())}
		}
	}
	return values
}

// description reads a text; "" or nothing clears it.
func (r *reader) description(n node, from Origin) *Setting[string] {
	set := &Setting[string]{From: from.at(n.pos())}
	if n.isNull() {
		return set
	}
	text, ok := n.text("description")
	switch {
	case !ok:
		return nil
	case utf8.RuneCountInString(text) > MaxDescription:
		n.fail("description must have at most %d characters", MaxDescription)
		return nil
	}
	set.Value = text
	return set
}

// focus reads customCoordinates; "" or nothing clears them.
func (r *reader) focus(n node, from Origin) *Setting[string] {
	set := &Setting[string]{From: from.at(n.pos())}
	if n.isNull() {
		return set
	}
	text, ok := n.text("focus")
	if !ok {
		return nil
	}
	if text != "" && !IsFocus(text) {
		n.fail(`focus %q must be "x,y,width,height": four whole numbers without spaces, width and height above 0`, shorten(text))
		return nil
	}
	set.Value = text
	return set
}

// IsFocus says whether s is a rectangle "x,y,width,height" as a file's focus can be: in
// the one spelling that a server would give back unchanged.
func IsFocus(s string) bool {
	parts := strings.Split(s, ",")
	if len(parts) != 4 {
		return false
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 31)
		isSize := i >= 2
		if err != nil || strconv.FormatUint(n, 10) != part || isSize && n == 0 {
			return false
		}
	}
	return true
}
