package main

import (
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/table"
)

// publication is what is to become of a file's place on the web.
type publication string

// The publications.
const (
	publicationKept publication = ""
	publish         publication = "publish"
	unpublish       publication = "unpublish"
)

// updateWish is what file update was asked for, the same for all files.
type updateWish struct {
	tags        *state.Tags // nil: left alone
	metadata    metadataWish
	description *string // nil: left alone; "" clears
	focus       *string // likewise
	publication publication
	versions    bool        // the older versions are published or not as well
	aiTags      []state.Tag // to be removed
	allAITags   bool        // to be removed, whatever they are
	extensions  []imagekit.Extension
}

// readUpdateWish reads the options, as far as that takes no library.
func (p *program) readUpdateWish(o *updateOptions) (*updateWish, error) {
	if !slices.ContainsFunc(o.list(), (*option).given) {
		return nil, fail(exitUsage, "file update changes nothing without an option that says what, such as --tag or --set")
	}
	w := &updateWish{}
	errs := []error{exclusive(o.publish, o.unpublish)}
	read := func(o *option, into func() error) {
		if o.given() {
			errs = append(errs, into())
		}
	}
	read(o.tags, func() (err error) { w.tags, err = readTags(o.tags); return err })
	read(o.description, func() (err error) { w.description, err = readDescription(o.description); return err })
	read(o.focus, func() (err error) { w.focus, err = readFocus(o.focus); return err })
	read(o.aiTags, func() error { return w.readAITags(o.aiTags) })
	read(o.extensions, func() (err error) { w.extensions, err = p.readExtensions(o.extensions); return err })
	errs = append(errs, w.metadata.read(o.set, o.unset), w.readPublication(o))
	return w, firstError(errs...)
}

func (w *updateWish) readPublication(o *updateOptions) error {
	switch {
	case o.publish.on():
		w.publication = publish
	case o.unpublish.on():
		w.publication = unpublish
	case o.versions.on():
		return fail(exitUsage, "--versions belongs to --publish or --unpublish: add one of them")
	}
	w.versions = o.versions.on()
	return nil
}

// readTags reads --tag: the whole set, or what is added and removed.
func readTags(o *option) (*state.Tags, error) {
	t := &state.Tags{Mode: state.TagsPartial}
	clears := false
	for _, text := range o.list() {
		if strings.TrimSpace(text) == "" {
			clears = true
			continue
		}
		items, fault := table.Changes(text)
		if fault != "" {
			return nil, o.faulty(fault)
		}
		for _, i := range items {
			tag := state.Tag(i.Text)
			if fault := state.TagFault(tag); fault != "" {
				return nil, fail(exitUsage, "--tag: tag %q %s", tag, fault)
			}
			into := map[table.Sign]*[]state.Tag{table.Plus: &t.Add, table.Minus: &t.Remove, table.Unsigned: &t.Set}[i.Sign]
			*into = addOnce(*into, tag)
		}
	}
	exact := clears || len(t.Set) > 0
	switch {
	case exact && len(t.Add)+len(t.Remove) > 0:
		return nil, fail(exitUsage, "--tag: want the whole set, as in a,b, or changes, as in +a,-b, and not both")
	case clears && len(t.Set) > 0:
		return nil, fail(exitUsage, "--tag: '' clears all tags, and another --tag sets some: take one of them out")
	case exact:
		t.Mode = state.TagsExact
	}
	for _, tag := range t.Add {
		if slices.Contains(t.Remove, tag) {
			return nil, fail(exitUsage, "--tag: %q is to be added and to be removed", tag)
		}
	}
	return t, firstError(tagsTooLong(t.Set), tagsTooLong(t.Add), tagsTooLong(t.Remove))
}

// addOnce is the list with the tag in it.
func addOnce(list []state.Tag, tag state.Tag) []state.Tag {
	if slices.Contains(list, tag) {
		return list
	}
	return append(list, tag)
}

// tagChars is how many characters tags have when they are joined, as the limits of the API count them.
func tagChars(tags []state.Tag) int {
	chars := max(len(tags)-1, 0)
	for _, t := range tags {
		chars += utf8.RuneCountInString(string(t))
	}
	return chars
}

func tagsTooLong(tags []state.Tag) error {
	if chars := tagChars(tags); chars > imagekit.MaxTagChars {
		return fail(exitUsage, "--tag: the tags have %d characters together, and a file or a call takes %d", chars, imagekit.MaxTagChars)
	}
	return nil
}

func readDescription(o *option) (*string, error) {
	text := o.text()
	if n := utf8.RuneCountInString(text); n > state.MaxDescription {
		return nil, fail(exitUsage, "--description: has %d characters, and there can be %d", n, state.MaxDescription)
	}
	if !utf8.ValidString(text) {
		return nil, fail(exitUsage, "--description: is not valid UTF-8")
	}
	return &text, nil
}

func readFocus(o *option) (*string, error) {
	text := o.text()
	if text != "" && !state.IsFocus(text) {
		return nil, o.bad("x,y,width,height: four whole numbers, width and height above 0")
	}
	return &text, nil
}

// everyAITag is the value of --remove-ai-tags that means all of them.
const everyAITag = "all"

func (w *updateWish) readAITags(o *option) error {
	if o.text() == everyAITag {
		w.allAITags = true
		return nil
	}
	items, fault := table.Values(o.text())
	if fault != "" {
		return o.faulty(fault)
	}
	for _, i := range items {
		if fault := state.NameFault(i.Text); fault != "" {
			return fail(exitUsage, "--remove-ai-tags: tag %q %s", i.Text, fault)
		}
		w.aiTags = addOnce(w.aiTags, state.Tag(i.Text))
	}
	return nil
}

// readExtensions reads each --extension: JSON, or @ and the name of a file of it.
func (p *program) readExtensions(o *option) ([]imagekit.Extension, error) {
	var list []imagekit.Extension
	for _, text := range o.list() {
		name, isFile := strings.CutPrefix(text, "@")
		place := "--extension"
		if isFile {
			place += " " + text
			read, err := p.readSmall(name)
			if err != nil {
				return nil, fail(exitUsage, "%s: %w", place, err)
			}
			text = read
		}
		e, err := imagekit.ParseExtension([]byte(text))
		if err != nil {
			return nil, fail(exitUsage, "%s: %w", place, err)
		}
		list = append(list, e)
	}
	return list, nil
}

// readSmall reads a file that a person wrote: at most 1 MiB of it.
func (p *program) readSmall(name string) (string, error) {
	const most = 1 << 20 // bytes
	f, err := os.Open(p.path(name))
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	switch {
	case err != nil:
		return "", err
	case len(text) > most:
		return "", fail(exitUsage, "has more than 1 MiB")
	}
	return string(text), nil
}
