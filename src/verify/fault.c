/* A proof that fails is a fault of this program, never of the input. */
#include "verify/private.h"

void verify_fault(struct proof *proof, const char *format, ...)
{
	const struct loc nowhere = {.source = NULL};
	va_list args;
	const char *fault;

	va_start(args, format);
	fault = arena_vprintf(proof->ctx->arena, format, args);
	va_end(args);
	proof->ok = false;
	diag_add(proof->ctx->diags, DIAG_OUT009, nowhere,
		"internal error, nothing is written: %s; please report this with both input files",
		fault);
}
