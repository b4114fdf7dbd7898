package jsonschema

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
)

// Comments are the comments of Go types: what a schema says of them stands in the
// source once, and not beside it.
type Comments struct {
	texts  map[string]string    // by "Type" and "Type.Field"
	values map[string][]Comment // of the string constants of a type, in their order
}

// Comment is a constant's value and what is said of it.
type Comment struct {
	Value, Text string
}

// NewComments returns comments of nothing.
func NewComments() *Comments {
	return &Comments{texts: map[string]string{}, values: map[string][]Comment{}}
}

// Read adds the comments of one Go file. The name of a type is prefix and its name
// in the file.
func (c *Comments) Read(prefix string, source []byte) error {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.ParseComments)
	if err != nil {
		return fmt.Errorf("comments of Go types: %w", err)
	}
	for _, decl := range file.Decls {
		general, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range general.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				c.readType(prefix, general, spec)
			case *ast.ValueSpec:
				c.readValue(prefix, spec)
			}
		}
	}
	return nil
}

func (c *Comments) readType(prefix string, general *ast.GenDecl, spec *ast.TypeSpec) {
	name := prefix + spec.Name.Name
	doc := spec.Doc
	if doc == nil {
		doc = general.Doc
	}
	c.texts[name] = flowed(doc.Text())
	fields, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range fields.Fields.List {
		text := flowed(field.Doc.Text())
		if text == "" {
			text = flowed(field.Comment.Text())
		}
		for _, ident := range field.Names {
			c.texts[name+"."+ident.Name] = text
		}
	}
}

func (c *Comments) readValue(prefix string, spec *ast.ValueSpec) {
	named, ok := spec.Type.(*ast.Ident)
	if !ok {
		return
	}
	for _, expr := range spec.Values {
		literal, ok := expr.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			continue
		}
		if value, err := strconv.Unquote(literal.Value); err == nil {
			name := prefix + named.Name
			c.values[name] = append(c.values[name], Comment{Value: value, Text: flowed(spec.Comment.Text())})
		}
	}
}

// Type is what is said of a type.
func (c *Comments) Type(name string) string { return c.texts[name] }

// Field is what is said of a field of a type.
func (c *Comments) Field(name, field string) string { return c.texts[name+"."+field] }

// Values are the string constants of a type.
func (c *Comments) Values(name string) []Comment { return c.values[name] }

// flowed makes one line of each paragraph; paragraphs are kept apart, and so are
// the items of a list.
func flowed(text string) string {
	var out strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		item := strings.HasPrefix(line, "  - ")
		switch {
		case i == 0:
		case line == "":
			out.WriteString("\n\n")
			continue
		case item:
			out.WriteString("\n")
		case out.Len() > 0 && !strings.HasSuffix(out.String(), "\n"):
			out.WriteString(" ")
		}
		out.WriteString(strings.TrimSpace(line))
	}
	return out.String()
}
