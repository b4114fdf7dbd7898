package emulator

import (
	"net/http"
	"time"
)

// Option changes how a server behaves.
type Option func(*config)

type config struct {
	key         string
	dir         string
	noSync      bool
	urlEndpoint string
	seed        uint64
	jobDuration func(kind string, assets int) time.Duration
	limits      Limits
	readings    Readings
	listLag     time.Duration
	latency     time.Duration
	purgeQuota  int
	requestLog  int // negative: all
	faults      []Fault
	observers   []func(Request)
	hooks       []func(*http.Request)
}

func defaults() config {
	return config{
		key:         "private_emulator",
		urlEndpoint: "https://ik.imagekit.io/emulator",
		seed:        1,
		jobDuration: func(string, int) time.Duration { return 100 * time.Millisecond },
		purgeQuota:  -1,
		requestLog:  -1,
	}
}

// WithKey sets the private key that requests must carry. The default is "private_emulator".
func WithKey(privateKey string) Option { return func(c *config) { c.key = privateKey } }

// WithDir keeps everything in dir, so that it survives a restart. One process at a time may use a
// directory: a second one gets an error from New.
func WithDir(dir string) Option { return func(c *config) { c.dir = dir } }

// WithoutSync does not wait for the disk after each request that changes something. A crash of the
// machine, not of the process, may then damage the directory.
func WithoutSync() Option { return func(c *config) { c.noSync = true } }

// WithURLEndpoint sets the prefix of asset URLs. GET requests below its path serve the bytes.
// The default is "https://ik.imagekit.io/emulator".
func WithURLEndpoint(u string) Option { return func(c *config) { c.urlEndpoint = u } }

// WithSeed makes ids and random faults differ from those of other seeds. Equal seeds and equal
// requests give equal ids.
func WithSeed(seed uint64) Option { return func(c *config) { c.seed = seed } }

// WithJobDuration makes every folder job take d. The default is 100 ms.
func WithJobDuration(d time.Duration) Option {
	return WithJobDurationFunc(func(string, int) time.Duration { return d })
}

// WithJobDurationFunc makes a folder job take what f says of its kind (COPY_FOLDER, MOVE_FOLDER,
// RENAME_FOLDER) and the number of files, versions and folders in it.
func WithJobDurationFunc(f func(kind string, assets int) time.Duration) Option {
	return func(c *config) { c.jobDuration = f }
}

// WithLimits turns rate limits on.
func WithLimits(l Limits) Option { return func(c *config) { c.limits = l } }

// WithReadings chooses what the documentation leaves open.
func WithReadings(r Readings) Option { return func(c *config) { c.readings = r } }

// WithListLag makes listings show the library as it was d ago. Requests for a single object are not
// behind.
func WithListLag(d time.Duration) Option { return func(c *config) { c.listLag = d } }

// WithLatency makes every request take d before it is executed.
func WithLatency(d time.Duration) Option { return func(c *config) { c.latency = d } }

// WithPurgeQuota allows n cache purges; later ones fail, and a rename that asks for one answers 207.
// The default is no quota.
func WithPurgeQuota(n int) Option { return func(c *config) { c.purgeQuota = n } }

// WithRequestLog keeps no more than the last n requests, and the last n effects, for a server that
// runs long. What Count and Mutations tell stays right. The default is to keep all.
func WithRequestLog(n int) Option { return func(c *config) { c.requestLog = max(n, 0) } }

// WithFaults makes requests go wrong. Several calls add up.
func WithFaults(faults ...Fault) Option {
	return func(c *config) { c.faults = append(c.faults, faults...) }
}

// WithObserver calls f with every request after it was executed or refused. Requests that run at the
// same time may reach f in any order, and at the same time.
func WithObserver(f func(Request)) Option {
	return func(c *config) { c.observers = append(c.observers, f) }
}

// WithHook calls f before each request is executed. No lock is held: f may use the server, and so be
// the second writer between two pages of a listing.
func WithHook(f func(*http.Request)) Option {
	return func(c *config) { c.hooks = append(c.hooks, f) }
}
