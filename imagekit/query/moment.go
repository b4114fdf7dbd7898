package query

import (
	"strconv"
	"time"
)

// moment is the date of a query: nothing, an instant, or an age that becomes one at evaluation.
type moment struct {
	kind   momentKind
	at     time.Time
	amount int
	unit   byte // h, d, w, m or y
}

type momentKind uint8

const (
	noMoment momentKind = iota
	absoluteMoment
	relativeMoment
)

// maxAgeDigits keeps ages within what time arithmetic can hold.
const maxAgeDigits = 6

// parseMoment reads a date as it may stand in a query.
func parseMoment(s string) moment {
	if at, ok := parseInstant(s); ok {
		return moment{kind: absoluteMoment, at: at}
	}
	return parseAge(s)
}

// parseAge reads "2d" and its like.
func parseAge(s string) moment {
	if len(s) < 2 || len(s)-1 > maxAgeDigits {
		return moment{}
	}
	digits, unit := s[:len(s)-1], s[len(s)-1]
	if !allDigits(digits) {
		return moment{}
	}
	switch unit {
	case 'h', 'd', 'w', 'm', 'y':
		amount, _ := strconv.Atoi(digits) // at most six digits: cannot fail
		return moment{kind: relativeMoment, amount: amount, unit: unit}
	}
	return moment{}
}

// instant is the moment as seen from now.
func (m moment) instant(now time.Time, month Month) time.Time {
	if m.kind != relativeMoment {
		return m.at
	}
	now = now.UTC()
	switch m.unit {
	case 'h':
		return now.Add(-time.Duration(m.amount) * time.Hour)
	case 'd':
		return now.AddDate(0, 0, -m.amount)
	case 'w':
		return now.AddDate(0, 0, -7*m.amount)
	case 'm':
		if month == MonthThirtyDays {
			return now.AddDate(0, 0, -30*m.amount)
		}
		return monthsBefore(now, m.amount)
	default:
		if month == MonthThirtyDays {
			return now.AddDate(0, 0, -365*m.amount)
		}
		return monthsBefore(now, 12*m.amount)
	}
}

// monthsBefore goes back to the same day of an earlier month, or to its last day if it has no
// such day: one month before 31 March is 28 February, where AddDate would say 3 March.
func monthsBefore(now time.Time, months int) time.Time {
	then := now.AddDate(0, -months, 0)
	if then.Day() != now.Day() {
		then = then.AddDate(0, 0, -then.Day())
	}
	return then
}

// parseInstant reads YYYY-MM-DD, or YYYY-MM-DDTHH:MM:SS with an optional fraction and zone; UTC
// where no zone is given. It looks at the shape first, because time.Parse allocates its errors.
func parseInstant(s string) (time.Time, bool) {
	const day, second = "2006-01-02", "2006-01-02T15:04:05"
	layout := ""
	switch {
	case len(s) == len(day) && hasShape(s, day):
		layout = day
	case len(s) == len(second) && hasShape(s, second):
		layout = second
	case len(s) > len(second) && hasShape(s[:len(second)], second):
		layout = zonedLayout(s[len(second):], second)
	}
	if layout == "" {
		return time.Time{}, false
	}
	t, err := time.Parse(layout, s)
	if err != nil {
		return time.Time{}, false
	}
	return t.UTC(), true
}

// zonedLayout finds the layout for what follows the seconds: a fraction, a zone or both.
func zonedLayout(tail, second string) string {
	if tail[0] == '.' { // time.Parse takes fractions without their being in the layout
		digits := 1
		for digits < len(tail) && isDigit(rune(tail[digits])) {
			digits++
		}
		if digits == 1 || digits > 10 {
			return ""
		}
		tail = tail[digits:]
	}
	switch {
	case tail == "":
		return second
	case tail == "Z" || len(tail) == len("+00:00") && (hasShape(tail, "+00:00") || hasShape(tail, "-00:00")):
		return time.RFC3339
	}
	return ""
}

// hasShape compares with an example of equal length, in which any digit stands for any other.
func hasShape(s, example string) bool {
	for i := range len(example) {
		if isDigit(rune(example[i])) != isDigit(rune(s[i])) || !isDigit(rune(s[i])) && s[i] != example[i] {
			return false
		}
	}
	return true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(rune(s[i])) {
			return false
		}
	}
	return s != ""
}
