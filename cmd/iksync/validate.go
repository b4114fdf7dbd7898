package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

func (p *program) validateCommand() command {
	return command{
		name: "validate", usage: "check the YAML, offline",
		text: `Reads the YAML and looks for its local files. What is wrong is listed on stderr,
each with its line and column, and the exit code is 3. Nothing is asked of the
library.`,
		options: []*option{p.opts.file, p.opts.vars, p.opts.output},
		run:     func(context.Context, []string) error { return p.validate() },
	}
}

func (p *program) validate() error {
	c, err := p.readConfig()
	var problems state.Problems
	if err != nil && !errors.As(err, &problems) {
		return err
	}
	return firstError(p.showValidity(validity{config: c, problems: problems}), err)
}

// showValidity leaves stdout empty where a person can read the problems on stderr.
func (p *program) showValidity(v validity) error {
	if v.config == nil && p.form() == formText {
		return nil
	}
	return p.show(v, p.opts.file.text())
}

// validity is what validate found.
type validity struct {
	config   *config // nil where there are problems
	problems state.Problems
}

func (v validity) Text(w io.Writer, s report.Style) error {
	want := v.config.want
	files := ""
	if v.config.layout == state.LayoutFolder {
		files = " (" + quantity(len(v.config.files), "file") + ")"
	}
	_, err := fmt.Fprintf(w, "%s%s is valid: %s; it has %s, %s, %s and %s.\n", inert(v.config.name), files, inert(want.Name),
		quantity(len(want.Fields), "field"), quantity(len(want.Folders), "folder"),
		quantity(len(want.Files), "file"), quantity(len(want.Rules), "rule"))
	return err
}

func (v validity) JSON(w io.Writer) error {
	files := []string{}
	if v.config != nil {
		files = v.config.files
	}
	return writeJSON(w, struct {
		Format   string        `json:"format"`
		Valid    bool          `json:"valid"`
		Files    []string      `json:"files"` // that were read; none where there are problems
		Problems []jsonProblem `json:"problems"`
	}{"iksync-validate/1", v.config != nil, files, jsonProblems(v.problems)})
}

func quantity(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
