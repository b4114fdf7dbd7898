#!/bin/sh
# A pipeline in plain shell, for any CI: `plain.sh plan` shows what a merge would do,
# `plain.sh apply` does it. All it needs is iksync on the PATH and IMAGEKIT_PRIVATE_KEY.
# Options of iksync come from variables: IKSYNC_FILE is --file, and so on.
set -u

what=${1:-plan}
plan=.iksync/plan.json
mkdir -p .iksync

code=0
iksync plan --detailed-exitcode --out "$plan" --report markdown=.iksync/plan.md --report html=.iksync/plan.html || code=$?
case $code in
0)
	echo 'The library is as the YAML says.' >&2
	exit 0
	;;
2) ;; # there are changes
3)
	echo 'The YAML or the command line has mistakes, which are listed above.' >&2
	exit "$code"
	;;
4)
	echo 'A guard refuses the plan. It says above what to type if that is meant.' >&2
	exit "$code"
	;;
*)
	echo "There is no plan (exit code $code)." >&2
	exit "$code"
	;;
esac

case $what in
plan) exit 0 ;;
apply) ;;
*)
	echo "plain.sh: want plan or apply, have $what" >&2
	exit 3
	;;
esac

# What was planned above is done, and nothing else: a plan that does not fit any more
# is refused.
code=0
iksync apply "$plan" || code=$?
case $code in
0) ;;
5) echo 'The library changed while this ran: run it again.' >&2 ;;
6 | 7) echo 'Not all was done. Run it again, or on this machine: iksync apply --resume' >&2 ;;
8) echo 'Another apply is at work: run it again later, or wait with IKSYNC_LOCK_WAIT=15m.' >&2 ;;
*) echo "The apply ended with exit code $code." >&2 ;;
esac
exit "$code"
