#!/bin/sh
# What the shells make of the completions: the words they offer after what has been typed.
#
# usage: completions.sh bash|zsh|fish        environment: ACRN_CFGC, SOURCE_DIR
set -u

shell=${1:?usage: completions.sh bash|zsh|fish}
program=${ACRN_CFGC:?the program to test}
root=${SOURCE_DIR:-$(cd "$(dirname "$0")/../../.." && pwd)}
command -v "$shell" >/dev/null || {
	echo "skipped: $shell is not installed"
	exit 77
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 1
mkdir bin home files files/folder
ln -s "$program" bin/acrn-cfgc
PATH=$work/bin:$PATH HOME=$work/home XDG_CONFIG_HOME=$work/home XDG_DATA_HOME=$work/home
export PATH HOME XDG_CONFIG_HOME XDG_DATA_HOME
unset ZDOTDIR
cp -r "$root/completions" .
: >files/one.xml
: >files/two.sh
: >"files/three words.xml"
cd files || exit 1
failed=0
count=0

# What is offered after the line $1, a word a line.
case $shell in
bash)
	cat >../offer.bash <<'END_OF_SHELL'
source ../completions/acrn-cfgc.bash
line=$1
# As readline splits a line: '=' and ':' are words.
read -ra COMP_WORDS <<<"$(sed 's/=/ = /g' <<<"$line")"
[[ $line != *' ' ]] || COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
compopt() { :; }
_acrn_cfgc
[ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
END_OF_SHELL
	offer() { bash --norc ../offer.bash "$1"; }
	;;
fish)
	cat >../offer.fish <<'END_OF_SHELL'
source ../completions/acrn-cfgc.fish
complete -C $argv[1] | string replace -r '\t.*' ''
END_OF_SHELL
	offer() { fish --no-config ../offer.fish "$1" </dev/null; }
	;;
zsh)
	# zsh completes only at a terminal, so one is made for it.
	cat >../offer.zsh <<'END_OF_SHELL'
zmodload zsh/zpty zsh/datetime
zpty shell zsh -f -i
say() { zpty -w shell "$1" }
say "unsetopt zle_bracketed_paste"
say "PATH=${(q)PATH}; cd ${(q)PWD}"
say "fpath=(${(q)PWD}/../completions \$fpath); autoload -U compinit; compinit -u -D"
# What is handed to compadd and matches is what is offered.
say 'compadd() {
	if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
	typeset -a hits; builtin compadd -A hits "$@"; print -rl -- $hits >>../offered
	builtin compadd "$@" }'
say "bindkey '^I' complete-word"
say "print RE''ADY"
zpty -r shell line '*READY*'
zpty -wn shell "$1"$'\t'
for ((i = 0; i < 30; i++)); do
	sleep 0.1
	[[ -s ../offered ]] && break
done
sleep 0.3
zpty -d shell
END_OF_SHELL
	offer()
	{
		: >../offered
		timeout 20 zsh -f ../offer.zsh "$1" >/dev/null 2>&1 </dev/null
		cat ../offered
	}
	;;
esac

# list_offers LINE: what is offered for it, into ../list
list_offers()
{
	line=$1
	count=$((count + 1))
	offer "$line" | tr -d '\r' >../list
}

# offers LINE WORD...: these are among what is offered
offers()
{
	list_offers "$1"
	shift
	for word in "$@"; do
		grep -qxFe "$word" ../list || {
			echo "'$line': '$word' is not offered, but"
			sed 's/^/  /' ../list | head -n 40
			failed=$((failed + 1))
			return
		}
	done
}

# hides LINE WORD...: these are not
hides()
{
	list_offers "$1"
	shift
	for word in "$@"; do
		! grep -qxFe "$word" ../list || {
			echo "'$line': '$word' is offered"
			failed=$((failed + 1))
		}
	done
}

# A word for each option.
# shellcheck disable=SC2046
offers "acrn-cfgc --" $("$program" --list-options |
	awk -F '\t' '$3 != "-" { print "--" $3 }')
offers "acrn-cfgc --target " v2.2 v3.3
offers "acrn-cfgc --target v3" v3.0 v3.3
hides "acrn-cfgc --target v3" v2.2
offers "acrn-cfgc --color " auto always never
case $shell in
fish) offers "acrn-cfgc --emit tables,c" tables,config ;;
bash) offers "acrn-cfgc --emit tables,c" tables,config ;;
zsh) offers "acrn-cfgc --emit c" config ;;
esac
offers "acrn-cfgc --explain IVS" IVS003
offers "acrn-cfgc --explain size-" size-not-power-of-two
case $shell in
zsh) offers "acrn-cfgc -Wno-msix" no-msix-table ;;
*) offers "acrn-cfgc -Wno-msix" -Wno-msix-table ;;
esac
offers "acrn-cfgc --check o" one.xml
case $shell in
zsh) offers "acrn-cfgc --check th" "three\\ words.xml" ;;
*) offers "acrn-cfgc --check th" "three words.xml" ;;
esac
hides "acrn-cfgc --check " two.sh
offers "acrn-cfgc --launch t" two.sh

echo "$count lines, $failed failures"
[ "$failed" -eq 0 ]
