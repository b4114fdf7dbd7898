package lock_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/blob/driver"
	"gocloud.dev/gcerrors"
)

// slow is one process's way to a bucket that several share. Requests and answers
// take their time, go astray, and may arrive after they were given up.
type slow struct {
	*blob.Bucket
	luck   func(n int) int // below n
	faulty bool
	cut    atomic.Bool     // nothing gets through
	late   *sync.WaitGroup // requests that arrive after all
}

var errAstray = errors.New("connection reset")

func (s *slow) travel(ctx context.Context) error {
	pause := time.Duration(s.luck(200)) * time.Millisecond
	if s.faulty && s.luck(20) == 0 {
		pause = time.Duration(s.luck(40)) * time.Second
	}
	if s.cut.Load() {
		pause = time.Hour
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(pause):
		return nil
	}
}

// call sends a request, and loses some. One that writes may arrive although it
// was given up.
func (s *slow) call(ctx context.Context, write bool, f func(context.Context) error) error {
	if err := s.travel(ctx); err != nil {
		if write && s.faulty && !s.cut.Load() && s.luck(2) == 0 {
			pause := time.Duration(s.luck(5000)) * time.Millisecond
			s.late.Go(func() {
				time.Sleep(pause)
				_ = f(context.WithoutCancel(ctx))
			})
		}
		return err
	}
	if s.faulty && s.luck(40) == 0 {
		return errAstray // the request
	}
	err := f(ctx)
	if s.faulty && s.luck(40) == 0 {
		return errAstray // the answer
	}
	return errors.Join(s.travel(ctx), err)
}

func (s *slow) ErrorCode(err error) gcerrors.ErrorCode { return gcerrors.Code(err) }
func (s *slow) Close() error                           { return nil }

func (s *slow) ListPaged(ctx context.Context, o *driver.ListOptions) (*driver.ListPage, error) {
	var page driver.ListPage
	err := s.call(ctx, false, func(ctx context.Context) error {
		token := o.PageToken
		if token == nil {
			token = blob.FirstPageToken
		}
		list, next, err := s.ListPage(ctx, token, 2, &blob.ListOptions{Prefix: o.Prefix})
		page = driver.ListPage{NextPageToken: next}
		for _, object := range list {
			page.Objects = append(page.Objects, &driver.ListObject{Key: object.Key, ModTime: object.ModTime, Size: object.Size})
		}
		return err
	})
	return &page, err
}

func (s *slow) NewRangeReader(ctx context.Context, key string, _, _ int64, _ *driver.ReaderOptions) (driver.Reader, error) {
	var r *blob.Reader
	err := s.call(ctx, false, func(ctx context.Context) error {
		var err error
		r, err = s.NewReader(context.WithoutCancel(ctx), key, nil)
		return err
	})
	if err != nil {
		if r != nil {
			_ = r.Close()
		}
		return nil, err
	}
	return reader{r}, nil
}

type reader struct{ *blob.Reader }

func (r reader) Attributes() *driver.ReaderAttributes {
	return &driver.ReaderAttributes{ContentType: r.ContentType(), ModTime: r.ModTime(), Size: r.Size()}
}

func (s *slow) NewTypedWriter(ctx context.Context, key, _ string, o *driver.WriterOptions) (driver.Writer, error) {
	return &writer{slow: s, ctx: ctx, key: key, o: o}, nil
}

type writer struct {
	slow *slow
	ctx  context.Context
	key  string
	o    *driver.WriterOptions
	text []byte
}

func (w *writer) Write(p []byte) (int, error) {
	w.text = append(w.text, p...)
	return len(p), nil
}

func (w *writer) Close() error {
	return w.slow.call(w.ctx, true, func(ctx context.Context) error {
		return w.slow.WriteAll(ctx, w.key, w.text, &blob.WriterOptions{IfNotExist: w.o.IfNotExist, ContentType: "text/plain"})
	})
}

func (s *slow) Delete(ctx context.Context, key string, _ *driver.DeleteOptions) error {
	return s.call(ctx, true, func(ctx context.Context) error { return s.Bucket.Delete(ctx, key) })
}

func (s *slow) As(any) bool             { return false }
func (s *slow) ErrorAs(error, any) bool { return false }

func (s *slow) Attributes(context.Context, string) (*driver.Attributes, error) {
	return nil, errors.ErrUnsupported
}

func (s *slow) Copy(context.Context, string, string, *driver.CopyOptions) error {
	return errors.ErrUnsupported
}

func (s *slow) SignedURL(context.Context, string, *driver.SignedURLOptions) (string, error) {
	return "", errors.ErrUnsupported
}

// chance returns a source of luck that several goroutines may use.
func chance(seed uint64) func(n int) int {
	var mu sync.Mutex
	r := rand.New(rand.NewPCG(seed, 1))
	return func(n int) int {
		mu.Lock()
		defer mu.Unlock()
		return r.IntN(n)
	}
}
