# bash completion for acrn-cfgc
# Made by scripts/gen-manual.sh from the table of options; edit src/cli/options.c instead.

_acrn_cfgc_warnings()
{
	acrn-cfgc --list-codes 2>/dev/null | awk '$3 == "warning" { print $2 }'
}

_acrn_cfgc()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} known
	COMPREPLY=()
	# bash takes '=' for a word of its own.
	if [[ $cur == = ]]; then
		cur=
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	case $prev in
	--explain-layout)
		:
		return ;;
	--migrate)
		mapfile -t COMPREPLY < <(compgen -W 'v2.2 v2.3 v2.4 v2.5 v2.6 v2.7 v3.0 v3.1 v3.2 v3.3' -- "$cur")
		return ;;
	--explain)
		mapfile -t COMPREPLY < <(compgen -W "$(acrn-cfgc --list-codes 2>/dev/null |
			awk '{ print $1, $2 }')" -- "$cur")
		return ;;
	--board)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -X '!*.xml' -- "$cur"; compgen -d -- "$cur")
		return ;;
	--board-dir)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return ;;
	--launch)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return ;;
	--target)
		mapfile -t COMPREPLY < <(compgen -W 'v2.2 v2.3 v2.4 v2.5 v2.6 v2.7 v3.0 v3.1 v3.2 v3.3' -- "$cur")
		return ;;
	-o | --output)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return ;;
	--emit)
		known=; [[ $cur != *,* ]] || known=${cur%,*},
		compopt -o nospace
		mapfile -t COMPREPLY < <(compgen -P "$known" -W 'tables config report launch guest qemu hypervisor all' -- "${cur##*,}")
		return ;;
	--release)
		mapfile -t COMPREPLY < <(compgen -W 'y n' -- "$cur")
		return ;;
	--depfile)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return ;;
	--report)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return ;;
	--stylesheet)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return ;;
	--format)
		mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$cur")
		return ;;
	--diagnostics)
		mapfile -t COMPREPLY < <(compgen -W 'text json sarif' -- "$cur")
		return ;;
	--diagnostics-file)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return ;;
	--color)
		mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$cur")
		return ;;
	--max-errors)
		:
		return ;;
	-Werror)
		mapfile -t COMPREPLY < <(compgen -W "$(_acrn_cfgc_warnings)" -- "$cur")
		return ;;
	esac
	case $cur in
	-W*)
		mapfile -t COMPREPLY < <(compgen -W "-Werror $(_acrn_cfgc_warnings | sed 's/.*/-W& -Wno-& -Werror=&/')" \
			-- "$cur") ;;
	-*)
		mapfile -t COMPREPLY < <(compgen -W '--check --fix --explain-layout --diff --migrate --explain --list-codes --list-targets --list-options --help --version --board --board-dir --launch --target --output --emit --release --verify --depfile --report --stylesheet --allow-loss --format --diagnostics --diagnostics-file --color --max-errors --quiet --verbose --time-passes --fix=diff -h -o -q -v -Werror -w -Werror= -Wno-' -- "$cur")
		[[ ${COMPREPLY-} != *[=-] ]] || compopt -o nospace ;;
	*)
		compopt -o filenames
		mapfile -t COMPREPLY < <(compgen -f -X '!*.xml' -- "$cur"; compgen -d -- "$cur") ;;
	esac
}

complete -F _acrn_cfgc acrn-cfgc
