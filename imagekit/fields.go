package imagekit

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// FieldType is the type of a custom metadata field. It can never be changed.
type FieldType string

const (
	FieldText         FieldType = "Text"
	FieldTextarea     FieldType = "Textarea"
	FieldNumber       FieldType = "Number"
	FieldDate         FieldType = "Date"
	FieldBoolean      FieldType = "Boolean"
	FieldSingleSelect FieldType = "SingleSelect"
	FieldMultiSelect  FieldType = "MultiSelect"
)

// Field is the definition of a custom metadata field, which holds for the whole account.
type Field struct {
	ID     string      `json:"id"`
	Name   string      `json:"name"`  // the key of a file's metadata; can never be changed
	Label  string      `json:"label"` // what people see; unique among the fields that are not deleted
	Schema FieldSchema `json:"schema"`
}

// FieldSchema is the rule for a field's values. A scalar is a string, a float64 or a bool.
type FieldSchema struct {
	Type            FieldType `json:"type"`
	SelectOptions   []any     `json:"selectOptions,omitempty"`   // scalars; SingleSelect and MultiSelect only
	DefaultValue    any       `json:"defaultValue,omitempty"`    // a scalar, or []any for MultiSelect; needed if a value is required
	IsValueRequired bool      `json:"isValueRequired,omitempty"` // metadata is refused without a value for this field
	MinValue        any       `json:"minValue,omitempty"`        // a number, or an ISO 8601 date; Number and Date only
	MaxValue        any       `json:"maxValue,omitempty"`        // as MinValue
	MinLength       Opt[int]  `json:"minLength,omitzero"`        // characters; Text and Textarea only
	MaxLength       Opt[int]  `json:"maxLength,omitzero"`        // as MinLength
}

// FieldCreate is a new field.
type FieldCreate struct {
	Name   string      `json:"name"` // unique among all fields, deleted ones included
	Label  string      `json:"label"`
	Schema FieldSchema `json:"schema"`
}

// FieldUpdate is a change of a field. Name and type cannot change.
type FieldUpdate struct {
	Label string // empty: leave alone
	// Schema, if given, should be whole: whether the service merges or replaces it is not documented.
	Schema *FieldSchemaUpdate
}

// FieldSchemaUpdate is a change of a field's schema; see [FieldSchema].
type FieldSchemaUpdate struct {
	SelectOptions   []any     `json:"selectOptions,omitempty"` // nil: leave alone
	DefaultValue    Opt[any]  `json:"defaultValue,omitzero"`
	IsValueRequired Opt[bool] `json:"isValueRequired,omitzero"`
	MinValue        Opt[any]  `json:"minValue,omitzero"`
	MaxValue        Opt[any]  `json:"maxValue,omitzero"`
	MinLength       Opt[int]  `json:"minLength,omitzero"`
	MaxLength       Opt[int]  `json:"maxLength,omitzero"`
}

// ListFields returns the account's custom metadata fields. With includeDeleted
// deleted ones come too. Nothing in them says so: compare with a listing without.
//
// GET /v1/customMetadataFields.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/custom-metadata-fields/list-all-fields
func (c *Client) ListFields(ctx context.Context, includeDeleted bool) ([]Field, error) {
	query := url.Values{}
	if includeDeleted {
		query.Set("includeDeleted", "true")
	}
	fields, err := read[fieldList](ctx, c, get("list fields", "/v1/customMetadataFields", query))
	return fields, err
}

// CreateField makes a field and returns it with its id.
// It is not repeated after a lost answer ([OutcomeUnknownError]).
//
// POST /v1/customMetadataFields. Errors: 400, also for a name or label that is taken.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/custom-metadata-fields/create-new-field
func (c *Client) CreateField(ctx context.Context, f FieldCreate) (Field, error) {
	const op = "create field"
	if f.Name == "" || f.Label == "" || f.Schema.Type == "" {
		return Field{}, invalid(op, "field", "needs a name, a label and a type")
	}
	if err := firstError(checkText(op, "name", f.Name), checkText(op, "label", f.Label)); err != nil {
		return Field{}, err
	}
	return read[Field](ctx, c, call{op: op, method: http.MethodPost, path: "/v1/customMetadataFields", body: f})
}

// UpdateField changes a field's label, schema or both, and returns the field.
// Doing it twice is harmless, so it is repeated after a lost answer.
//
// PATCH /v1/customMetadataFields/{id}. Errors: 400, 404.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/custom-metadata-fields/update-existing-field
func (c *Client) UpdateField(ctx context.Context, id string, u FieldUpdate) (Field, error) {
	const op = "update field"
	if u.Label == "" && u.Schema == nil {
		return Field{}, invalid(op, "update", "changes nothing")
	}
	if err := firstError(checkID(op, "field id", id), checkText(op, "label", u.Label)); err != nil {
		return Field{}, err
	}
	return read[Field](ctx, c, patch(op, "/v1/customMetadataFields/"+url.PathEscape(id), struct {
		Label  string             `json:"label,omitempty"`
		Schema *FieldSchemaUpdate `json:"schema,omitempty"`
	}(u)))
}

// DeleteField deletes a field. Its name can never be used again.
// It is not repeated after a lost answer ([OutcomeUnknownError]).
//
// DELETE /v1/customMetadataFields/{id}. Errors: 400 if a path policy uses the field, 404.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/custom-metadata-fields/delete-a-field
func (c *Client) DeleteField(ctx context.Context, id string) error {
	const op = "delete field"
	if err := checkID(op, "field id", id); err != nil {
		return err
	}
	return c.run(ctx, call{op: op, method: http.MethodDelete, path: "/v1/customMetadataFields/" + url.PathEscape(id)})
}

// valid refuses a field that could not be told from another.
func (f Field) valid(int) error {
	if f.ID == "" || f.Name == "" || f.Schema.Type == "" {
		return errors.New("the answer has a field without id, name or type")
	}
	return nil
}

type fieldList []Field

func (l fieldList) valid(int) error {
	for _, f := range l {
		if err := f.valid(0); err != nil {
			return err
		}
	}
	return nil
}
