package emulator

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// The types of fields.
const (
	typeText         = "Text"
	typeTextarea     = "Textarea"
	typeNumber       = "Number"
	typeDate         = "Date"
	typeBoolean      = "Boolean"
	typeSingleSelect = "SingleSelect"
	typeMultiSelect  = "MultiSelect"
)

// A schema is the rules for the values of a field. Nil says that a rule is not set.
type schema struct {
	Type            string   `json:"type"`
	SelectOptions   []any    `json:"selectOptions,omitempty"`
	DefaultValue    any      `json:"defaultValue,omitempty"`
	IsValueRequired *bool    `json:"isValueRequired,omitempty"`
	MinValue        any      `json:"minValue,omitempty"`
	MaxValue        any      `json:"maxValue,omitempty"`
	MinLength       *float64 `json:"minLength,omitempty"`
	MaxLength       *float64 `json:"maxLength,omitempty"`
}

// A sentSchema is a schema of a request and which of its keys were there.
type sentSchema struct {
	schema
	keys map[string]bool
}

func (s *schema) required() bool { return s.IsValueRequired != nil && *s.IsValueRequired }

// schema reads the schema of a request.
func (b *body) schema(needsType bool) sentSchema {
	raw, found := b.values["schema"]
	if !found {
		return sentSchema{}
	}
	delete(b.values, "schema")
	inner := parseBody(raw)
	if needsType {
		inner.require("type")
	}
	sent := sentSchema{keys: map[string]bool{}}
	for key := range inner.values {
		sent.keys[key] = true
	}
	sent.Type = inner.text("type")
	inner.read("selectOptions", "an Array", &sent.SelectOptions)
	inner.read("defaultValue", "a string, number, boolean or Array", &sent.DefaultValue)
	inner.read("isValueRequired", "a boolean", &sent.IsValueRequired)
	inner.read("minValue", "a string or number", &sent.MinValue)
	inner.read("maxValue", "a string or number", &sent.MaxValue)
	inner.read("minLength", "a number", &sent.MinLength)
	inner.read("maxLength", "a number", &sent.MaxLength)
	if wrong := inner.done(); wrong != nil {
		if e, isError := wrong.body.(errorJSON); isError {
			wrong.body = errorJSON{Message: "Invalid schema object. " + e.Message, Help: help}
		}
		b.fail(*wrong)
	}
	return sent
}

// updateSchema is what a schema becomes when another one is sent for it. Its type never changes.
func (r Readings) updateSchema(have schema, sent sentSchema) schema {
	if r.FieldSchema == FieldSchemaReplaced {
		sent.Type = have.Type
		return sent.schema
	}
	if sent.keys["selectOptions"] {
		have.SelectOptions = sent.SelectOptions
	}
	if sent.keys["defaultValue"] {
		have.DefaultValue = sent.DefaultValue
	}
	if sent.keys["isValueRequired"] {
		have.IsValueRequired = sent.IsValueRequired
	}
	if sent.keys["minValue"] {
		have.MinValue = sent.MinValue
	}
	if sent.keys["maxValue"] {
		have.MaxValue = sent.MaxValue
	}
	if sent.keys["minLength"] {
		have.MinLength = sent.MinLength
	}
	if sent.keys["maxLength"] {
		have.MaxLength = sent.MaxLength
	}
	return have
}

// check returns what is wrong with a schema, or nothing.
func (s *schema) check() string {
	for _, check := range []func() string{s.checkType, s.checkOptions, s.checkBounds, s.checkLengths} {
		if message := check(); message != "" {
			return message
		}
	}
	if s.DefaultValue != nil {
		if message := s.checkValue(s.DefaultValue); message != "" {
			return "defaultValue " + message
		}
	} else if s.required() {
		return "defaultValue is required if isValueRequired is true."
	}
	return ""
}

func (s *schema) checkType() string {
	switch s.Type {
	case typeText, typeTextarea, typeNumber, typeDate, typeBoolean, typeSingleSelect, typeMultiSelect:
		return ""
	}
	return "type should be one of Text, Textarea, Number, Date, Boolean, SingleSelect, MultiSelect."
}

func (s *schema) checkOptions() string {
	if s.Type != typeSingleSelect && s.Type != typeMultiSelect {
		if s.SelectOptions != nil {
			return "selectOptions can only be set for SingleSelect and MultiSelect."
		}
		return ""
	}
	if len(s.SelectOptions) == 0 {
		return "selectOptions is required for SingleSelect and MultiSelect."
	}
	seen := map[any]bool{}
	for _, option := range s.SelectOptions {
		if !isScalar(option) {
			return "selectOptions should be strings, numbers or booleans."
		}
		if seen[option] {
			return fmt.Sprintf("selectOptions contains %v twice.", option)
		}
		seen[option] = true
	}
	return ""
}

func isScalar(v any) bool {
	switch v := v.(type) {
	case string:
		return v != ""
	case float64, bool:
		return true
	}
	return false
}

func (s *schema) checkBounds() string {
	if s.MinValue == nil && s.MaxValue == nil {
		return ""
	}
	if s.Type != typeNumber && s.Type != typeDate {
		return "minValue and maxValue can only be set for Number and Date."
	}
	bounds := [2]float64{math.Inf(-1), math.Inf(1)}
	for i, bound := range []any{s.MinValue, s.MaxValue} {
		if bound == nil {
			continue
		}
		n, valid := s.measure(bound)
		if !valid {
			return "minValue and maxValue should match the type of the field."
		}
		bounds[i] = n
	}
	if bounds[0] > bounds[1] {
		return "minValue should not be greater than maxValue."
	}
	return ""
}

// measure makes a Number or a Date comparable.
func (s *schema) measure(value any) (float64, bool) {
	if s.Type == typeNumber {
		n, isNumber := value.(float64)
		return n, isNumber
	}
	text, isText := value.(string)
	at, err := parseDate(text)
	return float64(at.UnixMilli()), isText && err == nil
}

func (s *schema) checkLengths() string {
	if s.MinLength == nil && s.MaxLength == nil {
		return ""
	}
	if s.Type != typeText && s.Type != typeTextarea {
		return "minLength and maxLength can only be set for Text and Textarea."
	}
	for _, n := range []*float64{s.MinLength, s.MaxLength} {
		if n != nil && (*n < 0 || *n != math.Trunc(*n)) {
			return "minLength and maxLength should be whole numbers."
		}
	}
	if s.MinLength != nil && s.MaxLength != nil && *s.MinLength > *s.MaxLength {
		return "minLength should not be greater than maxLength."
	}
	return ""
}

// parseDate accepts ISO 8601: a date, or date and time with seconds, a fraction if any, and a zone.
func parseDate(text string) (time.Time, error) {
	if at, err := time.Parse(time.DateOnly, text); err == nil {
		return at, nil
	}
	return time.Parse(time.RFC3339Nano, text)
}

// clone copies a value as JSON has it, so that callers keep theirs.
func clone[T any](value T) (T, error) {
	var copied T
	data, err := json.Marshal(value)
	if err != nil {
		return copied, err
	}
	return copied, json.Unmarshal(data, &copied)
}
