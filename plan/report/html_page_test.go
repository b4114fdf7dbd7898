package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// TestHTMLInABrowser opens reports in a real browser.
func TestHTMLInABrowser(t *testing.T) {
	browser := chromium(t)
	page := func() string {
		return asHTML(t, witnessed(rich(), asPublic), report.HTMLStyle{Link: linked, Refs: mentions()})
	}
	t.Run("public files are shown, from the account and nowhere else", func(t *testing.T) {
		p := witnessed(rich(), asPublic)
		for i := range p.Changes {
			if p.Changes[i].Action == plan.Rename {
				p.Changes[i].URL += "?updatedAt=17"
			}
		}
		b := open(t, browser, asHTML(t, p, report.HTMLStyle{}))
		eval[any](b, `document.images[0].scrollIntoView(), null`)
		b.until(`[...document.images].some((i) => i.complete && i.naturalWidth > 0)`)
		shown := []string{"products/hero.jpg?", "products/boot.jpg?updatedAt=17&", "tmp/a.jpg?"}
		for _, r := range b.asked() {
			within := strings.TrimSuffix(strings.TrimPrefix(r, "https://ik.imagekit.io/acme/storefront/"), "tr=w-160,h-120,c-at_max")
			require.Contains(t, shown, within, r)
		}
		require.True(t, eval[bool](b, `[...document.images].every((i) => i.loading === "lazy" && i.referrerPolicy === "no-referrer" && i.alt === "")`))
		b.run(click("#thumbs"))
		b.until(`document.images.length === 0 && location.hash === "#thumbs=off"`)
		b.asked()
		b.load("#thumbs=off")
		b.run(click("#unfold"), click(".tile.danger a"))
		b.until(`location.hash === "#action=delete&thumbs=off"`)
		require.Empty(t, b.asked(), "what is switched off asks for nothing")
		b.quiet()
	})
	for name, as := range map[string]func(*plan.Seen){"private": asPrivate, "unpublished": asDraft} {
		t.Run(name+" files ask for nothing", func(t *testing.T) {
			b := open(t, browser, asHTML(t, witnessed(rich(), as), report.HTMLStyle{Link: linked}))
			b.run(click("#unfold"))
			require.Positive(t, eval[int](b, `document.querySelectorAll(".row").length`))
			require.Empty(t, b.asked())
			require.Zero(t, eval[int](b, `document.images.length`))
			b.quiet()
		})
	}
	t.Run("the filter", func(t *testing.T) { testFilter(t, open(t, browser, page())) })
	t.Run("folders open and close", func(t *testing.T) { testFolders(t, open(t, browser, page())) })
	t.Run("without a script", func(t *testing.T) {
		p := rich()
		p.Refusals = refused().Refusals
		b := open(t, browser, asHTML(t, p, report.HTMLStyle{}), command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
		said := eval[string](b, `document.body.innerText`)
		for _, want := range []string{"REFUSED", "--max-delete 25", "Plan: 8 to delete", "b-roll.mp4", "legacy_sku", "shoe-95.jpg", "Held back"} {
			require.Contains(t, said, want)
		}
		require.False(t, eval[bool](b, `document.getElementById("filter").checkVisibility()`))
		b.quiet()
	})
	t.Run("100,000 changes", func(t *testing.T) { testCrowd(t, open(t, browser, asHTML(t, crowded(100_000), report.HTMLStyle{}))) })
}

func testFilter(t *testing.T, b *tab) {
	b.counted("121 changes")
	b.chip("delete")
	b.counted("8 of 121 changes match")
	require.Equal(t, 8, eval[int](b, `document.querySelectorAll(".row.danger").length`))
	require.Equal(t, 8, eval[int](b, `document.querySelectorAll(".row").length`), "nothing else is there")
	require.Equal(t, "true", eval[string](b, `document.querySelector('.chip[data-value="delete"]').ariaPressed`))
	b.chip("move")
	b.counted("10 of 121 changes match")
	b.chip("file")
	b.counted("6 of 121 changes match")
	b.run(chromedp.SendKeys(chromedp.CSS("#text"), "TMP"))
	b.counted("3 of 121 changes match")
	require.Equal(t, "1", eval[string](b, `document.querySelector('.chip[data-value="mentioned in sources"] .n').textContent`))
	b.until(`location.hash === "#action=delete%2Cmove&kind=file&q=TMP"`)

	b.load("#action=delete%2Cmove&kind=file&q=TMP")
	b.counted("3 of 121 changes match")
	require.Equal(t, "TMP", eval[string](b, `document.getElementById("text").value`))
	b.run(click("#clear"))
	b.counted("121 changes")
	b.until(`location.hash === ""`)
	b.run(click(".tile.danger a"))
	b.counted("8 of 121 changes match")
	b.until(`location.hash === "#action=delete"`)
	b.run(click(`.tile [href*="breaks"]`))
	b.counted("5 of 121 changes match")
	eval[string](b, `location.hash = "changes"`) // a heading: the filter stays
	b.until(`location.hash === "#only=breaks+a+URL"`)
	b.counted("5 of 121 changes match")
	b.run(click("#clear"))

	for text, want := range map[string]string{
		"hero homepage":   "2 of 121 changes match", // tags
		"metadata.season": "1 of 121 changes match", // an attribute
		"library.yaml:24": "3 of 121 changes match", // the place that asked for it
		"https://ik.imagekit.io/acme/storefront/products/boot.jpg": "1 of 121 changes match",
		"nothing is called so": "0 of 121 changes match",
	} {
		eval[string](b, `document.getElementById("text").value = ""`)
		b.run(chromedp.SendKeys(chromedp.CSS("#text"), text))
		b.counted(want)
	}
	eval[any](b, `location.hash = "only=mentioned+in+sources"`)
	b.counted("2 of 121 changes match")
	b.run(chromedp.Focus(chromedp.CSS(`.chip[data-value="rename"]`)), chromedp.KeyEvent(" "))
	b.counted("1 of 121 changes match")
	b.run(chromedp.KeyEvent(kb.Enter))
	b.counted("2 of 121 changes match")
	eval[any](b, `location.hash = "action=nonsense&kind=%3Cb%3E&only=x"`)
	b.counted("121 changes")
	b.quiet()
}

func testFolders(t *testing.T, b *tab) {
	rows := `document.querySelectorAll(".row").length`
	all := eval[int](b, rows)
	b.run(click("#fold"))
	b.until(rows + ` === 0`)
	b.run(click(".folder > summary"))
	b.until(rows + ` === 3`)
	require.Contains(t, eval[string](b, `document.querySelector("#tree").innerText`), "legacy_sku")
	b.run(click("#unfold"))
	b.until(fmt.Sprintf(`%s === %d`, rows, all))
	b.run(click(".names > summary"))
	b.until(`document.querySelectorAll(".names li").length === 96`)
	eval[any](b, `location.hash = "q=shoe-17"`)
	b.counted("1 of 121 changes match")
	require.Equal(t, "shoe-17.jpg", eval[string](b, `document.querySelector(".row .name").textContent`))
	b.quiet()
}

// testCrowd holds how much of a large plan is in the document at a time.
func testCrowd(t *testing.T, b *tab) {
	const most = 10_000
	nodes := func() int { return eval[int](b, `document.getElementsByTagName("*").length`) }
	b.counted("100,000 changes")
	require.Less(t, nodes(), most)
	b.chip("update")
	b.counted("80,000 of 100,000 changes match")
	require.Less(t, nodes(), most)
	b.run(chromedp.SendKeys(chromedp.CSS("#text"), "f007/"))
	b.counted("1,000 of 100,000 changes match")
	require.Less(t, nodes(), most)
	require.Equal(t, 100, eval[int](b, `document.querySelectorAll(".row").length`))
	b.run(click(".more"))
	b.until(`document.querySelectorAll(".row").length === 200`)
	b.run(click("#clear"))
	b.counted("100,000 changes")
	b.run(click("#unfold"))
	b.counted("100,000 changes; the first 2,000 are open")
	require.Less(t, nodes(), 60_000)
	b.quiet()
}

// TestHTMLOnAPhone opens reports on a screen of 360 by 800 pixels.
func TestHTMLOnAPhone(t *testing.T) {
	browser := chromium(t)
	long := empty()
	deep := "/storefront/" + strings.Repeat("a-very-long-name-without-a-space_", 8) + "/" + strings.Repeat("deep/", 25)
	for i := range 5 {
		p := state.Path(fmt.Sprintf("%s%s%d.jpg", deep, strings.Repeat("x", 200), i))
		long.Changes = append(long.Changes, url(sized(change(plan.File, plan.Delete, p, plan.ReasonPruned, 24), 10)),
			change(plan.Folder, plan.Create, p.Dir().Join(strings.Repeat("y/", i)+"z"), plan.ReasonListed, 1))
	}
	for name, p := range map[string]*plan.Plan{
		"rich": witnessed(rich(), asPublic), "refused": refused(), "incomplete": incomplete(), "hostile": hostile(),
		"merging": witnessed(merging(), asPublic), "long names": witnessed(long, asPublic),
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t, browser, asHTML(t, p, report.HTMLStyle{Link: linked, Refs: mentions()}), screen(360, 800, true))
			b.run(click("#unfold"))
			require.Equal(t, 360, eval[int](b, `innerWidth`))
			require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), 360)
			require.LessOrEqual(t, eval[int](b, `Math.max(...[...document.querySelectorAll("main *:not(.hide)")].map((e) => Math.ceil(e.getBoundingClientRect().right)))`), 360)
			b.quiet()
		})
	}
}
