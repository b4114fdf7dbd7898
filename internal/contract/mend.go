package contract

import (
	"github.com/getkin/kin-openapi/openapi3"
)

// mend repairs the faults of the document that are known, in memory:
//
//   - the two forms of a file's update exclude each other, and both match
//     {"tags": ["a"]}, so that a correct request fits neither: each form is
//     closed to the keys of the other;
//   - null is described in words ("send null to unset") and not declared;
//   - answers without content (204) declare a JSON body, which HTTP forbids;
//   - alternatives overlap, so that a right value matches more than one;
//   - the lists of an upload's form are arrays, where the service and its own
//     clients have one text with commas; its objects are meant as JSON, but the
//     parts that carry it say nothing of their type, and so are texts too.
func mend(doc *openapi3.T) {
	closed := false
	update := doc.Components.Schemas["UpdateFileRequest"].Value
	for _, form := range update.OneOf {
		form.Value.AdditionalProperties = openapi3.AdditionalProperties{Has: &closed}
	}
	update.AnyOf, update.OneOf = update.OneOf, nil
	for _, schema := range doc.Components.Schemas {
		walk(schema, map[*openapi3.Schema]bool{}, relax)
	}
	for _, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			mendOperation(operation)
		}
	}
}

func mendOperation(o *openapi3.Operation) {
	if o.RequestBody != nil && o.RequestBody.Value != nil {
		for kind, media := range o.RequestBody.Value.Content {
			walk(media.Schema, map[*openapi3.Schema]bool{}, relax)
			if kind == "multipart/form-data" {
				flatten(media.Schema.Value)
			}
		}
	}
	for status, answer := range o.Responses.Map() {
		if status == "204" {
			answer.Value.Content = nil
		}
		for _, media := range answer.Value.Content {
			walk(media.Schema, map[*openapi3.Schema]bool{}, relax)
		}
	}
}

// flatten takes the lists and objects of a form for texts.
func flatten(form *openapi3.Schema) {
	for _, name := range []string{"tags", "responseFields", "customMetadata"} {
		if form.Properties[name] != nil {
			form.Properties[name] = openapi3.NewSchemaRef("", openapi3.NewStringSchema())
		}
	}
}

// relax makes one of several alternatives any of several, and declares what
// may be null.
func relax(s *openapi3.Schema) {
	if len(s.OneOf) > 0 && s.Discriminator == nil {
		s.AnyOf, s.OneOf = append(s.AnyOf, s.OneOf...), nil
	}
	for _, name := range []string{"tags", "AITags", "customCoordinates", "description"} {
		if property := s.Properties[name]; property != nil && property.Value != nil {
			property.Value.Nullable = true
		}
	}
}

// walk visits a schema and all within it, once each.
func walk(ref *openapi3.SchemaRef, seen map[*openapi3.Schema]bool, visit func(*openapi3.Schema)) {
	if ref == nil || ref.Value == nil || seen[ref.Value] {
		return
	}
	s := ref.Value
	seen[s] = true
	visit(s)
	for _, property := range s.Properties {
		walk(property, seen, visit)
	}
	for _, list := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf, s.AllOf} {
		for _, alternative := range list {
			walk(alternative, seen, visit)
		}
	}
	walk(s.Items, seen, visit)
	walk(s.AdditionalProperties.Schema, seen, visit)
	walk(s.Not, seen, visit)
}
