package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
)

// What a plan of the YAML that was applied leaves as it is, and what of it is drift.
func TestStrays(t *testing.T) {
	const (
		pinned = "files: {/a.jpg: {id: 1}}"
		pruned = "protect: [/t/legal/**]\nfolders: {/t: {prune: true}}"
		given  = "protect: [/old/keep.tmp]\nremove: {files: [/old/*.tmp], folders: [/old]}"
	)
	for _, test := range []struct {
		name            string
		base, now, live string
		want            string
	}{
		{name: "nothing differs", base: pinned, now: pinned, live: "/a.jpg id=1"},
		{name: "another file is where a pinned one belongs", base: pinned, now: pinned, live: "/a.jpg id=2", want: "library file /a.jpg other"},
		{name: "another folder is where a pinned one belongs", base: "folders: {/f: {id: 1}}", now: "folders: {/f: {id: 1}}", live: "/f/ id=2", want: "library folder /f other"},
		{name: "the YAML pins the file that is there now", base: pinned, now: "files: {/a.jpg: {id: 2}}", live: "/a.jpg id=2", want: "dropped file /a.jpg other"},
		{name: "the YAML deletes what took the place", base: pinned, now: "remove: {files: [/a.jpg]}", live: "/a.jpg id=2\n/b.jpg", want: "both file /a.jpg other"},
		{name: "the YAML moves what took the place", base: pinned, now: "files: {/b.jpg: {id: 2}}", live: "/a.jpg id=2", want: "both file /a.jpg other"},
		{name: "the YAML only tags what took the place", base: pinned, now: "files: {/a.jpg: {tags: [x]}}", live: "/a.jpg id=2", want: "dropped file /a.jpg other"},
		{name: "a pinned file that was moved is a change, and no more", base: pinned, now: pinned, live: "/b.jpg id=1"},

		{name: "a file that nobody listed is where nothing is deleted", base: pruned, now: pruned, live: "/t/legal/new.pdf\n/b.jpg", want: "library file /t/legal/new.pdf protected"},
		{name: "the YAML takes the protection away", base: pruned, now: "folders: {/t: {prune: true}}", live: "/t/legal/new.pdf\n/b.jpg", want: "both file /t/legal/new.pdf protected"},
		{name: "the YAML lists the file", base: pruned, now: pruned + "\nfiles: {/t/legal/new.pdf: }", live: "/t/legal/new.pdf\n/b.jpg", want: "dropped file /t/legal/new.pdf protected"},
		{name: "only the YAML at hand deletes what is not listed", base: "protect: [/t/legal/**]", now: pruned, live: "/t/legal/new.pdf\n/b.jpg"},
		{name: "a protected folder that is not pruned may hold anything", base: "protect: [/t/legal/**]\nfolders: {/t: {prune: true}, /t/legal: {prune: false}}",
			now: pruned, live: "/t/legal/new.pdf\n/b.jpg"},

		{name: "a folder that is to be removed came back with something protected", base: given, now: given, live: "/old/keep.tmp\n/b.jpg",
			want: "library folder /old not-empty\nlibrary file /old/keep.tmp protected"},
		{name: "a folder that came back is a change where nothing keeps it", base: given, now: given, live: "/old/a.jpg\n/b.jpg"},

		{name: "what could not be read is no drift", base: pruned, now: pruned, live: "/t/a.jpg\n/b.jpg\ngap"},
		{name: "what is half-way has a change of its own", base: "files: {/b/two.jpg: {moved_from: /a/one.jpg}}", now: "files: {/b/two.jpg: {moved_from: /a/one.jpg}}", live: "/a/two.jpg\n/b/"},
	} {
		t.Run(test.name, func(t *testing.T) {
			base, now := made(t, test.base, test.live), made(t, test.now, test.live)
			var lines []string
			for _, s := range plan.Strays(base, now) {
				require.NotEmpty(t, s.Detail)
				require.NotZero(t, s.Pos)
				lines = append(lines, fmt.Sprintf("%s %s %s %s", s.Blame, s.Kind, s.Path, s.Reason))
			}
			require.Equal(t, test.want, strings.Join(lines, "\n"), "base:\n%snow:\n%s", planText(base), planText(now))
		})
	}
}

// Each reason for which something is held has been thought about.
func TestEveryHeldReasonIsStrayOrNot(t *testing.T) {
	for reason, stray := range map[plan.HeldReason]plan.StrayReason{
		plan.HeldPinGone: plan.StrayOther, plan.HeldProtected: plan.StrayKept, plan.HeldNotEmpty: plan.StrayReturned,
		plan.HeldIncomplete: plan.StrayNone, plan.HeldHalfway: plan.StrayNone,
	} {
		require.Equal(t, stray, reason.Stray(), reason)
		if stray != plan.StrayNone {
			require.Contains(t, plan.StrayReasons(), stray)
		}
	}
}
