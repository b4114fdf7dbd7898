package report

import (
	"bufio"
	"embed"
	"html/template"
	"io"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/state"
)

// HTMLStyle is how an HTML report looks. The zero style will do.
type HTMLStyle struct {
	Title  string                 // "": one made of the library's name
	Source string                 // what the plan was made from, as the user named it
	Banner string                 // how an apply of it ended, in one line; "": it was not applied
	Failed bool                   // the banner tells of a failure
	Ending []string               // lines with more about how it ended
	Link   func(state.Pos) string // URL of a line of YAML; nil: there is none
	Refs   *impact.Refs           // nil: no source tree was searched
}

//go:embed web
var web embed.FS // read-only

// HTML writes p as one self-contained page. What matters is plain HTML: what stops the
// plan, the summary, and up to htmlPlain changes, those that cannot be undone first. All
// changes are there as data too, which the page's script shows, filters and folds. See
// the package's documentation for what a page asks of the network.
func HTML(w io.Writer, p *plan.Plan, s HTMLStyle) error {
	style, script, err := webParts()
	if err != nil {
		return err
	}
	templates, err := template.ParseFS(web, "web/*.html")
	if err != nil {
		return err
	}
	data := newHTMLData(p, s)
	view := newHTMLView(p, s, data)
	view.Policy = contentPolicy(style, script, data.images())
	out := bufio.NewWriterSize(w, 64<<10)
	if err := templates.ExecuteTemplate(out, "head.html", view); err != nil {
		return err
	}
	// These three are written as they are: a browser runs what the policy has the sum of, byte for byte.
	raw(out, "<style>", style, "</style>\n</head>\n")
	if err := templates.ExecuteTemplate(out, "body.html", view); err != nil {
		return err
	}
	raw(out, `<script type="application/json" id="data">`)
	if err := data.write(out); err != nil {
		return err
	}
	raw(out, "</script>\n<script>", script, "</script>\n</body>\n</html>\n")
	return out.Flush()
}

// raw writes strings. The writer remembers its first error: see Flush.
func raw(w *bufio.Writer, parts ...string) {
	for _, s := range parts {
		_, _ = w.WriteString(s)
	}
}

// webParts is the page's style sheet and its script.
func webParts() (style, script string, err error) {
	css, err := web.ReadFile("web/style.css")
	if err != nil {
		return "", "", err
	}
	var js strings.Builder
	js.WriteString("(() => {\n\"use strict\";\n")
	for _, name := range []string{"data", "filter", "row", "tree", "main"} {
		part, err := web.ReadFile("web/" + name + ".js")
		if err != nil {
			return "", "", err
		}
		js.Write(part)
	}
	js.WriteString("})();\n")
	return string(css), js.String(), nil
}
