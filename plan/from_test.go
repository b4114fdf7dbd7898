package plan_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// A plan says which YAML it was made from, and with which variables.
func TestFromAFolder(t *testing.T) {
	files := []state.YAML{
		{Name: "conf/a.yaml", Bytes: []byte("version: 1\nlibrary: ${env}\nscope: [/a]\nvars: {env: }\n")},
		{Name: "conf/b.yaml", Bytes: []byte("version: 1\nfiles: {/a/x.jpg: {tags: [x]}}\n")},
	}
	w, err := state.DecodeFiles(files, state.Vars{"env": "dev\n${x}"})
	require.ErrorContains(t, err, "control characters")
	require.Nil(t, w)
	w, err = state.DecodeFiles(files, state.Vars{"env": "dev"})
	require.NoError(t, err)
	w.File, w.Layout = "conf", state.LayoutFolder
	p, err := plan.Make(w, have("/a/x.jpg"), plan.Source{}, withNow(plan.Options{}))
	require.NoError(t, err)
	text := encoded(t, p)
	read, err := plan.Decode(strings.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, p.From, read.From)
	require.Equal(t, plan.From{File: "conf", Layout: state.LayoutFolder, Vars: map[string]string{"env": "dev"}}, read.From)
	w.Vars["env"] = "prod"
	require.Equal(t, "dev", p.From.Vars["env"], "a plan keeps its own")

	for old, now := range map[string]string{`"folder"`: `"heap"`, `"env"`: `"Env"`} {
		_, err = plan.Decode(strings.NewReader(strings.Replace(text, old, now, 1)))
		require.ErrorContains(t, err, "the plan file is damaged: it was made ")
	}
}

// A plan of one file without variables is what it was before there were any, and
// such a plan is read.
func TestFromOneFile(t *testing.T) {
	p, err := plan.Make(want(t, "files: {/a/x.jpg: {tags: [x]}}"), have("/a/x.jpg"), plan.Source{}, withNow(plan.Options{}))
	require.NoError(t, err)
	text := encoded(t, p)
	require.NotContains(t, text, `"vars"`)
	require.NotContains(t, text, `"layout"`)
	read, err := plan.Decode(strings.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, plan.From{File: "w.yaml"}, read.From)
}
