package github

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A value brings no output of its own, and comes back as it was.
func TestOutputs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := strings.ReplaceAll(hostile().Draw(t, "value"), "\r", "")
		text := Output{"a", value}.entry()
		head, rest, _ := strings.Cut(text, "\n")
		name, end, _ := strings.Cut(head, "<<")
		require.Equal(t, "a", name)
		got, after, found := strings.Cut(rest, "\n"+end+"\n")
		require.True(t, found)
		require.Empty(t, after)
		require.Equal(t, value, got)
	})
}

func TestOutputFile(t *testing.T) {
	e := Environment{Output: filepath.Join(t.TempDir(), "output")}
	require.NoError(t, e.WriteOutputs([]Output{{"a", "1"}, {"b", "two\nghadelimiter\nlines"}}))
	require.NoError(t, e.WriteOutputs([]Output{{"c", ""}}))
	text, err := os.ReadFile(e.Output)
	require.NoError(t, err)
	require.Equal(t, "a<<ghadelimiter\n1\nghadelimiter\nb<<ghadelimiter_1\ntwo\nghadelimiter\nlines\nghadelimiter_1\nc<<ghadelimiter\n\nghadelimiter\n", string(text))
	require.NoError(t, Environment{}.WriteOutputs([]Output{{"a", "1"}}), "a workflow that takes none")
	require.Error(t, Environment{Output: t.TempDir()}.WriteOutputs([]Output{{"a", "1"}}))
}

func TestSummary(t *testing.T) {
	e := Environment{Summary: filepath.Join(t.TempDir(), "summary")}
	require.NoError(t, e.WriteSummary("# a\n"))
	require.NoError(t, e.WriteSummary("# b\xff\n"))
	text, err := os.ReadFile(e.Summary)
	require.NoError(t, err)
	require.Equal(t, "# a\n# b\ufffd\n", string(text))
	require.ErrorContains(t, e.WriteSummary(strings.Repeat("x", MaxSummary)), "1048576")
	same, err := os.ReadFile(e.Summary)
	require.NoError(t, err)
	require.Equal(t, text, same, "what does not fit is not written in part")
	require.NoError(t, Environment{}.WriteSummary("x"), "a workflow that takes none")
}

func TestHead(t *testing.T) {
	given := VarsOf([]string{"env=prod"})
	head := Head{Kind: PlanComment, Library: "shop", Key: "prod", File: "library.yaml"}
	require.Equal(t, "<!-- iksync:plan:shop:prod -->\n<!-- iksync:file:library.yaml -->\n", head.String())
	of := func(library string, vars Vars) Head { return Head{PlanComment, library, "prod", "library.yaml", vars} }
	for _, test := range []struct {
		name       string
		head, have Head
		mine       bool
	}{
		{"the same", head, head, true},
		{"the same from a YAML that was renamed", head, Head{PlanComment, "shop", "prod", "other.yaml", ""}, true},
		{"the same with other values", head, of("shop", given), true},
		{"another library", head, of("shops", ""), false},
		{"another library that has no name yet, from other values", of("shop", given), of("", ""), false},
		{"another key", head, Head{PlanComment, "shop", "", "library.yaml", ""}, false},
		{"another kind", head, Head{DriftIssue, "shop", "prod", "library.yaml", ""}, false},
		{"of the YAML, before its library was known", head, of("", ""), true},
		{"of the YAML with values, before its library was known", of("shop", given), of("", given), true},
		{"of another YAML, before its library was known", head, Head{PlanComment, "", "prod", "other.yaml", ""}, false},
		{"another YAML, of whose library nothing is known either", of("", ""), Head{PlanComment, "", "prod", "other.yaml", ""}, false},
		{"the YAML is broken still", of("", given), of("", given), true},
		{"the YAML is broken now", of("", ""), head, true},
		{"the YAML is broken now, with values", of("", given), of("shop", given), true},
		{"the YAML is broken now, with other values", of("", given), of("shop", VarsOf([]string{"env=staging"})), false},
		{"the YAML is broken now, with values that there were none of", of("", given), head, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.mine, test.head.begins(test.have.String()+"text"))
			require.Equal(t, test.mine, test.head.begins(strings.ReplaceAll(test.have.String(), "\n", "\r\n")+"text"), "as a browser sends it")
			require.False(t, test.head.begins(" "+test.have.String()))
			require.False(t, test.head.begins("> "+test.have.String()))
		})
	}
	require.False(t, head.begins(""))
}

// Values are told apart, whatever their order, and none of them can be read.
func TestVarsOf(t *testing.T) {
	require.Empty(t, VarsOf(nil))
	require.Equal(t, VarsOf([]string{"a=1", "b=2"}), VarsOf([]string{"b=2", "a=1"}))
	seen := map[Vars][]string{}
	for _, given := range [][]string{nil, {"a=1"}, {"a=2"}, {"a=1", "b=2"}, {"a=1b=2"}, {"a=", "1"}, {"a="}, {""}} {
		v := VarsOf(given)
		require.NotContains(t, seen, v, "%q and %q", given, seen[v])
		seen[v] = given
	}
	secret := Head{Kind: PlanComment, File: "library.yaml", Vars: VarsOf([]string{"env=s3cr3t-value"})}
	require.NotContains(t, secret.String(), "s3cr3t")
	require.Regexp(t, `^<!-- iksync:plan:: -->\n<!-- iksync:file:library.yaml:[0-9a-f]{16} -->\n$`, secret.String())
}

// Heads of different things are different, and nothing in a name ends one.
func TestHeads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) Head {
			return Head{PlanComment, "L" + hostile().Draw(t, name+" library"), hostile().Draw(t, name+" key"), hostile().Draw(t, name+" file"), Vars(hostile().Draw(t, name+" vars"))}
		}
		a, b := draw("a"), draw("b")
		lines := strings.Split(a.String(), "\n")
		require.Len(t, lines, 3)
		for _, line := range lines[:2] {
			inner := strings.TrimSuffix(strings.TrimPrefix(line, "<!-- "), " -->")
			require.NotContains(t, inner, "--")
			require.NotContains(t, inner, ">")
		}
		require.True(t, a.begins(a.String()))
		require.Equal(t, a.Library == b.Library && a.Key == b.Key, a.begins(b.String()))
	})
	long := Head{Kind: PlanComment, Library: strings.Repeat("x", 5000)}
	require.Less(t, len(long.String()), 500)
	require.False(t, long.begins(Head{Kind: PlanComment, Library: strings.Repeat("x", 5001)}.String()))
}

func TestPullRequest(t *testing.T) {
	for _, test := range []struct {
		name, event, fails string
		want               PullRequest
	}{
		{"a pull request", `{"pull_request":{"number":7,"head":{"sha":"abc","repo":{"full_name":"ada/media"}}}}`, "", PullRequest{7, "abc", "ada/media"}},
		{"of a fork that is gone", `{"pull_request":{"number":7,"head":{"sha":"abc","repo":null}}}`, "", PullRequest{7, "abc", ""}},
		{"a push", `{"ref":"refs/heads/main"}`, "no pull request", PullRequest{}},
		{"no JSON", `{`, "no JSON", PullRequest{}},
		{"a number that is none", `{"pull_request":{"number":"../../x"}}`, "no JSON", PullRequest{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := pullRequest(strings.NewReader(test.event))
			require.Equal(t, test.want, got)
			if test.fails == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, test.fails)
			}
		})
	}
}
