package imagekit

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// PurgeState is how far a purge is.
type PurgeState string

const (
	PurgePending   PurgeState = "Pending"
	PurgeCompleted PurgeState = "Completed"
)

// PurgeCache asks the CDN to forget a URL and returns the id of that request. A
// URL may end in '*' (with a path of two levels or more, or 15 characters),
// which is one purge for all it matches. Purges are metered, so this is not
// repeated after a lost answer ([OutcomeUnknownError]).
//
// POST /v1/files/purge. Errors: 400 for a URL that is not the account's.
// https://imagekit.io/docs/api-reference/caching/purge-cache
func (c *Client) PurgeCache(ctx context.Context, address string) (string, error) {
	const op = "purge cache"
	if u, err := url.Parse(address); err != nil || u.Scheme == "" || u.Host == "" {
		return "", invalid(op, "url", "%q is not absolute", address)
	}
	if err := checkText(op, "url", address); err != nil {
		return "", err
	}
	wire, err := read[startedPurge](ctx, c, call{
		op: op, method: http.MethodPost, path: "/v1/files/purge", body: map[string]string{"url": address},
	})
	return wire.RequestID, err
}

// PurgeStatus returns how far a purge is.
//
// GET /v1/files/purge/{requestId}. Errors: 400 if there is no such request.
// https://imagekit.io/docs/api-reference/caching/purge-status
func (c *Client) PurgeStatus(ctx context.Context, requestID string) (PurgeState, error) {
	const op = "get purge status"
	if err := checkID(op, "purge request id", requestID); err != nil {
		return "", err
	}
	wire, err := read[purgeWire](ctx, c, get(op, "/v1/files/purge/"+url.PathEscape(requestID), nil))
	return wire.Status, err
}

type startedPurge struct {
	RequestID string `json:"requestId"`
}

func (p startedPurge) valid(int) error {
	if p.RequestID == "" {
		return errors.New("the answer has no requestId")
	}
	return nil
}

type purgeWire struct {
	Status PurgeState `json:"status"`
}

func (p purgeWire) valid(int) error {
	if p.Status == "" {
		return errors.New("the answer has no purge status")
	}
	return nil
}
