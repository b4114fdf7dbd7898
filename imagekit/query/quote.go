package query

import "strings"

// Quote writes s as a string literal, for code that builds queries: `path : ` + Quote(p).
//
// Every valid UTF-8 string comes back from [Parse] unchanged. Bytes that are not UTF-8 stay as
// they are, and Parse refuses them.
func Quote(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 2)
	b.WriteByte('"')
	for i := 0; i < len(s); i++ {
		if s[i] == '"' || s[i] == '\\' {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	b.WriteByte('"')
	return b.String()
}
