package state

import (
	"strconv"
	"strings"
)

// A value from outside the files, often the name of a branch, is text and nothing
// more: where text has a grammar of its own, in patterns and queries, it must not
// be able to say more than its author meant. Values that the files themselves
// declare were reviewed with them, and may.

// template is what stands at n in the file, and whether variables were replaced in it.
func (n node) template() (template, bool) {
	origin, replaced := n.doc.config.origins[n.pos()]
	return splitTemplate(origin), replaced
}

// isReplaced says whether variables were replaced in n.
func (n node) isReplaced() bool {
	_, replaced := n.template()
	return replaced
}

// plainInPattern refuses a pattern in which a value from outside is more than a name.
func (n node) plainInPattern(what string) bool {
	t, _ := n.template()
	for _, p := range t {
		v := n.doc.config.vars[p.text]
		if p.kind != pieceVariable || !v.foreign {
			continue
		}
		if at := strings.IndexAny(v.text, `*?[]{}\`); at >= 0 {
			n.fail(`%s: the value of ${%s}, %s, comes from outside and holds %q, which means more than itself in a pattern`,
				what, p.text, strconv.Quote(shorten(v.text)), v.text[at])
			return false
		}
	}
	return true
}

// plainInQuery refuses a query in which a value from outside is more than a part of
// a string, or a number.
func (n node) plainInQuery() bool {
	t, _ := n.template()
	within := false // quotes
	for _, p := range t {
		v := n.doc.config.vars[p.text]
		switch {
		case p.kind != pieceVariable:
			within = endsWithin(p.text, within)
		case !v.foreign:
			within = endsWithin(v.text, within)
		case within && strings.ContainsAny(v.text, `"\`), !within && !isFigure(v.text):
			most := "a number or a date: put ${" + p.text + "} in quotes"
			if within {
				most = "the inside of quotes can hold"
			}
			n.fail(`where: the value of ${%s}, %s, comes from outside and is more than %s`, p.text, strconv.Quote(shorten(v.text)), most)
			return false
		}
	}
	return true
}

// endsWithin says whether a part of a query ends inside quotes, if it begins so.
func endsWithin(text string, within bool) bool {
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '\\' && within:
			i++
		case text[i] == '"':
			within = !within
		}
	}
	return within
}

// isFigure says whether text is a number, with a unit or not, a date, true or false.
func isFigure(text string) bool {
	if text == "true" || text == "false" {
		return true
	}
	for i := range len(text) {
		c := text[i]
		digit, letter := c >= '0' && c <= '9', c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !digit && (i == 0 || !letter && !strings.ContainsRune("._-", rune(c))) {
			return false
		}
	}
	return text != ""
}
