package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	locks "github.com/iksync/iksync/apply/lock"
	"github.com/iksync/iksync/imagekit"
)

// locking is a program of w that has read its options.
func (w *world) locking(stderr *bytes.Buffer, args ...string) *program {
	w.t.Helper()
	env := w.env(nil, stderr, nil)
	p := &program{env: env, opts: newOptions(env.Getenv), stderr: &console{w: stderr}, now: time.Now()}
	for i := 0; i < len(args); i += 2 {
		for _, o := range p.opts.all {
			if "--"+o.name == args[i] {
				o.arguments = []string{args[i+1]}
			}
		}
	}
	return p
}

// locked takes the lock of shop, as an apply would.
func (w *world) locked(args ...string) (*heldLock, error) {
	var stderr bytes.Buffer
	return w.locking(&stderr, args...).lock(context.Background(), "shop", imagekit.DefaultBaseURL, "run-1")
}

// One at a time has the lock of a library; others are told who has it, and what to do.
func TestLock(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		held, err := w.locked()
		require.NoError(t, err)
		_, err = w.locked()
		require.Equal(t, exitLocked, exitCode(err))
		for _, text := range []string{"shop is locked by ", "@", fmt.Sprintf("(process %d), run run-1, since 2000-01-01 00:00:00 UTC, until 2000-01-01 00:01:15 UTC", os.Getpid()),
			"--lock-wait 10m", "iksync unlock shop"} {
			require.ErrorContains(t, err, text)
		}
		time.Sleep(time.Hour) // it is renewed
		require.NoError(t, held.Err())
		_, err = w.locked()
		require.Equal(t, exitLocked, exitCode(err))
		held.release()
		held, err = w.locked()
		require.NoError(t, err)
		held.release()
	})
}

// Whoever waits gets the lock when it is given back, or gives up in time.
func TestLockWait(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		held, err := w.locked()
		require.NoError(t, err)
		began := time.Now()
		_, err = w.locked("--lock-wait", "5m")
		require.Equal(t, exitLocked, exitCode(err))
		require.Equal(t, 5*time.Minute, time.Since(began).Round(time.Second))
		time.AfterFunc(time.Minute, held.release)
		again, err := w.locked("--lock-wait", "5m")
		require.NoError(t, err)
		again.release()
	})
}

func TestLockOptions(t *testing.T) {
	w := newWorld(t)
	require.NoError(t, os.Mkdir(filepath.Join(w.dir, "shared"), 0o755))
	for _, test := range []struct {
		name, url string
		code      code
		says      string
	}{
		{"a folder of its own", "", exitFine, ""},
		{"none", "off", exitFine, ""},
		{"memory", "mem://", exitFine, ""},
		{"a folder", "file://" + filepath.ToSlash(w.dir) + "/shared", exitFine, ""},
		{"a folder beside the working directory", "file://./shared", exitFine, ""},
		{"a folder that is not there", "file://./nowhere", exitUsage, "make it first"},
		{"no URL", "locks", exitUsage, "want off or a URL"},
		{"an unknown store", "ftp://host/locks", exitUsage, "want off or a URL"},
	} {
		t.Run(test.name, func(t *testing.T) {
			held, err := w.locked("--lock", test.url)
			require.Equal(t, test.code, exitCode(err), "%v", err)
			if err != nil {
				require.ErrorContains(t, err, test.says)
				return
			}
			require.NoError(t, held.Err())
			held.release()
		})
	}
	require.NoDirExists(t, filepath.Join(w.dir, "nowhere"))
	info, err := os.Stat(filepath.Join(w.dir, ".iksync", "locks"))
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o700), info.Mode().Perm())
}

func TestLockName(t *testing.T) {
	name := lockName("shop", "https://a")
	require.Regexp(t, `^shop-[0-9a-f]{10}$`, name)
	require.Regexp(t, `^M_nchen_-[0-9a-f]{10}$`, lockName("München/", "https://a"))
	for _, other := range []string{lockName("shop", "https://b"), lockName("shop.", "https://a"), lockName("Shop", "https://a")} {
		require.NotEqual(t, name, other)
	}
	require.Less(t, len(lockName(strings.Repeat("x", 1000), "")), 60)
}

// Only a process of this machine that is gone for certain counts as dead.
func TestAlive(t *testing.T) {
	p := newWorld(t).locking(&bytes.Buffer{})
	own := p.lockOwner("shop", "https://a", "")
	if own.Machine == "" {
		require.NotEqual(t, "linux", runtime.GOOS, "there it always can")
		t.Skip("this machine cannot be told from others")
	}
	gone := exec.Command(os.Args[0], "-test.run", "^$")
	require.NoError(t, gone.Run())
	zombie := exec.Command(os.Args[0], "-test.run", "^$")
	require.NoError(t, zombie.Start())
	defer func() { _ = zombie.Wait() }()
	with := func(change func(o *locks.Owner)) locks.Owner {
		o := own
		change(&o)
		return o
	}
	for _, test := range []struct {
		name  string
		owner locks.Owner
		alive bool
	}{
		{"this very process", own, true},
		{"a process that ended", with(func(o *locks.Owner) { o.PID = gone.Process.Pid }), false},
		{"the same number on another machine", with(func(o *locks.Owner) { o.PID, o.Machine = gone.Process.Pid, "other" }), true},
		{"a machine that nobody knows", with(func(o *locks.Owner) { o.PID, o.Machine = gone.Process.Pid, "" }), true},
		{"a number that was used again", with(func(o *locks.Owner) { o.Started = "12" }), own.Started == ""},
		{"a start that was not noted", with(func(o *locks.Owner) { o.Started = "" }), true},
		{"no number", with(func(o *locks.Owner) { o.PID = 0 }), true},
	} {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, test.alive, alive(test.owner)) })
	}
	if own.Started != "" {
		require.Eventually(t, func() bool { return processStart(zombie.Process.Pid) == processEnded }, 10*time.Second, time.Millisecond)
		require.False(t, alive(with(func(o *locks.Owner) { o.PID = zombie.Process.Pid })), "a process that nobody waited for")
	}
}

// What a process that was killed left behind keeps nobody waiting.
func TestLockOfTheDead(t *testing.T) {
	w := newWorld(t)
	child := lockProcess(t, w.dir, "hold")
	require.Eventually(t, func() bool {
		_, err := os.Stat(filepath.Join(w.dir, "held"))
		return err == nil
	}, 20*time.Second, 10*time.Millisecond)
	require.NoError(t, child.Process.Kill())
	require.Error(t, child.Wait())
	var stderr bytes.Buffer
	held, err := w.locking(&stderr).lock(t.Context(), "shop", imagekit.DefaultBaseURL, "run-2")
	require.NoError(t, err)
	require.Contains(t, stderr.String(), fmt.Sprintf("(process %d) left the lock of shop behind", child.Process.Pid))
	held.release()
}

// Many processes that want a lock in a folder have it one after the other.
func TestLockProcesses(t *testing.T) {
	dir := t.TempDir()
	var all []*exec.Cmd
	for range 6 {
		all = append(all, lockProcess(t, dir, "turns"))
	}
	for _, child := range all {
		require.NoError(t, child.Wait(), "%s", child.Stdout)
	}
}

const lockTest = "IKSYNC_TEST_LOCK"

func lockProcess(t *testing.T, dir, what string) *exec.Cmd {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run", "^TestLockProcess$", "-test.v")
	child.Env = append(os.Environ(), lockTest+"="+what, lockTest+"_DIR="+dir)
	child.Stdout = &bytes.Buffer{}
	require.NoError(t, child.Start())
	t.Cleanup(func() { _ = child.Process.Kill() })
	return child
}

// TestLockProcess is what the processes of other tests do.
func TestLockProcess(t *testing.T) {
	what := os.Getenv(lockTest)
	if what == "" {
		t.Skip("other tests start it")
	}
	w := newWorld(t)
	w.dir = os.Getenv(lockTest + "_DIR")
	inside := filepath.Join(w.dir, "inside")
	for range 15 {
		held, err := w.locked("--lock-wait", "1m")
		require.NoError(t, err)
		if what == "hold" {
			require.NoError(t, os.WriteFile(filepath.Join(w.dir, "held"), nil, 0o600))
			select {}
		}
		f, err := os.OpenFile(inside, os.O_CREATE|os.O_EXCL, 0o600)
		require.NoError(t, err, "somebody else is inside")
		f.Close()
		time.Sleep(2 * time.Millisecond)
		require.NoError(t, os.Remove(inside))
		require.NoError(t, held.Err())
		held.release()
	}
}

// lockRecord is the one object that a lock leaves.
func (w *world) lockRecord() map[string]any {
	w.t.Helper()
	files, err := filepath.Glob(filepath.Join(w.dir, ".iksync", "locks", "shop-*"))
	require.NoError(w.t, err)
	require.Len(w.t, files, 1)
	text, err := os.ReadFile(files[0])
	require.NoError(w.t, err)
	var record map[string]any
	require.NoError(w.t, json.Unmarshal(text, &record))
	return record
}

func TestUnlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t).yaml("")
		w.run("unlock").exits(exitFine).says("shop is not locked")
		held, err := w.locked()
		require.NoError(t, err)
		w.run("unlock").exits(exitUsage).says("shop is locked by ", "run run-1", "--auto-approve")
		w.screens = true
		w.stdin = "y\n"
		w.run("unlock").exits(exitFailed).says("Only 'yes' is accepted", "the lock stays")
		require.Equal(t, false, w.lockRecord()["released"])
		w.stdin = "yes\n"
		w.run("unlock").exits(exitFine).says("The lock of shop is ended")
		require.Equal(t, true, w.lockRecord()["released"])
		w.run("unlock").exits(exitFine).says("shop is not locked")

		began := time.Now()
		<-held.Lost()
		require.LessOrEqual(t, time.Since(began), 20*time.Second)
		require.ErrorIs(t, held.Err(), locks.ErrTaken)
		again, err := w.locked()
		require.NoError(t, err)
		held.release() // takes nothing from who has it now
		require.NoError(t, again.Err())
		w.screens = false
		w.run("unlock", "--auto-approve", "shop").exits(exitFine).says("is ended")
		again.release()
	})
}

// unlock needs no YAML, and no key: it speaks with nobody but the place of the locks.
func TestUnlockFinds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.vars = map[string]string{}
		w.run("unlock").exits(exitUsage).says("there is no file library.yaml")
		w.run("unlock", "shop").exits(exitFine).says("shop is not locked")
		w.run("unlock", "--lock", "off", "shop").exits(exitUsage).says("no lock to end")
		var stderr bytes.Buffer
		held, err := w.locking(&stderr, "--base-url", "https://staging.example.com").
			lock(t.Context(), "my shop", "https://staging.example.com", "")
		require.NoError(t, err)
		defer held.release()
		_, err = w.locking(&stderr, "--base-url", "https://staging.example.com").
			lock(t.Context(), "my shop", "https://staging.example.com", "")
		require.ErrorContains(t, err, "iksync unlock --base-url https://staging.example.com 'my shop'")
		w.run("unlock", "my shop").exits(exitFine).says("is not locked")
		w.run("unlock", "--auto-approve", "--base-url", "https://staging.example.com/", "my shop").exits(exitFine).says("is ended")
	})
}

// A wait for a lock ends with the signal.
func TestLockInterrupted(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		held, err := w.locked()
		require.NoError(t, err)
		defer held.release()
		ctx, cancel := context.WithCancelCause(context.Background())
		time.AfterFunc(time.Minute, func() { cancel(errInterrupted) })
		var stderr bytes.Buffer
		_, err = w.locking(&stderr, "--lock-wait", "1h").lock(ctx, "shop", imagekit.DefaultBaseURL, "")
		require.True(t, errors.Is(err, errInterrupted) && exitCode(err) == exitInterrupted, "%v", err)
		require.Equal(t, 1, strings.Count(stderr.String(), "Waiting for it"))
	})
}
