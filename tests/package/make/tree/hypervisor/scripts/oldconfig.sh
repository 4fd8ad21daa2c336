#!/bin/sh
# Brings a .config up to date with the symbols of Kconfig: what it has stays if it is in range, all
# else gets its default. Written only when it changes.
#
# usage: oldconfig.sh Kconfig .config
set -eu

[ -e "$2" ] || : >"$2"
awk '
	kconfig == 0 && /^CONFIG_/ { split($0, part, "="); have[part[1]] = part[2] }
	kconfig == 0 && / is not set$/ { have[$2] = "n" }
	kconfig == 0 { next }
	/^#/ || !NF { next }
	{ # symbol default [least most]
		symbol = "CONFIG_" $1
		value = symbol in have ? have[symbol] : $2
		if (NF == 4 && (number(value) < number($3) || number(value) > number($4)))
			value = $2
		print value == "n" ? "# " symbol " is not set" : symbol "=" value
	}
	function number(text, n, i) {
		text = tolower(text)
		if (text !~ /^0x/)
			return text + 0
		for (i = 3; i <= length(text); i++)
			n = n * 16 + index("0123456789abcdef", substr(text, i, 1)) - 1
		return n
	}' "$2" kconfig=1 "$1" >"$2.new"
if cmp -s "$2.new" "$2"; then rm "$2.new"; else mv "$2.new" "$2"; fi
