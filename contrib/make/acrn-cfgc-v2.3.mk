# acrn-cfgc-v2.3.mk: an ACRN v2.3 hypervisor from the files of acrn-cfgc --emit hypervisor.
#
# Nothing of the tree is edited, and neither its configuration tools nor kconfiglib nor iasl are
# called. This makefile is given in place of the tree's own, which it includes:
#
#     acrn-cfgc scenario.xml board.xml --emit hypervisor -o gen
#     make -C hypervisor -f /usr/share/acrn-cfgc/make/acrn-cfgc-v2.3.mk TARGET_DIR=$PWD/gen
#
# What can be set on the command line:
#
#   TARGET_DIR       the folder of acrn-cfgc
#   BOARD, SCENARIO  if given, they have to be those of TARGET_DIR
#   RELEASE          y or n. TARGET_DIR has to be made for it, see --release
#   SCENARIO_FILE, BOARD_FILE  with both, TARGET_DIR is made from them first, with RELEASE
#   ACRN_CFGC        the program; default: acrn-cfgc
#   ACRN_CFGC_FLAGS  more options of it, for example -Werror
#   HV_OBJDIR        as ever: the folder of the build
#
# The settings come from the scenario: an edited .config is replaced, menuconfig does nothing. When
# any file of TARGET_DIR has changed, everything is compiled: the tree does not know which headers
# an object was made from. GNU make 4.2 or later; see docs/hypervisor-build.md.

ACRN_CFGC ?= acrn-cfgc
ACRN_CFGC_FLAGS ?=
HV_OBJDIR ?= $(CURDIR)/build

acrn_cfgc_goals := $(filter-out clean distclean,$(or $(MAKECMDGOALS),all))
# $(call acrn_cfgc_quote,words): one word for the shell, whatever is in it
acrn_cfgc_quote = '$(subst ','\'',$(1))'

ifneq ($(RELEASE),)
acrn_cfgc_release := $(if $(filter y 1,$(RELEASE)),y,n)
endif

ifneq ($(acrn_cfgc_goals),)

ifeq ($(TARGET_DIR),)
$(error TARGET_DIR is not given; it is the folder of acrn-cfgc --emit hypervisor -o)
endif
override TARGET_DIR := $(abspath $(TARGET_DIR))

ifneq ($(and $(BOARD_FILE),$(SCENARIO_FILE)),)
# Once: make starts a second time when the tree has made a file that it includes.
ifeq ($(MAKE_RESTARTS),)
acrn_cfgc_said := $(shell $(ACRN_CFGC) $(ACRN_CFGC_FLAGS) \
	$(call acrn_cfgc_quote,$(SCENARIO_FILE)) $(call acrn_cfgc_quote,$(BOARD_FILE)) \
	--emit hypervisor $(addprefix --release ,$(acrn_cfgc_release)) \
	-o $(call acrn_cfgc_quote,$(TARGET_DIR)) >&2 || echo failed)
ifneq ($(acrn_cfgc_said),)
$(error $(ACRN_CFGC) has refused the scenario)
endif
endif
# The tree would call its own tools for them.
override BOARD_FILE :=
override SCENARIO_FILE :=
endif

acrn_cfgc_build := $(TARGET_DIR)/build
ifeq ($(wildcard $(acrn_cfgc_build)/include/config.mk),)
$(error $(TARGET_DIR) has no build/include/config.mk; make it with acrn-cfgc --emit hypervisor -o)
endif
# $(call acrn_cfgc_setting,BOARD): what TARGET_DIR was made for
acrn_cfgc_setting = $(shell sed -n 's/^CONFIG_$(1)=//p' \
	$(call acrn_cfgc_quote,$(acrn_cfgc_build)/include/config.mk))
# $(call acrn_cfgc_same,NAME,value): what was asked for is what there is
acrn_cfgc_same = $(if $(filter-out $(or $(call acrn_cfgc_setting,$(1)),n),$(2)),$(error \
	$(1) is '$(2)', but $(TARGET_DIR) was made for '$(or $(call acrn_cfgc_setting,$(1)),n)'))
$(call acrn_cfgc_same,BOARD,$(BOARD))
$(call acrn_cfgc_same,SCENARIO,$(SCENARIO))
$(call acrn_cfgc_same,RELEASE,$(acrn_cfgc_release))

# Without a word about it the tree would compile for release, against the settings; it knows the
# word 1 only.
override RELEASE := $(if $(filter y,$(call acrn_cfgc_setting,RELEASE)),1,0)

# The settings go to the folder of the build before the tree's Makefile reads them there, .config
# first, because the tree makes the other two from a .config that is newer.
acrn_cfgc_said := $(shell set -e; \
	from=$(call acrn_cfgc_quote,$(acrn_cfgc_build)); \
	to=$(call acrn_cfgc_quote,$(HV_OBJDIR)); \
	mkdir -p "$$to/include"; \
	(cd "$$from/.." && find boards scenarios build -type f -exec cksum {} + | sort -k 3) \
		>"$$to/.acrn-cfgc.new"; \
	if cmp -s "$$to/.acrn-cfgc.new" "$$to/.acrn-cfgc" && \
		cmp -s "$$from/.config" "$$to/.config" && \
		cmp -s "$$from/include/config.h" "$$to/include/config.h" && \
		cmp -s "$$from/include/config.mk" "$$to/include/config.mk"; then \
		rm "$$to/.acrn-cfgc.new"; exit 0; fi; \
	rm -f "$$to/.acrn-cfgc"; \
	cp "$$from/.config" "$$to/.config"; \
	cp "$$from/include/config.mk" "$$from/include/config.h" "$$to/include/"; \
	mv "$$to/.acrn-cfgc.new" "$$to/.acrn-cfgc" || echo failed)
ifneq ($(.SHELLSTATUS)$(acrn_cfgc_said),0)
$(error cannot put the settings into $(HV_OBJDIR))
endif

endif

include Makefile

# The tree's recipes that run a program which is not needed any more do nothing. A second recipe in
# their place would work too, but make warns of each.
acrn_cfgc_idle := defconfig oldconfig savedefconfig menuconfig update_config pre_build \
	check_exec_python3 check_py3lib_kconfiglib check_exec_menuconfig \
	$(HV_OBJDIR)/$(HV_CONFIG_MK) $(HV_OBJDIR)/$(HV_CONFIG_H)
$(acrn_cfgc_idle): private SHELL := $(shell command -v true)
.SILENT: $(acrn_cfgc_idle)

ifneq ($(acrn_cfgc_goals),)

# gcc 12 and later warn of a comparison in this file, and warnings are errors in the tree.
$(HV_OBJDIR)/lib/crypto/mbedtls/md.o: private CFLAGS += -Wno-error=address

# What pre_build did, with our ACPI tables. The check declares sos_pci_devs without extern, which
# gcc 10 and later take for a second definition unless told otherwise.
.PHONY: acrn-cfgc-pre-build
pre_build: acrn-cfgc-pre-build
# With -k and -j, too, nothing is linked that the check refuses.
$(HV_OBJDIR)/$(HV_FILE).out: | acrn-cfgc-pre-build
acrn-cfgc-pre-build: $(HV_OBJDIR)/$(HV_CONFIG_H)
	@echo "Start pre-build static check ..."
	PRE_BUILD_CFLAGS=-fcommon $(MAKE) -C $(PRE_BUILD_DIR) BOARD=$(BOARD) SCENARIO=$(SCENARIO) TARGET_DIR=$(TARGET_DIR)
	@$(HV_OBJDIR)/hv_prebuild_check.out
	@rm -f $(HV_OBJDIR)/acpi/ACPI_VM*.bin
	@for module in $(acrn_cfgc_build)/acpi/ACPI_VM*.bin; do \
		[ ! -e "$$module" ] || { mkdir -p $(HV_OBJDIR)/acpi && \
			cp "$$module" $(HV_OBJDIR)/acpi/; } || exit 1; done

endif
