package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/iksync/iksync/state"
)

// stdinName is what positions call YAML that came from stdin.
const stdinName = "<stdin>"

// config is a YAML file, read and checked as far as that goes without the library.
type config struct {
	name   string // as the user named it
	dir    string // its folder, where its sources are
	digest string // SHA-256 of its bytes, in hex
	want   *state.Want
}

// readConfig reads the file of --file.
func (p *program) readConfig() (*config, error) {
	name := p.opts.file.text()
	if name == "-" {
		return p.decodeConfig(stdinName, p.env.Dir, p.env.Stdin)
	}
	path := p.path(name)
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fail(exitUsage, "there is no file %s: name one with --file, or make one with iksync init", name)
	case err != nil:
		return nil, failWith(exitUsage, err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fail(exitUsage, "%s is a directory, want a YAML file", name)
	}
	return p.decodeConfig(name, filepath.Dir(path), f)
}

// decodeConfig reads no more than state.Decode would accept.
func (p *program) decodeConfig(name, dir string, r io.Reader) (*config, error) {
	text, err := io.ReadAll(io.LimitReader(r, state.MaxSize+1))
	if err != nil {
		return nil, fail(exitUsage, "%s cannot be read: %w", name, err)
	}
	want, err := state.Decode(name, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	want.Base = dir
	if err := measureSources(want, dir); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	return &config{name: name, dir: dir, digest: hex.EncodeToString(sum[:]), want: want}, nil
}

// path is where a file is that the user named.
func (p *program) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.env.Dir, name)
}
