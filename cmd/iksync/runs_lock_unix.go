//go:build unix && !solaris && !aix

package main

import (
	"errors"
	"os"
	"syscall"
)

// tryJournal opens a file that nobody else has open like this. The system gives
// the lock back when the process ends.
func tryJournal(name string, flag int) (*os.File, error) {
	f, err := os.OpenFile(name, flag, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock(f, syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// journalInUse says whether another process has a file open by tryJournal.
func journalInUse(f *os.File) bool {
	if err := lock(f, syscall.LOCK_SH); err != nil {
		return errors.Is(err, errInUse)
	}
	_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) // it goes with f anyway
	return false
}

func lock(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return errInUse
		default:
			return os.NewSyscallError("flock", err)
		}
	}
}
