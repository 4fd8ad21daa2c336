/* PARSE for launch scripts: the acrn-dm commands of a shell script, nothing judged. */
#ifndef ACRNCFGC_PARSE_LAUNCH_H
#define ACRNCFGC_PARSE_LAUNCH_H

#include "launch/launch.h"
#include "model/pass.h"

/* source: see source.h; bytes that are no text are replaced in it. */
void parse_launch(struct pass *pass, struct source *source, struct launch_script *script);

#endif
