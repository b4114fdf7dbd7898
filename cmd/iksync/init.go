package main

import (
	"context"
	_ "embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

//go:embed starter.yaml
var starter []byte

func (p *program) initCommand() command {
	return command{
		name: "init", usage: "write a commented YAML file to begin with",
		text:    "Writes library.yaml, or what --file names. A file that exists is left alone.",
		options: []*option{p.opts.file},
		run:     func(context.Context, []string) error { return p.init() },
	}
}

func (p *program) init() error {
	name := p.opts.file.text()
	if name == "-" {
		return fail(exitUsage, "init writes a file: name one with --file")
	}
	if isFolder(p.path(name)) {
		return fail(exitFailed, "%s is a folder: name a file in it, such as %s", name, filepath.Join(name, "library.yaml"))
	}
	f, err := os.OpenFile(p.path(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fail(exitFailed, "%s exists and is left alone: move it away, or name another file with --file", name)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(starter)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	p.stderr.say(`Wrote %[1]s. It owns the folder /website: change "scope" to a folder of yours. Then:

  iksync validate -f %[1]s           checks it, offline
  iksync plan --sandbox -f %[1]s     tries it on an emulated library; needs no account
  export IMAGEKIT_PRIVATE_KEY=...    the private key, from ImageKit's dashboard
  iksync plan -f %[1]s               shows what would change; writes nothing
  iksync apply -f %[1]s              shows it again, asks, and does it`, name)
	return nil
}
