package report

import (
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// mdCalled is what an object is called in the folder dir, as code.
func mdCalled(c *plan.Change, p, dir state.Path) string {
	return MarkdownCode(shorten(called(c, p, dir), maxMd))
}

func mdDelete(_ *markdown, c *plan.Change, dir state.Path) mdRow {
	r := mdRow{name: mdCalled(c, c.Path, dir)}
	switch {
	case c.Action != plan.Delete:
		r.detail = MarkdownText(shorten(string(c.Action), maxMd)) + ", an action that is not known here"
	case c.Kind == plan.Field:
		r.detail = "its name is burned for ever, its values go from every file"
	case c.Kind == plan.Folder && c.Along > 0:
		r.detail = along(c, "goes with it", "go with it")
	case c.Size > 0:
		r.detail = inBytes(c.Size)
	}
	return r
}

func mdReplace(_ *markdown, c *plan.Change, dir state.Path) mdRow {
	r := mdRow{name: mdCalled(c, c.Path, dir)}
	if c.Size > 0 {
		r.detail = inBytes(c.Size)
	}
	for i := range c.Attrs {
		if c.Attrs[i].Name == plan.AttrContent {
			before, after := sizes(&c.Attrs[i])
			r.detail = MarkdownText(shorten(before, maxMd)) + " → " + MarkdownText(shorten(after, maxMd))
		}
	}
	return r
}

func mdMerge(_ *markdown, c *plan.Change, dir state.Path) mdRow {
	from := mdCalled(c, place(c), dir)
	if c.Kind == plan.Folder {
		return mdRow{from + " into " + mdCalled(c, c.Path, dir), along(c, "goes along and changes its URL", "go along and change their URLs")}
	}
	return mdRow{from + " onto " + mdCalled(c, c.Path, dir), "the file there becomes an older version"}
}

func mdMove(_ *markdown, c *plan.Change, dir state.Path) mdRow {
	return mdRow{
		mdCalled(c, place(c), dir) + " → " + mdCalled(c, c.Path, dir),
		along(c, "goes along and changes its URL", "go along and change their URLs"),
	}
}

func mdNew(_ *markdown, c *plan.Change, dir state.Path) mdRow {
	r := mdRow{name: mdCalled(c, c.Path, dir)}
	if c.Size > 0 {
		r.detail = inBytes(c.Size)
	}
	return r
}

func mdCopy(_ *markdown, c *plan.Change, dir state.Path) mdRow {
	r := mdRow{name: mdCalled(c, c.Path, dir) + ", a copy of " + mdName(folderish(c.Kind, string(c.From)))}
	if c.Along > 0 {
		r.detail = count(c.Along, "file", "")
	}
	return r
}
