/* What the files of the public API share. */
#ifndef ACRNCFGC_API_PRIVATE_H
#define ACRNCFGC_API_PRIVATE_H

#include "compile.h"

/* names.c: two names of one file among inputs, documents and outputs in folder, or NULL. */
const char *api_find_clash(struct acrn_cfgc_result *result, const char *folder,
	const char *const *documents, size_t n_documents);

/* There was a board, and nothing was refused: what the layout holds is complete. */
static inline bool api_has_layout(const struct acrn_cfgc_result *result)
{
	return acrn_cfgc_status(result) == ACRN_CFGC_OK && result->laid_out;
}

/* As the caller sees a file; it goes on to be the result's. */
static inline struct acrn_cfgc_file api_file(const struct output_file *file)
{
	return (struct acrn_cfgc_file){
		file->path, file->text.bytes, file->text.length, file->executable};
}

#endif
