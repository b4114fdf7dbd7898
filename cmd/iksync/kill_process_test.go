package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit/emulator"
)

// buildProgram builds the program as people run it: without -race, whatever the test has.
func buildProgram(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "iksync")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return program
}

// victim runs the real program in a directory, against a service.
type victim struct {
	t       *testing.T
	program string
	dir     string
	service *service
	before  []emulator.LedgerEntry // what there was
	story   strings.Builder        // what was run, and what it said
}

// newVictim readies the program for a scenario. If the test fails, all that
// happened is printed.
func newVictim(t *testing.T, program string, s *scenario, seed uint64) *victim {
	t.Helper()
	const slow = 8 * time.Millisecond
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := s.server(t, emulator.WithURLEndpoint("http://"+listener.Addr().String()+"/emulator"))
	v := &victim{t: t, program: program, dir: t.TempDir(), service: newService(t, listener, server, rand.New(rand.NewPCG(seed, 11)), slow), before: server.Ledger()}
	s.write(t, server, v.dir)
	t.Cleanup(func() {
		if t.Failed() {
			v.tell()
		}
	})
	return v
}

// longest bounds one process: far more than any needs.
const longest = time.Minute

// start starts the program.
func (v *victim) start(args ...string) *running {
	v.t.Helper()
	r := &running{victim: v, args: args, ended: make(chan struct{})}
	r.cmd = exec.Command(v.program, args...)
	r.cmd.Dir = v.dir
	r.cmd.Env = []string{
		"HOME=" + v.dir, "PATH=" + os.Getenv("PATH"), keyVariable + "=" + testKey,
		"IKSYNC_BASE_URL=" + v.service.web.URL, "IKSYNC_RATE=off", "IKSYNC_SETTLE=1s",
	}
	r.cmd.Stdout, r.cmd.Stderr = &r.stdout, &r.stderr
	require.NoError(v.t, r.cmd.Start())
	go func() {
		_ = r.cmd.Wait() // how it ended is in its state
		close(r.ended)
	}()
	return r
}

// run lets the program end by itself.
func (v *victim) run(args ...string) outcome {
	v.t.Helper()
	v.service.expect(nil)
	return v.start(args...).end()
}

// kill starts the program and kills it. It returns false where it ended before
// its death came.
func (v *victim) kill(d *death, args ...string) (outcome, bool) {
	v.t.Helper()
	r := v.startUntil(d, args...)
	_ = r.cmd.Process.Kill() // where it has just ended, that is as good
	<-r.ended
	close(d.dead)
	o := r.end()
	return o, o.code < 0
}

// startUntil starts the program and waits for the time to come at which d is due,
// or for the program's end where that comes first.
func (v *victim) startUntil(d *death, args ...string) *running {
	v.t.Helper()
	d.now, d.dead = make(chan struct{}), make(chan struct{})
	v.service.expect(d)
	r := v.start(args...)
	if d.moment == byTheClock {
		time.AfterFunc(d.pause, func() { close(d.now) })
	}
	select {
	case <-r.ended:
	case <-d.now:
		fmt.Fprintf(&v.story, "cut off: %s (request %d)\n", d.moment, d.write)
	case <-time.After(longest):
		v.t.Errorf("%s neither ended nor came to its death in %s", args, longest)
	}
	return r
}

// running is a process of the program.
type running struct {
	victim         *victim
	args           []string
	cmd            *exec.Cmd
	stdout, stderr bytes.Buffer
	ended          chan struct{}
}

// end waits for it to end.
func (r *running) end() outcome {
	t := r.victim.t
	t.Helper()
	select {
	case <-r.ended:
	case <-time.After(longest):
		_ = r.cmd.Process.Kill()
		<-r.ended
		t.Errorf("%s did not end in %s", r.args, longest)
	}
	o := outcome{t: t, code: r.cmd.ProcessState.ExitCode(), stdout: r.stdout.String(), stderr: r.stderr.String()}
	fmt.Fprintf(&r.victim.story, "iksync %s: exit %d\n%s", strings.Join(r.args, " "), o.code, indented(o.stderr))
	return o
}

func indented(text string) string {
	if text == "" {
		return ""
	}
	return "    " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ") + "\n"
}

// journals are the files of the runs that were written down, oldest first.
func (v *victim) journals() []string {
	v.t.Helper()
	names, err := filepath.Glob(filepath.Join(v.dir, ".iksync", "runs", "*", "journal"))
	require.NoError(v.t, err)
	return names
}

// history is what the last run wrote down, nil where none has begun.
func (v *victim) history() *apply.History {
	v.t.Helper()
	names := v.journals()
	if len(names) == 0 {
		return nil
	}
	f, err := os.Open(names[len(names)-1])
	require.NoError(v.t, err)
	defer f.Close()
	h, err := apply.ReadJournal(f)
	require.NoError(v.t, err)
	if len(h.Runs) == 0 {
		return nil
	}
	return h
}

// tell prints how all went, for whoever looks why a test failed.
func (v *victim) tell() {
	v.t.Helper()
	var b strings.Builder
	b.WriteString(v.story.String())
	for _, name := range v.journals() {
		text, _ := os.ReadFile(name)
		fmt.Fprintf(&b, "%s:\n%s", name, indented(string(text)))
	}
	b.WriteString("requests:\n")
	for _, q := range v.service.server.Requests() {
		if q.Mutating || q.Status >= 400 {
			fmt.Fprintf(&b, "    %s %s %s: %d\n", q.Time.UTC().Format("15:04:05.000"), q.Method, q.Path, q.Status)
		}
	}
	v.t.Log(b.String())
}
