/* The serial console of the hypervisor: a port that the board has. */
#include "check/rules.h"

#include <string.h>

#include "model/board_config.h"
#include "model/settings.h"

/* v3.x has a word for no console. */
static bool names_port(const struct setting *console)
{
	return !value_is_blank(&console->text) && !value_is(&console->text, "None");
}

void check_console_on_board(struct context *ctx, const struct config *config)
{
	const struct setting *console = config_setting(config, SETTING_SERIAL_CONSOLE);
	const struct board_config *board;
	struct diag *diag;

	if (config->board->config == NULL || !names_port(console))
		return;
	board = config->board->config;
	if (!board->sections[BOARD_TTYS_INFO].present ||
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
	const struct setting *build = config_setting(config, SETTING_BUILD_TYPE);
	const struct setting *release = config_setting(config, SETTING_RELEASE);

	if (names_port(console))
		return;
	if (check_applies(ctx, V3)) {
		bool given = console->text.present || build->text.present;

		if (given && (value_is_blank(&build->text) || value_is(&build->text, "debug")))
			diag_add(ctx->diags, DIAG_SER003, console->text.loc,
				"this debug build has no serial console; SERIAL_CONSOLE must be a port such as /dev/ttyS0, or BUILD_TYPE release");
	} else if ((console->text.present || ctx->makes_all) && !value_is(&release->text, "y") &&
		   check_applies(ctx, V2)) {
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

	if (!names_port(console) || config->service_vm == NULL)
		return;
	if (strncmp(name, "ttyS", 4) == 0 && name[4] >= '0' && name[4] <= '3' && name[5] == '\0')
		return;
	diag_add(ctx->diags, DIAG_SER004, console->text.loc,
		"the serial console is %s; up to v2.3 that of a scenario with a Service VM must be ttyS0 to ttyS3",
		words_quote(ctx, console->text.text));
}
