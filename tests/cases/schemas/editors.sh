#!/bin/sh
# What docs/editors.md tells people to type works: its commands run, its settings can be read and
# name files that are there, and vim finds a mistake by them.
#
# usage: editors.sh        environment: ACRN_CFGC, SOURCE_DIR
set -u

program=${ACRN_CFGC:?the program to test}
root=${SOURCE_DIR:-$(cd "$(dirname "$0")/../../.." && pwd)}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 1
failed=0

complain()
{
	echo "$1"
	failed=$((failed + 1))
}

# The document as if the schemas were installed where they are.
sed "s|/usr/share/acrn-cfgc/schemas|$root/schemas|g" "$root/docs/editors.md" >doc
# blocks LANGUAGE: what is between its fences
blocks()
{
	awk -v fence="\`\`\`$1" '$0 == fence { on = 1; next } /^```$/ { on = 0 } on' doc
}

grep -o "$root/schemas/[a-z.-]*[a-z]" doc | sort -u | while read -r file; do
	[ -e "$file" ] || echo "$file"
done >missing
[ ! -s missing ] || complain "these do not exist: $(cat missing)"
grep -o 'urn:acrn-cfgc:[a-z-]*[a-z]' doc | sort -u | while read -r name; do
	grep -qF "\"$name\"" "$root/schemas/catalog.xml" || echo "$name"
done >missing
[ ! -s missing ] || complain "the catalog does not have: $(cat missing)"

mkdir bin
ln -s "$program" bin/acrn-cfgc
PATH=$work/bin:$PATH
sed 's/shm_region_0, 2,/shm_region_0, 6,/' "$root/config-xmls/whl-ipc-i5/hybrid_rt.xml" >bad.xml
cp "$root/config-xmls/whl-ipc-i5/hybrid_rt.xml" scenario.xml
if command -v xmllint >/dev/null; then
	blocks sh >commands
	sh -e commands >log 2>&1 || complain "the commands refuse a good scenario: $(cat log)"
	sed 's/ scenario\.xml/ bad.xml/' commands >bad-commands
	while read -r command; do
		if sh -c "$command" >log 2>&1; then complain "accepts a bad scenario: $command"; fi
	done <bad-commands
else
	echo "left out: xmllint is not installed"
fi
{ blocks xml && cat scenario.xml; } >model.xml
"$program" --check model.xml "$root/board-xmls/whl-ipc-i5.xml" >log 2>&1 ||
	complain "the xml-model line is refused: $(cat log)"
if command -v jq >/dev/null; then
	blocks json | jq -e '."xml.catalogs"[0] and ."xml.fileAssociations"[0].systemId' >log 2>&1 ||
		complain "the settings of VS Code are no JSON: $(cat log)"
else
	echo "left out: jq is not installed"
fi
if command -v emacs >/dev/null; then
	blocks elisp >init.el
	emacs -Q --batch -l init.el >log 2>&1 || complain "Emacs: $(cat log)"
else
	echo "left out: emacs is not installed"
fi
if command -v vim >/dev/null && vim --version | grep -q '+quickfix'; then
	# Two lines each: xmllint, acrn-cfgc.
	blocks vim >both.vim
	for lines in 1,2 3,4; do
		sed -n "${lines}p" both.vim >rc.vim
		rm -f found
		vim -N -u NONE -i NONE -es -c 'set shellpipe=>%s\ 2>&1' -S rc.vim -c 'filetype on' \
			-c 'edit bad.xml' -c 'set filetype=xml' -c 'silent make!' \
			-c 'call writefile(map(filter(getqflist(), "v:val.valid"), "v:val.lnum . \" \" . v:val.text"), "found")' \
			-c 'qa!' >/dev/null 2>&1 </dev/null
		grep -qE "^$(grep -n 'shm_region_0, 6' bad.xml | cut -d: -f1) " found 2>/dev/null ||
			complain "vim (lines $lines) does not find the mistake: $(cat found 2>&1)"
	done
else
	echo "left out: vim is not installed"
fi

echo "$failed failures"
[ "$failed" -eq 0 ]
