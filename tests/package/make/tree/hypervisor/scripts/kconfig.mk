# .config from Kconfig, config.mk and config.h from .config.

-include $(HV_OBJDIR)/include/config.mk

UPDATE_RESULT = $(HV_OBJDIR)/.cfg_src_result

# The result of a build that failed is still there and is taken for that of this one.
update_config:
ifneq ($(BOARD_FILE)$(SCENARIO_FILE),)
	@if [ ! -f $(UPDATE_RESULT) ]; then \
		mkdir -p $(HV_OBJDIR) && ../misc/config_tools/generate.sh $(SCENARIO_FILE) \
			$(BOARD_FILE) $(SCENARIO_CFG_DIR) $(BOARD_CFG_DIR) && touch $(UPDATE_RESULT); \
	fi
endif

# The recipe makes make look at the time of .config again.
$(HV_OBJDIR)/.config: update_config oldconfig
	@true

$(HV_OBJDIR)/include/config.mk: $(HV_OBJDIR)/.config
	@mkdir -p $(@D)
	@grep '^CONFIG_' $< >$@

$(HV_OBJDIR)/include/config.h: $(HV_OBJDIR)/.config
	@mkdir -p $(@D)
	@sed -n -e 's/^\(CONFIG_[A-Z0-9_]*\)=y$$/#define \1 1/p' \
		-e 's/^\(CONFIG_[A-Z0-9_]*\)=\([0-9][0-9a-fA-Fx]*\)$$/#define \1 \2U/p' $< >$@

.PHONY: oldconfig
oldconfig:
	@mkdir -p $(HV_OBJDIR)
	@sh scripts/oldconfig.sh Kconfig $(HV_OBJDIR)/.config

CFLAGS += -include $(HV_OBJDIR)/include/config.h
