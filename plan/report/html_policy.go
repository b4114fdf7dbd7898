package report

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
)

// contentPolicy is the page's Content-Security-Policy: its own style and its own script,
// named by their sums, and images from one place, or none where images is "". The script
// cannot turn text into markup either.
func contentPolicy(style, script, images string) string {
	if images == "" {
		images = "'none'"
	}
	return strings.Join([]string{
		"default-src 'none'",
		"style-src " + policySum(style),
		"script-src " + policySum(script),
		"img-src " + images,
		"base-uri 'none'",
		"form-action 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types 'none'",
	}, "; ")
}

func policySum(text string) string {
	s := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(s[:]) + "'"
}

// safeLink is link where a click on it leads to a web page, "" elsewhere.
func safeLink(link string) string {
	u, err := url.Parse(link)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.String()
}
