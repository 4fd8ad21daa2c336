/*
 * MIGRATE: the shared memory of a scenario in the form that another release reads.
 *
 * What the new form is, the stylesheet decides (stylesheets/migrate.xsl), applied to the original
 * document. Only the IVSHMEM element and the names of VMs are taken from its result and put into
 * the source bytes, so that every other byte stays as it was. What that changed is found by
 * reading the new text and comparing the two models: no decision can go unreported, and a
 * difference that is not a known one is an error.
 */
#ifndef ACRNCFGC_MIGRATE_H
#define ACRNCFGC_MIGRATE_H

#include <libxml/tree.h>

#include "model/model.h"
#include "model/context.h"
#include "base/text.h"
#include "xml/xml.h"

/*
 * The document as the stylesheet was given it and as it made it, with all texts; the caller frees
 * both.
 */
struct migration {
	xmlDocPtr before;
	xmlDocPtr after;
};

/* Applies the stylesheet. The source has been loaded before. */
struct migration migrate_transform(const struct source *source, const struct target *release);

/* The source bytes with the changed parts in their places. */
void migrate_splice(
	const struct xml_document *document, const struct migration *migration, struct text *out);

/* What the files of a migration are compared by: the model, and the root it was read from. */
struct migrate_side {
	const struct config *config;
	struct xml_node *root;
};

/*
 * Reports every decision and every loss; a loss is an error unless losses are allowed. Without an
 * error the two scenarios mean the same but for what was reported.
 */
void migrate_compare(struct context *ctx, const struct migrate_side *old,
	const struct migrate_side *new, const struct target *release, bool allow_loss);

#endif
