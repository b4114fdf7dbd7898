package main

import "context"

// actions are the commands that do one thing to a library, in the order in which
// help lists them.
func (p *program) actions() []command {
	list := []command{
		p.fileListCommand(), p.fileGetCommand(), p.fileVersionsCommand(), p.fileRestoreCommand(),
		p.fileUploadCommand(), p.fileUpdateCommand(), p.fileRenameCommand(), p.fileMoveCommand(), p.fileCopyCommand(), p.fileDeleteCommand(),
		p.folderCreateCommand(), p.folderCopyCommand(), p.folderMoveCommand(), p.folderRenameCommand(), p.folderDeleteCommand(),
		p.jobStatusCommand(), p.jobWaitCommand(),
		p.fieldListCommand(), p.fieldCreateCommand(), p.fieldUpdateCommand(), p.fieldDeleteCommand(),
		p.usageCommand(), p.uploadAuthCommand(), p.purgeCommand(),
	}
	for i := range list {
		run := list[i].run
		list[i].run = func(ctx context.Context, args []string) error { return onOneLine(run(ctx, args)) }
	}
	return list
}

// own is an option of one single action. What such a command is about, and whether it
// may, is on its command line and nowhere else.
func (p *program) own(name, takes, standard, usage string) *option {
	return &option{name: name, takes: takes, standard: standard, usage: usage, group: groupCommand, getenv: p.env.Getenv, typed: true}
}

// acting are the options of every command that changes something, after its own.
func (p *program) acting(own ...*option) []*option {
	return append(own, p.opts.dryRun, p.opts.output)
}

// anyNumber is how many arguments a command takes that takes as many as there are.
const anyNumber = 1 << 20
