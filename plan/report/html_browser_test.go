package report_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// chromium starts a browser for the time of a test. Without one the test is skipped,
// unless IKSYNC_REQUIRE_CHROMIUM is 1.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		require.NotEqual(t, "1", os.Getenv("IKSYNC_REQUIRE_CHROMIUM"), "no browser: neither chromium, chromium-browser nor google-chrome is in PATH")
		t.Skip("no browser: neither chromium, chromium-browser nor google-chrome is in PATH")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(time.Minute))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	require.NoError(t, chromedp.Do(ctx))
	return ctx
}

// step is something to do in a tab.
type step = chromedp.Action[chromedp.Void]

// command is a step that sends a command of the browser's protocol.
func command[P, R any](c cdp.Command[P, R], params P) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// tab is a page that is open, and what it has complained about and asked for.
type tab struct {
	t    *testing.T
	ctx  context.Context
	file string

	mu       sync.Mutex
	trouble  []string
	requests []string
}

// open writes a page into a file and opens that, after setup. Whatever the page asks of the
// network is noted and answered here: nothing leaves the machine.
func open(t *testing.T, browser context.Context, page string, setup ...step) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, os.WriteFile(file, []byte(page), 0o644))
	ctx, end := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(end)
	require.NoError(t, chromedp.Do(ctx)) // the tab lives as long as the context of this call
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(stop)
	b := &tab{t: t, ctx: ctx, file: "file://" + file}
	require.NoError(t, chromedp.Listen(ctx, b.listen))
	b.run(command(log.Enable, cdp.Empty{}), command(audits.Enable, cdp.Empty{}),
		command(network.Enable, network.EnableParams{}), command(fetch.Enable, fetch.EnableParams{}))
	b.run(setup...)
	b.load("")
	return b
}

func (b *tab) run(steps ...step) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, steps...))
}

// load opens the page, with a fragment.
func (b *tab) load(hash string) {
	b.t.Helper()
	b.run(chromedp.Navigate("about:blank"), chromedp.Navigate(b.file+hash))
}

func (b *tab) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		b.note(&b.trouble, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		b.note(&b.trouble, "console: "+string(e.Type))
	case *log.EventEntryAdded:
		b.note(&b.trouble, "log: "+string(e.Entry.Level)+" "+e.Entry.Text)
	case *audits.EventIssueAdded:
		b.note(&b.trouble, "issue: "+string(e.Issue.Code))
	case *network.EventRequestWillBeSent:
		b.note(&b.requests, e.Request.URL)
	case *fetch.EventRequestPaused:
		go b.answer(e)
	}
}

func (b *tab) note(list *[]string, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	*list = append(*list, text)
}

// answer lets the page's own file through, and gives a picture for anything else. A tab that
// was closed meanwhile needs none.
func (b *tab) answer(e *fetch.EventRequestPaused) {
	const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="120"><rect width="160" height="120" fill="#79a"/><circle cx="80" cy="60" r="40" fill="#dc8"/></svg>`
	reply := command(fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: e.RequestID})
	if !strings.HasPrefix(e.Request.URL, "file:") {
		reply = command(fetch.FulfillRequest, fetch.FulfillRequestParams{RequestID: e.RequestID, ResponseCode: 200,
			ResponseHeaders: []*fetch.HeaderEntry{{Name: "Content-Type", Value: "image/svg+xml"}}, Body: []byte(picture)})
	}
	if err := chromedp.Do(b.ctx, reply); err != nil && b.ctx.Err() == nil {
		b.note(&b.trouble, "answer: "+err.Error())
	}
}

// quiet asserts that the page had nothing to complain about.
func (b *tab) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	require.Empty(b.t, b.trouble)
}

// asked is what the page has asked the network for, and forgets that.
func (b *tab) asked() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []string
	for _, r := range b.requests {
		if !strings.HasPrefix(r, b.file) && r != "about:blank" {
			out = append(out, r)
		}
	}
	b.requests = nil
	return out
}

// eval is what an expression gives in the page.
func eval[T any](b *tab, js string) T {
	b.t.Helper()
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](js))
	require.NoError(b.t, err, js)
	return out
}

// until waits for an expression to become true.
func (b *tab) until(js string) {
	b.t.Helper()
	const gone = "Cannot find context with specified id" // the page was loaded anew meanwhile
	poll := chromedp.Poll[bool](js, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(time.Minute))
	_, err := chromedp.Run(b.ctx, poll)
	for tries := 0; tries < 5 && err != nil && strings.Contains(err.Error(), gone); tries++ {
		_, err = chromedp.Run(b.ctx, poll)
	}
	require.NoError(b.t, err, js)
}

// counted waits until the page says how many changes there are.
func (b *tab) counted(want string) {
	b.t.Helper()
	b.until(`document.getElementById("count").textContent === ` + quoted(want))
}

func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `\"`) + `"` }

// chip clicks one of the filter's switches.
func (b *tab) chip(value string) {
	b.t.Helper()
	b.run(click(`.chip[data-value="` + value + `"]`))
}

func click(css string) step { return chromedp.Click(chromedp.CSS(css)) }

func screen(width, height int64, mobile bool) step {
	return command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1, Mobile: mobile})
}
