//go:build !nocloud && !nogs

package main

import _ "gocloud.dev/blob/gcsblob" // locks in gs:// buckets
