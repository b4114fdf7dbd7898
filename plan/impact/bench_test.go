package impact_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/state"
)

// wide is a plan that breaks n URLs.
func wide(n int) *plan.Plan {
	p := &plan.Plan{Account: account}
	for i := range n {
		path := state.Path(fmt.Sprintf("/storefront/%02x/products/item-%06d.jpg", i%100, i))
		p.Changes = append(p.Changes, plan.Change{ID: plan.NewChangeID(plan.File, string(path)), Kind: plan.File, Action: plan.Delete,
			Path: path, URL: account + string(path)})
	}
	return p
}

// source is a text like those of a web site, of about size bytes.
func source(size, broken int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		switch i % 40 {
		case 7:
			fmt.Fprintf(&b, "  <img src=\"https://ik.imagekit.io/acme/tr:w-300,h-200/storefront/%02x/products/item-%06d.jpg?x=%d\">\n", i%broken%100, i%broken, i)
		case 21:
			fmt.Fprintf(&b, "  <img src=\"https://ik.imagekit.io/acme/storefront/other/products/item-%06d.jpg\" srcset='/static/a.png 1x, /static/b.png 2x'>\n", i)
		default:
			b.WriteString("  export const render = (props) => ({ title: props.title, body: props.body || 'nothing to see here' }) // a line of source\n")
		}
	}
	return b.String()
}

func BenchmarkScan(b *testing.B) {
	const broken = 100_000
	s, text := impact.NewScanner(wide(broken)), source(4<<20, broken)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	hits := 0
	for b.Loop() {
		found, err := s.Scan("f", strings.NewReader(text))
		require.NoError(b, err)
		hits = len(found)
	}
	b.ReportMetric(float64(hits), "hits")
}

// A text that is made to be slow to read is not much slower than others.
func BenchmarkScanOfHardText(b *testing.B) {
	s := impact.NewScanner(wide(100_000))
	text := strings.Repeat(`=/storefront/00/products/item-0000=/tr:`, 10_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		_, err := s.Scan("f", strings.NewReader(text))
		require.NoError(b, err)
	}
}

// So it is where each mention must look back far.
func BenchmarkScanOfHardBases(b *testing.B) {
	s := impact.NewScanner(wide(100_000))
	const path = "/storefront/00/products/item-000000.jpg"
	for name, each := range map[string]string{
		"hosts": strings.Repeat("a", 250) + path + "x ", "dots": strings.Repeat("../", 100) + ".." + path, "slashes": strings.Repeat("/", 300) + path,
		"layers": "i-storefront@@00@@products@@item-000000.jpg,", "words": "=/ik-seo/storefront/00/products/item-000000/" + strings.Repeat(".jpgx", 100),
	} {
		b.Run(name, func(b *testing.B) {
			text := strings.Repeat(each, 400_000/len(each))
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				_, err := s.Scan("f", strings.NewReader(text))
				require.NoError(b, err)
			}
		})
	}
}

func BenchmarkNewScanner(b *testing.B) {
	p := wide(100_000)
	for b.Loop() {
		impact.NewScanner(p)
	}
}

func BenchmarkOf(b *testing.B) {
	p := wide(100_000)
	for b.Loop() {
		impact.Of(p)
	}
}
