package main

import (
	"context"
	"errors"
	"strings"

	locks "github.com/iksync/iksync/apply/lock"
)

func (p *program) unlockCommand() command {
	return command{
		name: "unlock", usage: "end the lock that a run left behind", args: "[LIBRARY]", atMost: 1,
		text: `Shows who holds the lock of the library that the YAML names, asks, and ends it.
LIBRARY is its name, where there is no YAML. No key is needed.

A run that was killed leaves a lock that ends by itself in little more than a
minute, and at once on the machine on which it was. A run that is still at work
notices within 20 seconds that its lock was ended, and stops: until then two may
be at work. So make sure that it is gone.`,
		options: []*option{p.opts.file, p.opts.vars, p.opts.lock, p.opts.autoApprove},
		run: func(ctx context.Context, args []string) error {
			library, err := p.lockedLibrary(args)
			if err != nil {
				return err
			}
			return p.unlock(ctx, library)
		},
	}
}

// lockedLibrary is the name of the library whose lock is meant.
func (p *program) lockedLibrary(args []string) (string, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	c, err := p.readConfig()
	if err != nil {
		return "", err
	}
	return c.want.Name, nil
}

// lockEndpoint is where the library is, as connect would say.
func (p *program) lockEndpoint() string {
	if p.opts.sandbox.on() {
		return sandboxEndpoint
	}
	base, _ := p.addresses()
	return base
}

func (p *program) unlock(ctx context.Context, library string) error {
	if p.opts.lock.text() == lockOff {
		return fail(exitUsage, "with --lock off there is no lock to end")
	}
	place, err := p.openLocks(ctx)
	if err != nil {
		return err
	}
	defer place.close()
	o := p.lockOptions(place, library, p.lockEndpoint(), "")
	holder, err := locks.Look(ctx, place.bucket, o)
	if err != nil {
		return fail(exitFailed, "the lock of %s: %w", library, err)
	}
	if holder == nil {
		p.stderr.say("%s is not locked.", library)
		return nil
	}
	p.stderr.say("%s", holderText(holder, library))
	if err := p.approveUnlock(ctx); err != nil {
		return err
	}
	err = locks.Unlock(ctx, place.bucket, holder, o)
	switch {
	case errors.Is(err, locks.ErrChanged):
		return failWith(exitLocked, err)
	case err != nil:
		return fail(exitFailed, "the lock of %s: %w", library, err)
	}
	p.stderr.say("The lock of %s is ended.", library)
	return nil
}

// approveUnlock asks whether to end the lock that was shown.
func (p *program) approveUnlock(ctx context.Context) error {
	switch {
	case p.opts.autoApprove.on():
		return nil
	case !p.env.StdinIsTerminal() || !p.env.StdoutIsTerminal():
		return fail(exitUsage, "unlock asks before it ends a lock, and there is no terminal to ask on: give --auto-approve")
	}
	return p.ask(ctx, "\nEnd this lock?", "the lock stays: the answer was not 'yes'")
}

// unlockArgs are what unlock needs to find the lock that this run did not get.
func (p *program) unlockArgs(library string) string {
	var b strings.Builder
	for _, o := range []*option{p.opts.lock, p.opts.baseURL, p.opts.sandbox} {
		switch {
		case !o.onCommandLine():
		case o.takes == "":
			b.WriteString(" --" + o.name)
		default:
			b.WriteString(" --" + o.name + " " + shellWord(o.text()))
		}
	}
	return b.String() + " " + shellWord(library)
}

// shellWord quotes what a shell would not take as one word.
func shellWord(text string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=@%+,", r)
	}
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
