package live_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// manyFiles is as many as a large folder holds.
const manyFiles = 10_000

// callStory is a library, what is wanted of it, and the number of mutating
// calls that it must take: they are what an apply costs.
type callStory struct {
	name    string
	fields  []emulator.Field
	seeds   []emulator.Seed
	yaml    func(ids map[state.Path]string) string
	options []emulator.Option
	calls   int
	atMost  bool // fewer calls are fine
	parents plan.Parents
}

func callStories() []callStory {
	parentsInsist := []emulator.Option{emulator.WithReadings(emulator.Readings{ParentsMustExist: true})}
	return []callStory{
		{name: "one tag on ten thousand files", calls: 200,
			seeds: filesIn("/s/a", manyFiles), yaml: fixed("folders: {/s/a: {tags: {add: [hero]}}}")},
		{name: "a thousand files gain five tags in thirty-one ways", calls: 31, atMost: true,
			seeds: filesIn("/s/a", 1_000), yaml: fixed(fiveTags("/s/a", 1_000))},
		{name: "five thousand files change tags and metadata", calls: 5_000,
			fields: []emulator.Field{{Name: "season", Type: "Text"}}, seeds: filesIn("/s/a", 5_000),
			yaml: fixed("folders: {/s/a: {tags: {add: [hero]}, metadata: {season: warm}}}")},
		{name: "a folder of ten thousand files is renamed", calls: 1,
			seeds: filesIn("/s/a", manyFiles), yaml: fixed("folders: {/s/b: {moved_from: /s/a}}")},
		{name: "it moves to another folder under another name", calls: 2,
			seeds: append(filesIn("/s/a", manyFiles), emulator.Seed{Path: "/s/in", Folder: true}),
			yaml:  fixed("folders: {/s/in/b: {moved_from: /s/a}}")},
		{name: "all its files are pinned to a new folder, and it is not listed itself", calls: 1,
			seeds: filesIn("/s/a", manyFiles), yaml: pinnedTo("/s/b")},
		{name: "ten thousand files are deleted in a folder that stays", calls: 100,
			seeds: filesIn("/s/a", manyFiles), yaml: fixed(unlimited + "remove: {files: [/s/a/*]}")},
		{name: "ten thousand files are deleted with their folder", calls: 1,
			seeds: filesIn("/s/a", manyFiles), yaml: fixed(unlimited + "remove: {folders: [/s/a]}")},
		{name: "a tree of folders is made by its leaves where parents come along", calls: 120,
			seeds: filesIn("/s", 1), yaml: fixed(leavesOfATree())},
		{name: "and one by one where the service insists on parents", calls: 300, options: parentsInsist, parents: plan.ParentsInsisted,
			seeds: filesIn("/s", 1), yaml: fixed(leavesOfATree())},
		{name: "two files of a folder change names", calls: 3,
			seeds: filesIn("/s/a", 2), yaml: rotated("files", "/s/a/00000.jpg", "/s/a/00001.jpg")},
		{name: "six folders change names in a ring", calls: 7,
			seeds: sixFolders(), yaml: rotated("folders", "/s/a", "/s/b", "/s/c", "/s/d", "/s/e", "/s/f")},
	}
}

// TestCalls counts the calls of each story, and holds its forecast against the clock.
func TestCalls(t *testing.T) {
	for _, story := range callStories() {
		t.Run(story.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				writes := &writeCount{}
				a := newLargeAccount(t, append(story.options, emulator.WithObserver(writes.note))...)
				want := story.want(t, a)
				require.LessOrEqual(t, len(a.plan(t, want).Operations), story.calls, "operations")
				p := converge(t, a, want) // plans again as well, and follows every file
				if story.atMost {
					require.LessOrEqual(t, writes.n, story.calls)
				} else {
					require.Equal(t, story.calls, writes.n)
				}
				clock := clockOf(t, story)
				assumed := plan.DefaultAssumptions()
				assumed.Parents = story.parents
				require.InDelta(t, clock, assumed.Forecast(p).Seconds, max(clock/10, plan.FirstPause.Seconds()), "the forecast")
				t.Logf("%d mutating calls, %d reads, %.1f s, forecast %.1f s", writes.n, p.Forecast.Reads, clock, assumed.Forecast(p).Seconds)
				if bound := limitsAllow(writes.n, p.Forecast.Reads); bound > 10 {
					require.LessOrEqual(t, clock, 1.05*bound, "no schedule is shorter than what the limits allow")
				}
			})
		})
	}
}

// want puts the story's library into an account and decodes what is wanted of it.
func (s callStory) want(t *testing.T, a account) *state.Want {
	t.Helper()
	for _, field := range s.fields {
		require.NoError(t, a.server.SeedField(field))
	}
	require.NoError(t, a.server.Seed(s.seeds...))
	ids := map[state.Path]string{}
	for _, f := range a.server.Files() {
		ids[state.Path(f.Path)] = f.FileID
	}
	for _, f := range a.server.Folders() {
		ids[state.Path(f.Path)] = f.FolderID
	}
	return decode(t, s.yaml(ids))
}

// limitsAllow is the fewest seconds in which so many calls can be made at the
// documented limits: 5 writes and 40 reads a second, after 20 and 100 at once.
func limitsAllow(writes, reads int) float64 {
	return max(float64(writes-20)/5, float64(reads-100)/40)
}

// clockOf is how many seconds an apply of the story takes at the documented
// limits, against a service that is as slow as a forecast assumes.
func clockOf(t *testing.T, s callStory) float64 {
	t.Helper()
	a := newAssumedAccount(t, s.options...)
	p := a.plan(t, s.want(t, a))
	begun := time.Now()
	result, err := apply.Run(context.Background(), p, a.library, apply.Options{})
	require.NoError(t, err)
	require.True(t, result.OK())
	return time.Since(begun).Seconds()
}

// newAssumedAccount is an account that is as slow as a forecast assumes, with a
// client that keeps to the documented limits and waits without chance.
func newAssumedAccount(t *testing.T, opts ...emulator.Option) account {
	t.Helper()
	assumed := plan.DefaultAssumptions()
	server, err := emulator.New(append(opts, emulator.WithLatency(assumed.Latency),
		emulator.WithJobDurationFunc(func(_ string, assets int) time.Duration { return assumed.JobTime(assets) }))...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	client, err := imagekit.New(imagekit.Options{
		PrivateKey: "private_emulator", HTTP: server.HTTPClient(),
		Retry: imagekit.RetryPolicy{Backoff: func(n int) time.Duration { return min(time.Second<<(n-1), 30*time.Second) }},
	})
	require.NoError(t, err)
	return account{server, client, live.New(client, live.Options{})}
}

// writeCount counts the mutating requests that succeeded.
type writeCount struct {
	mu sync.Mutex
	n  int
}

func (c *writeCount) note(r emulator.Request) {
	if r.Mutating && r.Status >= http.StatusOK && r.Status < http.StatusMultipleChoices {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.n++
	}
}

const unlimited = "limits: {deletes: 100000, delete_percent: 100}\n"

// fixed is YAML that needs no ids.
func fixed(yaml string) func(map[state.Path]string) string {
	return func(map[state.Path]string) string { return yaml }
}

func fileIn(dir state.Path, i int) state.Path { return dir.Join(fmt.Sprintf("%05d.jpg", i)) }

func filesIn(dir state.Path, n int) []emulator.Seed {
	seeds := make([]emulator.Seed, n)
	for i := range seeds {
		seeds[i] = emulator.Seed{Path: string(fileIn(dir, i)), Content: fmt.Appendf(nil, "file %d of %s", i, dir)}
	}
	return seeds
}

func sixFolders() []emulator.Seed {
	var seeds []emulator.Seed
	for _, dir := range []state.Path{"/s/a", "/s/b", "/s/c", "/s/d", "/s/e", "/s/f"} {
		seeds = append(seeds, filesIn(dir, 2)...)
	}
	return seeds
}

// fiveTags lists n files, each with some of five tags. No choice of tags has
// more than fifty of them, which is what one call takes.
func fiveTags(dir state.Path, n int) string {
	const most = 50
	dice := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	b.WriteString("files:\n")
	taken := map[int]int{}
	for i := range n {
		choice := 1 + dice.IntN(31)
		for taken[choice] == most {
			choice = 1 + dice.IntN(31)
		}
		taken[choice]++
		var tags []string
		for bit, tag := range []string{"red", "green", "blue", "black", "white"} {
			if choice>>bit&1 == 1 {
				tags = append(tags, tag)
			}
		}
		fmt.Fprintf(&b, "  %s: {tags: {add: [%s]}}\n", fileIn(dir, i), strings.Join(tags, ", "))
	}
	return b.String()
}

// pinnedTo pins every file that there is to a folder.
func pinnedTo(dir state.Path) func(map[state.Path]string) string {
	return func(ids map[state.Path]string) string {
		var b strings.Builder
		b.WriteString("files:\n")
		for i := range manyFiles {
			fmt.Fprintf(&b, "  %s: {id: %q}\n", fileIn(dir, i), ids[fileIn("/s/a", i)])
		}
		return b.String()
	}
}

// rotated pins each object to the place of the next.
func rotated(section string, ring ...state.Path) func(map[state.Path]string) string {
	return func(ids map[state.Path]string) string {
		var b strings.Builder
		b.WriteString(section + ":\n")
		for i, p := range ring {
			fmt.Fprintf(&b, "  %s: {id: %q}\n", p, ids[ring[(i+1)%len(ring)]])
		}
		return b.String()
	}
}

// leavesOfATree lists 120 folders, for which 180 others have to be there: sixty
// in /s, two in each of those, and one in each of these.
func leavesOfATree() string {
	var b strings.Builder
	b.WriteString("folders:\n")
	for i := range 60 {
		for _, side := range []string{"l", "r"} {
			fmt.Fprintf(&b, "  /s/n%d/%s/leaf:\n", i, side)
		}
	}
	return b.String()
}
