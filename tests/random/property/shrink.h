/* Makes a scene that fails as small as it can be while it fails in the same way. */
#ifndef PROPERTY_SHRINK_H
#define PROPERTY_SHRINK_H

#include "judge.h"

void shrink(struct judge *judge, struct scene *scene, const char *kind);

#endif
