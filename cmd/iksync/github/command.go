package github

import (
	"strconv"
	"strings"
)

// Level is how much an annotation matters.
type Level string

// The levels.
const (
	Error   Level = "error"
	Warning Level = "warning"
	Notice  Level = "notice"
)

// MaxAnnotations is how many annotations of one level GitHub shows of one step.
const MaxAnnotations = 10

// Annotation is a message that GitHub shows at a line of a file.
type Annotation struct {
	Level   Level
	Title   string
	Message string
	File    string // from the repository's root, "" where it is about no file
	Line    int    // from 1; 0: the whole file
	Column  int    // from 1; 0: the whole line
}

// String is the annotation as a workflow command: one line, whatever is in it.
func (a Annotation) String() string {
	var properties []string
	add := func(key, value string) {
		if value != "" {
			properties = append(properties, key+"="+property(value))
		}
	}
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	if a.File != "" {
		add("file", a.File)
		add("line", number(a.Line))
		add("col", number(a.Column))
	}
	add("title", a.Title)
	head := "::" + string(a.Level)
	if len(properties) > 0 {
		head += " " + strings.Join(properties, ",")
	}
	return head + "::" + data(a.Message)
}

// data is s where a command takes its message.
func data(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
	return strings.ReplaceAll(s, oldCommand, oldCommandInert)
}

// property is s where a command takes one of its properties.
func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s))
}

// Annotations are the lines that show what is in list: as many of each level as
// GitHub shows, in their order. Where there are more, the last one of the level says
// how many were left out.
func Annotations(list []Annotation) []string {
	total := map[Level]int{}
	for _, a := range list {
		total[a.Level]++
	}
	var lines []string
	shown := map[Level]int{}
	for _, a := range list {
		n := shown[a.Level]
		shown[a.Level]++
		switch {
		case n < MaxAnnotations-1 || total[a.Level] == MaxAnnotations:
			lines = append(lines, a.String())
		case n == MaxAnnotations-1:
			rest := Annotation{Level: a.Level, Message: "and " + strconv.Itoa(total[a.Level]-n) + " more, which the log and the summary list"}
			lines = append(lines, rest.String())
		}
	}
	return lines
}
