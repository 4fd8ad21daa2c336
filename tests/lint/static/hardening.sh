#!/bin/sh
# A hardened build is hardened: position independent, full RELRO, no executable stack, stack
# protector and fortified calls. usage: hardening.sh PROGRAM
set -eu

program=${1:?the program to look at}
failed=0

# due TEXT WHAT ARGUMENT...: readelf with these arguments has TEXT
due()
{
	text=$1
	what=$2
	shift 2
	readelf -W "$@" "$program" | grep -qE -e "$text" || {
		echo "$program: no $what"
		failed=1
	}
}

due 'Type: *DYN' 'position independence' -h
due 'GNU_RELRO' 'RELRO' -l
due 'BIND_NOW|FLAGS_1.*NOW' 'binding at the start (full RELRO)' -d
due 'GNU_STACK.* RW ' 'stack without execution' -l
due '__stack_chk_fail' 'stack protector' --dyn-syms
due '__[a-z]+_chk@' 'fortified call' --dyn-syms
exit "$failed"
