#!/bin/sh
# Makes the manual page and the completions of shells from the program's own table of options and
# from docs/acrn-cfgc.1.in. Fails if an option has no text there, or a text no option.
#
# usage: scripts/gen-manual.sh [PROGRAM [FOLDER]]
#
# Written are FOLDER/docs/acrn-cfgc.1 and FOLDER/completions/; FOLDER is the source tree by default.
set -eu

program=${1:-${ACRN_CFGC:-build/dev/src/acrn-cfgc}}
case $program in
*/*) program=$(realpath "$program") ;;
esac
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${2:-$root}
LC_ALL=C
export LC_ALL
mkdir -p "$folder/docs" "$folder/completions"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$program" --list-options >"$work/options"
"$program" --list-targets | sed 's/ .*//' | paste -s -d, >"$work/targets"
"$program" --version | sed 's/.* //' >"$work/version"
# Everything from "usage:" to the first empty line.
"$program" --help | sed -n '/^$/q; s/^usage: //; s/^ *//; p' >"$work/usage"

# ---- the manual -----------------------------------------------------------------------------

awk -F '\t' -v dir="$work" '
	function fail(text) { print "gen-manual.sh: " text >"/dev/stderr"; failed = 1; exit 1 }
	function escape(text) {
		gsub(/\\/, "\\e", text)
		gsub(/-/, "\\-", text)
		return text
	}
	# "tables,config" as roff: bold words with commas and an "or"
	function choices(list, word, n, i, text) {
		n = split(list, word, ",")
		for (i = 1; i <= n; i++)
			text = text (i == 1 ? "" : i == n ? " or " : ", ") "\\fB" word[i] "\\fR"
		return text
	}
	# error=NAME: what is written as it is is bold, a name for something else is italic
	function argument(text) {
		if (match(text, /[A-Z][A-Z]+$/))
			return "\\fB" escape(substr(text, 1, RSTART - 1)) "\\fI" substr(text, RSTART) "\\fR"
		return "\\fB" escape(text) "\\fR"
	}
	# A line of the synopsis: options bold, names italic.
	function usage(line, word, n, i, text, part) {
		n = split(line, word, " ")
		for (i = 1; i <= n; i++) {
			part = word[i]
			if (part ~ /^(acrn-cfgc|\[?-)/)
				part = "\\fB" escape(part) "\\fR"
			else if (part ~ /[A-Z]/)
				part = "\\fI" escape(part) "\\fR"
			text = text (i == 1 ? "" : " ") part
		}
		return text
	}
	# Lines of text fit into 80 columns; a new one must not begin like a request.
	function wrap(line, word, n, i, text, width) {
		if (length(line) <= 80 || line ~ /^\./)
			return line
		n = split(line, word, " ")
		for (i = 1; i <= n; i++) {
			if (i > 1 && width + length(word[i]) >= 80 && word[i] !~ /^[.\047]/) {
				text = text "\n"
				width = -1
			} else if (i > 1)
				text = text " "
			text = text word[i]
			width += 1 + length(word[i])
		}
		return text
	}
	function example(command) { return ".IP\n.EX\n" escape(command) "\n.EE" }
	FILENAME == dir "/options" {
		key = $3 != "-" ? "--" $3 : "-" $2 ($4 != "-" ? $4 : "")
		if ($3 == "-")
			spelling[key] = "\\fB\\-" $2 "\\fR" ($4 != "-" ? argument($4) : "")
		else
			spelling[key] = ($2 != "-" ? "\\fB\\-" $2 "\\fR, " : "") "\\fB" escape("--" $3) \
				"\\fR" ($4 ~ /^\[=/ ? escape($4) : $4 != "-" ? " \\fI" $4 "\\fR" : "")
		words[key] = $5
		next
	}
	FILENAME == dir "/targets" { words["--target"] = words["--migrate"] = $0; next }
	FILENAME == dir "/version" { version = $0; next }
	FILENAME == dir "/usage" { synopsis = synopsis (synopsis == "" ? "" : "\n.br\n") usage($0); next }
	/^\.\\"/ && !begun { next }
	!begun { begun = 1; print ".\\\" Made by scripts/gen-manual.sh from docs/acrn-cfgc.1.in; edit that." }
	/^@synopsis@$/ { print synopsis; next }
	/^@option / {
		key = $0; sub(/^@option /, "", key); sub(/@$/, "", key)
		if (!(key in spelling)) fail("there is no option " key)
		if (key in seen) fail("two texts for " key)
		seen[key] = 1
		held = 0
		print ".TP\n" spelling[key]
		next
	}
	# The paragraph before is ended by the example itself.
	/^\.PP$/ { held = 1; next }
	/^@example/ {
		command = $0; sub(/^@example(:[0-9])? /, "", command); sub(/@$/, "", command)
		print example(command)
		held = 0
		next
	}
	held { print ".PP"; held = 0 }
	{
		while (match($0, /@choices [^@]*@/)) {
			key = substr($0, RSTART + 9, RLENGTH - 10)
			if (words[key] == "" || words[key] == "-") fail(key " takes no words")
			$0 = substr($0, 1, RSTART - 1) choices(words[key]) substr($0, RSTART + RLENGTH)
		}
		gsub(/@version@/, version)
		gsub(/@datadir@/, "/usr/share")
		print wrap($0)
	}
	END {
		if (failed) exit 1
		for (key in spelling)
			if (!(key in seen)) { print "gen-manual.sh: docs/acrn-cfgc.1.in says nothing about " key >"/dev/stderr"; failed = 1 }
		exit failed
	}' "$work/options" "$work/targets" "$work/version" "$work/usage" \
	"$root/docs/acrn-cfgc.1.in" >"$work/acrn-cfgc.1"

# ---- completions ----------------------------------------------------------------------------

# What an argument is by its name: "word WORDS", "file", "xml", "folder", "code", "nothing".
kind_of()
{
	# option argument words
	case $2,$3 in
	"[="*) echo "optional $3" ;;
	REL,*) echo "words $(tr , ' ' <"$work/targets")" ;;
	LIST,*) echo "list $(echo "$3" | tr , ' ')" ;;
	FILE,*) [ "$1" = board ] && echo xml || echo file ;;
	*FILE,*) echo file ;;
	DIR,*) echo folder ;;
	CODE,*) echo code ;;
	*,-) echo nothing ;;
	*) echo "words $(echo "$3" | tr , ' ')" ;;
	esac
}

# "option letter kind help" of each row with a long name, between tabs
while IFS='	' read -r _ letter name argument words help; do
	[ "$name" != - ] || continue
	kind=none
	[ "$argument" = - ] || kind=$(kind_of "$name" "$argument" "$words")
	printf '%s\t%s\t%s\t%s\n' "$name" "$letter" "$kind" "$help"
done <"$work/options" >"$work/rows"
# "-W" and what follows it, "-w"
awk -F '\t' '$3 == "-" { print "-" $2 ($4 != "-" ? $4 : "") "\t" $6 }' "$work/options" >"$work/short"

made="Made by scripts/gen-manual.sh from the table of options; edit src/cli/options.c instead."

all_words()
{
	cut -f1 "$work/rows" | sed 's/^/--/'
	awk -F '\t' 'sub(/^optional /, "", $3) { print "--" $1 "=" $3 }' "$work/rows"
	awk -F '\t' '$2 != "-" { print "-" $2 }' "$work/rows"
	cut -f1 "$work/short" | grep -v NAME
	echo -Werror=
	echo -Wno-
}

# bash
{
	cat <<END_OF_SHELL
# bash completion for acrn-cfgc
# $made

_acrn_cfgc_warnings()
{
	acrn-cfgc --list-codes 2>/dev/null | awk '\$3 == "warning" { print \$2 }'
}

_acrn_cfgc()
{
	local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} known
	COMPREPLY=()
	# bash takes '=' for a word of its own.
	if [[ \$cur == = ]]; then
		cur=
	elif [[ \$prev == = ]]; then
		prev=\${COMP_WORDS[COMP_CWORD - 2]}
	fi
	case \$prev in
END_OF_SHELL
	while IFS='	' read -r name letter kind _; do
		case $kind in none | optional*) continue ;; esac
		[ "$letter" = - ] && pattern=--$name || pattern="-$letter | --$name"
		case $kind in
		words*) action="mapfile -t COMPREPLY < <(compgen -W '${kind#* }' -- \"\$cur\")" ;;
		list*) action="known=; [[ \$cur != *,* ]] || known=\${cur%,*},
		compopt -o nospace
		mapfile -t COMPREPLY < <(compgen -P \"\$known\" -W '${kind#* }' -- \"\${cur##*,}\")" ;;
		xml) action="compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -X '!*.xml' -- \"\$cur\"; compgen -d -- \"\$cur\")" ;;
		file) action="compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- \"\$cur\")" ;;
		folder) action="compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -d -- \"\$cur\")" ;;
		code) action="mapfile -t COMPREPLY < <(compgen -W \"\$(acrn-cfgc --list-codes 2>/dev/null |
			awk '{ print \$1, \$2 }')\" -- \"\$cur\")" ;;
		nothing) action=":" ;;
		esac
		printf '\t%s)\n\t\t%s\n\t\treturn ;;\n' "$pattern" "$action"
	done <"$work/rows"
	cat <<END_OF_SHELL
	-Werror)
		mapfile -t COMPREPLY < <(compgen -W "\$(_acrn_cfgc_warnings)" -- "\$cur")
		return ;;
	esac
	case \$cur in
	-W*)
		mapfile -t COMPREPLY < <(compgen -W "-Werror \$(_acrn_cfgc_warnings | sed 's/.*/-W& -Wno-& -Werror=&/')" \\
			-- "\$cur") ;;
	-*)
		mapfile -t COMPREPLY < <(compgen -W '$(all_words | tr '\n' ' ' | sed 's/ $//')' -- "\$cur")
		[[ \${COMPREPLY-} != *[=-] ]] || compopt -o nospace ;;
	*)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -X '!*.xml' -- "\$cur"; compgen -d -- "\$cur") ;;
	esac
}

complete -F _acrn_cfgc acrn-cfgc
END_OF_SHELL
} >"$work/acrn-cfgc.bash"

# zsh; a help text is between brackets
zsh_text()
{
	printf '%s' "$1" | sed -e 's/[][\\:]/\\&/g' -e "s/'/'\\\\''/g"
}

{
	cat <<END_OF_SHELL
#compdef acrn-cfgc
# zsh completion for acrn-cfgc
# $made

_acrn_cfgc_codes()
{
	local -a codes
	codes=(\${(f)"\$(_call_program codes acrn-cfgc --list-codes 2>/dev/null |
		awk '{ print \$1; print \$2 }')"})
	compadd -a codes
}

_acrn_cfgc_switches()
{
	local -a names
	names=(\${(f)"\$(_call_program codes acrn-cfgc --list-codes 2>/dev/null |
		awk '\$3 == "warning" { print \$2; print "no-" \$2; print "error=" \$2 }')"})
	compadd -- error \$names
}

_arguments -s -S \\
END_OF_SHELL
	while IFS='	' read -r name letter kind help; do
		case $kind in
		none) action= ;;
		optional*) action="::${kind%% *}:(${kind#* })" ;;
		words*) action=":${kind%% *}:(${kind#* })" ;;
		list*) action=":groups:_values -s , groups ${kind#* }" ;;
		xml) action=":file:_files -g '\\''*.xml(-.)'\\''" ;;
		file) action=":file:_files" ;;
		folder) action=":folder:_files -/" ;;
		code) action=":code:_acrn_cfgc_codes" ;;
		nothing) action=":argument: " ;;
		esac
		many=
		case $name in launch | stylesheet | emit) many='*' ;; esac
		text=$(zsh_text "$help")
		[ -z "$action" ] || equals='='
		case $kind in optional*) equals='=-' ;; esac
		[ -n "$action" ] || equals=
		if [ "$letter" = - ]; then
			printf "\t'%s--%s%s[%s]%s' \\\\\n" "$many" "$name" "$equals" "$text" "$action"
		else
			[ -z "$action" ] && plus= || plus=+
			printf "\t'(-%s --%s)'{-%s%s,--%s%s}'[%s]%s' \\\\\n" "$letter" "$name" "$letter" \
				"$plus" "$name" "$equals" "$text" "$action"
		fi
	done <"$work/rows"
	awk -F '\t' '$1 == "-w"' "$work/short" | while IFS='	' read -r name help; do
		printf "\t'%s[%s]' \\\\\n" "$name" "$(zsh_text "$help")"
	done
	cat <<'END_OF_SHELL'
	'*-W-[switch a warning]:switch:_acrn_cfgc_switches' \
	'*:file:_files -g "*.xml(-.)"'
END_OF_SHELL
} >"$work/_acrn-cfgc"

# fish
fish_text()
{
	printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e "s/'/\\\\'/g"
}

{
	cat <<END_OF_SHELL
# fish completion for acrn-cfgc
# $made

function __acrn_cfgc_codes
	acrn-cfgc --list-codes 2>/dev/null | string replace -r '^(\S+)\s+(\S+)\s+\S+\s+(.*)' '\$1\t\$3\n\$2\t\$3'
end

function __acrn_cfgc_switches
	printf '%s\n' -Werror
	acrn-cfgc --list-codes 2>/dev/null |
		string replace -rf '^\S+\s+(\S+)\s+warning\s.*' -- '-W\$1\n-Wno-\$1\n-Werror=\$1'
end

function __acrn_cfgc_files
	__fish_complete_path (commandline -ct) | string match -er -- '(/|\.xml)(\t|\$)'
end

complete -c acrn-cfgc -f
complete -c acrn-cfgc -a '(__acrn_cfgc_files)'
complete -c acrn-cfgc -n 'string match -q -- "-W*" (commandline -ct)' -a '(__acrn_cfgc_switches)'
END_OF_SHELL
	while IFS='	' read -r name letter kind help; do
		case $kind in
		none) action= ;;
		optional*) action=" -a '--$name=${kind#* }'" ;;
		words*) action=" -x -a '${kind#* }'" ;;
		list*) action=" -x -a '(__fish_complete_list , \"printf \\\"%s\\\\n\\\" ${kind#* }\")'" ;;
		xml | file) action=" -r -F" ;;
		folder) action=" -x -a '(__fish_complete_directories)'" ;;
		code) action=" -x -a '(__acrn_cfgc_codes)'" ;;
		nothing) action=" -x" ;;
		esac
		short=
		[ "$letter" = - ] || short=" -s $letter"
		printf "complete -c acrn-cfgc%s -l %s%s -d '%s'\n" "$short" "$name" "$action" \
			"$(fish_text "$help")"
	done <"$work/rows"
	awk -F '\t' '$1 == "-w"' "$work/short" | while IFS='	' read -r name help; do
		printf "complete -c acrn-cfgc -s %s -d '%s'\n" "${name#-}" "$(fish_text "$help")"
	done
} >"$work/acrn-cfgc.fish"

cp "$work/acrn-cfgc.1" "$folder/docs/acrn-cfgc.1"
cp "$work/acrn-cfgc.bash" "$work/_acrn-cfgc" "$work/acrn-cfgc.fish" "$folder/completions"
