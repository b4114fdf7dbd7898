package main

import (
	"errors"
	"os"
	"syscall"
)

// sharingViolation is what opening a file meets that another process keeps for itself.
const sharingViolation syscall.Errno = 32

// tryJournal opens a file that nobody else can have open for writing meanwhile.
func tryJournal(name string, flag int) (*os.File, error) {
	how := uint32(syscall.OPEN_EXISTING)
	if flag&os.O_CREATE != 0 {
		how = syscall.OPEN_ALWAYS
	}
	return openAlone(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, how)
}

// journalInUse says whether another process has a file open by tryJournal: then
// it cannot be opened so that nobody writes.
func journalInUse(f *os.File) bool {
	again, err := openAlone(f.Name(), syscall.GENERIC_READ, syscall.OPEN_EXISTING)
	if err != nil {
		return errors.Is(err, errInUse)
	}
	again.Close()
	return false
}

// openAlone opens a file, and lets others only read it.
func openAlone(name string, access, how uint32) (*os.File, error) {
	path, err := syscall.UTF16PtrFromString(name)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	h, err := syscall.CreateFile(path, access, syscall.FILE_SHARE_READ, nil, how, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	switch {
	case errors.Is(err, sharingViolation):
		return nil, errInUse
	case err != nil:
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	return os.NewFile(uintptr(h), name), nil
}
