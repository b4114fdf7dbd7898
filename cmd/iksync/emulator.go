package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/iksync/iksync/imagekit/emulator"
)

// emulatorOptions are the options of the command of that name.
type emulatorOptions struct {
	listen, data, seed, remote                               *option
	jobDuration, listLag, latency, limits, parents, readings *option
}

func (p *program) emulatorCommand() command {
	var o emulatorOptions
	all := []struct {
		at                           **option
		name, takes, standard, usage string
	}{
		{&o.listen, "listen", "HOST:PORT", "127.0.0.1:8080", "port 0 takes a free one"},
		{&o.data, "data", "DIR", "", "keep the library in this folder (default: in memory)"},
		{&o.seed, "seed", "DIR", "", "fill a new library from this folder"},
		{&o.jobDuration, "job-duration", "TIME", "1s", "how long a folder job takes"},
		{&o.listLag, "list-lag", "TIME", "0s", "how far listings lag behind changes"},
		{&o.latency, "latency", "TIME", "0s", "how long each request takes"},
		{&o.limits, "limits", "KIND", "off", "rate limits, off or as documented"},
		{&o.parents, "parents-must-exist", "", "", "create no folder in one that is missing"},
		{&o.readings, "reading", "NAME=VALUE", "", "what documents leave open, ? for a list"},
		{&o.remote, "allow-remote", "", "", "let other machines in: the key travels in plain http"},
	}
	var list []*option
	for _, spec := range all {
		*spec.at = &option{name: spec.name, takes: spec.takes, standard: spec.standard, usage: spec.usage,
			group: groupCommand, getenv: p.env.Getenv}
		list = append(list, *spec.at)
	}
	o.readings.many = true
	o.limits.values = []string{"off", "documented"}
	return command{
		name: "emulator", usage: "serve an emulated ImageKit API",
		text: `Serves until it is interrupted. Prints "listening on http://HOST:PORT" when it is
ready: that is the --base-url of a client. The private key is the one in
IMAGEKIT_PRIVATE_KEY or, where that is not set, private_emulator.`,
		options: list,
		run:     func(ctx context.Context, _ []string) error { return p.emulate(ctx, &o) },
	}
}

// emulate serves until ctx ends.
func (p *program) emulate(ctx context.Context, o *emulatorOptions) error {
	if err := checkListen(o.listen, o.remote.on()); err != nil {
		return err
	}
	settings, err := o.settings(p.path)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.listen.text())
	if err != nil {
		return err
	}
	defer listener.Close()
	address := "http://" + listener.Addr().String()
	key := p.env.Getenv(keyVariable)
	if key == "" {
		key = emulatorKey
		p.stderr.say("The private key is %s.", key)
	}
	settings = append(settings, emulator.WithKey(key), emulator.WithURLEndpoint(address+"/emulator"))
	server, err := newEmulator(settings, o.seed.text(), p.path)
	if err != nil {
		return err
	}
	if err := p.document(func(w io.Writer) error {
		_, err := fmt.Fprintln(w, "listening on "+address)
		return err
	}); err != nil {
		return errors.Join(err, server.Close())
	}
	return errors.Join(serve(ctx, listener, server), server.Close())
}

const emulatorKey = "private_emulator" // it opens nothing else

// newEmulator makes the server and fills it, if it is empty.
func newEmulator(settings []emulator.Option, seed string, path func(string) string) (*emulator.Server, error) {
	server, err := emulator.New(settings...)
	if errors.Is(err, emulator.ErrInUse) {
		return nil, failWith(exitLocked, err)
	}
	if err != nil || seed == "" || len(server.Files())+len(server.Folders()) > 0 {
		return server, err
	}
	if err := server.SeedDir(path(seed)); err != nil {
		return nil, errors.Join(err, server.Close())
	}
	return server, nil
}

// serve answers requests until ctx ends, and lets those under way end.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	const patience = 5 * time.Second
	server := &http.Server{Handler: handler, ReadHeaderTimeout: patience}
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(listener) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	err := server.Shutdown(limited)
	if serveErr := <-stopped; !errors.Is(serveErr, http.ErrServerClosed) {
		err = errors.Join(err, serveErr)
	}
	return err
}

// checkListen refuses to listen to other machines by mistake.
func checkListen(listen *option, remote bool) error {
	host, _, err := net.SplitHostPort(listen.text())
	if err != nil {
		return listen.bad("HOST:PORT")
	}
	ip := net.ParseIP(host)
	if !remote && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fail(exitUsage, "--listen %s: other machines could reach it; listen on 127.0.0.1, or give --allow-remote", listen.text())
	}
	return nil
}

// settings reads the options that decide how the emulator behaves.
func (o *emulatorOptions) settings(path func(string) string) ([]emulator.Option, error) {
	var list []emulator.Option
	for _, d := range []struct {
		option *option
		with   func(time.Duration) emulator.Option
	}{
		{o.jobDuration, emulator.WithJobDuration}, {o.listLag, emulator.WithListLag}, {o.latency, emulator.WithLatency},
	} {
		duration, err := d.option.duration()
		if err != nil {
			return nil, err
		}
		list = append(list, d.with(duration))
	}
	if err := o.limits.oneOf(); err != nil {
		return nil, err
	}
	if o.limits.text() == "documented" {
		list = append(list, emulator.WithLimits(emulator.DocumentedLimits()))
	}
	r, err := parseReadings(o.readings.list())
	if err != nil {
		return nil, err
	}
	r.ParentsMustExist = r.ParentsMustExist || o.parents.on()
	list = append(list, emulator.WithReadings(r))
	if o.data.text() != "" {
		list = append(list, emulator.WithDir(path(o.data.text())))
	}
	return list, nil
}
