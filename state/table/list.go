package table

import "strings"

// Sign says what becomes of a value of a list.
type Sign string

// The signs.
const (
	Unsigned Sign = ""
	Plus     Sign = "+"
	Minus    Sign = "-"
)

// Item is one value of a cell that is a list.
type Item struct {
	Sign   Sign
	Text   string
	Quoted bool // it was written in quotes: it is that text, whatever it looks like
}

// Values reads a cell that is a list: values with commas between them. One that has
// a comma, a quote or white space at its ends is written in quotes, with each quote
// in it twice. The fault says what is wrong, after the name of the cell.
func Values(cell string) (items []Item, fault string) {
	return list{rest: cell}.read()
}

// Changes is Values where a value may have a sign before it.
func Changes(cell string) (items []Item, fault string) {
	return list{rest: cell, signs: "+-"}.read()
}

// IsBare says whether a value of a list can stand without quotes.
func IsBare(value string) bool {
	return value != "" && value != null && strings.TrimSpace(value) == value && !strings.ContainsAny(value, "\",\r\n")
}

// InQuotes is a value of a list in quotes.
func InQuotes(value string) string { return `"` + strings.ReplaceAll(value, `"`, `""`) + `"` }

// list is what is left of a list.
type list struct {
	rest  string
	signs string // that values may have
}

func (l list) read() (items []Item, fault string) {
	for {
		item, fault := l.item()
		if fault != "" {
			return nil, fault
		}
		items = append(items, item)
		if l.rest == "" {
			return items, ""
		}
		l.rest = l.rest[1:] // the comma
	}
}

// item takes the next value, up to a comma or the end.
func (l *list) item() (item Item, fault string) {
	l.rest = strings.TrimSpace(l.rest)
	if l.rest != "" && strings.IndexByte(l.signs, l.rest[0]) >= 0 {
		item.Sign, l.rest = Sign(l.rest[:1]), strings.TrimSpace(l.rest[1:])
	}
	if strings.HasPrefix(l.rest, `"`) {
		item.Quoted = true
		item.Text, fault = l.quoted()
		return item, fault
	}
	end := strings.IndexByte(l.rest, ',')
	if end < 0 {
		end = len(l.rest)
	}
	item.Text, l.rest = strings.TrimSpace(l.rest[:end]), l.rest[end:]
	switch {
	case item.Text == "":
		return item, "has nothing before or behind a comma or a sign: take that away"
	case strings.Contains(item.Text, `"`):
		return item, `has a quote (") within a value: put the whole value in quotes, and write this one twice`
	}
	return item, ""
}

// quoted takes a value in quotes.
func (l *list) quoted() (text, fault string) {
	var b strings.Builder
	rest := l.rest[1:]
	for {
		end := strings.IndexByte(rest, '"')
		if end < 0 {
			return "", `has a quote (") that is closed nowhere`
		}
		b.WriteString(rest[:end])
		rest = rest[end+1:]
		if !strings.HasPrefix(rest, `"`) {
			break
		}
		b.WriteByte('"')
		rest = rest[1:]
	}
	l.rest = strings.TrimSpace(rest)
	if l.rest != "" && l.rest[0] != ',' {
		return "", `has something behind the quote (") that ends a value: write a quote within a value twice`
	}
	return b.String(), ""
}
