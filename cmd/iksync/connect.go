package main

import (
	"cmp"
	"io"
	"log/slog"
	"os"
	"runtime"
	"strings"

	"github.com/iksync/iksync/imagekit"
)

const keyVariable = "IMAGEKIT_PRIVATE_KEY"

// connection is the way to a library. All that goes to it shares one pace: the
// service's limits are those of the account.
type connection struct {
	endpoint string // as plans name it
	client   *imagekit.Client
}

// connect finds the library to work on. It sends nothing. folder is where a
// sandbox finds its seed.
func (p *program) connect(folder string) (*connection, error) {
	limits, err := p.opts.limits()
	if err != nil {
		return nil, err
	}
	wait, err := p.opts.wait.duration()
	if err != nil {
		return nil, err
	}
	o := imagekit.Options{
		HTTP: p.env.HTTP, Limits: limits, MaxWait: wait, Logger: p.logger(),
		UserAgent: "iksync/" + version().number,
	}
	endpoint := sandboxEndpoint
	if p.opts.sandbox.on() {
		err = p.sandboxOptions(&o, folder)
	} else {
		o.BaseURL, o.UploadURL = p.addresses()
		endpoint = o.BaseURL
		o.PrivateKey, err = p.privateKey()
	}
	if err != nil {
		return nil, err
	}
	client, err := imagekit.New(o)
	if err != nil {
		return nil, failWith(exitUsage, err) // it says what is wrong with the addresses or the key
	}
	return &connection{endpoint, client}, nil
}

// addresses are where the API and its uploads are. Whoever redirects the API
// means the uploads too: neither bytes nor key go elsewhere unless it is said.
func (p *program) addresses() (base, upload string) {
	base = strings.TrimRight(cmp.Or(p.opts.baseURL.text(), imagekit.DefaultBaseURL), "/")
	upload = p.opts.uploadURL.text()
	if upload == "" && base != imagekit.DefaultBaseURL {
		upload = base
	}
	return base, upload
}

// privateKey reads the key. An explicit file wins over the environment.
func (p *program) privateKey() (imagekit.Secret, error) {
	name := p.opts.keyFile.text()
	if name == "" {
		key := strings.TrimSpace(p.env.Getenv(keyVariable))
		if key == "" {
			return "", fail(exitUsage, "no private key: set %s, or name a file with --private-key-file; --sandbox needs none", keyVariable)
		}
		return imagekit.Secret(key), nil
	}
	f, err := os.Open(p.path(name))
	if err != nil {
		return "", failWith(exitUsage, err)
	}
	defer f.Close()
	const longest = 4 << 10 // bytes; keys have some forty
	text, err := io.ReadAll(io.LimitReader(f, longest))
	key := strings.TrimSpace(string(text))
	switch {
	case err != nil:
		return "", failWith(exitUsage, err)
	case key == "" || strings.ContainsAny(key, "\n\r"):
		return "", fail(exitUsage, "%s: want one line, the private key", name)
	}
	const others = 0o077
	if info, err := f.Stat(); err == nil && info.Mode().Perm()&others != 0 && runtime.GOOS != "windows" {
		p.stderr.say("Other users of this machine can read the private key in %s.", name)
	}
	return imagekit.Secret(key), nil
}

// keySource names where the key comes from, for messages.
func (p *program) keySource() string {
	if name := p.opts.keyFile.text(); name != "" {
		return name
	}
	return keyVariable
}

func (p *program) logger() *slog.Logger {
	level := slog.LevelWarn
	_ = level.UnmarshalText([]byte(p.opts.logLevel.text())) // was checked
	return slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: level}))
}

// sandboxOptions makes o lead to the sandbox.
func (p *program) sandboxOptions(o *imagekit.Options, folder string) error {
	if p.opts.baseURL.onCommandLine() || p.opts.uploadURL.onCommandLine() {
		return fail(exitUsage, "--sandbox and --base-url or --upload-url exclude each other")
	}
	client, err := p.openSandbox(folder)
	if err != nil {
		return err
	}
	o.HTTP, o.PrivateKey = client, sandboxKey
	if !p.opts.rate.given() {
		off := imagekit.Rate{Off: true}
		o.Limits = imagekit.Limits{Read: off, Write: off}
	}
	return nil
}
