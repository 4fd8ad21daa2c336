#!/bin/sh
# Reports from outside: names of the input cannot become markup; a stylesheet can read and write
# nothing; what is refused has its report, and the output folder stays as it was. samples.py looks at
# the reports of all samples.
#
# usage: run.sh [PROGRAM]        environment: ACRN_CFGC, SOURCE_DIR
# shellcheck disable=SC2015 # A && B || complain is meant as it is
set -u

tool=${1:-${ACRN_CFGC:?the program to test}}
case $tool in
/*) ;;
*) tool=$PWD/$tool ;;
esac
root=${SOURCE_DIR:-$(cd "$(dirname "$0")/../../.." && pwd)}
command -v xmllint >/dev/null || {
	echo "skipped: xmllint is not installed"
	exit 77
}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work" || exit 1
failed=0
count=0

complain()
{
	echo "FAILED: $title: $1"
	sed 's/^/  stderr: /' err
	failed=$((failed + 1))
}

# run STATUS TITLE ARGUMENT...
run()
{
	due=$1
	title=$2
	shift 2
	count=$((count + 1))
	status=0
	"$tool" "$@" >out 2>err || status=$?
	[ "$status" -eq "$due" ] || complain "status $status where $due was due"
}

has()
{
	grep -qF -e "$2" "$1" || complain "'$2' is missing in $1"
}

lacks()
{
	! grep -qF -e "$2" "$1" || complain "'$2' should not be in $1"
}

# xpath FILE EXPRESSION EXPECTED
xpath()
{
	value=$(xmllint --xpath "$2" "$1" 2>&1)
	[ "$value" = "$3" ] || complain "$2 in $1 is '$value', not '$3'"
}

well_formed()
{
	xmllint --noout --nonet "$@" 2>lint || complain "not well-formed: $(head -n 1 lint)"
}

as_documented()
{
	for file; do
		xmllint --noout --nonet --relaxng "$root/tests/cases/report/layout.rng" "$file" 2>lint ||
			complain "$file is not as documented: $(head -n 1 lint)"
	done
}

# ---- the seed example says who sees what where ----------------------------------------------

seed=$root/config-xmls/whl-ipc-i5/hybrid_rt.xml
seed_board=$root/board-xmls/whl-ipc-i5.xml
run 0 "the seed example" "$seed" "$seed_board" -o seed --emit report
xpath seed/layout.xml 'string(/acrn-layout/@accepted)' yes
xpath seed/layout.xml 'count(/acrn-layout/vm)' 4
xpath seed/layout.xml 'string(//vm[@id=0]/device[@region="hv0"]/peer/@vm)' 2
xpath seed/layout.xml 'string(//vm[@id=2]/device[@region="hv0"]/peer/@vm)' 0
xpath seed/layout.xml 'string(//vm[@id=2]/device[@region="hv0"]/@placed)' acrn-dm
# a map has no gap: each range begins where the one before ends
xpath seed/layout.xml \
	'count(//map/range[position() > 1][@first != preceding-sibling::range[1]/@last + 1])' 0
xpath seed/layout.xml 'count(//map/range[position() = 1][@first != 0])' 0
# the table's row and two cells, two maps, the list of the VM that acrn-dm starts, the legend
xpath seed/layout.svg 'count(//*[@class="region c0"])' 7
has seed/layout.txt "VM 0 'ACRN PRE-LAUNCHED VM0', pre-launched VM: sees it at "
has seed/layout.txt "VM 2, post-launched VM: acrn-dm places it, own id 2"
has seed/layout.html "Its own id (IVPosition) is <b>0</b>"
run 0 "same input, same bytes" "$seed" "$seed_board" -o seed --emit report --verify

# ---- a scenario without a name has the file's -------------------------------------------------

modern=$root/config-xmls/nuc11tnbi5/shared.xml
for form in svg html txt xml; do
	run 0 "v3.x as $form" --check "$modern" "$root/board-xmls/nuc11tnbi5.xml" --report "modern.$form"
	[ "$form" = xml ] || has "modern.$form" "Shared memory: shared.xml on board nuc11tnbi5, ACRN v3.3"
done
as_documented modern.xml
# regions of acrn-dm have their own colours, and their own line in the legend
xpath modern.svg 'count(//*[@class="region d0"]) > 2' true
has modern.svg "shared memory of the Service VM"
lacks seed/layout.svg "shared memory of the Service VM"
# light text has no place on the colours of regions
svg_text='*[local-name()="text"][contains(@class, "dim")]'
region="*[@class='region c0' or @class='region d0']"
xpath modern.svg "count(//*[local-name()='g']/$region/../$svg_text)" 0

# ---- in a browser ----------------------------------------------------------------------------

# dom WIDTH FRAGMENT: the page as its script has changed it
dom()
{
	timeout 60 chromium --headless --no-sandbox --disable-gpu --user-data-dir="$work/browser" \
		--window-size="$1,900" --dump-dom "file://$work/wide.html$2" >dom 2>/dev/null ||
		complain "chromium fails"
}

run 0 "eight VMs" --check "$root/config-xmls/tgl-rvp/industry.xml" "$root/board-xmls/tgl-rvp.xml" \
	--report wide.html
if command -v chromium >/dev/null; then
	bar=$(xmllint --xpath 'string(//*[local-name()="tr"][@class="shared"]/@data-first)' wide.html)
	dom 1280 "#$(printf '0x%x' "$((bar + 4096))")"
	has dom 'class="frame more"'
	grep -q '<p id="wide" class="wide">' dom || complain "nothing says that the picture goes on"
	grep -qE 'id="hits">.*(board.s memory|VM [0-9]): (BAR2 of )?(hv|dm):/' dom ||
		complain "the search does not show an owner: $(grep -o 'id="hits">[^<]*' dom)"
	dom 2400 '#0xfffffffffffff'
	lacks dom 'class="frame more"'
	has dom '0xfffffffffffff is in no address space of this page'
else
	echo "left out: chromium is not installed, so the script of the page does not run"
fi

# ---- with and without a doorbell ------------------------------------------------------------

sed 's|ACRN SOS VM|A_SERVICE_VM_WITH_A_LONG_NAME|; s|0:2</IVS|0:3</IVS|; s|<vm id="2">|&<name>A_VM_WITH_A_LONG_NAME</name>|' \
	"$seed" >long.xml
run 0 "long names" --check long.xml "$seed_board" --report long.txt
! grep -nE '.{81}' long.txt >lint || complain "beyond column 80: $(head -n 1 lint)"
run 0 "a release without doorbells" --check --target v2.2 "$seed" "$seed_board" --report v2.2.html
has v2.2.html "this release has no doorbell"
lacks v2.2.html "doorbell at"
sed 's|hv:/shm_region_0, 2, 0:2|dm:/shm_region_0, 2, 2:3|' "$seed" >dm.xml
run 0 "only dm-land" --check --target v2.5 dm.xml "$seed_board" --report dm.txt
has dm.txt "dm:/shm_region_0, 2 MiB; shared with VM 3; no doorbell"
lacks dm.txt "wn id"
run 0 "only dm-land" --check --target v2.5 dm.xml "$seed_board" --report dm.html
has dm.html "IVPosition is 0, and there is no doorbell"

# ---- names are hostile ----------------------------------------------------------------------

sed 's|<name>ACRN PRE-LAUNCHED VM0</name>|<name>\&lt;/title>\&lt;script>x()\&lt;/script>\&#x202e;</name>|' \
	"$seed" >hostile.xml
run 0 "hostile names" hostile.xml "$seed_board" -o hostile --emit report
well_formed hostile/layout.xml hostile/layout.svg hostile/layout.html
xpath hostile/layout.html 'count(//*[local-name()="script"])' 1
xpath hostile/layout.svg 'count(//*[local-name()="script"])' 0
for report in svg html txt xml; do
	lacks hostile/layout.$report "$(printf '\342\200\256')"
	has hostile/layout.$report '\u202e'
done

# ---- refused, and yet there is a report -----------------------------------------------------

small=$root/board-xmls/apl-up2.xml
sed 's/hv:\/samples, 16/hv:\/samples, 512/' "$root/config-xmls/apl-up2/hybrid_rt.xml" >big.xml
for form in svg html txt xml; do
	run 1 "a refused layout as $form" big.xml "$small" -o gone --report "refused.$form" -w
	[ ! -e gone ] || complain "the output folder was made"
	has "refused.$form" PCI004
done
well_formed refused.svg refused.html refused.xml
as_documented refused.xml
has refused.svg "no room: hv:/samples"
has refused.txt "VM 1 'ACRN SOS VM', Service VM: X not placed"
xpath refused.xml 'string(/acrn-layout/@accepted)' no
xpath refused.xml 'string(//vm[@id=1]/device[@region="hv1"]/@placed)' no
xpath refused.xml 'string(//vm[@id=0]/device[@region="hv1"]/@placed)' yes
xpath refused.xml 'count(//vm[@id=1]/device[@region="hv1"]/bar[@placed="no"])' 1
bad=$root/tests/cases/bad/MEM002-small-board
run 1 "memory without room" --check "$bad.xml" "$bad.board.xml" --report mem.svg -w
has mem.svg "no room: the regions"
xpath mem.svg 'count(//*[@class="missing"]) > 2' true
run 1 "a refused layout on standard output" --check big.xml "$small" --report - -w
has out "REFUSED"
sed 's/hv:\/samples, 16/hv:\/samples, 6/' "$root/config-xmls/apl-up2/hybrid_rt.xml" >six.xml
# asked for in the folder, which no error may touch: then it is said where to look
run 1 "a refused layout as a group" big.xml "$small" -o gone --emit report -w
has err "nothing was written to 'gone'; --report FILE.html shows what was refused"
[ ! -e gone ] || complain "the output folder was made"
for quiet in "--emit tables" "--emit all -q" "--emit all --diagnostics json" \
	"--emit all --report refused.txt"; do
	# shellcheck disable=SC2086 # words
	run 1 "a refused layout with $quiet" big.xml "$small" -o gone -w $quiet
	lacks err "shows what was refused"
done

# More conflicts than libxslt lets templates call themselves.
awk '{ print } /<IOMEM_INFO>/ { for (i = 0; i < 1500; i++) print "2000-1000 : System RAM" }' \
	"$small" >faulty.xml
for form in svg html txt xml; do
	run 1 "1,500 conflicts as $form" --check six.xml faulty.xml --report "many.$form" -w
	[ "$(grep -o 'BRD001' "many.$form" | wc -l)" -ge 1000 ] || complain "not all conflicts are told"
done
well_formed many.svg many.html many.xml
xpath many.xml 'count(//conflict)' 1000
run 1 "refused before the layout" --check six.xml "$small" --report before.xml -w
as_documented before.xml
run 1 "refused before the layout" --check six.xml "$small" --report six.html -w
well_formed six.html
has six.html IVS003
# Each conflict with its place, its hint, its notes, and the place marked in the source line.
regions='hv:/a, 6, 0:2</IVSHMEM_REGION><IVSHMEM_REGION>hv:/b, 2, 0:2</IVSHMEM_REGION>'
regions="$regions<IVSHMEM_REGION>hv:/b, 2, 2 : 0"
sed "s|hv:/shm_region_0, 2, 0:2|$regions|; s|<IVSHMEM_ENABLED>y|<IVSHMEM_ENABLED>yes|" "$seed" >conflicts.xml
for form in svg html txt xml; do
	run 1 "three conflicts as $form" --check "$PWD/conflicts.xml" "$seed_board" --report "three.$form"
	lacks "three.$form" "$PWD"
done
well_formed three.svg three.html three.xml
as_documented three.xml
xpath three.xml 'count(//conflict)' 3
conflict='//conflict[@code="IVS003"]'
xpath three.xml "string($conflict/@file)" conflicts.xml
xpath three.xml "string($conflict/@hint)" "nearest: 4 or 8"
xpath three.xml "string($conflict/source/@marked)" 6
place=conflicts.xml:$(xmllint --xpath "concat($conflict/@line, ':', $conflict/@column)" three.xml)
grep -qF "$place: error: region 'hv:/a' is 6 MB" err || complain "the report says $place"
for form in svg html txt; do
	has "three.$form" "$place: "
	has "three.$form" "(nearest: 4 or 8)"
	has "three.$form" "first used here"
	has "three.$form" "$(xmllint --xpath 'string(//fix/@message)' three.xml)"
done
has three.txt ">hv:/a, 6, 0:2<"
has three.html "<mark>6</mark>"
has three.svg "marked\">6</tspan>"
xpath three.html 'count(//*[local-name()="svg"])' 0
[ "$(xmllint --xpath 'count(//conflict/fix)' three.xml)" -gt 0 ] || complain "no conflict has a fix"

run 0 "accepted: the report is the same as the one in the folder" --check "$seed" "$seed_board" \
	--report seed.svg
cmp -s seed.svg seed/layout.svg || complain "the two differ"
run 2 "a report of no known form" --check "$seed" "$seed_board" --report seed.pdf
run 2 "a report in the place of an input" --check big.xml "$small" --report big.xml
run 2 "a report without a board" --check "$seed" --report seed.svg
run 3 "a report that cannot be written" "$seed" "$seed_board" -o there --report no/such/dir.svg
[ -s there/pci_dev.c ] || complain "the outputs do not depend on it"

# ---- stylesheets of the user's --------------------------------------------------------------

# sheet NAME BODY: a text stylesheet
sheet()
{
	cat >"$1" <<END
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="text"/>
$2
</xsl:stylesheet>
END
}

# template NAME BODY: one with a single template
template()
{
	sheet "$1" "<xsl:template match=\"/\">$2</xsl:template>"
}

compile_with()
{
	due=$1
	words=$2
	shift 2
	rm -rf gen
	run "$due" "$words" "$seed" "$seed_board" -o gen --stylesheet "$@"
	[ "$due" -eq 0 ] || [ ! -e gen ] || complain "the output folder was made"
}

template memory.csv.xsl '<xsl:for-each select="//region"><xsl:value-of
	select="concat(@name, &quot;,&quot;, @hpa-hex)"/></xsl:for-each>'
compile_with 0 "a report of one's own" memory.csv.xsl
has gen/memory.csv "hv:/shm_region_0,0x"
[ -e gen/pci_dev.c ] || complain "the tables are missing"
[ ! -e gen/layout.svg ] || complain "a report that was not asked for"

template layout.svg.xsl 'mine'
compile_with 0 "one in place of ours" layout.svg.xsl --emit report
[ "$(cat gen/layout.svg)" = mine ] || complain "it is still ours"
lacks gen/layout.html mine

sheet all.html.xsl '<xsl:include href="layout.html.xsl"/>'
compile_with 0 "ours included" all.html.xsl --emit report
has gen/all.html 'class="acrn"'

template said.txt.xsl '<xsl:message>hear, hear</xsl:message>x'
compile_with 0 "a message is a warning" said.txt.xsl
has err "warning: the stylesheet says: hear, hear [OUT006]"
compile_with 1 "which can be an error" said.txt.xsl -Werror=stylesheet-message

# Nothing but layout.xml is read, nothing but the output written; and every failure is an error.
template read.txt.xsl "<xsl:copy-of select=\"document('$seed')\"/>"
template self.txt.xsl "<xsl:copy-of select=\"document('')\"/>"
template net.txt.xsl "<xsl:copy-of select=\"document('http://127.0.0.1/x')\"/>"
template write.txt.xsl "<xsl:document href=\"$work/stolen\">x</xsl:document>"
sheet take.txt.xsl "<xsl:include href=\"$work/memory.csv.xsl\"/>"
sheet import.txt.xsl '<xsl:import href="layout.svg.xsl"/>'
template stop.txt.xsl '<xsl:message terminate="yes">no</xsl:message>'
template xpath.txt.xsl '<xsl:value-of select="((("/>'
sheet loop.txt.xsl '<xsl:template match="/" name="a"><xsl:call-template name="a"/></xsl:template>'
echo '<a/>' >other.txt.xsl
for bad in read self net write take import stop xpath loop other; do
	compile_with 1 "stylesheet $bad" $bad.txt.xsl
	has err "error: the stylesheet cannot be applied: "
	has err "[OUT005]"
	[ "$(grep -c 'Templates:' err)" -eq 0 ] || complain "libxslt speaks for itself"
done
has err "other.txt.xsl:1:1: error:"
for bad in take import; do
	compile_with 1 "stylesheet $bad, before libxslt looks for it" $bad.txt.xsl
	has err "only the stylesheets of acrn-cfgc itself can be taken in"
done
[ ! -e stolen ] || complain "a stylesheet wrote a file"
echo '<a' >broken.txt.xsl
compile_with 1 "a stylesheet that is no XML" broken.txt.xsl
has err "[XML001]"
echo '<!DOCTYPE a [<!ENTITY e SYSTEM "/etc/passwd">]><a>&e;</a>' >entity.txt.xsl
compile_with 1 "a stylesheet with a DOCTYPE" entity.txt.xsl
has err "[XML002]"
compile_with 3 "a stylesheet that is not there" missing.txt.xsl
template pci_dev.c.xsl 'int x;'
compile_with 1 "a stylesheet for a table" pci_dev.c.xsl
compile_with 1 "and when tables are not made either" pci_dev.c.xsl --emit report
for name in memory.csv .xsl .hidden.xsl "a b.xsl" -.xsl; do
	compile_with 2 "the name $name" "./$name"
done
mkdir twice && cp memory.csv.xsl twice
compile_with 2 "two for one file" memory.csv.xsl --stylesheet twice/memory.csv.xsl
compile_with 0 "the make rule names it" memory.csv.xsl --depfile rule
has rule memory.csv.xsl

# ---- why an address is where it is ----------------------------------------------------------

run 0 "a region" --explain-layout hv:/shm_region_0 "$seed" "$seed_board"
has out "region 'hv:/shm_region_0', 2 MiB"
has out "offset 0x0 in the pool"
has out "HV RAM: "
has out "vBDF 00:03.0: the first device number of bus 0 that is free"
has out "00:01    passthrough device 00:17.0"
has out "chosen: the smallest free block that is large enough"
cp out whole
run 0 "without its prefix" --explain-layout shm_region_0 "$seed" "$seed_board"
cmp -s out whole || complain "another answer"
for name in 0 "VM 0" vm0 "ACRN PRE-LAUNCHED VM0"; do
	run 0 "VM '$name'" --explain-layout "$name" "$seed" "$seed_board"
	has out "passthrough device 00:17.0"
	has out "this release keeps addresses from 2 to 4 GiB"
done
run 0 "a VM without devices" --explain-layout 1 "$seed" "$seed_board"
has out "nothing is placed"
run 1 "a region that found no place" --explain-layout hv:/samples big.xml "$small" -w
has out "NOT PLACED: it has to be a multiple of 512 MiB"
has out "taken by 'Reserved'"
run 2 "what is not there" --explain-layout hv:/other "$seed" "$seed_board"
has err "there is no region or VM 'hv:/other'; there are 'hv:/shm_region_0', VM 0 to VM 3"
run 2 "no board" --explain-layout 0 "$seed"
run 2 "no files are written" --explain-layout 0 "$seed" "$seed_board" -o gen

# ---- what changes ---------------------------------------------------------------------------

run 0 "nothing changes" --diff "$seed" "$seed" "$seed_board"
has out "VM 0 'ACRN PRE-LAUNCHED VM0' (pre-launched VM): sees no change"
has out "restart: nothing"
sed 's/hv:\/shm_region_0, 2, 0:2/hv:\/shm_region_0, 4, 0:1:2/' "$seed" >new.xml
run 0 "a region grows and has one more peer" --diff "$seed" new.xml "$seed_board"
has out "region 'hv:/shm_region_0': size 2 MiB -> 4 MiB"
has out "region 'hv:/shm_region_0': peers VM 2 -> VM 1, 2"
has out "region 'hv:/shm_region_0': added, 4 MiB"
has out "acrn-dm argument ivshmem,hv:/shm_region_0,2 -> ivshmem,hv:/shm_region_0,4"
has out "restart: every VM, together"
run 0 "as JSON" --diff --format json --board "$seed_board" "$seed" new.xml
has out '"restart": "all"'
has out '"old": 2097152'
! command -v python3 >/dev/null || python3 -m json.tool out >/dev/null || complain "no JSON"
plant=$root/config-xmls/cfl-k700-i7/industry.xml
sed 's/dm:\/file_drop, 64/dm:\/file_drop, 32/' "$plant" >plant.xml
run 0 "only dm-land" --diff "$plant" plant.xml "$root/board-xmls/cfl-k700-i7.xml"
has out "restart: VM 1, 3, all of them down at one time"
has out "rm /dev/shm/file_drop"
has out "VM 2 'Robot' (post-launched VM): sees no change"
run 1 "an input with errors is not compared" --diff "$seed" six.xml "$seed_board"
[ ! -s out ] || complain "something was compared"
run 2 "two files only" --diff "$seed" "$seed_board"
run 2 "no report of two" --diff "$seed" new.xml "$seed_board" --report x.svg
run 2 "JSON of what is not compared" --check "$seed" "$seed_board" --format json

echo "report: $count cases, $failed failed"
[ "$failed" -eq 0 ]
