package emulator

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// The kinds of folder jobs.
const (
	jobCopy   = "COPY_FOLDER"
	jobMove   = "MOVE_FOLDER"
	jobRename = "RENAME_FOLDER"
)

// A job is a folder operation that will be carried out, all at once, when it is due. Nothing runs in
// the meantime: every request first finishes the jobs that are due.
type job struct {
	ID          id     `json:"id"`
	Number      uint64 `json:"number"` // in the order of their start
	Kind        string `json:"kind"`
	Source      string `json:"source"`
	Parent      string `json:"parent"` // the folder it will lie in
	Name        string `json:"name"`   // the name it will have there
	AllVersions bool   `json:"allVersions,omitempty"`
	Purge       bool   `json:"purge,omitempty"`
	Strand      int    `json:"strand,omitempty"`
	Due         int64  `json:"due"` // unix nanoseconds; 0 is never
	Cause       Cause  `json:"cause"`
	Done        bool   `json:"done,omitempty"`
	PurgeID     string `json:"purgeId,omitempty"`
	PurgeFailed bool   `json:"purgeFailed,omitempty"`
}

func (j *job) target() string { return joinPath(j.Parent, j.Name) }

// paths are the folders a job locks: what it takes, where that goes, and what it goes into.
func (j *job) paths() []string {
	paths := []string{j.Source, j.target()}
	if j.Parent != "/" && j.Kind != jobRename {
		paths = append(paths, j.Parent)
	}
	return paths
}

const lockedMessage = "A bulk job is running on given folder path, please try after sometime."

func locked(message string) *reply {
	r := failure(http.StatusLocked, message)
	return &r
}

// start enters a job that is to run.
func (l *library) start(j *job) {
	l.jobs[j.ID] = j
	l.running = append(l.running, j)
	l.changed.jobs[j.ID] = struct{}{}
}

// finish takes a job off those that run.
func (l *library) finish(j *job) {
	j.Done = true
	l.running = slices.DeleteFunc(l.running, func(other *job) bool { return other == j })
	l.changed.jobs[j.ID] = struct{}{}
}

// lockedJob is the refusal of a job whose folders overlap with those of a running one.
func (s *Server) lockedJob(next *job) *reply {
	for _, j := range s.lib.running {
		for _, busy := range j.paths() {
			if overlap(next.Source, busy) {
				return locked(lockedMessage)
			}
			for _, p := range next.paths() {
				if overlap(p, busy) {
					return locked("Destination folder path is already locked. Please try after sometime.")
				}
			}
		}
	}
	return nil
}

// lockedPath is the refusal of a write at a path, where locks reach that far.
func (s *Server) lockedPath(path string) *reply {
	if s.cfg.readings.Locks != LocksEverything {
		return nil
	}
	for _, j := range s.lib.running {
		for _, busy := range j.paths() {
			if overlap(path, busy) {
				return locked(lockedMessage)
			}
		}
	}
	return nil
}

// copyFolder answers POST /v1/bulkJobs/copyFolder.
func (s *Server) copyFolder(c *call) reply {
	b := c.body()
	j := &job{Kind: jobCopy, AllVersions: b.boolean("includeVersions")}
	return s.transferFolder(c, b, j)
}

// moveFolder answers POST /v1/bulkJobs/moveFolder.
func (s *Server) moveFolder(c *call) reply {
	return s.transferFolder(c, c.body(), &job{Kind: jobMove})
}

// transferFolder checks and starts a copy or a move.
func (s *Server) transferFolder(c *call, b *body, j *job) reply {
	b.require("sourceFolderPath", "destinationPath")
	source, sourceErr := cleanFolder(b.text("sourceFolderPath"))
	sentParent := b.text("destinationPath")
	parent, parentErr := cleanFolder(sentParent)
	if wrong := b.done(); wrong != nil {
		return *wrong
	}
	if sourceErr != nil || parentErr != nil || sentParent == "" {
		return invalidFolderPath("Your request contains an invalid path.")
	}
	if source == "/" {
		return badRequest("The root folder cannot be copied or moved.").because("SOURCE_IS_ROOT")
	}
	d := s.lib.findFolder(source)
	if d == nil {
		return notFound(fmt.Sprintf("No files & folder found at sourceFolderPath `%s`.", source)).because("NO_FILES_FOLDER")
	}
	j.Source, j.Parent, j.Name = source, parent, d.name
	if wrong := s.checkTransfer(j); wrong != nil {
		return *wrong
	}
	return s.startJob(c, j, d, http.StatusOK)
}

// checkTransfer refuses what cannot be: into itself, onto itself, into nothing.
func (s *Server) checkTransfer(j *job) *reply {
	fail := func(r reply) *reply { return &r }
	repeats := j.target() == j.Source && j.Kind == jobMove && s.cfg.readings.MoveToItself == RepeatedSucceeds
	switch {
	case j.Source == j.Parent, j.target() == j.Source && !repeats:
		return fail(badRequest("sourceFolderPath and destinationPath is same").because("SAME_SOURCE_AND_DESTINATION"))
	case j.Kind == jobMove && within(j.Parent, j.Source):
		return fail(badRequest("This operation is not allowed because parent folder cannot " +
			"be moved into child folder.").because("INVALID_DESTINATION_PATH"))
	case s.lib.findFolder(j.Parent) == nil && s.cfg.readings.MissingDestination == MissingDestinationFails:
		return fail(invalidFolderPath(fmt.Sprintf("No folder found with destinationPath `%s`.", j.Parent)))
	}
	return nil
}

// renameFolder answers POST /v1/bulkJobs/renameFolder.
func (s *Server) renameFolder(c *call) reply {
	b := c.body()
	for _, key := range []string{"folderPath", "newFolderName"} {
		if !b.has(key) {
			b.fail(badRequest(key + " parameter is missing."))
		}
	}
	source, sourceErr := cleanFolder(b.text("folderPath"))
	sent := b.text("newFolderName")
	purge := b.boolean("purgeCache")
	if wrong := b.done(); wrong != nil {
		return *wrong
	}
	switch {
	case sourceErr != nil || sent == "" || sent == "." || sent == "..":
		return badRequest("Your request contains an invalid folderPath or newFolderName.")
	case source == "/":
		return badRequest("folderPath cannot be root.")
	}
	d := s.lib.findFolder(source)
	if d == nil {
		return notFound("Source folder not found.")
	}
	j := &job{
		Kind: jobRename, Source: source, Parent: d.parent.path(), Name: renamedFolderName(sent), Purge: purge,
	}
	there := s.lib.findFolder(j.target())
	if repeats := there == d && s.cfg.readings.RenameToItself == RepeatedSucceeds; there != nil && !repeats {
		return failure(http.StatusConflict,
			fmt.Sprintf("Folder with name %s already exists at the same location.", j.Name))
	}
	return s.startJob(c, j, d, http.StatusAccepted)
}

// startJob enters a job that has passed all other checks.
func (s *Server) startJob(c *call, j *job, d *folder, status int) reply {
	assets := d.assets(maxAssets)
	if assets > maxAssets {
		return tooManyObjects()
	}
	if wrong := s.lockedJob(j); wrong != nil {
		return *wrong
	}
	j.ID, j.Number = s.lib.clock.newID(), s.lib.clock.Counter
	j.Cause = *c.cause
	j.Cause.JobID = j.ID.String()
	j.Strand = c.fault.files(FaultStrand)
	if !c.fault.is(FaultStuckJob) {
		takes := s.cfg.jobDuration(j.Kind, assets) + c.fault.delay(FaultSlowJob)
		j.Due = s.lib.now.Add(takes).UnixNano()
	}
	s.lib.start(j)
	c.did(Started, j.Source, j.target())
	return reply{status: status, body: map[string]id{"jobId": j.ID}}
}

// advance carries out the jobs that are due, each at its own time, and sets the time of the library.
func (s *Server) advance(now time.Time) {
	var due []*job
	for _, j := range s.lib.running {
		if j.Due != 0 && j.Due <= now.UnixNano() {
			due = append(due, j)
		}
	}
	slices.SortStableFunc(due, func(a, b *job) int { return cmp.Compare(a.Due, b.Due) })
	for _, j := range due {
		s.lib.now = time.Unix(0, j.Due)
		s.runJob(j)
	}
	s.lib.now = now
}

func (s *Server) runJob(j *job) {
	l, readings := s.lib, s.cfg.readings
	l.finish(j)
	came := None
	if d := l.findFolder(j.Source); d != nil {
		parent := l.ensureFolder(j.Parent, readings.newFolderName)
		m := &treeMove{lib: l, by: &j.Cause, strand: j.Strand}
		switch {
		case j.Kind == jobCopy:
			l.copyTree(d, parent, j.Name, j.AllVersions, &j.Cause)
			came = Copied
		case d.contains(parent): // the folders were moved by other means meanwhile
		case j.Kind == jobMove:
			m.mintsIDs, m.mintFiles = readings.FolderIDOnMove == MintsID, readings.FileIDOnMove == MintsID
			came = m.moved(d, parent, j.Name)
		default:
			m.mintsIDs = readings.FolderIDOnRename == MintsID
			came = m.moved(d, parent, j.Name)
		}
	}
	s.effects.add(&j.Cause, j.Cause.Method+" "+j.Cause.Path, Effect{Kind: came, Subject: j.Source, To: j.target()})
	if j.Purge {
		requestID, accepted := s.purge(s.assetURL(j.Source)+"*", &j.Cause)
		j.PurgeID, j.PurgeFailed = requestID, !accepted
	}
}

// getJob answers GET /v1/bulkJobs/{jobId}.
func (s *Server) getJob(c *call) reply {
	i, _ := parseID(c.r.PathValue("jobId"))
	j := s.lib.jobs[i]
	if j == nil {
		return notFound("The requested job does not exist.")
	}
	answer := struct {
		JobID   id     `json:"jobId"`
		Type    string `json:"type"`
		Status  string `json:"status"`
		PurgeID string `json:"purgeRequestId,omitempty"`
		Message string `json:"message,omitempty"`
		Help    string `json:"help,omitempty"`
	}{JobID: j.ID, Type: j.Kind, Status: "Pending"}
	switch {
	case !j.Done:
		return ok(answer)
	case j.PurgeFailed:
		answer.Status = "Partial success"
		answer.Message = "Folder renamed successfully but purging cache on nested files failed."
		answer.Help = help
		return reply{status: http.StatusMultiStatus, body: answer}
	}
	answer.Status, answer.PurgeID = "Completed", j.PurgeID
	return ok(answer)
}
