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

#include "model/model.h"
#include "model/context.h"
#include "base/text.h"
#include "xml/xml.h"

/*
 * The document as the stylesheet was given it and as it made it, both written again by libxml2: a
 * part that is the same in both is unchanged, however it is spelt in the source.
 */
struct migration {
	struct source before;
	struct source after;
	struct xml_document before_document;
	struct xml_document after_document;
};

/* Applies the stylesheet; false: reported. Call migrate_release() in every case. */
bool migrate_transform(const struct xml_document *document, const struct target *release,
	struct migration *migration) __attribute__((warn_unused_result));

/* Frees what libxml2 allocated; safe on a zeroed or half-made migration. */
void migrate_release(struct migration *migration);

/* The source bytes with the changed parts in their places. */
void migrate_splice(
	const struct xml_document *document, const struct migration *migration, struct text *out);

/* What the files of a migration are compared by: the model, and the tree it was read from. */
struct migrate_side {
	const struct config *config;
	const struct xml_document *document;
};

/*
 * Reports every decision and every loss; a loss is an error unless losses are allowed. Without an
 * error the two scenarios mean the same but for what was reported.
 */
void migrate_compare(struct context *ctx, const struct migrate_side *old,
	const struct migrate_side *new, const struct target *release, bool allow_loss);

#endif
