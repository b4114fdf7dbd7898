package emulator

import (
	"fmt"
	"net/http"
	"slices"
	"unicode/utf8"
)

// checkValue returns what is wrong with a value of a field, or nothing. The message continues a
// sentence that begins with the name.
func (s *schema) checkValue(value any) string {
	switch s.Type {
	case typeText, typeTextarea:
		return s.checkText(value)
	case typeNumber, typeDate:
		return s.checkMeasure(value)
	case typeBoolean:
		if _, isBool := value.(bool); !isBool {
			return "should be a boolean."
		}
	case typeSingleSelect:
		if !isScalar(value) || !slices.Contains(s.SelectOptions, value) {
			return "should be one of the select options."
		}
	case typeMultiSelect:
		return s.checkSelection(value)
	}
	return ""
}

func (s *schema) checkText(value any) string {
	text, isText := value.(string)
	length := float64(utf8.RuneCountInString(text))
	switch {
	case !isText:
		return "should be a string."
	case s.MinLength != nil && length < *s.MinLength:
		return fmt.Sprintf("should have at least %v characters.", *s.MinLength)
	case s.MaxLength != nil && length > *s.MaxLength:
		return fmt.Sprintf("should have at most %v characters.", *s.MaxLength)
	}
	return ""
}

func (s *schema) checkMeasure(value any) string {
	n, valid := s.measure(value)
	if !valid && s.Type == typeDate {
		return "should be a date in ISO8601 format."
	}
	if !valid {
		return "should be a number."
	}
	if least, bounded := s.measure(s.MinValue); bounded && n < least {
		return fmt.Sprintf("should be at least %v.", s.MinValue)
	}
	if most, bounded := s.measure(s.MaxValue); bounded && n > most {
		return fmt.Sprintf("should be at most %v.", s.MaxValue)
	}
	return ""
}

func (s *schema) checkSelection(value any) string {
	list, isList := value.([]any)
	if !isList {
		return "should be an array."
	}
	for i, element := range list {
		if !isScalar(element) || !slices.Contains(s.SelectOptions, element) {
			return "should contain select options only."
		}
		if slices.Contains(list[:i], element) {
			return "should not contain an option twice."
		}
	}
	return ""
}

// checkMetadata checks the values of a request against the fields. Null, which unsets, is fine for a
// field that exists and for a value that lingers.
func (s *Server) checkMetadata(have, sent map[string]any) *reply {
	problems := map[string]string{}
	for name, value := range sent {
		f := s.lib.liveField(name)
		if f == nil {
			if _, lingers := have[name]; !lingers || value != nil {
				problems[name] = "There is no custom metadata field of this name."
			}
			continue
		}
		if value != nil {
			if message := f.Schema.checkValue(value); message != "" {
				problems[name] = name + " " + message
			}
		}
	}
	return invalidMetadata(problems)
}

// checkRequired checks that every required field has a value: on the file, or in the very request.
func (s *Server) checkRequired(after, sent map[string]any) *reply {
	where := after
	if s.cfg.readings.RequiredFields == RequiredInEveryRequest {
		where = sent
	}
	problems := map[string]string{}
	for _, f := range s.lib.fields {
		if !f.Deleted && f.Schema.required() && where[f.Name] == nil {
			problems[f.Name] = f.Name + " is required."
		}
	}
	return invalidMetadata(problems)
}

func invalidMetadata(problems map[string]string) *reply {
	if len(problems) == 0 {
		return nil
	}
	return &reply{status: http.StatusBadRequest, body: errorJSON{
		Message: "Invalid custom metadata.", Help: help, Errors: problems,
	}}
}

// keepValue is how an account stores a value.
func (s *Server) keepValue(name string, value any) any {
	f := s.lib.liveField(name)
	if s.cfg.readings.Dates == DatesNormalised && f != nil && f.Schema.Type == typeDate {
		if text, isText := value.(string); isText {
			if at, err := parseDate(text); err == nil {
				return at.UTC().Format(isoLayout)
			}
		}
	}
	return value
}

// visibleMetadata is the metadata a file shows, and can be found by.
func (s *Server) visibleMetadata(meta map[string]any) map[string]any {
	if len(meta) == 0 || s.cfg.readings.DeletedFieldValues == DeletedFieldValuesLinger {
		return orEmpty(meta)
	}
	visible := map[string]any{}
	for name, value := range meta {
		if s.lib.liveField(name) != nil {
			visible[name] = value
		}
	}
	return visible
}
