package main

// checkTargets refuses to write one file over another: over the YAML, over anything
// else that is read, or two outputs into one file.
func (p *program) checkTargets() error {
	taken := map[string]string{}
	for _, name := range append(p.yamlIn(p.opts.file.text()), p.input) {
		if name != "" && name != "-" {
			taken[resolved(p.path(name))] = "is one that is read"
		}
	}
	type target struct{ flag, name string }
	targets := []target{{"--out", p.opts.out.text()}}
	files, err := p.reportFiles()
	if err != nil {
		return err
	}
	for _, f := range files {
		targets = append(targets, target{"--report", f.path})
	}
	for _, t := range targets {
		if t.name == "" {
			continue
		}
		at := resolved(p.path(t.name))
		if why := taken[at]; why != "" {
			return fail(exitUsage, "%s %s: that file %s: name another one", t.flag, t.name, why)
		}
		taken[at] = "is one that another option writes"
	}
	return nil
}
