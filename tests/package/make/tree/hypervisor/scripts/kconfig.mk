# .config from Kconfig, config.mk and config.h from .config.

-include $(HV_OBJDIR)/include/config.mk

# The recipe makes make look at the time of .config anew.
$(HV_OBJDIR)/.config: oldconfig
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
