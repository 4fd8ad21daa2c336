# acrn-cfgc.mk: shared memory tables of acrn-cfgc in the build of an ACRN hypervisor.
#
# Two lines. In hypervisor/Makefile, after the last line that adds to VM_CFG_C_SRCS:
#
#     include /usr/share/acrn-cfgc/make/acrn-cfgc.mk
#
# In misc/hv_prebuild/Makefile, after the line with PRE_BUILD_INCLUDE := (it does nothing when the
# line above is absent or acrn-cfgc is switched off):
#
#     include $(ACRN_CFGC_PREBUILD)
#
# and the build is called as before:
#
#     make BOARD_FILE=board.xml SCENARIO_FILE=scenario.xml TARGET_DIR=tables
#
# What can be set, by the Makefile, in the environment or on the command line:
#
#   BOARD_FILE       the board XML; from v2.4 on the tree sets it from BOARD
#   SCENARIO_FILE    the scenario XML; from v2.4 on the tree sets it from SCENARIO
#   TARGET_DIR       where the tables go; default: $(HV_OBJDIR)/acrn-cfgc/tables
#   ACRN_CFGC        the program; empty: this file does nothing, the tree's own tables are used
#   ACRN_CFGC_FLAGS  more options, for example -Werror; --target replaces the release in ../VERSION
#   ACRN_CFGC_IDLE   goals that need no tables; default: clean distclean
#
# The tables are made before anything is compiled, exactly when an input, an option or the program
# has changed; a file whose bytes stay the same keeps its time and causes no compilation. A scenario
# with errors stops make with the program's message and leaves the old tables alone.
#
# What is touched of the tree's own variables: INCLUDE_PATH and VM_CFG_C_SRCS, with releases that
# have no Kconfig CFLAGS; make deletes a target whose recipe fails (.DELETE_ON_ERROR). GNU make 4.2
# or later; see docs/hypervisor-build.md.

ACRN_CFGC ?= acrn-cfgc
ACRN_CFGC_FLAGS ?=
ACRN_CFGC_IDLE ?= clean distclean
HV_OBJDIR ?= build

# The makefile of misc/hv_prebuild includes what this names: nothing, until tables are used.
export ACRN_CFGC_PREBUILD :=

# Our targets must not become the tree's default goal.
acrn_cfgc_goal := $(.DEFAULT_GOAL)

acrn_cfgc_here := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))
# $(call acrn_cfgc_quote,words): one word for the shell, whatever is in it
acrn_cfgc_quote = '$(subst ','\'',$(1))'

# Other makefiles of the tree run in other folders, so names are absolute.
acrn_cfgc_work := $(abspath $(HV_OBJDIR))/acrn-cfgc
acrn_cfgc_deps := $(acrn_cfgc_work)/deps.mk

# ---- which inputs ---------------------------------------------------------------------------

acrn_cfgc_active := $(filter-out $(ACRN_CFGC_IDLE),$(or $(MAKECMDGOALS),all))
# The inputs of the last build; the file exists as long as objects with our tables do.
acrn_cfgc_last := $(wildcard $(acrn_cfgc_work)/inputs.mk)

# v2.4 to v3.2 set BOARD_FILE and SCENARIO_FILE without being asked, to files of the tree; only the
# command line and the environment tell whether the user named any.
ifdef HV_SCENARIO_XML
acrn_cfgc_given := $(filter-out %=,$(filter BOARD=% BOARD_FILE=% SCENARIO=% SCENARIO_FILE=%,$(MAKEOVERRIDES))) \
	$(shell printf '%s' "$$BOARD$$BOARD_FILE$$SCENARIO$$SCENARIO_FILE")
else
acrn_cfgc_given := $(BOARD_FILE)$(SCENARIO_FILE)
endif
acrn_cfgc_given := $(strip $(acrn_cfgc_given))

acrn_cfgc_board := $(BOARD_FILE)
acrn_cfgc_scenario := $(SCENARIO_FILE)
acrn_cfgc_dir := $(or $(TARGET_DIR),$(acrn_cfgc_work)/tables)

ifneq ($(acrn_cfgc_active),)
ifeq ($(strip $(ACRN_CFGC)),)
ifneq ($(acrn_cfgc_last),)
$(error ACRN_CFGC is empty, but objects in '$(HV_OBJDIR)' have the tables of acrn-cfgc: make clean first)
endif
acrn_cfgc_active :=
else ifeq ($(acrn_cfgc_given),)
ifneq ($(acrn_cfgc_last),)
include $(acrn_cfgc_last)
ifndef HV_SCENARIO_XML
$(error BOARD_FILE and SCENARIO_FILE are not given, so the tree would take VMs from misc/vm_configs, \
	but '$(HV_OBJDIR)' was built from '$(acrn_cfgc_scenario)': name both again, or make clean first)
endif
else ifeq ($(BOARD_FILE)$(SCENARIO_FILE),)
acrn_cfgc_active :=
endif
endif
endif

ifneq ($(acrn_cfgc_active),)

ifeq ($(acrn_cfgc_board),)
$(error SCENARIO_FILE is '$(SCENARIO_FILE)', but BOARD_FILE is not given; both are needed)
endif
ifeq ($(acrn_cfgc_scenario),)
$(error BOARD_FILE is '$(BOARD_FILE)', but SCENARIO_FILE is not given; both are needed)
endif
# make takes a blank for the end of a name, and the tree's own makefiles quote nothing.
acrn_cfgc_names := [$(CURDIR)] [$(HV_OBJDIR)] [$(acrn_cfgc_board)] [$(acrn_cfgc_scenario)] [$(acrn_cfgc_dir)]
ifneq ($(words $(acrn_cfgc_names)),5)
$(error a folder or file name has a blank, which the hypervisor's makefiles cannot have: $(acrn_cfgc_names))
endif
ifneq ($(wildcard ../misc/hv_prebuild/Makefile),)
ifeq ($(shell grep '^-*include.*ACRN_CFGC_PREBUILD' ../misc/hv_prebuild/Makefile),)
$(error misc/hv_prebuild/Makefile would check other tables: add the line 'include \
	$$(ACRN_CFGC_PREBUILD)' after its line with 'PRE_BUILD_INCLUDE :=')
endif
endif

acrn_cfgc_tables := $(abspath $(acrn_cfgc_dir))

# ---- for which release ----------------------------------------------------------------------

acrn_cfgc_target := $(filter --target=%,$(subst --target ,--target=,$(strip $(ACRN_CFGC_FLAGS))))
ifeq ($(acrn_cfgc_target),)
acrn_cfgc_release := $(shell awk -F '[= ]+' '$$1 == "MAJOR_VERSION" { major = $$2 } \
	$$1 == "MINOR_VERSION" { minor = $$2 } END { print "v" major "." minor }' ../VERSION)
acrn_cfgc_releases := $(shell $(ACRN_CFGC) --list-targets | sed 's/[[:space:]].*//')
ifneq ($(acrn_cfgc_releases),)
ifeq ($(filter $(acrn_cfgc_release),$(acrn_cfgc_releases)),)
$(error ../VERSION is of ACRN '$(acrn_cfgc_release)', which acrn-cfgc has no tables for; it has \
	$(acrn_cfgc_releases); choose one by ACRN_CFGC_FLAGS='--target REL')
endif
endif
acrn_cfgc_target := --target=$(acrn_cfgc_release)
endif

# ---- making the tables ----------------------------------------------------------------------

acrn_cfgc_command := $(ACRN_CFGC) $(acrn_cfgc_target) $(ACRN_CFGC_FLAGS) \
	$(call acrn_cfgc_quote,$(acrn_cfgc_scenario)) $(call acrn_cfgc_quote,$(acrn_cfgc_board)) \
	-o $(call acrn_cfgc_quote,$(acrn_cfgc_dir))

# "yes" if the last run was of the same program with the same options and its files still exist.
acrn_cfgc_fresh := $(shell { $(ACRN_CFGC) --version; \
	printf '%s\n' $(call acrn_cfgc_quote,$(acrn_cfgc_command)); } 2>/dev/null | \
	cmp -s - $(acrn_cfgc_work)/command 2>/dev/null && names=$$(cat $(acrn_cfgc_work)/files) && \
	cd $(acrn_cfgc_tables) 2>/dev/null && \
	{ for file in $$names; do \
		test -e "$$file" || exit 0; done; echo yes; })

# Up to v2.3 the tree reads the scenario only when this file is absent. After a build that failed it
# is present; then it must not be older than the scenario, nor of another one.
ifndef HV_SCENARIO_XML
$(shell result=$(HV_OBJDIR)/.cfg_src_result; [ -n '$(acrn_cfgc_fresh)' ] && \
	[ "$$result" -nt $(acrn_cfgc_board) ] && [ "$$result" -nt $(acrn_cfgc_scenario) ] || \
	rm -f "$$result")
endif

# An included file that has a rule is made first, and then make starts again: all that follows sees
# finished tables, also with -j and on the first build. The rule takes its inputs from the file
# itself, into which those of the program's own --depfile were written.
include $(acrn_cfgc_deps)

# Once: when make has started again, the tables have just been made.
ifeq ($(acrn_cfgc_fresh)$(MAKE_RESTARTS),)
$(acrn_cfgc_deps): acrn-cfgc-always
endif
.PHONY: acrn-cfgc-always
acrn-cfgc-always: ;

# Objects without our tables, and those with other settings, are removed: settings are part of
# every object, and nothing tells make so.
acrn_cfgc_settings = cat $(acrn_cfgc_tables)/ivshmem_config.h $(acrn_cfgc_tables)/ivshmem_config.mk
$(acrn_cfgc_deps):
	@mkdir -p $(acrn_cfgc_work)
	$(acrn_cfgc_command) --depfile $(acrn_cfgc_work)/depfile
	@printf '%s := %s\n' acrn_cfgc_board $(call acrn_cfgc_quote,$(acrn_cfgc_board)) \
		acrn_cfgc_scenario $(call acrn_cfgc_quote,$(acrn_cfgc_scenario)) \
		acrn_cfgc_dir $(call acrn_cfgc_quote,$(acrn_cfgc_dir)) >$(acrn_cfgc_work)/inputs.new
	@awk -v folder=$(call acrn_cfgc_quote,$(acrn_cfgc_dir)/) ' \
		{ last = /: \\$$/; sub(/:? \\$$/, ""); sub(/^ /, "") } \
		index($$0, folder) == 1 { print substr($$0, length(folder) + 1) } \
		last { exit }' $(acrn_cfgc_work)/depfile >$(acrn_cfgc_work)/files
	@mkdir -p $(acrn_cfgc_work)/include
	@{ printf '%s\n' '/* The tree'\''s misc_cfg.h with the table lengths of acrn-cfgc. */' \
		'#ifndef ACRN_CFGC_MISC_CFG_H' '#define ACRN_CFGC_MISC_CFG_H' \
		'#include_next <misc_cfg.h>'; \
		for vm in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do \
			echo "#undef VM$${vm}_CONFIG_PCI_DEV_NUM"; done; \
		printf '%s\n' '#include <pci_dev_num.h>' '#endif'; } >$(acrn_cfgc_work)/misc_cfg.h.new
	@cmp -s $(acrn_cfgc_work)/misc_cfg.h.new $(acrn_cfgc_work)/include/misc_cfg.h || \
		cp $(acrn_cfgc_work)/misc_cfg.h.new $(acrn_cfgc_work)/include/misc_cfg.h
	@{ echo 'PRE_BUILD_SRCS := $$(filter-out %/pci_dev.c,$$(PRE_BUILD_SRCS)) \'; \
		echo '	$(acrn_cfgc_here)acrn-cfgc-check.c'; \
		echo 'PRE_BUILD_INCLUDE += -DACRN_CFGC_PCI_DEV_C='\''"$(acrn_cfgc_tables)/pci_dev.c"'\'; \
		printf '%s%s\n' 'PRE_BUILD_INCLUDE += -DACRN_CFGC_VM_CONFIGURATIONS_C='\''"' \
			'$$(abspath $$(SCENARIO_CFG_DIR))/vm_configurations.c"'\'; \
		if grep -q '^ivshmem_config\.h$$' $(acrn_cfgc_work)/files; then \
			echo 'PRE_BUILD_INCLUDE += -include $(acrn_cfgc_tables)/ivshmem_config.h'; \
		fi; } >$(acrn_cfgc_work)/prebuild.mk
	@$(acrn_cfgc_settings) >$(acrn_cfgc_work)/settings.new 2>/dev/null; \
	if ! [ -e $(acrn_cfgc_work)/inputs.mk ] || \
		! cmp -s $(acrn_cfgc_work)/settings.new $(acrn_cfgc_work)/settings; then \
		rm -f $(acrn_cfgc_tables)/pci_dev.o; \
		find $(HV_OBJDIR) \( -name '*.o' -o -name '*.a' \) -exec rm -f {} +; \
	fi
	@mv $(acrn_cfgc_work)/settings.new $(acrn_cfgc_work)/settings
	@mv $(acrn_cfgc_work)/inputs.new $(acrn_cfgc_work)/inputs.mk
	@{ echo "ACRN_CFGC_FILES := $$(grep -v / $(acrn_cfgc_work)/files | tr '\n' ' ')"; \
		sed '1,/[^\\]: \\$$/c $$(acrn_cfgc_deps): \\' $(acrn_cfgc_work)/depfile; \
		} >$@.new && mv $@.new $@
	@{ $(ACRN_CFGC) --version; \
		printf '%s\n' $(call acrn_cfgc_quote,$(acrn_cfgc_command)); } >$(acrn_cfgc_work)/command

# From v2.4 on the tree reads a copy of the scenario in the object folder, which may be older than
# the scenario (v2.4 to v3.2 never renew it) or edited: the tables of both have to be the same. The
# comments that name board and scenario may differ, and the identity, which includes these names.
ifdef HV_SCENARIO_XML
acrn_cfgc_copy := $(acrn_cfgc_work)/copy
include $(acrn_cfgc_copy).mk
$(acrn_cfgc_copy).mk: $(acrn_cfgc_deps) $(HV_BOARD_XML) $(HV_SCENARIO_XML)
	@rm -rf $(acrn_cfgc_copy) $@
	@$(ACRN_CFGC) $(acrn_cfgc_target) $(HV_SCENARIO_XML) $(HV_BOARD_XML) -o $(acrn_cfgc_copy) \
		>$(acrn_cfgc_copy).log 2>&1 || { cat $(acrn_cfgc_copy).log >&2; exit 1; }
	@for file in $$(grep -x '[^/]*\.\(c\|h\|mk\)' $(acrn_cfgc_work)/files); do \
		diff -q -I '^[ #]\** *\(board\|scenario\)  ' -I 'LAYOUT_ID' \
			$(acrn_cfgc_tables)/$$file $(acrn_cfgc_copy)/$$file >/dev/null || { \
		echo "acrn-cfgc.mk: '$(acrn_cfgc_scenario)' with '$(acrn_cfgc_board)' gives another" \
			"$$file than the copies of them that this tree reads; remove the copies and name both" \
			"files again:" >&2; \
		echo "  rm $(HV_SCENARIO_XML) $(HV_BOARD_XML)" >&2; exit 1; }; done
	@touch $@
endif

# With -k make goes on when a makefile could not be made; then nothing is linked. Up to v3.1 the
# check before the build is a goal that nothing waits for.
$(HV_OBJDIR)/$(HV_FILE).out: | $(acrn_cfgc_deps) $(acrn_cfgc_copy:=.mk) \
	$(shell sed -n 's/^\(pre_build\):.*/\1/p' $(firstword $(MAKEFILE_LIST)))

# ---- using them -----------------------------------------------------------------------------

# Ours come first and so replace the tree's files of the same names. v2.2 and v2.3 define the path
# with override.
override INCLUDE_PATH := $(acrn_cfgc_tables) $(acrn_cfgc_work)/include $(INCLUDE_PATH)
VM_CFG_C_SRCS := $(filter-out %/pci_dev.c,$(VM_CFG_C_SRCS)) $(acrn_cfgc_tables)/pci_dev.c
ACRN_CFGC_PREBUILD := $(acrn_cfgc_work)/prebuild.mk

# In v3.2 and v3.3 the program of the check is a target: one that failed would be up to date in the
# next make, and not be run.
.DELETE_ON_ERROR:

# v3.3 checks again only if the configuration is newer than the check.
$(HV_OBJDIR)/hv_prebuild_check.out: $(addprefix $(acrn_cfgc_tables)/,$(filter %.c %.h,$(ACRN_CFGC_FILES)))

# The trees write down which headers an object was made from (-MMD) but never read it, except that
# of the debug library. Words object:header for our headers, which have exactly these names: the
# tree's Python writes headers of its own into folders of TARGET_DIR, on every make.
acrn_cfgc_headers := $(acrn_cfgc_work)/include/misc_cfg.h \
	$(addprefix $(acrn_cfgc_tables)/,$(filter %.h,$(ACRN_CFGC_FILES)))
acrn_cfgc_users := $(shell find $(HV_OBJDIR) $(wildcard $(acrn_cfgc_tables)/pci_dev.d) -name '*.d' -exec \
	awk -v ours='$(acrn_cfgc_headers)' ' \
	BEGIN { n = split(ours, name, " "); for (i = 1; i <= n; i++) is_ours[name[i]] = 1 } \
	FNR == 1 { object = $$1; sub(/:$$/, "", object) } \
	{ for (i = 1; i <= NF; i++) if ($$i in is_ours) print object ":" $$i }' {} + 2>/dev/null | sort -u)
$(foreach pair,$(acrn_cfgc_users),$(eval $(subst :,: ,$(pair))))

# Releases with Kconfig: the fragment is merged into .config after the tree has updated it. Kconfig
# takes a value out of its range back each time, and make would start again without end.
ifneq ($(filter ivshmem.config,$(ACRN_CFGC_FILES)),)
ACRN_CFGC_KCONFIG ?= $(HV_OBJDIR)/.config
$(ACRN_CFGC_KCONFIG): acrn-cfgc-kconfig
.PHONY: acrn-cfgc-kconfig
acrn-cfgc-kconfig: oldconfig $(acrn_cfgc_deps)
	@awk '{ symbol = $$0; sub(/^# /, "", symbol); sub(/[= ].*/, "", symbol) } \
		symbol !~ /^CONFIG_/ { if (FNR != NR) print; next } \
		FNR == NR { line[symbol] = $$0; order[++n] = symbol; next } \
		!(symbol in line) { print; next } \
		!(symbol in done) { print line[symbol]; done[symbol] = 1 } \
		END { for (i = 1; i <= n; i++) if (!(order[i] in done)) print line[order[i]] }' \
		$(acrn_cfgc_tables)/ivshmem.config $(ACRN_CFGC_KCONFIG) >$(ACRN_CFGC_KCONFIG).new
	@if cmp -s $(ACRN_CFGC_KCONFIG).new $(ACRN_CFGC_KCONFIG); then \
		rm $(ACRN_CFGC_KCONFIG).new; \
	elif [ "0$(MAKE_RESTARTS)" -gt 4 ]; then \
		echo "acrn-cfgc.mk: Kconfig does not take these settings of" \
			"$(acrn_cfgc_tables)/ivshmem.config; see its limits:" >&2; \
		diff $(ACRN_CFGC_KCONFIG) $(ACRN_CFGC_KCONFIG).new | sed -n 's/^> /  /p' >&2; \
		rm $(ACRN_CFGC_KCONFIG).new; exit 1; \
	else \
		mv $(ACRN_CFGC_KCONFIG).new $(ACRN_CFGC_KCONFIG); \
	fi
endif

# Releases without: a header that follows config.h, and the same for make.
ifneq ($(filter ivshmem_config.h,$(ACRN_CFGC_FILES)),)
CFLAGS += -include $(acrn_cfgc_tables)/ivshmem_config.h
-include $(acrn_cfgc_tables)/ivshmem_config.mk
endif

endif

.DEFAULT_GOAL := $(acrn_cfgc_goal)
