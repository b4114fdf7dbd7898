package plan

// The documented limits of writes: so many a second in the long run, after a
// first burst.
const (
	writesPerSecond = 5
	writeBurst      = 20
)

// forecast is how long the calls take at the documented limits, if nothing
// else writes to the account and folder jobs end at once. Uploads are exempt
// from limits.
func forecast(calls map[Class]int) Forecast {
	writes := calls[ClassWrite] + calls[ClassJob]
	if writes <= writeBurst {
		return Forecast{}
	}
	return Forecast{Seconds: float64(writes-writeBurst) / writesPerSecond}
}
