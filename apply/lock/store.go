package lock

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

const (
	digits  = 10      // of a generation: lists sort names as text
	longest = 1 << 20 // bytes of an object that are read; ours have some hundred
)

// store is the row of objects of one lock.
type store struct {
	bucket *blob.Bucket
	name   string
}

func (s store) key(generation uint64) string {
	return fmt.Sprintf("%s.%0*d", s.name, digits, generation)
}

// generations lists them, lowest first. Other objects of the bucket, and of
// locks whose names begin like this one's, are none.
func (s store) generations(ctx context.Context) ([]uint64, error) {
	var list []uint64
	for it := s.bucket.List(&blob.ListOptions{Prefix: s.name + "."}); ; {
		object, err := it.Next(ctx)
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the lock cannot be looked for: %w", err)
		}
		text := strings.TrimPrefix(object.Key, s.name+".")
		n, err := strconv.ParseUint(text, 10, 64)
		if err == nil && n > 0 && object.Key == s.key(n) {
			list = append(list, n)
		}
	}
}

// highest looks at the highest generation.
func (s store) highest(ctx context.Context) (sight, error) {
	for range tries {
		list, err := s.generations(ctx)
		if err != nil || len(list) == 0 {
			return sight{}, err
		}
		last := list[len(list)-1]
		seen, err := s.read(ctx, last)
		if gcerrors.Code(err) == gcerrors.NotFound {
			continue // a higher one came, and this one went
		}
		return seen, err
	}
	return sight{}, ErrBusy
}

func (s store) read(ctx context.Context, generation uint64) (sight, error) {
	r, err := s.bucket.NewReader(ctx, s.key(generation), nil)
	if err != nil {
		return sight{}, fmt.Errorf("the lock cannot be read: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(r, longest))
	if err = errors.Join(err, r.Close()); err != nil {
		return sight{}, fmt.Errorf("the lock cannot be read: %w", err)
	}
	return sight{generation: generation, written: r.ModTime(), record: decodeRecord(text)}, nil
}

// creation is how an attempt to create a generation ended.
type creation int

const (
	created creation = iota
	taken            // somebody else has it
	unknown          // there is an error
)

// create writes a generation that must not be there. An answer may have been
// lost and the request repeated below us, so that what is in our way is our own:
// only a look tells.
func (s store) create(ctx context.Context, generation uint64, r *record) (creation, error) {
	createErr := s.write(ctx, generation, r, &blob.WriterOptions{IfNotExist: true})
	if createErr == nil {
		return created, nil
	}
	seen, err := s.read(ctx, generation)
	switch {
	case err == nil && seen.record.Token == r.Token:
		return created, nil
	case err == nil, gcerrors.Code(createErr) == gcerrors.FailedPrecondition:
		return taken, nil
	default:
		return unknown, createErr
	}
}

// conditional says whether the bucket refuses to create what is there: some
// stores that speak another one's language do not know that condition and overwrite.
func (s store) conditional(ctx context.Context, generation uint64, r *record) (bool, error) {
	err := s.write(ctx, generation, r, &blob.WriterOptions{IfNotExist: true})
	if gcerrors.Code(err) == gcerrors.FailedPrecondition {
		return true, nil
	}
	return false, err
}

func (s store) write(ctx context.Context, generation uint64, r *record, o *blob.WriterOptions) error {
	text, err := r.encode()
	if err != nil {
		return err
	}
	if o == nil {
		o = &blob.WriterOptions{}
	}
	o.ContentType = "application/json"
	if err := s.bucket.WriteAll(ctx, s.key(generation), text, o); err != nil {
		return fmt.Errorf("the lock cannot be written: %w", err)
	}
	return nil
}

// overtaken says whether there is a higher generation.
func (s store) overtaken(ctx context.Context, generation uint64) (bool, error) {
	list, err := s.generations(ctx)
	if err != nil {
		return false, err
	}
	return len(list) > 0 && list[len(list)-1] > generation, nil
}

// tidy removes the generations below one. It is no harm if some stay.
func (s store) tidy(ctx context.Context, generation uint64) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	list, _ := s.generations(ctx)
	for _, n := range list {
		if n < generation {
			_ = s.bucket.Delete(ctx, s.key(n))
		}
	}
}
