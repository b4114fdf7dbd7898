package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// No name of a library makes a line of its own in what a command shows, asks or says.
func TestActedLines(t *testing.T) {
	const forged = "deleted /s/kept.jpg"
	for _, row := range []struct {
		args []string
		code code
	}{
		{[]string{"file", "delete", "--dry-run", "/s/*"}, exitFine},
		{[]string{"file", "delete", "/s/*"}, exitUsage}, // nobody to ask
		{[]string{"file", "update", "--dry-run", "--tag", "", "/s/*"}, exitFine},
		{[]string{"file", "move", "/s/*", "/empty"}, exitUsage},
		{[]string{"file", "move", "--yes", "/s/*", "/t"}, exitRefused},
		{[]string{"file", "move", "--yes", "/**/*.jpg", "/empty"}, exitRefused},
		{[]string{"file", "copy", "--on-conflict", "version", "/s/*", "/t"}, exitUsage},
		{[]string{"file", "get", "/s/*"}, exitFine},
		{[]string{"file", "list", "/s"}, exitFine},
		{[]string{"file", "versions", "ID:"}, exitFine},
		{[]string{"file", "rename", "ID:", "kept.jpg"}, exitRefused},
		{[]string{"folder", "delete", "/s"}, exitUsage},
		{[]string{"purge", "--dry-run", "ID:"}, exitFine},
		{[]string{"file", "delete", "--yes", "ID:"}, exitFailed},
	} {
		t.Run(strings.Join(row.args, " "), func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				odd := "/s/x\n" + strings.ReplaceAll(forged, "/", "\u2215") + "\r\n\x1b[2J.jpg"
				require.NoError(t, w.server.Seed(emulator.Seed{Path: odd, Tags: []string{"a\n" + forged}},
					emulator.Seed{Path: strings.Replace(odd, "/s/", "/t/", 1)}, emulator.Seed{Path: "/s/kept.jpg"}, emulator.Seed{Path: "/empty", Folder: true}))
				w.refuses("DELETE /v1/files/{fileId}", 400, 0)
				args := row.args
				for i := range args {
					if args[i] == "ID:" {
						args[i] = w.idOf(odd)
					}
				}
				o := w.run(args...).exits(row.code)
				for _, line := range strings.Split(o.stdout+"\n"+o.stderr, "\n") {
					require.False(t, strings.HasPrefix(line, "deleted "), "%q", o.stdout+o.stderr)
				}
				require.NotContains(t, o.stdout+o.stderr, "\x1b")
				require.NotContains(t, o.stdout+o.stderr, "\r")
			})
		})
	}
}

// So it is where names are listed, and in any question.
func TestActedQuestionLines(t *testing.T) {
	p := &program{env: Env{StdinIsTerminal: func() bool { return false }}, opts: newOptions(func(string) string { return "" })}
	err := p.approveAction(t.Context(), action{name: "file test", ask: "Delete /a\ndeleted /b?", steps: []*step{{}}})
	require.ErrorContains(t, err, `Delete /a\ndeleted /b?`)
	require.Equal(t, `a\nb, c\u000d, d and 1 more`, firstFew([]string{"a\nb", "c\r", "d", "e"}))
}

// An interrupt is told by the exit code, whatever else became of the items.
func TestActedInterrupted(t *testing.T) {
	for _, row := range []struct {
		name  string
		items []*item
		code  code
		says  string
	}{
		{"some were done", []*item{{Path: "/a", Status: itemDone}, {Path: "/b", Status: itemSkipped, err: errInterrupted}}, exitInterrupted, "1 of 2 tested; the first that is not: /b: interrupted"},
		{"none was", []*item{{Path: "/a", Status: itemSkipped, err: errInterrupted}, {Path: "/b", Status: itemSkipped, err: errInterrupted}}, exitInterrupted, "none of 2 tested"},
		{"one failed before", []*item{{Path: "/a", Status: itemFailed, err: errors.New("no")}, {Path: "/b", Status: itemSkipped, err: errInterrupted}}, exitInterrupted, "the first: /a: no"},
		{"a call was broken off", []*item{{Path: "/a", Status: itemDone}, {Path: "/b", Status: itemUnknown, err: fmt.Errorf("move file: %w", context.Canceled)}}, exitInterrupted, "1 of 2 tested"},
		{"none", []*item{{Path: "/a", Status: itemDone}, {Path: "/b", Status: itemFailed, err: errors.New("no")}}, exitPartial, "1 of 2 tested"},
		{"nothing was left to do", []*item{{Path: "/a", Status: itemDone}}, exitFine, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			err := (&acted{action: action{verb: "test", past: "tested", steps: []*step{{items: row.items}}}, form: realRun}).err()
			require.Equal(t, row.code, exitCode(err))
			if row.says != "" {
				require.ErrorContains(t, err, row.says)
			}
		})
	}
}
