package report_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
)

// TestForecast reads the line that is read before a plan is approved, and what
// JSON says of the same.
func TestForecast(t *testing.T) {
	for _, tt := range []struct {
		name  string
		calls map[plan.Class]int
		f     plan.Forecast
		text  string
		json  string
	}{
		{"a single call", map[plan.Class]int{plan.ClassWrite: 1}, plan.Forecast{Seconds: 0.1},
			"Forecast: 1 call (1 write), under a second at the documented limits.",
			`{"total": 1, "read": 0, "write": 1, "upload": 0, "job": 0} 0 0.1`},
		{"a delete that is checked", map[plan.Class]int{plan.ClassWrite: 1}, plan.Forecast{Seconds: 1, Reads: 1},
			"Forecast: 1 call (1 write) and 1 read, about 1 s at the documented limits.",
			`{"total": 1, "read": 0, "write": 1, "upload": 0, "job": 0} 1 1`},
		{"two hundred calls", map[plan.Class]int{plan.ClassWrite: 200}, plan.Forecast{Seconds: 36.1},
			"Forecast: 200 calls (200 writes), about 36 s at the documented limits.",
			`{"total": 200, "read": 0, "write": 200, "upload": 0, "job": 0} 0 36.1`},
		{"bulk deletes, whose checks take longest", map[plan.Class]int{plan.ClassWrite: 100},
			plan.Forecast{Seconds: 248.1, Reads: 10_000},
			"Forecast: 100 calls (100 writes) and 10,000 reads, about 4 min at the documented\n          limits.",
			`{"total": 100, "read": 0, "write": 100, "upload": 0, "job": 0} 10000 248.1`},
		{"an afternoon of everything", map[plan.Class]int{plan.ClassJob: 7, plan.ClassWrite: 50_000, plan.ClassUpload: 12},
			plan.Forecast{Seconds: 9996.1, Reads: 61},
			"Forecast: 50,019 calls (50,000 writes, 7 jobs, 12 uploads) and 61 reads,\n          about 2 h 47 min at the documented limits.",
			`{"total": 50019, "read": 0, "write": 50000, "upload": 12, "job": 7} 61 9996.1`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := incomplete()
			p.Totals.Calls, p.Forecast = tt.calls, tt.f
			require.Contains(t, text(t, p, report.Style{Width: 80}), "\n"+tt.text+"\n")
			var got struct {
				Summary struct {
					Calls          json.RawMessage
					Reads, Seconds json.Number
				}
			}
			require.NoError(t, json.Unmarshal([]byte(asJSON(t, p)), &got))
			calls := strings.Join(strings.Fields(string(got.Summary.Calls)), " ")
			calls = strings.NewReplacer("{ ", "{", " }", "}").Replace(calls)
			require.Equal(t, tt.json, calls+" "+got.Summary.Reads.String()+" "+got.Summary.Seconds.String())
		})
	}
}
