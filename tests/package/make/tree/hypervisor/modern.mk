# The hypervisor's build in miniature, as releases without Kconfig have it (v2.4 on): BOARD and
# SCENARIO name files, of which the tree reads copies in the object folder; config.h, config.mk and
# the files of the tree's own tool are made from these. Objects of the configuration lie beside
# their sources, and all objects wait for the check before the build.
#
# KEEP_COPY=y makes it a tree of v2.4 to v3.2: a copy that exists is kept, a make without arguments
# sets the names to files of the tree, and all objects depend on a goal without a file.
#
# LOG names a file to which each compilation, check and link appends a line: that is how tests count.

HV_OBJDIR ?= $(CURDIR)/build
HV_FILE := acrn
LOG ?= /dev/null
CC ?= gcc

VM_CONFIG_H := <asm/vm_config.h>
CFLAGS := -DACRN_VM_CONFIG_H='$(VM_CONFIG_H)'
CFLAGS += -std=gnu11 -O1 -Wall -W -Werror -ffreestanding -fno-common
VM_CFG_C_SRCS :=

HV_BOARD_XML := $(HV_OBJDIR)/.board.xml
HV_SCENARIO_XML := $(HV_OBJDIR)/.scenario.xml
HV_CONFIG_DIR := $(HV_OBJDIR)/configs
HV_CONFIG_H := $(HV_OBJDIR)/include/config.h
HV_CONFIG_MK := $(HV_CONFIG_DIR)/config.mk
HV_CONFIG_TIMESTAMP := $(HV_CONFIG_DIR)/.configfiles.timestamp

# BOARD and SCENARIO have the older pair's files; then they are names, and the older pair has files.
ifneq ($(BOARD_FILE)$(SCENARIO_FILE),)
ifeq ($(BOARD)$(SCENARIO),)
BOARD := $(BOARD_FILE)
SCENARIO := $(SCENARIO_FILE)
endif
endif
-include $(HV_CONFIG_MK)
define determine_config =
ifneq ($($(1)),)
override $(1)_FILE := $($(1))
override $(1) := stock
else
override $(1) := $(CONFIG_$(1))
override $(1)_FILE := $(if $(KEEP_COPY),../misc/config_tools/data/$(1).xml)
endif
endef
$(eval $(call determine_config,BOARD))
$(eval $(call determine_config,SCENARIO))

ifdef KEEP_COPY
$(HV_BOARD_XML):
	@mkdir -p $(@D)
	@[ -f $@ ] || cp $(BOARD_FILE) $@

$(HV_SCENARIO_XML):
	@mkdir -p $(@D)
	@[ -f $@ ] || sed 's|<acrn-config.*|<acrn-config scenario="stock">|' $(SCENARIO_FILE) >$@
else
$(HV_BOARD_XML): $(BOARD_FILE)
	@mkdir -p $(@D)
	@cp $(BOARD_FILE) $@

$(HV_SCENARIO_XML): $(SCENARIO_FILE)
	@mkdir -p $(@D)
	@sed 's|<acrn-config.*|<acrn-config scenario="stock">|' $(SCENARIO_FILE) >$@
endif

$(HV_CONFIG_MK): defaults.config $(HV_BOARD_XML) $(HV_SCENARIO_XML)
	@mkdir -p $(@D)
	@cp $< $@
	@printf '%s\n' CONFIG_BOARD=stock CONFIG_SCENARIO=stock >>$@

$(HV_CONFIG_H): defaults.config $(HV_BOARD_XML) $(HV_SCENARIO_XML)
	@mkdir -p $(@D)
	@sed -n 's/^\(CONFIG_[A-Z0-9_]*\)=\(.*\)$$/#define \1 \2U/p' $< >$@

SCENARIO_CFG_DIR := $(HV_CONFIG_DIR)/scenarios/stock
BOARD_CFG_DIR := $(SCENARIO_CFG_DIR)

$(HV_CONFIG_TIMESTAMP): defaults.config $(HV_BOARD_XML) $(HV_SCENARIO_XML)
	@../misc/config_tools/generate.sh $(HV_SCENARIO_XML) $(HV_BOARD_XML) \
		$(SCENARIO_CFG_DIR) $(BOARD_CFG_DIR)
	@touch $@

CFLAGS += -include $(HV_CONFIG_H)

INCLUDE_PATH := $(realpath include)
INCLUDE_PATH += $(HV_OBJDIR)/include
INCLUDE_PATH += $(BOARD_CFG_DIR)

LIB_DEBUG := $(HV_OBJDIR)/modules/libdebug.a

export CC CFLAGS HV_OBJDIR INCLUDE_PATH LIB_DEBUG LOG VM_CONFIG_H SCENARIO_CFG_DIR BOARD_CFG_DIR

HV_C_SRCS += lib/string.c
HV_C_SRCS += arch/x86/configs/vm_config.c
HV_C_SRCS += dm/vpci/ivshmem.c

VM_CFG_C_SRCS += $(SCENARIO_CFG_DIR)/vm_configurations.c
VM_CFG_C_SRCS += $(BOARD_CFG_DIR)/pci_dev.c

# The first of the two lines that a hypervisor's tree needs.
include $(ACRN_CFGC_MK)

HV_C_OBJS := $(patsubst %.c,$(HV_OBJDIR)/%.o,$(HV_C_SRCS))
VM_CFG_C_OBJS := $(patsubst %.c,%.o,$(VM_CFG_C_SRCS))

PRE_BUILD_CHECKER := $(HV_OBJDIR)/hv_prebuild_check.out
.PHONY: header
header: $(HV_CONFIG_H) $(HV_CONFIG_TIMESTAMP) $(PRE_BUILD_CHECKER)
HEADERS := $(if $(KEEP_COPY),header,$(HV_CONFIG_H) $(HV_CONFIG_TIMESTAMP))

.PHONY: all
all: $(HV_OBJDIR)/$(HV_FILE).out

$(PRE_BUILD_CHECKER): $(HV_CONFIG_H) $(HV_CONFIG_TIMESTAMP)
	@echo check >>'$(LOG)'
	$(MAKE) -C ../misc/hv_prebuild
	@$(PRE_BUILD_CHECKER)

$(LIB_DEBUG): $(HEADERS)
	@mkdir -p $(@D)
	$(MAKE) -f debug/Makefile

$(HV_OBJDIR)/$(HV_FILE).out: $(HV_C_OBJS) $(VM_CFG_C_OBJS) $(LIB_DEBUG)
	@echo link >>'$(LOG)'
	$(CC) -o $@ $^

HV_COMPILE = mkdir -p $(@D) && echo "compile $(notdir $@)" >>'$(LOG)' && \
	$(CC) $(patsubst %, -I%, $(INCLUDE_PATH)) -I. -c $(CFLAGS) $< -o $@ -MMD -MT $@

$(HV_OBJDIR)/%.o: %.c $(HEADERS) $(PRE_BUILD_CHECKER)
	$(HV_COMPILE)

$(VM_CFG_C_SRCS): %.c: $(HV_CONFIG_TIMESTAMP)

$(VM_CFG_C_OBJS): %.o: %.c $(HEADERS) $(PRE_BUILD_CHECKER)
	$(HV_COMPILE)

.PHONY: clean
clean:
	rm -rf $(HV_OBJDIR)

.DEFAULT_GOAL := all
