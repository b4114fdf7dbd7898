package impact_test

import (
	"encoding/base64"
	"regexp"
	"strings"

	"github.com/iksync/iksync/plan"
)

// referenceBase is the part of reference that looks at what stands before a path.
type referenceBase struct {
	begin   *regexp.Regexp // what may stand before a path
	mid     *regexp.Regexp // escapes that end like that, and may not
	host    *regexp.Regexp // what may stand before a host
	next    *regexp.Regexp // a slash
	strong  *regexp.Regexp // what a program fills in
	alias   *regexp.Regexp // a directory
	sigil   *regexp.Regexp // @base
	run     *regexp.Regexp // a host, with what may be the end of an escape
	leads   *regexp.Regexp // what stands before a host, with a scheme
	slashes *regexp.Regexp // and without
	named   *regexp.Regexp // what looks like a host
	account *regexp.Regexp
	input   *regexp.Regexp // what begins a layer's file
	other   *regexp.Regexp // the ends of a URL
}

func newReferenceBase() referenceBase {
	return referenceBase{
		begin:   regexp.MustCompile(`(?:^|["'` + "`" + `(\[{}<>=,;|* \t\r]|%3[dD]|%22|%2[cC]|“|”)$`),
		mid:     regexp.MustCompile(`&(?:#47|#x2[fF]|amp);$`),
		host:    regexp.MustCompile(`(?:^|[^A-Za-z0-9.@_-]|%(?:2[fF]|20|3F|22|2C)|\\u002f)$`),
		next:    regexp.MustCompile(`^` + refSlash),
		strong:  regexp.MustCompile(`(?:[)\]]|%(?:[0-9]+\$|\([^(]*\))?[sdvq@]|%[A-Za-z_][A-Za-z0-9_]*%|\$[A-Za-z0-9_](?:[A-Za-z0-9_.:>-]{0,61}[A-Za-z0-9_:>-])?)$`),
		alias:   regexp.MustCompile(`^(?:~@|~|@|(?:\.\.?` + refSlash + `)*\.\.?)$`),
		sigil:   regexp.MustCompile(`^@[A-Za-z0-9_](?:[A-Za-z0-9_.:>-]{0,61}[A-Za-z0-9_:>-])?$`),
		run:     regexp.MustCompile(`^[A-Za-z0-9._-]*$`),
		leads:   regexp.MustCompile(`(?i:https?)(?::|%3[aA])` + refSlash + `{2}$`),
		slashes: regexp.MustCompile(refSlash + `{2}$`),
		named:   regexp.MustCompile(`^[^.-].*\.[a-z]{2,}$`),
		account: regexp.MustCompile(refSlash + refName("acme") + `$`),
		input:   regexp.MustCompile(`^(?:oi-|ie-|i-)`),
		other:   regexp.MustCompile(`(?i:ik\.imagekit\.io|ik\.imgkit\.net)(` + refSlash + `acme(?:` + refSlash + `|$))?`),
	}
}

// begins says whether a path may begin behind before.
func (r *referenceBase) begins(before string) bool {
	return r.begin.MatchString(before) && !r.mid.MatchString(before)
}

// base says what before is to the path behind it: "strong", "weak", "host" or
// "named", and where a host's URL begins; "": nothing.
func (r *referenceBase) base(before string) (string, int) {
	if r.strong.MatchString(before) {
		return "strong", 0
	}
	for cut := range before {
		if r.alias.MatchString(before[cut:]) && r.begins(before[:cut]) || r.sigil.MatchString(before[cut:]) && r.host.MatchString(before[:cut]) {
			return "weak", 0
		}
	}
	if strings.HasSuffix(before, ".") {
		return "", 0
	}
	kind, start, host := r.hostBefore(before)
	account := false
	if loc := r.account.FindStringIndex(before); kind == "" && loc != nil {
		account = true
		kind, start, host = r.hostBefore(before[:loc[0]])
	}
	id, domain, _ := strings.Cut(host, ".")
	switch {
	case kind == "", (host == "ik.imagekit.io" || host == "ik.imgkit.net") && !account:
		return "", 0
	case id != "ik" && id != "acme" && (domain == "imagekit.io" || domain == "imgkit.net"):
		return "", 0
	}
	return kind, start
}

// hostBefore is the host at the end of before.
func (r *referenceBase) hostBefore(before string) (kind string, start int, host string) {
	whole := regexp.MustCompile(`:[0-9]+$`).ReplaceAllString(before, "")
	start = len(whole)
	for cut := range len(whole) {
		inEscape := regexp.MustCompile(`(?:%[0-9a-fA-F]?|\\u?0{0,2}[0-9a-fA-F]?)$`).MatchString(whole[:cut]) && regexp.MustCompile(`^(?:[0-9a-fA-F]{1,2}|u?0{0,2}2[fF])`).MatchString(whole[cut:]) && escapeEndsBehind(whole, cut)
		if r.run.MatchString(whole[cut:]) && !inEscape {
			start = cut
			break
		}
	}
	host = strings.ToLower(whole[start:])
	if host == "" || host[0] == '.' || host[0] == '-' {
		return "", 0, ""
	}
	lead := whole[:start]
	if loc := r.leads.FindStringIndex(lead); loc != nil && r.host.MatchString(lead[:loc[0]]) {
		return "host", loc[0], host
	}
	if loc := r.slashes.FindStringIndex(lead); loc != nil {
		from := lead[:loc[0]]
		if colon := regexp.MustCompile(`(?::|%3[aA])$`).FindStringIndex(from); colon != nil {
			if !r.host.MatchString(from[:colon[0]]) {
				return "", 0, ""
			}
			return "host", loc[0], host
		}
		if r.begins(from) {
			return "host", loc[0], host
		}
		return "", 0, ""
	}
	if r.begins(lead) && r.named.MatchString(host) {
		return "named", start, host
	}
	return "", 0, ""
}

// escapeEndsBehind says whether text[cut] is within an escape.
func escapeEndsBehind(text string, cut int) bool {
	for _, loc := range regexp.MustCompile(`%[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}`).FindAllStringIndex(text, -1) {
		if loc[0] < cut && cut < loc[1] {
			return true
		}
	}
	return false
}

// layer is the file of a layer at line[at:].
func (r *reference) layer(line string, at int) (from, to int, change plan.ChangeID, ok bool) {
	head := r.input.FindString(line[at:])
	if head == "" || !r.host.MatchString(line[:at]) {
		return 0, 0, "", false
	}
	from = at + len(head)
	to = from
	for to < len(line) && !r.inputEnds(line[to:], head == "ie-") {
		to++
	}
	name := "/" + regexp.MustCompile(`(?:@|%40){2}`).ReplaceAllString(line[from:to], "/")
	name = regexp.MustCompile(`%[0-9a-fA-F]{2}`).ReplaceAllStringFunc(name, func(s string) string {
		return string([]byte{unhex(s[1])<<4 | unhex(s[2])})
	})
	if head == "ie-" {
		raw, err := base64.RawStdEncoding.DecodeString(strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(name[1:], "=")))
		if err != nil {
			return 0, 0, "", false
		}
		name = "/" + strings.TrimLeft(string(raw), "/")
	}
	explicit := head == "oi-" || regexp.MustCompile(`l-(?:image|video|subtitles?)(?:,|%2[cC])$`).MatchString(line[:at])
	if strings.Count(name, "/") < 2 && !explicit || r.foreign(line[:at]) {
		return 0, 0, "", false
	}
	var best *refMark
	for i := range r.marks {
		m := &r.marks[i]
		if (m.file && m.path == name || !m.file && strings.HasPrefix(name, m.path+"/")) && (best == nil || len(m.path) > len(best.path)) {
			best = m
		}
	}
	if best == nil {
		return 0, 0, "", false
	}
	return from, to, best.change, true
}

// inputEnds says whether the name of a layer's file ends where rest goes on.
func (r *reference) inputEnds(rest string, coded bool) bool {
	if strings.HasPrefix(strings.ToLower(rest), "%2f") {
		return !coded
	}
	if regexp.MustCompile(`^%(?:2[cC]|3[aAfF]|2[236])`).MatchString(rest) {
		return true
	}
	return r.next.MatchString(rest) || !strings.HasPrefix(rest, "%") && r.ends(rest)
}

// foreign says whether before is within a URL of another account.
func (r *reference) foreign(before string) bool {
	before = before[1+strings.LastIndexAny(before, " \t\r\n\"'`<>|"):]
	all := r.other.FindAllStringSubmatchIndex(before, -1)
	if len(all) == 0 {
		return false
	}
	last := all[len(all)-1]
	return last[2] < 0
}

func unhex(b byte) byte {
	return byte(strings.IndexByte("0123456789abcdef", b|0x20))
}
