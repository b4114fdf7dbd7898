// Command iksync makes an ImageKit media library match a YAML file.
package main

import (
	"context"
	"os"
	"runtime/debug"
)

func main() {
	debug.SetGCPercent(50) // a library of a million files is mostly live data: memory is dearer than time
	env, stop := system()
	code := run(context.Background(), env)
	stop()
	os.Exit(code)
}
