/* A board file: the text sections and, from v2.5 on, the trees. */
#include "fuzz.h"
#include "parse/parse.h"

static void parse(struct fuzz_passes *passes)
{
	struct board board;

	if (!parse_board(&passes->document, &board))
		FUZZ_REQUIRE(passes->diags.n_errors != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_document(data, size, parse);
	return 0;
}
