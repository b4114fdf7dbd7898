package impact

import "bytes"

// baseKind is what stands before the slash of a path, other than the end of a word.
type baseKind string

const (
	unbased baseKind = ""        // nothing that ends a base: the path is a part of a longer one
	stated  baseKind = "stated"  // what a program fills in: $BASE, $(BASE), %s
	implied baseKind = "implied" // what a file or a tool stands for: . .. ~ @ @base
	hosted  baseKind = "hosted"  // a host with its slashes: https://cdn.example.com
	named   baseKind = "named"   // what looks like a host: cdn.example.com
)

// base is what a path is relative to.
type base struct {
	kind  baseKind
	start int // of a host: where its URL begins
}

// base reads what text ends with, where a path follows that begins with a slash.
func (e endpoint) base(text []byte) base {
	u := unitBefore(text)
	switch {
	case u.is(')'), u.is(']'), placeholder(text):
		return base{kind: stated}
	case u.is('.'), u.is('~'), u.is('@'):
		if alias(text) {
			return base{kind: implied}
		}
		return base{}
	}
	if kind := variable(text); kind != unbased {
		return base{kind: kind}
	}
	return e.elsewhere(text)
}

// placeholder says whether text ends with %s, %1$s, %(base)s, %@ or %BASE%.
func placeholder(text []byte) bool {
	n := len(text) - 1
	if n < 1 {
		return false
	}
	if text[n] == '%' {
		start := n
		for start > 0 && n-start < maxVariable && partOfName(text[start-1]) {
			start--
		}
		return start < n && start > 0 && text[start-1] == '%' && !isDigit(text[start])
	}
	if bytes.IndexByte([]byte("sdvq@"), text[n]) < 0 {
		return false
	}
	head := text[:n]
	switch head[n-1] {
	case '%':
		return true
	case '$':
		head = head[:n-1]
		for len(head) > 0 && isDigit(head[len(head)-1]) {
			head = head[:len(head)-1]
		}
		return len(head) < n-1 && bytes.HasSuffix(head, []byte("%"))
	case ')':
		open := bytes.LastIndexByte(head[max(0, n-maxVariable):], '(') + max(0, n-maxVariable)
		return open > 0 && head[open] == '(' && head[open-1] == '%'
	}
	return false
}

// alias says whether text ends with what stands for a directory, alone: dots,
// or a sign that build tools take for the root.
func alias(text []byte) bool {
	for _, sign := range []string{"~@", "~", "@"} {
		if rest, ok := bytes.CutSuffix(text, []byte(sign)); ok {
			return before(rest)
		}
	}
	for {
		rest, ok := bytes.CutSuffix(text, []byte(".."))
		if !ok {
			rest, ok = bytes.CutSuffix(text, []byte("."))
		}
		if !ok || before(rest) {
			return ok
		}
		length := slashBefore(rest)
		if length == 0 {
			return false
		}
		text = rest[:len(rest)-length]
	}
}

// maxVariable is how many bytes the name of a variable may take.
const maxVariable = 64

// variable says whether text ends with a variable: $BASE, $this->base, $env:BASE,
// @Model.Base.
func variable(text []byte) baseKind {
	at := len(text)
	for at > 0 && len(text)-at < maxVariable {
		at--
		switch b := text[at]; {
		case partOfName(b), b == '.', b == ':', b == '-', b == '>':
		case at+1 == len(text) || !partOfName(text[at+1]):
			return unbased
		case b == '$':
			return stated
		case b == '@' && !partOfHost(unitBefore(text[:at])):
			return implied
		default:
			return unbased
		}
	}
	return unbased
}

func partOfName(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' || isDigit(b) || b == '_' }

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
