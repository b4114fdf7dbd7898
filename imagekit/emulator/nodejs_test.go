package emulator_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// TestNodeClient lets ImageKit's own Node client work against the emulator. It
// needs node, npm and the npm registry; with IKSYNC_REQUIRE_NODE set, lacking
// them is a failure.
func TestNodeClient(t *testing.T) {
	missing := t.Skipf
	if os.Getenv("IKSYNC_REQUIRE_NODE") != "" {
		missing = t.Fatalf
	}
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing("this test needs %s: %v", tool, err)
		}
	}
	dir := t.TempDir()
	for _, name := range []string{"package.json", "client.mjs"} {
		data, err := os.ReadFile(filepath.Join("testdata", "nodejs", name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	install := exec.CommandContext(t.Context(), "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", "--fetch-retries=0")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		missing("npm cannot install ImageKit's client: %v\n%s", err, out)
	}

	server, err := emulator.New()
	require.NoError(t, err)
	defer func() { require.NoError(t, server.Close()) }()
	web := httptest.NewServer(server)
	defer web.Close()
	client := exec.CommandContext(t.Context(), "node", "client.mjs")
	client.Dir = dir
	client.Env = append(os.Environ(), "IMAGE_KIT_BASE_URL="+web.URL, "IMAGEKIT_PRIVATE_KEY=private_emulator")
	out, err := client.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Equal(t, "ok\n", string(out))
}
