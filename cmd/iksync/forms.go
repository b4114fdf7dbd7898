package main

import (
	"io"
	"slices"
	"strings"

	"github.com/iksync/iksync/plan/report"
)

// form is how a document is written.
type form string

// The forms. Every document has the first two.
const (
	formText     form = "text"
	formJSON     form = "json"
	formMarkdown form = "markdown"
	formHTML     form = "html"
)

// document is what a command has to show.
type document interface {
	Text(w io.Writer, s report.Style) error
	JSON(w io.Writer) error
}

// inMarkdown is a document that has that form too.
type inMarkdown interface {
	Markdown(w io.Writer, s report.MarkdownStyle) error
}

// inHTML is a document that has that form too.
type inHTML interface {
	HTML(w io.Writer, s report.HTMLStyle) error
}

// form is what --output asks for: text, where that is something that does not exist.
// It is one flag, which some commands let ask for more than others.
func (p *program) form() form {
	asked := p.opts.output
	for _, o := range []*option{p.opts.form, p.opts.note} {
		if o.onCommandLine() {
			asked = o
		}
	}
	switch f := form(asked.text()); f {
	case formJSON, formMarkdown, formHTML:
		return f
	case formText:
	}
	return formText
}

// write writes d in a form. Where the document does not have it, which --output
// and --report see to, that is an error.
func write(w io.Writer, d document, f form, s report.Style) error {
	switch f {
	case formJSON:
		return d.JSON(w)
	case formMarkdown:
		if m, ok := d.(inMarkdown); ok {
			return m.Markdown(w, report.MarkdownStyle{Source: s.Source})
		}
	case formHTML:
		if h, ok := d.(inHTML); ok {
			return h.HTML(w, report.HTMLStyle{Source: s.Source})
		}
	case formText:
		return d.Text(w, s)
	}
	return fail(exitUsage, "there is no %s of this", f)
}

// reportFile is one --report.
type reportFile struct {
	form form
	path string
}

// reportFiles reads --report.
func (p *program) reportFiles() ([]reportFile, error) {
	var files []reportFile
	for _, spec := range p.opts.report.list() {
		kind, path, found := strings.Cut(spec, "=")
		if !found || path == "" || !slices.Contains(p.opts.form.values, kind) {
			return nil, p.opts.report.badValue(spec, "FORM=FILE, with a FORM of "+strings.Join(p.opts.form.values, ", "))
		}
		files = append(files, reportFile{form(kind), path})
	}
	return files, nil
}
