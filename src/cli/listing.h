/* What is printed on standard output when somebody asks the program about itself. */
#ifndef ACRNCFGC_CLI_LISTING_H
#define ACRNCFGC_CLI_LISTING_H

#include "acrn_cfgc.h"

void listing_help(void);
void listing_version(void);
void listing_codes(void);
void listing_targets(void);
void listing_options(void);

/* By code or name; ACRN_CFGC_USAGE and a word of help if there is no such code. */
enum acrn_cfgc_status listing_explain(const char *name);

#endif
