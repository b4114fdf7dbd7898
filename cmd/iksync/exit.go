package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

// code is an exit code of the program.
type code int

// The exit codes.
const (
	exitFine        code = 0
	exitFailed      code = 1
	exitChanges     code = 2 // only with --detailed-exitcode
	exitUsage       code = 3 // bad usage or bad YAML
	exitRefused     code = 4 // a guard refused the plan
	exitStale       code = 5 // the saved plan is not for this library
	exitPartial     code = 6 // done in part
	exitTimeout     code = 7
	exitLocked      code = 8
	exitInterrupted code = 130
)

// exitError is an error that knows its exit code. It has no method ExitCode and
// none called Errors: package cli would end the process at either.
type exitError struct {
	code code
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }

// Unwrap returns what went wrong.
func (e *exitError) Unwrap() error { return e.err }

func failWith(c code, err error) error { return &exitError{c, err} }

func fail(c code, format string, args ...any) error {
	return &exitError{c, fmt.Errorf(format, args...)}
}

// errChanges is not a failure: what there is to say was shown.
var errChanges = errors.New("there are changes")

// errInterrupted is why the context ends at a signal.
var errInterrupted = errors.New("interrupted")

// exitCode is the one table from errors to exit codes.
func exitCode(err error) code {
	var coded *exitError
	var problems state.Problems
	var wait *imagekit.WaitError
	switch {
	case err == nil:
		return exitFine
	case errors.As(err, &coded):
		return coded.code
	case errors.As(err, &problems):
		return exitUsage
	case errors.Is(err, errInterrupted), errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &wait):
		return exitTimeout
	default:
		return exitFailed
	}
}

// explainError is what people read of err: what happened, and what to do about
// it. Problems of a YAML file stand alone, as compilers write theirs.
func (p *program) explainError(err error) string {
	var problems state.Problems
	if errors.As(err, &problems) {
		return problems.Error()
	}
	address, _ := p.addresses()
	return "iksync: " + advise(err, p.keySource(), address)
}

// advise adds to an error of the API what to do about it.
func advise(err error, key, address string) string {
	var unreachable *imagekit.TransportError
	switch {
	case imagekit.IsUnauthorized(err):
		return fmt.Sprintf("the private key from %s is not accepted: compare it with the one in ImageKit's dashboard under Developer options (%v)", key, err)
	case imagekit.IsForbidden(err):
		return fmt.Sprintf("the private key from %s may not do this: it is wrong, of another account, or restricted (%v)", key, err)
	case errors.As(err, &unreachable) && unreachable.Op == imagekit.OpDownload:
		return fmt.Sprintf("no answer from the host that delivers the files: check the network, and what may be reached from here (%v)", err)
	case errors.As(err, &unreachable):
		return fmt.Sprintf("no answer from %s: check the network and --base-url (IMAGE_KIT_BASE_URL) (%v)", address, err)
	default:
		return err.Error()
	}
}
