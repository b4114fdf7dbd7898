package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
)

func comparison(t *testing.T, diffs []plan.ChangeDiff, s report.Style) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.Comparison(&b, diffs, s))
	return b.String()
}

func TestComparison(t *testing.T) {
	diffs := []plan.ChangeDiff{
		{What: plan.DiffNew, Change: change(plan.File, plan.Delete, "/a.jpg", plan.ReasonPruned, 3)},
		{What: plan.DiffGone, Change: from(change(plan.Folder, plan.Move, "/n/b", plan.ReasonMovedFrom, 4), "/b", 2)},
		{What: plan.DiffOther, Change: change(plan.File, plan.Update, "/c\x1b[2J.jpg", plan.ReasonListed, 5),
			Detail: []string{"tags: [a] -> [b], was [] -> [b]", "bytes: 1\n -> 2"}},
		{What: plan.DiffNew, Change: field(plan.Create, "brand", plan.ReasonListed, 6)},
	}
	for _, test := range []struct {
		name  string
		diffs []plan.ChangeDiff
		want  string
	}{
		{"nothing differs", nil, "The plan is the same.\n"},
		{"one change is told of in the singular", diffs[:1], `The plan differs in 1 change:
  + delete file /a.jpg  (pruned: not listed, library.yaml:3)
`},
		{"what is new, gone and different, and nothing that acts on a terminal", diffs, `The plan differs in 4 changes:
  + delete file /a.jpg  (pruned: not listed, library.yaml:3)
  - move folder /n/b from /b  (moved_from, library.yaml:4)
  ~ update file "/c\x1b[2J.jpg"  (listed, library.yaml:5)
      tags: [a] -> [b], was [] -> [b]
      bytes: 1\n -> 2
  + create field brand  (listed, library.yaml:6)
`},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, comparison(t, test.diffs, report.Style{}))
			coloured := comparison(t, test.diffs, report.Style{Color: true})
			require.NotContains(t, coloured, "\x1b[2J")
			require.Equal(t, strings.Count(test.want, "\n"), strings.Count(coloured, "\n"))
		})
	}
}
