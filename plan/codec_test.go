package plan_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
)

// busy is a plan with about every kind of operation.
func busy(tb testing.TB) *plan.Plan {
	p, err := plan.Make(
		want(tb, `protect: [/legal/**]
fields: {size: {type: Number, min: 1, max: 9}}
folders: {/archive/old: {moved_from: /old, tags: {add: [archived]}}, /tmp: {prune: true}, /renamed: {id: d9}}
files:
  /a.jpg: {tags: [], metadata: {size: 3}, published: false}
  /in/new.jpg: {source: pic, description: New}
  /in/b.jpg: {source: pic}
  /out/c.jpg: {moved_from: /in/c1.jpg}
remove: {files: [/legal/*.pdf], fields: [gone]}
`), have(`field brand Text required default=x
field gone Text
/a.jpg tags=x
/in/b.jpg tags=y focus=1,2,3,4 private
/in/c1.jpg
/tmp/x/y.jpg
/old/z.jpg
/named/ id=d9
/legal/terms.pdf`), plan.Source{Endpoint: "https://api.test", ConfigDigest: "abc"}, withNow(plan.Options{AllowFieldDelete: []fieldName{"gone"}}))
	require.NoError(tb, err)
	require.False(tb, p.Refused(), planText(p))
	return p
}

func encoded(tb testing.TB, p *plan.Plan) string {
	var b bytes.Buffer
	require.NoError(tb, plan.Encode(&b, p))
	return b.String()
}

func TestDecodeRefusesWhatCannotBeCarriedOut(t *testing.T) {
	good := encoded(t, busy(t))
	_, err := plan.Decode(strings.NewReader(good))
	require.NoError(t, err)
	for _, test := range []struct{ name, old, new, want string }{
		{"another format", `"format": 1`, `"format": 2`, "has format 2; this program reads format 1"},
		{"a key that is not known", `"library"`, `"librarian"`, "unknown field"},
		{"an operation out of place", `"id": 2,`, `"id": 7,`, "operation 7 stands in place 2"},
		{"a need that comes later", `"op": 1,`, `"op": 99,`, "needs operation 99, which does not come before it"},
		{"a change that is not there", `"id": "file:/a.jpg"`, `"id": "file:/b.jpg"`, "fulfils the change file:/a.jpg, which is not in it"},
		{"a kind that is not known", `"kind": "publish-file"`, `"kind": "format-disk"`, `of the kind "format-disk"`},
		{"a class that it is not of", `"class": "job"`, `"class": "read"`, `of the class "read"`},
		{"a path outside the scope", `"scope": [
  "/"
 ]`, `"scope": [
  "/else"
 ]`, "outside the scope"},
		{"a path that is none", `"path": "/in/b.jpg",
   "file"`, `"path": "/in/../y.jpg",
   "file"`, `must not hold "." or ".."`},
		{"nothing to publish", `"published": false`, `"description": ""`, "it has update.published where it should not, or lacks it"},
		{"no source", `"source": {
    "path": "pic",
    "size": 3,
    "sha256": "pic"
   },`, ``, "it has source where it should not, or lacks it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Contains(t, good, test.old)
			_, err := plan.Decode(strings.NewReader(strings.Replace(good, test.old, test.new, 1)))
			require.ErrorContains(t, err, test.want)
		})
	}
	_, err = plan.Decode(strings.NewReader(good + "{}"))
	require.ErrorContains(t, err, "something follows the plan")
	_, err = plan.Decode(strings.NewReader(good[:len(good)/2]))
	require.ErrorContains(t, err, "not a plan file")
}

// FuzzDecode: whatever is read can be carried out without a nil in the way, and
// is written and read again as the same.
func FuzzDecode(f *testing.F) {
	good := encoded(f, busy(f))
	f.Add(good)
	for _, cut := range []string{`"published": false`, `"update"`, `"dest"`, `"needs"`, `"id": 3`} {
		f.Add(strings.Replace(good, cut, `"path"`, 1))
	}
	f.Add("{}")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := plan.Decode(strings.NewReader(text))
		if err != nil {
			return
		}
		for i := range p.Operations {
			op := &p.Operations[i]
			switch op.Kind {
			case plan.OpPublishFile:
				_ = *op.Update.Published
			case plan.OpUpload, plan.OpReplace:
				_ = op.Source.Path
			case plan.OpUpdateFile:
				_ = op.Update.Tags
			case plan.OpCreateField, plan.OpUpdateField, plan.OpDeleteField:
				_ = op.Field.Name
			}
			for _, need := range op.Needs {
				if p.Operation(need.Op) == nil {
					t.Fatal("a need of nothing")
				}
			}
		}
		first := encoded(t, p)
		again, err := plan.Decode(strings.NewReader(first))
		if err != nil {
			t.Fatalf("what was read cannot be read again: %v", err)
		}
		if second := encoded(t, again); first != second {
			t.Fatal("it is not the same again")
		}
	})
}

func TestPlanFacts(t *testing.T) {
	p := busy(t)
	require.False(t, p.Empty())
	require.Nil(t, p.Operation(0))
	require.Nil(t, p.Operation(plan.OpID(len(p.Operations)+1)))
	require.Nil(t, p.Change("file:/nowhere"))
	require.Equal(t, p.Change("file:/a.jpg"), p.ChangesByID()["file:/a.jpg"])
	require.Equal(t, p.Totals.Actions[plan.Delete], p.Deletes())
	calls := 0
	for _, n := range p.Totals.Calls {
		calls += n
	}
	require.Equal(t, len(p.Operations), calls)
	require.Less(t, p.Forecast.Seconds, 5.0, "a first burst waits for no limit")
	breaks, irreversible := "", ""
	for i := range p.Changes {
		if c := &p.Changes[i]; c.BreaksURL() {
			breaks += fmt.Sprintf("%s %s\n", c.Action, c.Name())
		}
		if c := &p.Changes[i]; c.Irreversible() {
			irreversible += fmt.Sprintf("%s %s\n", c.Kind, c.Name())
		}
	}
	require.Equal(t, "delete /tmp/x\ndelete /tmp/x/y.jpg\nmove /archive/old\nmove /out/c.jpg\nrename /renamed\n", breaks)
	require.Equal(t, "field gone\nfolder /tmp/x\nfile /tmp/x/y.jpg\n", irreversible)
}
