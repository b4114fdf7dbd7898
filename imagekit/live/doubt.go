package live

import (
	"errors"
	"net"
	"net/http"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
)

// doubtError is the error of an operation that may have been carried out.
type doubtError struct{ error }

// OutcomeUnknown tells a run to look before it tries again.
func (doubtError) OutcomeUnknown() bool { return true }

// Unwrap returns what happened.
func (e doubtError) Unwrap() error { return e.error }

// doubting marks errors after which an operation may have been carried out, or
// a part of it.
func doubting(kind plan.OpKind, err error) error {
	if mayBeDone(kind, err) {
		return doubtError{err}
	}
	return err
}

// mayBeDone says whether an error leaves open what became of an operation. The
// client says so itself of what it must not repeat, and of what it repeated until
// another answer came. Otherwise it reports what is harmless to repeat as it went
// last: then an answer is missing, or it is that of a server that failed.
func mayBeDone(kind plan.OpKind, err error) bool {
	if imagekit.IsOutcomeUnknown(err) || errors.As(err, new(*imagekit.UnsettledError)) {
		return true
	}
	var broken *imagekit.TransportError
	if errors.As(err, &broken) {
		return repeatable(kind, broken.Method) && !unreached(broken)
	}
	var answer *imagekit.Error
	if !errors.As(err, &answer) || !repeatable(kind, answer.Method) {
		return false
	}
	return answer.Status >= http.StatusInternalServerError || answer.Status == http.StatusRequestTimeout ||
		answer.Status == http.StatusMultiStatus
}

// repeatable says whether a request with this method, of an operation of that
// kind, changes something and is repeated by the client.
func repeatable(kind plan.OpKind, method string) bool {
	tags := kind == plan.OpAddTags || kind == plan.OpRemoveTags
	return method == http.MethodPatch || tags && method == http.MethodPost
}

// unreached says whether no connection was made at all.
func unreached(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect")
}
