package imagekit

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// JobID names a folder job.
type JobID string

// JobType says what a folder job does.
type JobType string

const (
	JobCopyFolder   JobType = "COPY_FOLDER"
	JobMoveFolder   JobType = "MOVE_FOLDER"
	JobRenameFolder JobType = "RENAME_FOLDER"
)

// JobStatus is how far a folder job is. The service has no status for a job that failed.
type JobStatus string

const (
	JobPending   JobStatus = "Pending"         // still running, or stuck: there is no telling
	JobCompleted JobStatus = "Completed"       // over; look at the library for what it did
	JobPartial   JobStatus = "Partial success" // over: the folder was renamed, but the purge was refused
)

// Job is a folder job. While it is pending its folders are locked.
type Job struct {
	ID             JobID
	Type           JobType
	Status         JobStatus
	PurgeRequestID string // for [Client.PurgeStatus]; only of a rename with a purge
	Message        string // only with [JobPartial]
}

// Done tells whether the job is over. It is false for a status unknown here.
func (j Job) Done() bool { return j.Status == JobCompleted || j.Status == JobPartial }

// GetJob returns how far a folder job is. It does not wait for the job.
//
// GET /v1/bulkJobs/{jobId}. Errors: 404. A 207 is the status [JobPartial], not an error.
// https://imagekit.io/docs/api-reference/digital-asset-management-dam/managing-folders/bulk-job-status
func (c *Client) GetJob(ctx context.Context, id JobID) (Job, error) {
	const op = "get job"
	if err := checkID(op, "job id", string(id)); err != nil {
		return Job{}, err
	}
	cl := get(op, "/v1/bulkJobs/"+url.PathEscape(string(id)), nil)
	cl.partial = true
	wire, ans, err := readAnswer[jobWire](ctx, c, cl)
	if err != nil {
		return Job{}, err
	}
	job := Job{
		ID: or(wire.ID, id), Type: wire.Type, Status: wire.Status,
		PurgeRequestID: wire.PurgeRequestID, Message: c.oneLine(wire.Message),
	}
	if ans.status == http.StatusMultiStatus {
		job.Status = JobPartial
	}
	return job, nil
}

type jobWire struct {
	ID             JobID     `json:"jobId"`
	Type           JobType   `json:"type"`
	Status         JobStatus `json:"status"`
	PurgeRequestID string    `json:"purgeRequestId"`
	Message        string    `json:"message"`
}

// valid refuses a job without a status.
func (j jobWire) valid(int) error {
	if j.Status == "" {
		return errors.New("the answer has no job status")
	}
	return nil
}
