#!/bin/sh
# The launcher of the preset `analyze`: whatever is compiled goes through clang's analyzer first and
# is then compiled with gcc's. A finding of either is an error. Usage: analyze.sh gcc ARGUMENT...
#
# Nothing is optimised: that takes twice as long, and gcc 12 has said untrue things of functions that
# were inlined.
set -eu

compiler=$1
shift
clang --analyze --analyzer-output text -Xclang -analyzer-werror \
	-Wno-unknown-warning-option -Wno-unused-command-line-argument "$@"
exec "$compiler" -fanalyzer "$@"
