package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// document is what a command has to show, in either form.
type document interface {
	Text(w io.Writer, s report.Style) error
	JSON(w io.Writer) error
}

// show writes d to stdout in the form that --output asks for.
func (p *program) show(d document, source string) error {
	return p.document(func(w io.Writer) error {
		if p.opts.output.text() == "json" {
			return d.JSON(w)
		}
		return d.Text(w, p.style(source))
	})
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
	return usual
}

// checkReports refuses a --report that could not be written, before anything is done.
func (p *program) checkReports() error {
	for _, spec := range p.opts.report.list() {
		kind, path, found := strings.Cut(spec, "=")
		if !found || path == "" || kind != "text" && kind != "json" {
			return p.opts.report.bad("text=FILE or json=FILE")
		}
	}
	return nil
}

// report writes d to each file of --report. One that fails does not keep the
// others from being written.
func (p *program) report(d document, source string) error {
	p.reportsDone = true
	var errs []error
	for _, spec := range p.opts.report.list() {
		kind, path, _ := strings.Cut(spec, "=")
		errs = append(errs, writeFile(p.path(path), 0o644, func(w io.Writer) error {
			if kind == "json" {
				return d.JSON(w)
			}
			return d.Text(w, report.Style{Source: source})
		}))
	}
	return errors.Join(errs...)
}

// reportFailure writes the reports of a command that got nowhere.
func (p *program) reportFailure(f failure) error {
	if p.reportsDone || p.checkReports() != nil {
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
type planDocument struct{ plan *plan.Plan }

func (d planDocument) Text(w io.Writer, s report.Style) error { return report.Text(w, d.plan, s) }
func (d planDocument) JSON(w io.Writer) error                 { return report.JSON(w, d.plan) }

// failure is a command that ended before it had anything to show.
type failure struct {
	code    code
	message string
	err     error
}

// Text writes the message.
func (f failure) Text(w io.Writer, _ report.Style) error {
	_, err := io.WriteString(w, inert(f.message)+"\n")
	return err
}

// JSON writes what went wrong, with the place of each problem.
func (f failure) JSON(w io.Writer) error {
	var problems state.Problems
	_ = errors.As(f.err, &problems)
	return writeJSON(w, struct {
		Format   string        `json:"format"`
		ExitCode code          `json:"exit_code"`
		Error    string        `json:"error"`
		Problems []jsonProblem `json:"problems"`
	}{"iksync-error/1", f.code, f.message, jsonProblems(problems)})
}

type jsonProblem struct {
	state.Pos
	Message string `json:"message"`
}

func jsonProblems(problems state.Problems) []jsonProblem {
	list := make([]jsonProblem, 0, len(problems))
	for _, p := range problems {
		list = append(list, jsonProblem{p.Pos, p.Message})
	}
	return list
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
