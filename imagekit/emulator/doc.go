// Package emulator is an ImageKit-compatible server: the media API, the upload
// API and the delivery of files, as one http.Handler.
//
//	server, err := emulator.New()
//	server.Seed(emulator.Seed{Path: "/shop/hero.jpg", Tags: []string{"hero"}})
//	client := server.HTTPClient()          // calls the handler, no socket
//	web := httptest.NewServer(server)      // or over one
//
// It is stricter than the service: an unknown key, a wrong type, an unknown
// query parameter is an error, for a forgiving fake proves nothing. What the
// service does in the background it does by due dates: a folder job is carried
// out by the first request after it is due, so that nothing runs by itself and
// a fake clock (testing/synctest) decides. Where ImageKit's documents are
// silent, Readings has a switch for each point; run your tests under both.
//
// Ledger is what makes it a proof: every file id there ever was, where it is
// now, or which request ended it. Requests and Count tell what was sent, Effects
// and Repeated what came of it, so that "nothing was done twice" can be counted.
// Fault makes calls fail, before or after they are carried out; MoveFile and its
// sisters are somebody else who changes the library meanwhile.
//
// It keeps everything in memory, or with WithDir in a directory, so that it
// survives a restart.
package emulator
