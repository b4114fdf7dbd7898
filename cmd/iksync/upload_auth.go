package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

// uploadAuthOptions are the options of upload-auth.
type uploadAuthOptions struct{ expire, token *option }

// longestAuth is what ImageKit accepts: less than that.
const longestAuth = time.Hour

func (p *program) uploadAuthCommand() command {
	o := &uploadAuthOptions{
		expire: p.own("expire", "TIME", "30m", "how long the upload may be begun: less than 1h"),
		token:  p.own("token", "UUID", "", "what makes it unique (default: a random UUID); never give one twice"),
	}
	return command{
		name: "upload-auth", usage: "print the parameters with which a browser may upload one file", args: "", atLeast: 0, atMost: 0,
		text: `Prints token, expire and signature as JSON. Who has them and the public key may upload
one file, without the private key. Nothing is sent.

  iksync upload-auth --expire 10m`,
		options: []*option{o.expire, o.token, p.opts.output},
		run:     func(context.Context, []string) error { return p.uploadAuth(o) },
	}
}

func (p *program) uploadAuth(o *uploadAuthOptions) error {
	lasts, err := o.expire.duration()
	if err != nil {
		return err
	}
	if lasts < time.Second || lasts >= longestAuth {
		return o.expire.bad("a time from 1s to less than 1h")
	}
	token := o.token.text()
	if !o.token.given() {
		token = randomUUID()
	}
	if fault := state.NameFault(token); fault != "" {
		return o.token.faulty(fault)
	}
	key, err := p.signingKey()
	if err != nil {
		return err
	}
	expire := p.now.Add(lasts).Unix()
	return p.document(func(w io.Writer) error {
		return writeJSON(w, struct {
			Token     string `json:"token"`
			Expire    int64  `json:"expire"` // Unix time in seconds
			Signature string `json:"signature"`
		}{token, expire, imagekit.UploadAuth(key, token, expire)})
	})
}

// signingKey is the private key, also of the sandbox, which need not be opened for that.
func (p *program) signingKey() (imagekit.Secret, error) {
	if p.opts.sandbox.on() {
		return sandboxKey, nil
	}
	return p.privateKey()
}

// randomUUID is a UUID of version 4.
func randomUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
