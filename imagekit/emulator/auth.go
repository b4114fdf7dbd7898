package emulator

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"
)

// authenticate returns the refusal of a request, or nil. An upload without a header may yet be signed:
// its handler looks.
func (s *Server) authenticate(r *http.Request, class Class) *reply {
	header := r.Header.Get("Authorization")
	if header == "" {
		if class == ClassUpload {
			return nil
		}
		return unauthorized()
	}
	if sameSecret(header, "Basic "+s.cfg.key) { // the key in the open, which the reference allows
		return nil
	}
	user, _, isBasic := r.BasicAuth() // the service ignores the password, and its own clients send one
	if !isBasic || user == "" {
		return unauthorized()
	}
	if !sameSecret(user, s.cfg.key) {
		r := failure(s.cfg.readings.wrongKeyStatus(), "Your account cannot be authenticated.")
		return &r
	}
	return nil
}

func unauthorized() *reply {
	r := failure(http.StatusUnauthorized, "Your request does not contain private API key.")
	return &r
}

func sameSecret(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// maxExpiry bounds how far in the future a signature may end.
const maxExpiry = time.Hour

// checkSignature checks the signature of a client-side upload and uses its token up.
func (s *Server) checkSignature(publicKey, token, expire, signature string) *reply {
	fail := func(message string) *reply {
		r := badRequest(message)
		return &r
	}
	if publicKey == "" || token == "" || signature == "" {
		return fail("Your request is missing one of publicKey, token, expire and signature.")
	}
	until, err := strconv.ParseInt(expire, 10, 64)
	if left := time.Unix(until, 0).Sub(s.lib.now); err != nil || left <= 0 || left >= maxExpiry {
		return fail("Your request contains invalid expire parameter. " +
			"Expire parameter should be a Unix time in less than 1 hour into the future.")
	}
	if _, used := s.lib.tokens[token]; used {
		return fail("Your request contains a token that has been used before.")
	}
	mac := hmac.New(sha1.New, []byte(s.cfg.key))
	mac.Write([]byte(token + expire))
	if !sameSecret(signature, hex.EncodeToString(mac.Sum(nil))) {
		return fail("Your request contains invalid signature.")
	}
	s.lib.tokens[token] = until
	s.lib.changed.tokens[token] = struct{}{}
	return nil
}
