# The hypervisor's build in miniature, as releases without Kconfig have it (v2.4 on): config.h and
# config.mk come from the scenario by the tree's own tool, here a file with fixed settings; objects
# of the configuration lie beside their sources and wait for that tool's time stamp.
#
# LOG names a file to which each compilation and link appends a line: that is how tests count.

HV_OBJDIR ?= build
HV_FILE := acrn
LOG ?= /dev/null
CC ?= gcc

CFLAGS := -DACRN_VM_CONFIG_H='<asm/vm_config.h>'
CFLAGS += -std=gnu11 -O1 -Wall -W -Werror -ffreestanding -fno-common
VM_CFG_C_SRCS :=

HV_CONFIG_DIR := $(HV_OBJDIR)/configs
HV_CONFIG_H := $(HV_OBJDIR)/include/config.h
HV_CONFIG_MK := $(HV_CONFIG_DIR)/config.mk
HV_CONFIG_TIMESTAMP := $(HV_CONFIG_DIR)/.configfiles.timestamp

-include $(HV_CONFIG_MK)

$(HV_CONFIG_MK): defaults.config
	@mkdir -p $(@D)
	@cp $< $@

$(HV_CONFIG_H): defaults.config
	@mkdir -p $(@D)
	@sed -n 's/^\(CONFIG_[A-Z0-9_]*\)=\(.*\)$$/#define \1 \2U/p' $< >$@

$(HV_CONFIG_TIMESTAMP): defaults.config
	@mkdir -p $(@D)/scenarios
	@cp ../misc/vm_configs/scenarios/stock/* $(@D)/scenarios
	@touch $@

CFLAGS += -include $(HV_CONFIG_H)
BOARD_CFG_DIR := $(HV_CONFIG_DIR)/scenarios

INCLUDE_PATH := include
INCLUDE_PATH += $(BOARD_CFG_DIR)

HV_C_SRCS += lib/string.c
HV_C_SRCS += arch/x86/configs/vm_config.c
HV_C_SRCS += dm/vpci/ivshmem.c
HV_C_SRCS += debug/console.c

VM_CFG_C_SRCS += $(BOARD_CFG_DIR)/pci_dev.c

# The one line that a hypervisor's Makefile needs.
include $(ACRN_CFGC_MK)

HV_C_OBJS := $(patsubst %.c,$(HV_OBJDIR)/%.o,$(HV_C_SRCS))
VM_CFG_C_OBJS := $(patsubst %.c,%.o,$(VM_CFG_C_SRCS))

.PHONY: all
all: $(HV_OBJDIR)/$(HV_FILE).out

$(HV_OBJDIR)/$(HV_FILE).out: $(HV_C_OBJS) $(VM_CFG_C_OBJS)
	@echo link >>'$(LOG)'
	$(CC) -o $@ $^

HV_COMPILE = mkdir -p $(@D) && echo "compile $(notdir $@)" >>'$(LOG)' && \
	$(CC) $(patsubst %, -I%, $(INCLUDE_PATH)) -I. -c $(CFLAGS) $< -o $@ -MMD -MT $@

$(HV_OBJDIR)/%.o: %.c $(HV_CONFIG_H) $(HV_CONFIG_TIMESTAMP)
	$(HV_COMPILE)

$(VM_CFG_C_SRCS): %.c: $(HV_CONFIG_TIMESTAMP)

$(VM_CFG_C_OBJS): %.o: %.c $(HV_CONFIG_H) $(HV_CONFIG_TIMESTAMP)
	$(HV_COMPILE)

.PHONY: clean
clean:
	rm -rf $(HV_OBJDIR)

.DEFAULT_GOAL := all
