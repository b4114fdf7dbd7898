package main

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/iksync/iksync/imagekit/emulator"
)

const (
	sandboxEndpoint = "sandbox"         // what plans call it
	sandboxKey      = "private_sandbox" // it opens nothing else
	// sandboxJob is how long a folder job of the sandbox takes: long enough to be seen.
	sandboxJob = time.Second
)

// sandbox is an emulated library in this process, kept on disk.
type sandbox struct{ server *emulator.Server }

// openSandbox opens the sandbox of the working directory and returns the client
// that leads to it. The first time it is filled from the folder seed beside the
// YAML, if there is one.
func (p *program) openSandbox(folder string) (*http.Client, error) {
	if p.sandbox != nil {
		return p.sandbox.server.HTTPClient(), nil
	}
	dir := filepath.Join(p.env.Dir, ".iksync", "sandbox")
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		if err := p.makeSandbox(dir, filepath.Join(folder, "seed")); err != nil {
			return nil, err
		}
	}
	server, err := newSandboxServer(dir)
	if err != nil {
		return nil, err
	}
	p.sandbox = &sandbox{server}
	return server.HTTPClient(), nil
}

// makeSandbox fills a new sandbox. It gets its name when it is whole, so that
// one that was cut off is not taken for one that was left like that.
func (p *program) makeSandbox(dir, seed string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	draft, err := os.MkdirTemp(filepath.Dir(dir), "sandbox-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(draft)
	server, err := newSandboxServer(draft)
	if err != nil {
		return err
	}
	note := "A sandbox was made in .iksync/sandbox, empty: there is no folder seed beside the YAML to fill it from."
	if info, statErr := os.Stat(seed); statErr == nil && info.IsDir() {
		note = "A sandbox was made in .iksync/sandbox and filled from the folder seed beside the YAML. Delete it to begin again."
		err = server.SeedDir(seed)
	}
	if err := errors.Join(err, server.Close()); err != nil {
		return fail(exitFailed, "the sandbox cannot be filled from %s: %w", seed, err)
	}
	if err := os.Rename(draft, dir); err != nil {
		if _, statErr := os.Stat(dir); statErr == nil {
			return nil // another process was first
		}
		return err
	}
	p.stderr.say("%s", note)
	return nil
}

func newSandboxServer(dir string) (*emulator.Server, error) {
	server, err := emulator.New(
		emulator.WithDir(dir), emulator.WithKey(sandboxKey), emulator.WithJobDuration(sandboxJob))
	if errors.Is(err, emulator.ErrInUse) {
		return nil, fail(exitLocked, "the sandbox in .iksync/sandbox is in use by another process: wait for it to end")
	}
	return server, err
}

func (p *program) closeSandbox() error {
	if p.sandbox == nil {
		return nil
	}
	return p.sandbox.server.Close()
}
