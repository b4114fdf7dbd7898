package main

import (
	"errors"
	"os"
	"time"
)

// errInUse is a journal that another process appends to.
var errInUse = errors.New("another process writes to it")

// openJournal opens a journal for reading and writing, and keeps every other
// process from doing so until it is closed or this process ends, however it ends.
// Who only looks at it, to list runs, does not keep it for long.
func openJournal(name string, flag int) (*os.File, error) {
	const patience, pause = 10, 20 * time.Millisecond
	for n := 1; ; n++ {
		f, err := tryJournal(name, os.O_RDWR|flag)
		if n == patience || !errors.Is(err, errInUse) {
			return f, err
		}
		time.Sleep(pause)
	}
}
