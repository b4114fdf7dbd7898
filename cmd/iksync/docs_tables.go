package main

// exitMeanings is what the program's exit codes stand for, in their order.
func exitMeanings() []exitMeaning {
	return []exitMeaning{
		{exitFine, "fine"},
		{exitFailed, "failed"},
		{exitChanges, "there are changes (only with --detailed-exitcode)"},
		{exitUsage, "wrong usage, or wrong YAML"},
		{exitRefused, "refused by a guard, or by a single action: a name is taken, or the library changed meanwhile"},
		{exitStale, "the saved plan does not fit any more: another library, another YAML, or what it touches changed; or the branch of a GitHub workflow has a newer commit"},
		{exitPartial, "done in part"},
		{exitTimeout, "timed out"},
		{exitLocked, "locked: another iksync apply is at work, or the sandbox is in use"},
		{exitInterrupted, "interrupted"},
	}
}

// variables are those that the program reads besides the ones of its flags.
func variables() []named {
	return []named{
		{keyVariable, "The private key. A file that --private-key-file names wins over it. No flag takes the key itself."},
		{"IMAGE_KIT_BASE_URL", "The address of the API, where neither --base-url nor IKSYNC_BASE_URL says otherwise."},
		{"NO_COLOR", "If it is not empty, nothing is coloured, unless --color is always."},
		{"TERM", "If it is dumb, nothing is coloured, unless --color is always, and no progress is drawn."},
		{"CI", "If it is not empty, no progress is drawn."},
		{"COLUMNS", "How wide the terminal is, in characters (80 where it is not set)."},
		{"GITHUB_TOKEN", "For iksync github: what it posts with. All else about the workflow comes from the variables that GitHub sets."},
		{"SOURCE_DATE_EPOCH", "The date of the manual page that iksync docs prints, in seconds since 1970."},
	}
}

// files are those that the program reads and writes by itself.
func files() []named {
	return []named{
		{"library.yaml", "What the library should have, where --file names no other."},
		{".iksync/runs", "A folder for each run: its plan, and a journal of what was sent. --resume needs it."},
		{".iksync/locks", "The locks of runs in this folder, where --lock names no other place."},
		{".iksync/uploads", "What iksync file upload sent from this folder, so that the next one need not download it to compare."},
		{".iksync/plan.json", "The plan that iksync github plan saves, where --out names no other file."},
		{".iksync/sandbox", "The emulated library of --sandbox. Delete it to begin again."},
		{"seed", "A folder beside the YAML: what a new sandbox is filled from."},
	}
}

// examples are command lines, and what each does.
func examples() []named {
	return []named{
		{"iksync plan --sandbox", "Try a file out on an emulated library: no account, no key."},
		{"iksync plan --out plan.json", "Show what would change, and keep the plan for review."},
		{"iksync apply plan.json", "Do what that plan says, or refuse if the library is not as it was."},
		{"iksync apply --auto-approve --lock 's3://bucket?region=eu-west-1'", "Apply in a pipeline, one run at a time on any machine."},
		{"iksync apply --resume", "Go on with a run that was cut off."},
		{"iksync plan --target '/shop/2024/**' --output json", "A part of the plan, for a program."},
	}
}
