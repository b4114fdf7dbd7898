package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"os"
	"os/user"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"

	locks "github.com/iksync/iksync/apply/lock"
)

// lockOwner is this process, as locks name it.
func (p *program) lockOwner(library, endpoint, run string) locks.Owner {
	return locks.Owner{
		Name: p.userName() + "@" + hostName(), PID: os.Getpid(), Machine: machine(), Started: processStart(os.Getpid()),
		Run: run, Library: library, Endpoint: endpoint,
	}
}

func (p *program) userName() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return cmp.Or(p.env.Getenv("USER"), p.env.Getenv("USERNAME"), "somebody")
}

func hostName() string {
	name, err := os.Hostname()
	if err != nil {
		return "somewhere"
	}
	return name
}

// machine names what numbers processes: a machine since it was started, and on
// Linux a container in it. It is "" where two could have one name, so that no
// process is taken for dead that lives on another machine.
func machine() string {
	parts := []string{hostName()}
	if runtime.GOOS == "linux" {
		boot, bootErr := os.ReadFile("/proc/sys/kernel/random/boot_id")
		space, spaceErr := os.Readlink("/proc/self/ns/pid")
		if bootErr != nil || spaceErr != nil {
			return ""
		}
		parts = append(parts, strings.TrimSpace(string(boot)), space)
	} else {
		cards := networkCards()
		if len(cards) == 0 {
			return ""
		}
		parts = append(parts, cards...)
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:8])
}

func networkCards() []string {
	var cards []string
	list, _ := net.Interfaces()
	for _, card := range list {
		if address := card.HardwareAddr.String(); address != "" {
			cards = append(cards, address)
		}
	}
	slices.Sort(cards)
	return cards
}

// alive says whether the process that holds a lock may still be at work. It says
// no only of a process of this very machine that is gone for certain.
func alive(owner locks.Owner) bool {
	if owner.Machine == "" || owner.Machine != machine() || owner.PID <= 0 {
		return true
	}
	process, err := os.FindProcess(owner.PID)
	if err != nil {
		return false // where finding is looking: Windows
	}
	if runtime.GOOS != "windows" {
		if err := process.Signal(syscall.Signal(0)); errors.Is(err, os.ErrProcessDone) || errors.Is(err, syscall.ESRCH) {
			return false
		}
	}
	// The number may have been used again since.
	started := processStart(owner.PID)
	return owner.Started == "" || started == "" || started == owner.Started
}

// processEnded is what stands for the start of a process that is only a row in
// its parent's books.
const processEnded = "ended"

// processStart says when a process began, in the system's own measure: "" where
// that cannot be told.
func processStart(pid int) string {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return ""
	}
	// The name in brackets may hold anything, so count from its end.
	const state, start = 0, 19 // fields 3 and 22 of proc(5)
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	if len(fields) <= start {
		return ""
	}
	if s := string(fields[state]); s == "Z" || s == "X" {
		return processEnded
	}
	return string(fields[start])
}
