# acrn-cfgc.mk: shared memory tables of acrn-cfgc in the build of an ACRN hypervisor.
#
# One line in hypervisor/Makefile, behind the last one that adds to VM_CFG_C_SRCS:
#
#     include /usr/share/acrn-cfgc/make/acrn-cfgc.mk
#
# and the build is called as ever:
#
#     make BOARD_FILE=board.xml SCENARIO_FILE=scenario.xml TARGET_DIR=tables
#
# What can be set, by the Makefile, in the environment or on the command line:
#
#   BOARD_FILE       the board XML
#   SCENARIO_FILE    the scenario XML; if neither is given, those of the last build are taken
#   TARGET_DIR       where the tables go; default: $(HV_OBJDIR)/acrn-cfgc/tables
#   ACRN_CFGC        the program; empty: this file does nothing, the tree's own tables are used
#   ACRN_CFGC_FLAGS  more options, for example --target v2.2 or -Werror
#   ACRN_CFGC_IDLE   goals that need no tables; default: clean distclean
#
# The tables are made before anything is compiled, exactly when an input, an option or the program
# has changed; a file whose bytes stay the same keeps its time and causes no compilation. A scenario
# with errors stops make with the program's message and leaves the old tables alone.
#
# What is touched of the tree's own variables: INCLUDE_PATH and VM_CFG_C_SRCS, with releases that
# have no Kconfig CFLAGS. GNU make 4.2 or later; see docs/hypervisor-build.md.

ACRN_CFGC ?= acrn-cfgc
ACRN_CFGC_FLAGS ?=
ACRN_CFGC_IDLE ?= clean distclean
HV_OBJDIR ?= build

# Our targets must not become the tree's default goal.
acrn_cfgc_goal := $(.DEFAULT_GOAL)

acrn_cfgc_empty :=
acrn_cfgc_blank := $(acrn_cfgc_empty) $(acrn_cfgc_empty)
# $(call acrn_cfgc_quote,words): one word for the shell, whatever is in it
acrn_cfgc_quote = '$(subst ','\'',$(1))'

# Other makefiles of the tree run in other folders, so names are absolute where make can have that:
# $(abspath) knows no blanks.
acrn_cfgc_abs = $(if $(findstring $(acrn_cfgc_blank),$(CURDIR)),$(1),$(abspath $(1)))

acrn_cfgc_work := $(call acrn_cfgc_abs,$(HV_OBJDIR)/acrn-cfgc)
acrn_cfgc_deps := $(acrn_cfgc_work)/deps.mk
acrn_cfgc_active := $(and $(strip $(ACRN_CFGC)),$(filter-out $(ACRN_CFGC_IDLE),$(or $(MAKECMDGOALS),all)))

ifneq ($(acrn_cfgc_active),)
ifeq ($(BOARD_FILE)$(SCENARIO_FILE),)
# The inputs of the last build; without one this file has nothing to do.
acrn_cfgc_active := $(wildcard $(acrn_cfgc_work)/board)
acrn_cfgc_board := $(shell cat $(acrn_cfgc_work)/board 2>/dev/null)
acrn_cfgc_scenario := $(shell cat $(acrn_cfgc_work)/scenario 2>/dev/null)
acrn_cfgc_dir := $(shell cat $(acrn_cfgc_work)/dir 2>/dev/null)
else
ifeq ($(BOARD_FILE),)
$(error SCENARIO_FILE is '$(SCENARIO_FILE)', but BOARD_FILE is not given; both are needed)
endif
ifeq ($(SCENARIO_FILE),)
$(error BOARD_FILE is '$(BOARD_FILE)', but SCENARIO_FILE is not given; both are needed)
endif
acrn_cfgc_board := $(BOARD_FILE)
acrn_cfgc_scenario := $(SCENARIO_FILE)
acrn_cfgc_dir := $(or $(TARGET_DIR),$(acrn_cfgc_work)/tables)
endif
endif

ifneq ($(acrn_cfgc_active),)

# make takes a blank for the end of a name, so a folder with one is reached through a link.
acrn_cfgc_tables := $(if $(findstring $(acrn_cfgc_blank),$(acrn_cfgc_dir)),$(acrn_cfgc_work)/link,$(call acrn_cfgc_abs,$(acrn_cfgc_dir)))

# ---- making the tables ----------------------------------------------------------------------

acrn_cfgc_command = $(ACRN_CFGC) $(ACRN_CFGC_FLAGS) \
	$(call acrn_cfgc_quote,$(acrn_cfgc_scenario)) $(call acrn_cfgc_quote,$(acrn_cfgc_board)) \
	-o $(call acrn_cfgc_quote,$(acrn_cfgc_dir))

# "yes" if the last run was of the same program with the same options and its files still exist.
acrn_cfgc_fresh := $(shell { $(ACRN_CFGC) --version; \
	printf '%s\n' $(call acrn_cfgc_quote,$(acrn_cfgc_command)); } 2>/dev/null | \
	cmp -s - $(acrn_cfgc_work)/command 2>/dev/null && names=$$(cat $(acrn_cfgc_work)/files) && \
	cd $(call acrn_cfgc_quote,$(acrn_cfgc_dir)) 2>/dev/null && \
	{ for file in $$names; do \
		test -e "$$file" || exit 0; done; echo yes; })

# An included file that has a rule is made first, and then make starts anew: everything behind
# this line sees finished tables, also with -j and on the first build. The rule takes its inputs
# from the file itself, into which those of the program's own --depfile were written.
include $(acrn_cfgc_deps)

# Once: when make has started anew, the tables have just been made.
ifeq ($(acrn_cfgc_fresh)$(MAKE_RESTARTS),)
$(acrn_cfgc_deps): acrn-cfgc-always
endif
.PHONY: acrn-cfgc-always
acrn-cfgc-always: ;

$(acrn_cfgc_deps):
	@mkdir -p $(acrn_cfgc_work)
	$(acrn_cfgc_command) --depfile $(acrn_cfgc_work)/depfile
	@ln -sfn "$$(cd $(call acrn_cfgc_quote,$(acrn_cfgc_dir)) && pwd)" $(acrn_cfgc_work)/link
	@{ $(ACRN_CFGC) --version; \
		printf '%s\n' $(call acrn_cfgc_quote,$(acrn_cfgc_command)); } >$(acrn_cfgc_work)/command
	@printf '%s\n' $(call acrn_cfgc_quote,$(acrn_cfgc_board)) >$(acrn_cfgc_work)/board
	@printf '%s\n' $(call acrn_cfgc_quote,$(acrn_cfgc_scenario)) >$(acrn_cfgc_work)/scenario
	@printf '%s\n' $(call acrn_cfgc_quote,$(acrn_cfgc_dir)) >$(acrn_cfgc_work)/dir
	@sed -n -e '/[^\\]: \\$$/{s|^.*/\([^/]*\): \\$$|\1|p' -e 'q' -e '}' \
		-e 's|^.*/\([^/]*\) \\$$|\1|p' \
		$(acrn_cfgc_work)/depfile >$(acrn_cfgc_work)/files
	@mkdir -p $(acrn_cfgc_work)/include
	@{ printf '%s\n' '/* The tree'\''s misc_cfg.h with the table lengths of acrn-cfgc. */' \
		'#ifndef ACRN_CFGC_MISC_CFG_H' '#define ACRN_CFGC_MISC_CFG_H' \
		'#include_next <misc_cfg.h>'; \
		for vm in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do \
			echo "#undef VM$${vm}_CONFIG_PCI_DEV_NUM"; done; \
		printf '%s\n' '#include <pci_dev_num.h>' '#endif'; } >$(acrn_cfgc_work)/misc_cfg.h.new
	@cmp -s $(acrn_cfgc_work)/misc_cfg.h.new $(acrn_cfgc_work)/include/misc_cfg.h || \
		cp $(acrn_cfgc_work)/misc_cfg.h.new $(acrn_cfgc_work)/include/misc_cfg.h
	@{ echo "ACRN_CFGC_FILES := $$(tr '\n' ' ' <$(acrn_cfgc_work)/files)"; \
		sed '1,/[^\\]: \\$$/c $$(acrn_cfgc_deps): \\' $(acrn_cfgc_work)/depfile; \
		} >$@.new && mv $@.new $@

# ---- using them -----------------------------------------------------------------------------

# Ours come first, so that they stand in for the tree's files of the same names.
INCLUDE_PATH := $(acrn_cfgc_tables) $(acrn_cfgc_work)/include $(INCLUDE_PATH)
VM_CFG_C_SRCS := $(filter-out %/pci_dev.c,$(VM_CFG_C_SRCS)) $(acrn_cfgc_tables)/pci_dev.c

# The trees write down which headers an object was made from (-MMD) but never read it. Words
# object:header for our headers; object:acrn-cfgc-always for an object that was compiled with the
# tree's own tables before this file was included.
acrn_cfgc_users := $(shell find $(HV_OBJDIR) $(acrn_cfgc_tables)/ -name '*.d' -exec \
	grep -HoE '[^ ]*/(ivshmem_cfg|vbar_base|pci_dev_num|ivshmem_config|misc_cfg)\.h' {} + \
	2>/dev/null | sort -u | awk -F: \
	-v tables=$(call acrn_cfgc_quote,$(acrn_cfgc_tables)/) -v work=$(acrn_cfgc_work)/include/ ' \
	{ \
		object = $$1; sub(/\.d$$/, ".o", object); name = $$2; sub(/.*\//, "", name); \
		ours = index($$2, tables) == 1 || index($$2, work) == 1; \
		if (ours) print object ":" $$2; \
		have[object, name] += ours; seen[object, name] = object \
	} \
	END { for (key in seen) if (!have[key]) print seen[key] ":acrn-cfgc-always" }')
$(foreach pair,$(acrn_cfgc_users),$(eval $(subst :,: ,$(pair))))

# Releases with Kconfig: the fragment is merged into .config, behind what the tree does to it. A
# value out of its range would be taken back each time and make would start anew for ever.
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
include $(acrn_cfgc_tables)/ivshmem_config.mk
endif

endif

.DEFAULT_GOAL := $(acrn_cfgc_goal)
