package record_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/record"
)

const (
	sumA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	sumB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

func encode(t interface {
	require.TestingT
	Helper()
}, r *record.Record) string {
	t.Helper()
	data, err := r.Encode()
	require.NoError(t, err)
	return string(data)
}

// TestRecord: an answer is about one version, and what does not change anything is no change.
func TestRecord(t *testing.T) {
	var r record.Record
	known := func(id state.FileID, version string) string {
		sum, ok := r.Known(id, version)
		require.Equal(t, ok, sum != "")
		return sum
	}
	require.False(t, r.Changed())
	require.Empty(t, known("f1", "v1"))
	r.Learn("f2", "v1", sumA, 3)
	r.Learn("f1", "v1", sumB, 4)
	require.True(t, r.Changed())
	require.Equal(t, sumA, known("f2", "v1"))
	require.Empty(t, known("f2", "v2"), "somebody else's upload since")
	require.Equal(t, `{"format":"iksync-uploads/1","files":{
"f1":["v1","`+sumB+`",4],
"f2":["v1","`+sumA+`",3]
}}
`, encode(t, &r))

	again, err := record.Decode([]byte(encode(t, &r)))
	require.NoError(t, err)
	again.Learn("f2", "v1", sumA, 3)
	again.Keep(func(state.FileID) bool { return true })
	require.False(t, again.Changed(), "it is as it was")
	again.Keep(func(id state.FileID) bool { return id == "f1" })
	require.True(t, again.Changed())
	require.Equal(t, 1, again.Len())
	require.Equal(t, 2, r.Len())

	again.Learn("f1", "v2", sumA, 5)
	_, ok := again.Known("f1", "v1")
	require.False(t, ok, "only the last version counts")
	for _, half := range []func(){
		func() { r.Learn("", "v1", sumA, 1) }, func() { r.Learn("f9", "", sumA, 1) },
		func() { r.Learn("f9", "v1", strings.ToUpper(sumA), 1) }, func() { r.Learn("f9", "v1", sumA[1:], 1) },
		func() { r.Learn("f9", "v1", sumA, 0) }, func() { r.Learn("\xff", "v1", sumA, 1) },
	} {
		half()
		require.Equal(t, 2, r.Len(), "what is not whole is not noted")
	}
}

// TestDecode tells what is wrong, and what becomes of it.
func TestDecode(t *testing.T) {
	whole := `{"format":"iksync-uploads/1","files":{"f1":["v1","` + sumA + `",3]}}`
	entry := func(text string) string { return `{"format":"iksync-uploads/1","files":{` + text + `}}` }
	for _, test := range []struct {
		name, data string
		reason     record.Reason // "": it is fine
		says       string
	}{
		{"nothing", "", "", ""},
		{"a record", whole, "", ""},
		{"one that somebody reformatted", strings.ReplaceAll(whole, ",", " ,\n"), "", ""},
		{"one without files", entry(""), "", ""},
		{"another JSON file", `{"name":"x"}`, record.Foreign, "is not one that iksync wrote"},
		{"a list", `[]`, record.Foreign, "move it away"},
		{"a picture", "\x89PNG", record.Foreign, ""},
		{"another format", `{"format":"other/1"}`, record.Foreign, ""},
		{"a newer format", `{"format":"iksync-uploads/2","entries":7}`, record.Newer, "update iksync"},
		{"cut off", whole[:len(whole)-20], record.Damaged, "is damaged, and is ignored (at byte"},
		{"cut off at its end", whole[:len(whole)-1], record.Damaged, "'}' is expected"},
		{"two in a row", whole + whole, record.Damaged, "something follows its end"},
		{"another key", `{"format":"iksync-uploads/1","other":{}}`, record.Damaged, `"files" is expected`},
		{"one more key", whole[:len(whole)-1] + `,"more":1}`, record.Damaged, ""},
		{"a file twice", entry(`"f1":["v1","` + sumA + `",3],"f1":["v1","` + sumA + `",3]`), record.Damaged, `"f1" is there twice`},
		{"half a hash", entry(`"f1":["v1","aa",3]`), record.Damaged, `what it says of the file "f1" cannot be`},
		{"no size", entry(`"f1":["v1","` + sumA + `"]`), record.Damaged, "a size is expected"},
		{"a broken size", entry(`"f1":["v1","` + sumA + `",3.5]`), record.Damaged, "a size is expected"},
		{"a size too many", entry(`"f1":["v1","` + sumA + `",3,4]`), record.Damaged, "']' is expected"},
		{"a null", entry(`"f1":null`), record.Damaged, ""},
		{"more than is read", strings.Repeat(" ", record.MaxSize+1), record.TooLarge, "134217729 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := record.Decode([]byte(test.data))
			if test.reason == "" {
				require.NoError(t, err)
				require.False(t, r.Changed())
				return
			}
			var refused *record.Error
			require.ErrorAs(t, err, &refused)
			require.Equal(t, test.reason, refused.Reason, err)
			require.ErrorContains(t, err, test.says)
			require.ErrorContains(t, err, "is ignored")
			require.Nil(t, r)
		})
	}
}

// TestRoundTrip: what was learnt is read back, and in whatever order it was learnt the bytes are the same.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type learnt struct {
			id, version, sum string
			size             int64
		}
		digit := rapid.SampledFrom([]rune("0123456789abcdef"))
		sum := rapid.Custom(func(t *rapid.T) string { return rapid.StringOfN(digit, 64, 64, 64).Draw(t, "sum") })
		all := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) learnt {
			return learnt{rapid.String().Draw(t, "id"), rapid.String().Draw(t, "version"), sum.Draw(t, "sum"), rapid.Int64().Draw(t, "size")}
		}), 0, 8, func(l learnt) string { return l.id }).Draw(t, "files")

		var r, backwards record.Record
		for _, l := range all {
			r.Learn(state.FileID(l.id), l.version, l.sum, l.size)
		}
		for _, l := range slices.Backward(all) {
			backwards.Learn(state.FileID(l.id), l.version, l.sum, l.size)
		}
		text := encode(t, &r)
		require.Equal(t, text, encode(t, &backwards))
		again, err := record.Decode([]byte(text))
		require.NoError(t, err)
		require.Equal(t, text, encode(t, again))
		require.Equal(t, r.Len(), again.Len())
		for _, l := range all {
			want, known := r.Known(state.FileID(l.id), l.version)
			have, ok := again.Known(state.FileID(l.id), l.version)
			require.Equal(t, fmt.Sprint(want, known), fmt.Sprint(have, ok))
		}
		require.Equal(t, r.Len()+2, strings.Count(text, "\n"), "one file a line")
	})
}
