package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
)

// release is the version that the linker was told, with -X main.release=v1.2.3:
// "" in a build that was not. Nothing else sets it.
var release string

type buildInfo struct {
	number string // "v1.2.3"; "(devel)" where it was not built from a release
	commit string // "" where unknown
}

// version is what the program was built from.
func version() buildInfo {
	b := buildInfo{number: release}
	if info, ok := debug.ReadBuildInfo(); ok {
		b.number = cmp.Or(b.number, info.Main.Version)
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				b.commit = s.Value
			}
		}
	}
	b.number = cmp.Or(b.number, "(devel)")
	return b
}

func (p *program) versionCommand() command {
	return command{
		name: "version", usage: "print the version of this program",
		run: func(context.Context, []string) error { return p.document(writeVersion) },
	}
}

func writeVersion(w io.Writer) error {
	b := version()
	line := fmt.Sprintf("iksync %s %s %s/%s", b.number, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if b.commit != "" {
		line += " commit " + b.commit
	}
	_, err := fmt.Fprintln(w, line)
	return err
}
