package main

import (
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/mattn/go-isatty"
	"golang.org/x/term"
)

// Env is everything the program takes from the system it runs on.
type Env struct {
	Args   []string // without the program's name
	Getenv func(string) string
	Dir    string // working directory

	Stdin          io.Reader
	Stdout, Stderr io.Writer

	StdinIsTerminal, StdoutIsTerminal, StderrIsTerminal func() bool

	Columns func() int // of the terminal that stdout is; 0, or nil: not known

	Now     func() time.Time
	HTTP    *http.Client     // to ImageKit; nil: a client of its own
	GitHub  *http.Client     // to GitHub; nil: a client of its own
	Signals <-chan os.Signal // requests to stop: the first one politely
}

// system is the Env of a real process. The function gives back what it took.
func system() (Env, func()) {
	dir, err := os.Getwd()
	if err != nil {
		dir = "."
	}
	const pending = 4 // signals that come while one is being handled
	signals := make(chan os.Signal, pending)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	signal.Ignore(syscall.SIGPIPE) // a reader that goes away must not end a run half-way
	return Env{
		Args: os.Args[1:], Getenv: os.Getenv, Dir: dir,
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		StdinIsTerminal:  terminal(os.Stdin),
		StdoutIsTerminal: terminal(os.Stdout),
		StderrIsTerminal: terminal(os.Stderr),
		Columns:          terminalWidth,
		Now:              time.Now,
		Signals:          signals,
	}, func() { signal.Stop(signals) }
}

func terminal(f *os.File) func() bool {
	return func() bool { return isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()) }
}

func terminalWidth() int {
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		return 0
	}
	return width
}
