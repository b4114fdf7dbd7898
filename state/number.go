package state

import (
	"math"
	"strconv"
	"strings"
)

// ReadNumber reads a number in decimal, as YAML may hold it. Others that look like
// one (0x1F, 017, 1_000, .inf) are written by accident more often than on purpose:
// what is wrong with them follows the name of what the number is for.
func ReadNumber(text string) (number float64, fault string) {
	digits := strings.TrimLeft(text, "+-")
	number, err := strconv.ParseFloat(text, 64)
	leadingZero := len(digits) > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9'
	switch {
	case err != nil || leadingZero || strings.ContainsAny(digits, "xXpP_nN"):
		return 0, ": " + text + " is no plain decimal number: write it as one, or put it in quotes if it is text"
	case math.Abs(number) >= maxExact && !strings.ContainsAny(digits, ".eE"):
		return 0, ": " + text + " is too large to be kept exactly: put it in quotes if it is text"
	}
	return number + 0, "" // +0 makes -0 the 0 it is equal to
}
