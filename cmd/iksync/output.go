package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/plan/report"
)

// show writes d to stdout in the form that --output asks for.
func (p *program) show(d document, source string) error {
	return p.document(func(w io.Writer) error { return write(w, d, p.form(), p.style(source)) })
}

// style is how texts on stdout look.
func (p *program) style(source string) report.Style {
	s := report.Style{Color: p.colours(p.env.StdoutIsTerminal), Source: source}
	if p.env.StdoutIsTerminal() {
		s.Width = p.columns()
	}
	return s
}

// columns is how wide the terminal is.
func (p *program) columns() int {
	const usual = 80
	if n, err := strconv.Atoi(p.env.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	if p.env.Columns != nil {
		if n := p.env.Columns(); n > 0 {
			return n
		}
	}
	return usual
}

// checkReports refuses a --report that could not be written or would be written over
// something else, and a --refs that could not be searched, before anything is done.
func (p *program) checkReports() error {
	return firstError(p.checkTargets(), p.checkRefs())
}

// report writes d to each file of --report. One that fails does not keep the
// others from being written.
func (p *program) report(d document, source string) error {
	p.reportsDone = true
	files, err := p.reportFiles()
	errs := []error{err}
	for _, f := range files {
		errs = append(errs, writeFile(p.path(f.path), 0o644, func(w io.Writer) error {
			return write(w, d, f.form, report.Style{Source: source})
		}))
	}
	return errors.Join(errs...)
}

// reportFailure writes the reports of a command that got nowhere.
func (p *program) reportFailure(f failure) error {
	if p.reportsDone || p.checkTargets() != nil {
		return nil
	}
	return p.report(f, "")
}

// writeFile writes a whole file or leaves what is there.
func writeFile(path string, mode os.FileMode, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	err = errors.Join(write(f), f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// planDocument is a plan to show.
type planDocument struct {
	plan *plan.Plan
	refs *impact.Refs // nil: no sources were searched
}

func (d planDocument) Text(w io.Writer, s report.Style) error {
	s.Refs = d.refs
	return report.Text(w, d.plan, s)
}

func (d planDocument) JSON(w io.Writer) error { return report.JSON(w, d.plan, d.refs) }

func (d planDocument) Markdown(w io.Writer, s report.MarkdownStyle) error {
	s.Refs = d.refs
	return report.Markdown(w, d.plan, s)
}

func (d planDocument) HTML(w io.Writer, s report.HTMLStyle) error {
	s.Refs = d.refs
	return report.HTML(w, d.plan, s)
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
