#!/bin/sh
# Holds the schemas against small good and bad IVSHMEM elements, the samples and, where it is
# present, the corpus. Fails when a bad one passes or a good one does not.
# Exit status 77: skipped, no xmllint.
set -u

root=$(cd "$(dirname "$0")/../../.." && pwd)
corpus=${ACRN_CORPUS:-$root/../shared/corpus}
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
failures=0
count=0

command -v xmllint >/dev/null || {
	echo "skipped: no xmllint (package libxml2-utils)"
	exit 77
}

fail() {
	echo "FAIL: $1"
	failures=$((failures + 1))
}

# add_case SCHEMA VERDICT ELEMENT: a case for judge()
add_case() {
	count=$((count + 1))
	printf '%s\n' "$3" >"$work/$count.xml"
	echo "$work/$count.xml $2" >>"$work/$1.due"
}
good() { add_case "$1" validates "$2"; }
bad() { add_case "$1" "fails to validate" "$2"; }

# judge SCHEMA: what xmllint says of the schema's cases has to be what is due; a file that it cannot
# read has neither verdict
judge() {
	sed 's/ .*//' "$work/$1.due" |
		xargs xmllint --nonet --noout --schema "$root/schemas/$1.xsd" 2>"$work/log"
	grep -vxFf "$work/log" "$work/$1.due" >"$work/wrong"
	while read -r file due; do
		fail "'$due' was due by $1.xsd: $(cat "$file")"
		grep -F "$file:" "$work/log"
	done <"$work/wrong"
}

text() { printf '<IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED><IVSHMEM_REGION>%s</IVSHMEM_REGION></IVSHMEM>' "$1"; }
good_text() { good ivshmem "$(text "$1")"; }
bad_text() { bad ivshmem "$(text "$1")"; }

name27=abcdefghijklmnopqrstuvwxyz0

# ---- string dialect: structure
good ivshmem '<IVSHMEM/>'
good ivshmem '<IVSHMEM desc="d" configurable="0" readonly="true" multiselect="true" other="x"/>'
good ivshmem '<IVSHMEM><!-- off --></IVSHMEM>'
good ivshmem '<IVSHMEM><IVSHMEM_ENABLED>n</IVSHMEM_ENABLED></IVSHMEM>'
good ivshmem '<IVSHMEM><IVSHMEM_ENABLED desc="d" readonly="true"> y
	</IVSHMEM_ENABLED></IVSHMEM>'
good ivshmem '<IVSHMEM><IVSHMEM_REGION/></IVSHMEM>'
good ivshmem '<IVSHMEM><IVSHMEM_REGION>hv:/a, 2, 0:1</IVSHMEM_REGION><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED><IVSHMEM_REGION desc="d" xml:id="r1">hv:/b, 2, 0:1</IVSHMEM_REGION></IVSHMEM>'
good ivshmem '<IVSHMEM><IVSHMEM_REGION>hv:/a, 2, 0:1</IVSHMEM_REGION><IVSHMEM_REGION>hv:/b, 2, 0:1</IVSHMEM_REGION></IVSHMEM>'
good ivshmem '<IVSHMEM><IVSHMEM_REGION><![CDATA[hv:/a, 2, ]]><!-- both -->0:1</IVSHMEM_REGION></IVSHMEM>'
bad ivshmem '<IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED></IVSHMEM>'
bad ivshmem '<IVSHMEM><IVSHMEM_ENABLED>n</IVSHMEM_ENABLED><IVSHMEM_REGION/><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED></IVSHMEM>'
bad ivshmem '<IVSHMEM><IVSHMEM_ENABLED/></IVSHMEM>'
bad ivshmem '<IVSHMEM><IVSHMEM_ENABLED>Y</IVSHMEM_ENABLED></IVSHMEM>'
bad ivshmem '<IVSHMEM><IVSHMEM_ENABLED>yes</IVSHMEM_ENABLED></IVSHMEM>'
bad ivshmem '<IVSHMEM><IVSHMEM_ENABLED>1</IVSHMEM_ENABLED></IVSHMEM>'
bad ivshmem '<IVSHMEM><IVSHMEM_REGIONS>hv:/a, 2, 0:1</IVSHMEM_REGIONS></IVSHMEM>'
bad ivshmem '<IVSHMEM>hv:/a, 2, 0:1</IVSHMEM>'
bad ivshmem '<IVSHMEM><IVSHMEM_REGION><NAME>a</NAME></IVSHMEM_REGION></IVSHMEM>'
bad ivshmem '<IVSHMEM_REGION>hv:/a, 2, 0:1</IVSHMEM_REGION>'
bad ivshmem '<ivshmem/>'

# ---- string dialect: the text of a region
good_text 'hv:/shm_region_0, 2, 0:2'
good_text 'hv:/a,2,0:1'
good_text '
		hv:/a ,	2
		, 0 : 1 :	2
	'
good_text 'dm:/a, 512, 2:3'
good_text 'hv:/A.b_c-9, 4, 0:1:2:3:4:5:6:7'
good_text "hv:/$name27, 2, 0:1"
good_text 'hv:/a, 2, 10:11'
good_text '  
	 '
for size in 2 4 8 16 32 64 128 256 512; do
	good_text "hv:/a, $size, 0:1"
done
for size in 0 1 3 6 513 1024 4098 2.0 02 +4 -2 0x2 0x200000 2M '2 MB' 1_6 '' ４ 1e2 '1 6'; do
	bad_text "hv:/a, $size, 0:1"
done
bad_text "hv:/${name27}1, 2, 0:1"
bad_text 'hv:/, 2, 0:1'
bad_text 'a, 2, 0:1'
bad_text '/a, 2, 0:1'
bad_text 'hv:a, 2, 0:1'
bad_text 'HV:/a, 2, 0:1'
bad_text 'hv: /a, 2, 0:1'
bad_text 'hv:/ a, 2, 0:1'
bad_text 'hv:/a b, 2, 0:1'
bad_text 'hv:/a/b, 2, 0:1'
bad_text 'hv:/a"b, 2, 0:1'
bad_text 'hv:/a\b, 2, 0:1'
bad_text 'hv:/ä, 2, 0:1'
bad_text 'hv:/a&#160;, 2, 0:1'
bad_text 'hv:/a, 2'
bad_text 'hv:/a'
bad_text 'hv:/a, 2, 0:1, x'
bad_text 'hv:/a, 2, 0:1,'
bad_text ', 2, 0:1'
bad_text ',,'
bad_text 'hv:/a; 2; 0:1'
bad_text 'hv:/a, 2, 0'
bad_text 'hv:/a, 2, '
bad_text 'hv:/a, 2, 0:'
bad_text 'hv:/a, 2, :0:1'
bad_text 'hv:/a, 2, 0::1'
bad_text 'hv:/a, 2, 0-1'
bad_text 'hv:/a, 2, 0 1'
bad_text 'hv:/a, 2, 0x0:1'
bad_text 'hv:/a, 2, +0:1'
bad_text 'hv:/a, 2, ٠:1'
bad_text 'hv:/a, 2, 0:1 hv:/b, 2, 0:1'

# ---- element dialect
elements() { printf '<IVSHMEM><IVSHMEM_REGION>%s</IVSHMEM_REGION></IVSHMEM>' "$1"; }
good_elements() { good ivshmem-elements "$(elements "$1")"; }
bad_elements() { bad ivshmem-elements "$(elements "$1")"; }

name='<NAME>a</NAME>'
size='<IVSHMEM_SIZE>2</IVSHMEM_SIZE>'
vm0='<IVSHMEM_VM><VM_NAME>VM 0</VM_NAME><VBDF>00:08.0</VBDF></IVSHMEM_VM>'
vm1='<IVSHMEM_VM><VBDF/><VM_NAME>VM_1</VM_NAME></IVSHMEM_VM>'
vms="<IVSHMEM_VMS>$vm0$vm1</IVSHMEM_VMS>"

vbdf() { good_elements "$name$size<IVSHMEM_VMS>$vm0<IVSHMEM_VM><VM_NAME>b</VM_NAME><VBDF>$1</VBDF></IVSHMEM_VM></IVSHMEM_VMS>"; }
bad_vbdf() { bad_elements "$name$size<IVSHMEM_VMS>$vm0<IVSHMEM_VM><VM_NAME>b</VM_NAME><VBDF>$1</VBDF></IVSHMEM_VM></IVSHMEM_VMS>"; }

good ivshmem-elements '<IVSHMEM/>'
good ivshmem-elements '<IVSHMEM desc="d"></IVSHMEM>'
good_elements "$name$size$vms"
good_elements "$vms$size$name<PROVIDED_BY>Hypervisor</PROVIDED_BY>"
good_elements "$name<PROVIDED_BY readonly='true'>
	Device Model </PROVIDED_BY>$size$vms"
good_elements "<NAME>$name27</NAME>$size$vms"
good_elements "$name$size<IVSHMEM_VMS>$vm0$vm1$vm0</IVSHMEM_VMS>"
good_elements "$name$size<IVSHMEM_VMS>$vm0<IVSHMEM_VM><VM_NAME>b</VM_NAME></IVSHMEM_VM></IVSHMEM_VMS>"
good ivshmem-elements "<IVSHMEM><IVSHMEM_REGION name='a'>$size$vms</IVSHMEM_REGION></IVSHMEM>"
for size_ok in 2 4 8 16 32 64 128 256 512 ' 4 '; do
	good_elements "$name<IVSHMEM_SIZE>$size_ok</IVSHMEM_SIZE>$vms"
done
for id in 0 1 4096 9999 65535 0x0 0x1000 0xFFFF 0Xabcd ' 0x1000 '; do
	good_elements "$name$size<IVSHMEM_REGION_ID>$id</IVSHMEM_REGION_ID>$vms"
done
for address in 00:08.0 0:8.0 00:1F.7 00:1f.7 ff:0a.1 ''; do
	vbdf "$address"
done

bad ivshmem-elements '<IVSHMEM><IVSHMEM_ENABLED>y</IVSHMEM_ENABLED></IVSHMEM>'
bad ivshmem-elements '<IVSHMEM><IVSHMEM_REGION>hv:/a, 2, 0:1</IVSHMEM_REGION></IVSHMEM>'
bad ivshmem-elements '<IVSHMEM><IVSHMEM_REGION/></IVSHMEM>'
bad ivshmem-elements "<IVSHMEM><IVSHMEM_REGION name='hv:/a'>$size$vms</IVSHMEM_REGION></IVSHMEM>"
bad_elements "$name$size"
bad_elements "$name$vms"
bad_elements "$name$name$size$vms"
bad_elements "$name$size$size$vms"
bad_elements "$name$size$vms$vms"
bad_elements "$name$size$vms<SIZE>2</SIZE>"
bad_elements "<NAME/>$size$vms"
bad_elements "<NAME>hv:/a</NAME>$size$vms"
bad_elements "<NAME>a b</NAME>$size$vms"
bad_elements "<NAME>${name27}1</NAME>$size$vms"
bad_elements "$name<PROVIDED_BY>hypervisor</PROVIDED_BY>$size$vms"
bad_elements "$name<PROVIDED_BY/>$size$vms"
bad_elements "$name$size<IVSHMEM_VMS/>"
bad_elements "$name$size<IVSHMEM_VMS>$vm0</IVSHMEM_VMS>"
bad_elements "$name$size<IVSHMEM_VMS>$vm0<IVSHMEM_VM><VBDF>00:08.0</VBDF></IVSHMEM_VM></IVSHMEM_VMS>"
bad_elements "$name$size<IVSHMEM_VMS>$vm0<IVSHMEM_VM><VM_NAME/><VBDF/></IVSHMEM_VM></IVSHMEM_VMS>"
for size_bad in 0 1 3 513 1024 2.0 02 +4 0x2 0x200000 '' ４; do
	bad_elements "$name<IVSHMEM_SIZE>$size_bad</IVSHMEM_SIZE>$vms"
done
for id in 65536 70000 0x10000 01 -1 +1 0x 1000h 0xg '' x; do
	bad_elements "$name$size<IVSHMEM_REGION_ID>$id</IVSHMEM_REGION_ID>$vms"
done
for address in 00:20.0 00:08.8 00:08 08.0 0000:00:08.0 00-08.0 00:08.00 00:g8.0 x '0 0:08.0'; do
	bad_vbdf "$address"
done

# ---- the samples, as whole documents
for file in "$root"/config-xmls/*/*.xml; do
	[ -e "$file" ] || continue
	if grep -q '<IVSHMEM_SIZE>' "$file"; then
		good scenario-elements "$(cat "$file")"
	else
		good scenario "$(cat "$file")"
	fi
done

# A whole document is refused for a region deep inside it.
for schema in scenario scenario-elements; do
	bad $schema '<acrn-config><hv><FEATURES x="1"><IVSHMEM><IVSHMEM_REGION>bad</IVSHMEM_REGION></IVSHMEM></FEATURES></hv></acrn-config>'
done

# The catalog leads to every schema.
for file in "$root"/schemas/*.xsd; do
	count=$((count + 1))
	name=$(basename "$file" .xsd)
	for entry in uri system; do
		grep -q "<$entry .*\"urn:acrn-cfgc:$name\" uri=\"$name.xsd\"" "$root/schemas/catalog.xml" ||
			fail "catalog.xml has no $entry entry for $name.xsd"
	done
done

# ---- the corpus: its IVSHMEM elements are valid, but for sizes in bytes
if [ -d "$corpus/scenarios" ]; then
	seen=0
	for file in "$corpus"/scenarios/*.xml; do
		# Some of the files are malformed.
		section=$(xmllint --nonet --xpath '//IVSHMEM' "$file" 2>/dev/null) || continue
		seen=$((seen + 1))
		due=validates schema=ivshmem
		case $section in *0x200000*) due="fails to validate" ;; esac
		case $section in *'<IVSHMEM_SIZE'*) schema=ivshmem-elements ;; esac
		add_case $schema "$due" "$section"
	done
	echo "corpus: $seen IVSHMEM elements"
else
	echo "corpus: skipped, no $corpus/scenarios (set ACRN_CORPUS)"
fi

for schema in ivshmem ivshmem-elements scenario scenario-elements; do
	judge $schema
done
echo "schemas: $count cases, $failures failures"
[ "$failures" -eq 0 ]
