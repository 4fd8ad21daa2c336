/* The serial console of the hypervisor: a port that the board has. */
#include "check/rules.h"

#include <string.h>

/* v3.x has a word for no console. */
static bool names_port(const struct setting *console)
{
	return !value_is_blank(&console->text) && !value_is(&console->text, "None");
}

void check_console_on_board(struct context *ctx, const struct config *config)
{
	const struct setting *console = config_setting(config, SETTING_SERIAL_CONSOLE);
	const struct board_config *board = config->board->config;
	struct diag *diag;

	if (!names_port(console) || !board->sections[BOARD_TTYS_INFO].present ||
		board_section_fault(config->board, BOARD_TTYS_INFO) != NULL ||
		board_find_tty(config->board, console->text.text) != NULL)
		return;
	diag = diag_add(ctx->diags, DIAG_SER001, console->text.loc,
		"the serial console is %s, but the board has %s",
		words_quote(ctx, console->text.text),
		board->n_ttys == 0 ? "no serial port" : "no port of that name");
	if (board->n_ttys > 0)
		diag_note(ctx->diags, diag, board->ttys[0].loc, "the first port of the board");
}

/* With neither console nor BUILD_TYPE it is a part of a scenario: not judged. */
void check_console_wanted(struct context *ctx, const struct config *config)
{
	const struct setting *console = config_setting(config, SETTING_SERIAL_CONSOLE);
	const struct value *build = &config_setting(config, SETTING_BUILD_TYPE)->text;

	if (names_port(console))
		return;
	if (check_applies(ctx, V3)) {
		if ((console->text.present || build->present) &&
			(value_is_blank(build) || value_is(build, "debug")))
			diag_add(ctx->diags, DIAG_SER003, console->text.loc,
				"this debug build has no serial console; SERIAL_CONSOLE must be a port such as /dev/ttyS0, or BUILD_TYPE release");
	} else if ((console->text.present || ctx->makes_all) &&
		   !check_is_on(config, SETTING_RELEASE) && check_applies(ctx, V2)) {
		diag_add(ctx->diags, DIAG_SER002, console->text.loc,
			"SERIAL_CONSOLE is empty, and a debug build %s; name a port, or say y in RELEASE",
			ctx->makes_all ? "has no console then"
				       : "opens the first port of the board");
	}
}

void check_console_legacy(struct context *ctx, const struct config *config)
{
	const struct setting *console = config_setting(config, SETTING_SERIAL_CONSOLE);
	const char *name = last_component(console->text.text);
	bool legacy = strncmp(name, "ttyS", 4) == 0 && name[4] >= '0' && name[4] <= '3' &&
		      name[5] == '\0';

	if (names_port(console) && config->service_vm != NULL && !legacy)
		diag_add(ctx->diags, DIAG_SER004, console->text.loc,
			"the serial console is %s; up to v2.3 that of a scenario with a Service VM must be ttyS0 to ttyS3",
			words_quote(ctx, console->text.text));
}
