package impact_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan/impact"
)

// wideText is s in UTF-16 with its mark.
func wideText(s string, order binary.AppendByteOrder) string {
	out := order.AppendUint16(nil, 0xfeff)
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return string(out)
}

func TestSearchOfEncodedTexts(t *testing.T) {
	const page = "<html>\r\n  <p>café 😀 " + mention + "</p>\r\n" + mention + "\r\n"
	long := strings.Repeat("é😀 nothing\n", 30_000) + " " + mention
	for _, tt := range []struct {
		name, text string
		want       []string
		binary     int
	}{
		{"UTF-8", page, []string{"f:2:18", "f:3:2"}, 0},
		{"UTF-8 with a mark", "\xef\xbb\xbf/s/old/a.jpg\n" + mention, []string{"f:1:1", "f:2:2"}, 0},
		{"UTF-16, little end first", wideText(page, binary.LittleEndian), []string{"f:2:18", "f:3:2"}, 0},
		{"UTF-16, big end first", wideText(page, binary.BigEndian), []string{"f:2:18", "f:3:2"}, 0},
		{"a mention at the beginning", wideText("/s/old/a.jpg", binary.LittleEndian), []string{"f:1:1"}, 0},
		{"a long text", wideText(long, binary.LittleEndian), []string{"f:30001:3"}, 0},
		{"a long text, big end first", wideText(long, binary.BigEndian), []string{"f:30001:3"}, 0},
		{"a mark alone", "\xff\xfe", nil, 0},
		{"half a unit at the end", wideText(mention, binary.LittleEndian) + "x", []string{"f:1:2"}, 0},
		{"half a character at the end", wideText(mention, binary.LittleEndian) + "\x00\xd8", []string{"f:1:2"}, 0},
		{"half a character", wideText(mention, binary.BigEndian) + "\xd8\x00\x00 \xdc\x00\x00\n" + wideText(mention, binary.BigEndian)[2:], []string{"f:1:2", "f:2:2"}, 0},
		{"UTF-32", "\xff\xfe\x00\x00\"\x00\x00\x00/\x00\x00\x00", nil, 1},
		{"a picture", "\xff\xfe\x01\x02\x00\x00\x03\x04" + mention, nil, 1},
		{"UTF-16 without a mark", wideText(mention, binary.LittleEndian)[2:], nil, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := impact.NewRefs()
			require.NoError(t, r.Search(context.Background(), impact.NewScanner(breaking(t)), ".", fstest.MapFS{"f": text(tt.text)}, nil))
			require.Equal(t, append([]string{}, tt.want...), found(r.Hits))
			require.Equal(t, tt.binary, r.Binary)
			require.Equal(t, 1-tt.binary, r.Files)
			require.Empty(t, r.Warnings)
		})
	}
}

// In whatever way a text is encoded, the same is found in it, at the same places.
func TestEncodingsAgree(t *testing.T) {
	s := impact.NewScanner(refPlan(t))
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(rapid.SampledFrom(pieces()), 0, 40).Draw(t, "text")
		source := strings.ToValidUTF8(strings.ReplaceAll(strings.Join(pieces, ""), "\x00", " "), "\ufffd")
		var all [][]impact.Hit
		for name, form := range map[string]string{"8": source, "le": wideText(source, binary.LittleEndian), "be": wideText(source, binary.BigEndian)} {
			r := impact.NewRefs()
			require.NoError(t, r.Search(context.Background(), s, ".", fstest.MapFS{"f": text(form)}, nil))
			require.Equal(t, 1, r.Files, name)
			all = append(all, r.Hits)
		}
		require.Equal(t, all[0], all[1], fmt.Sprintf("%q", source))
		require.Equal(t, all[0], all[2], fmt.Sprintf("%q", source))
	})
}
