package schema

import (
	"bytes"
	_ "embed"
	"fmt"
	"reflect"
	"strings"
)

//go:embed reference.md
var referenceIntro string

// Reference is the YAML's reference, in Markdown: a table of keys for each record.
func Reference() ([]byte, error) {
	b, err := newBuilder()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	out.WriteString(referenceIntro)
	for _, name := range Records() {
		title, example := heading(name)
		fmt.Fprintf(&out, "\n## %s\n\n%s\n\n", title, b.says(string(name)))
		b.table(&out, recordType(name))
		if example != "" {
			fmt.Fprintf(&out, "\n```yaml\n%s```\n", example)
		}
	}
	out.WriteString("\n<!-- Made by `go test ./state/schema -update` from state/schema. -->\n")
	return out.Bytes(), nil
}

// heading is what the reference calls a record, and an example of it.
func heading(name RecordName) (title, example string) {
	switch name {
	case RecordLibrary:
		return "The file", "version: 1\nlibrary: storefront\nscope: [/storefront]\n"
	case RecordLimits:
		return "`limits`", "limits: {deletes: 20, delete_percent: 10}\n"
	case RecordField:
		return "An entry of `fields`", "fields:\n  brand: {label: Brand, type: SingleSelect, options: [Acme, Globex], required: true, default: Acme}\n" +
			"  season: {label: Season, type: Text, max_length: 20}\n"
	case RecordFolder:
		return "An entry of `folders`", "folders:\n  /storefront/archive/2024: {moved_from: /storefront/2024}\n" +
			"  /storefront/products:\n    tags: {add: [product]}\n    metadata: {brand: Acme}\n  /storefront/tmp: {prune: true}\n"
	case RecordFile:
		return "An entry of `files`", "files:\n  /storefront/products/hero.jpg:\n    source: assets/hero.jpg\n    tags: [hero, homepage]\n" +
			"    metadata: {brand: Globex, season: null}\n    description: Winter hero\n    focus: 10,10,100,100\n    published: true\n"
	case RecordRule:
		return "A rule", "rules:\n  - name: catalogue\n    match: {path: \"/storefront/products/**/*.jpg\", where: 'size > \"1mb\"'}\n" +
			"    tags: {add: [catalogue], remove: [wip]}\n"
	case RecordMatch:
		return "`match` of a rule", ""
	case RecordTags:
		return "`tags` as `{add, remove}`", ""
	default:
		return "`remove`", "remove:\n  files: [\"/storefront/products/*.tmp\"]\n  folders: [/storefront/old]\n  fields: [legacy_sku]\n"
	}
}

// table is the keys of a record.
func (b *builder) table(out *bytes.Buffer, t reflect.Type) {
	out.WriteString("| key | value | what it does |\n| --- | --- | --- |\n")
	for i := range t.NumField() {
		field := t.Field(i)
		words := called(field.Type)
		if standard, ok := field.Tag.Lookup("default"); ok {
			words += "; default `" + standard + "`"
		}
		if field.Tag.Get("need") == "yes" {
			words += "; required"
		}
		does := b.comments.Field(t.Name(), field.Name)
		if field.Type == reflect.TypeFor[FieldType]() {
			does += " " + typesInWords()
		}
		if example, ok := field.Tag.Lookup("example"); ok {
			does += " Example: `" + asYAML(example) + "`"
		}
		fmt.Fprintf(out, "| `%s` | %s | %s |\n", field.Tag.Get("yaml"), cell(words), cell(does))
	}
}

// called is what a reader knows a type as.
func called(t reflect.Type) string {
	if k, ok := reflect.Zero(t).Interface().(interface{ words() string }); ok {
		return k.words()
	}
	switch t.Kind() {
	case reflect.Pointer:
		return called(t.Elem())
	case reflect.Map:
		return "mapping: " + called(t.Key()) + " to " + called(t.Elem())
	case reflect.Slice:
		return "list: each " + called(t.Elem())
	default:
		return "mapping, below"
	}
}

func typesInWords() string {
	names := []string{}
	for _, name := range FieldType("").schema().AnyOf[0].Enum {
		names = append(names, fmt.Sprintf("`%s`", name))
	}
	return "One of " + strings.Join(names, ", ") + "."
}

// asYAML is an example of a tag as one writes it: without the quotes of JSON that
// YAML does not need.
func asYAML(example string) string {
	if !strings.ContainsAny(example[:1], "[{") {
		return example
	}
	if strings.ContainsAny(example, "*") {
		return example // a glob keeps its quotes
	}
	return strings.ReplaceAll(example, `"`, "")
}

// cell is a text in a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
