# fish completion for acrn-cfgc
# Made by scripts/gen-manual.sh from the table of options; edit src/cli/options.c instead.

function __acrn_cfgc_codes
	acrn-cfgc --list-codes 2>/dev/null | string replace -r '^(\S+)\s+(\S+)\s+\S+\s+(.*)' '$1\t$3\n$2\t$3'
end

function __acrn_cfgc_switches
	printf '%s\n' -Werror
	acrn-cfgc --list-codes 2>/dev/null |
		string replace -rf '^\S+\s+(\S+)\s+warning\s.*' -- '-W$1\n-Wno-$1\n-Werror=$1'
end

function __acrn_cfgc_files
	__fish_complete_path (commandline -ct) | string match -er -- '(/|\.xml)(\t|$)'
end

complete -c acrn-cfgc -f
complete -c acrn-cfgc -a '(__acrn_cfgc_files)'
complete -c acrn-cfgc -n 'string match -q -- "-W*" (commandline -ct)' -a '(__acrn_cfgc_switches)'
complete -c acrn-cfgc -l check -d 'run all checks, write no output files'
complete -c acrn-cfgc -l fix -a '--fix=diff' -d 'repair what has one right edit in each scenario, or print the edits'
complete -c acrn-cfgc -l explain-layout -x -d 'why each address of a region or VM is where it is'
complete -c acrn-cfgc -l diff -d 'what changes for each VM from OLD.xml to NEW.xml'
complete -c acrn-cfgc -l migrate -x -a 'v2.2 v2.3 v2.4 v2.5 v2.6 v2.7 v3.0 v3.1 v3.2 v3.3' -d 'print the scenario with regions in the form of REL'
complete -c acrn-cfgc -l explain -x -a '(__acrn_cfgc_codes)' -d 'what a code means, why, and how to repair it'
complete -c acrn-cfgc -l list-codes -d 'all codes: name, severity, title'
complete -c acrn-cfgc -l list-targets -d 'all hypervisor releases and their profiles'
complete -c acrn-cfgc -l list-options -d 'this table for programs, fields between tabs'
complete -c acrn-cfgc -s h -l help -d 'this text'
complete -c acrn-cfgc -l version -d 'the version of this program'
complete -c acrn-cfgc -l board -r -F -d 'the board; every other file is a scenario'
complete -c acrn-cfgc -l board-dir -x -a '(__fish_complete_directories)' -d 'the folder with each scenario\'s board; boards in it are skipped'
complete -c acrn-cfgc -l launch -r -F -d 'a launch script to check, of that VM; may be repeated'
complete -c acrn-cfgc -l target -x -a 'v2.2 v2.3 v2.4 v2.5 v2.6 v2.7 v3.0 v3.1 v3.2 v3.3' -d 'hypervisor release of the tables (default: by the scenario)'
complete -c acrn-cfgc -s o -l output -x -a '(__fish_complete_directories)' -d 'where the files go; created if missing'
complete -c acrn-cfgc -l emit -x -a '(__fish_complete_list , "printf \"%s\\n\" tables config report launch guest qemu hypervisor all")' -d 'tables,config (default), report, launch, guest, qemu, hypervisor, all'
complete -c acrn-cfgc -l release -x -a 'y n' -d 'a hypervisor for release or debugging, whatever the scenario says'
complete -c acrn-cfgc -l verify -d 'write nothing, say which files of DIR would change'
complete -c acrn-cfgc -l depfile -r -F -d 'make rules: the outputs depend on the inputs'
complete -c acrn-cfgc -l report -r -F -d 'the memory map, also when refused: *.html, .svg, .txt, .xml, -'
complete -c acrn-cfgc -l stylesheet -r -F -d 'XSLT for a report of your own: a.csv.xsl makes a.csv'
complete -c acrn-cfgc -l allow-loss -d '--migrate drops what REL has no place for'
complete -c acrn-cfgc -l format -x -a 'text json' -d 'what --diff prints: text (default) or json'
complete -c acrn-cfgc -l diagnostics -x -a 'text json sarif' -d 'text (default), json (an object a line) or sarif'
complete -c acrn-cfgc -l diagnostics-file -r -F -d 'there instead of standard error'
complete -c acrn-cfgc -l color -x -a 'auto always never' -d 'auto (default: a terminal, no NO_COLOR), always, never'
complete -c acrn-cfgc -l max-errors -x -d 'show no more than N errors, say how many more; 0: all'
complete -c acrn-cfgc -s q -l quiet -d 'without notes and the line that counts the errors'
complete -c acrn-cfgc -s v -l verbose -d 'say what is read, checked and written; of several source lines too'
complete -c acrn-cfgc -l time-passes -d 'say at the end how long each pass took'
complete -c acrn-cfgc -s w -d 'without any warning'
