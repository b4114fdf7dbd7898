package imagekit

// ReadOnly returns a client that sends nothing but GET and HEAD, and is the same
// client otherwise: what the two send is paced together, and a 429 for one of
// them pauses both. So the readers and the writers of one work share what the
// service allows them.
func (c *Client) ReadOnly() *Client {
	own := *c
	own.mode = ReadOnly
	own.http = own.guarded(c.http) // a second gate, before the first
	return &own
}

// WithOnWait returns a client that tells f of its waits, in the place of
// [Options].OnWait, and is the same client otherwise, as [Client.ReadOnly] is.
// If f is nil, nobody is told.
func (c *Client) WithOnWait(f func(Wait)) *Client {
	own := *c
	own.onWait = f
	return &own
}
