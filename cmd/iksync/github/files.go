package github

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxSummary is how many bytes the summary of one step may have. GitHub shows none
// of a longer one.
const MaxSummary = 1 << 20

// Output is one output of a step.
type Output struct{ Name, Value string }

// WriteOutputs adds outputs to the step's. It does nothing where the workflow takes
// none.
func (e Environment) WriteOutputs(list []Output) error {
	var b strings.Builder
	for _, o := range list {
		b.WriteString(o.entry())
	}
	return appendTo(e.Output, b.String())
}

// entry is the output as its file has it: between two lines that are not in its
// value, so that a value can bring no output of its own.
func (o Output) entry() string {
	const mark = "ghadelimiter"
	end := mark
	for n := 1; strings.Contains(o.Value, end); n++ {
		end = mark + "_" + strconv.Itoa(n)
	}
	return o.Name + "<<" + end + "\n" + o.Value + "\n" + end + "\n"
}

// WriteSummary adds Markdown to the job's summary. What would not fit any more is an
// error, and nothing of it is written. It does nothing where the workflow takes none.
func (e Environment) WriteSummary(markdown string) error {
	if e.Summary == "" {
		return nil
	}
	there := int64(0)
	switch info, err := os.Stat(e.Summary); {
	case err == nil:
		there = info.Size()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if size := there + int64(len(markdown)); size > MaxSummary {
		return fmt.Errorf("the summary would have %d bytes, and GitHub takes %d", size, MaxSummary)
	}
	if !utf8.ValidString(markdown) {
		markdown = strings.ToValidUTF8(markdown, "\ufffd")
	}
	return appendTo(e.Summary, markdown)
}

// appendTo adds text to the file called name, which may be there.
func appendTo(name, text string) error {
	if name == "" {
		return nil
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
