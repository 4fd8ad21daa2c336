/* A document beside the outputs: the file of --diagnostics-file or --report. */
#ifndef ACRNCFGC_CLI_DOCUMENT_H
#define ACRNCFGC_CLI_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A file is replaced at one moment or left as it was; a device, a pipe or a link is written to.
 * False: *step of it failed, "create" or "write", and errno says why.
 */
bool document_write(const char *path, const char *text, size_t size, const char **step);

#endif
