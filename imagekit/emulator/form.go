package emulator

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"slices"
	"strings"
)

// maxUploadBody bounds an upload: the limit of a paid plan for images, and some room for the form.
const maxUploadBody = 50 << 20

// A form is a multipart body being read part by part, like a body.
type form struct {
	values map[string][]byte
	binary map[string]bool // parts with a file name
	wrong  *reply
}

// parseForm accepts a form in which no part comes twice.
func parseForm(contentType string, data []byte) (*form, *reply) {
	bad := badRequest("Your request is not a valid multipart form.")
	_, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || parameters["boundary"] == "" {
		return nil, &bad
	}
	f := &form{values: map[string][]byte{}, binary: map[string]bool{}}
	reader := multipart.NewReader(bytes.NewReader(data), parameters["boundary"])
	for {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return f, f.wrong
		}
		if err != nil {
			return nil, &bad
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return nil, &bad
		}
		name := part.FormName()
		if _, twice := f.values[name]; twice || name == "" {
			f.fail("Your request contains the parameter " + name + " twice.")
		}
		f.values[name], f.binary[name] = value, part.FileName() != ""
	}
}

func (f *form) fail(message string) {
	if f.wrong == nil {
		r := badRequest(message)
		f.wrong = &r
	}
}

func (f *form) has(name string) bool { _, found := f.values[name]; return found }

// text reads a part without using it up: the parts of a signature are looked at twice.
func (f *form) text(name string) string { return string(f.values[name]) }

func (f *form) take(name string) (string, bool) {
	value, found := f.values[name]
	delete(f.values, name)
	return string(value), found
}

func (f *form) boolean(name string, missing bool) bool {
	value, found := f.take(name)
	switch {
	case !found:
		return missing
	case value == "true":
		return true
	case value != "false":
		f.fail("Your request contains invalid value for " + name + " parameter. It should be true or false.")
	}
	return false
}

// list reads a list: commas separate its elements, or it is a JSON array of strings.
func (f *form) list(name string) ([]string, bool) {
	value, found := f.take(name)
	if !found || value == "" {
		return nil, found
	}
	if strings.HasPrefix(value, "[") {
		var list []string
		if json.Unmarshal([]byte(value), &list) != nil {
			f.fail("Your request contains invalid value for " + name + " parameter.")
		}
		return list, true
	}
	list := strings.Split(value, ",")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list, true
}

// An uploadRequest is a form with the defaults filled in.
type uploadRequest struct {
	data                                          []byte
	fileName, folder, focus, description          string
	tags                                          []string
	hasTags, hasDescription                       bool
	metadata                                      map[string]any
	responseFields                                []string
	useUniqueFileName, isPrivateFile, isPublished bool
	overwriteFile, overwriteTags, overwriteAITags bool
	overwriteCustomMetadata                       bool
}

// upload reads the form; a part that is not known makes it fail.
func (f *form) upload() (*uploadRequest, *reply) {
	if !f.has("file") {
		f.fail("Your request is missing file parameter.")
	}
	if !f.has("fileName") {
		f.fail("Your request is missing fileName parameter.")
	}
	u := &uploadRequest{
		useUniqueFileName: f.boolean("useUniqueFileName", true),
		isPrivateFile:     f.boolean("isPrivateFile", false),
		isPublished:       f.boolean("isPublished", true),
		overwriteFile:     f.boolean("overwriteFile", true),
		overwriteTags:     f.boolean("overwriteTags", true),
		overwriteAITags:   f.boolean("overwriteAITags", true),

		overwriteCustomMetadata: f.boolean("overwriteCustomMetadata", true),
	}
	isBinary := f.binary["file"]
	file, _ := f.take("file")
	u.data = f.content(file, isBinary)
	u.fileName, _ = f.take("fileName")
	u.folder, _ = f.take("folder")
	u.description, u.hasDescription = f.take("description")
	u.readTags(f)
	u.readFocus(f)
	u.readMetadata(f)
	u.readResponseFields(f)
	for _, name := range []string{"publicKey", "token", "expire", "signature"} {
		f.take(name)
	}
	for _, name := range []string{"extensions", "webhookUrl", "transformation", "checks"} {
		if f.has(name) {
			f.fail("The emulator does not run extensions, transformations or checks: leave out " + name + ".")
		}
	}
	if len(f.values) > 0 {
		names := make([]string, 0, len(f.values))
		for name := range f.values {
			names = append(names, name)
		}
		slices.Sort(names)
		f.fail("Your request contains the unknown parameter " + names[0] + ".")
	}
	return u, f.wrong
}

// content is the bytes of the file part: binary, a data URI or plain Base64.
func (f *form) content(value string, isBinary bool) []byte {
	if isBinary {
		return []byte(value)
	}
	if strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://") {
		f.fail("The emulator does not fetch files from URLs: send the bytes.")
		return nil
	}
	if strings.HasPrefix(value, "data:") {
		_, encoded, found := strings.Cut(value, ";base64,")
		if !found {
			f.fail("Your request contains invalid file parameter.")
		}
		value = encoded
	}
	data, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		f.fail("Your request contains invalid file parameter.")
	}
	return data
}

func (u *uploadRequest) readTags(f *form) {
	u.tags, u.hasTags = f.list("tags")
	if wrong := checkTags(u.tags); wrong != nil && f.wrong == nil {
		f.wrong = wrong
	}
}

func (u *uploadRequest) readFocus(f *form) {
	focus, found := f.take("customCoordinates")
	if found && focus != "" && !isFocus(focus) {
		f.fail("Your request contains invalid value for customCoordinates parameter. " +
			"It should be in the format x,y,width,height.")
	}
	u.focus = focus
}

func (u *uploadRequest) readMetadata(f *form) {
	value, found := f.take("customMetadata")
	if !found {
		return
	}
	b := parseBody([]byte(value))
	if b.wrong != nil {
		f.fail("Your request contains invalid value for customMetadata parameter. It should be a JSON object.")
		return
	}
	u.metadata = map[string]any{}
	for name, raw := range b.values {
		var v any
		if json.Unmarshal(raw, &v) == nil {
			u.metadata[name] = v
		}
	}
}

func (u *uploadRequest) readResponseFields(f *form) {
	u.responseFields, _ = f.list("responseFields")
	allowed := []string{
		"tags", "customCoordinates", "isPrivateFile", "embeddedMetadata", "isPublished",
		"customMetadata", "metadata", "selectedFieldsSchema",
	}
	for _, name := range u.responseFields {
		if !slices.Contains(allowed, name) {
			f.fail("Your request contains invalid value for responseFields parameter: " + name + ".")
		}
	}
}
