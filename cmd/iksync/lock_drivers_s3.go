//go:build !nocloud && !nos3

package main

import _ "gocloud.dev/blob/s3blob" // locks in s3:// buckets
