// Command iksync makes an ImageKit media library match a YAML file.
package main

import (
	"context"
	"os"
)

func main() {
	env, stop := system()
	code := run(context.Background(), env)
	stop()
	os.Exit(code)
}
