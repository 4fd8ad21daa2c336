/*
 * The stylesheet of the migration, applied by libxslt, which is trusted with no file and no
 * network.
 */
#include "migrate/migrate.h"

#include <libxml/parser.h>
#include <libxslt/transform.h>

#include "embedded.h"
#include "xml/xslt.h"

/* Without CDATA: libxslt copies it as plain text, and both documents are to be written alike. */
#define READ_OPTIONS                                                                               \
	(XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_IGNORE_ENC | XML_PARSE_NOCDATA |        \
		XML_PARSE_NOERROR | XML_PARSE_NOWARNING)

/* For our own stylesheet and a document that was read before: only memory can be missing. */
static void *require(void *made)
{
	if (made == NULL)
		memory_exhausted();
	return made;
}

static xmlDocPtr read_document(const char *bytes, size_t size)
{
	return require(xmlReadMemory(bytes, (int)size, NULL, NULL, READ_OPTIONS));
}

static xmlDocPtr apply(xsltStylesheetPtr sheet, xmlDocPtr input, const struct target *release,
	struct xslt_log *log)
{
	const char *parameters[] = {
		"form",
		release->dialect == DIALECT_ELEMENT ? "'elements'" : "'text'",
		"region-ids",
		release->region_id ? "'yes'" : "'no'",
		NULL,
	};
	struct xslt_run run;
	xmlDocPtr result;

	xslt_open(&run, sheet, input, log);
	result =
		require(xsltApplyStylesheetUser(sheet, input, parameters, NULL, NULL, run.context));
	if (run.context->state != XSLT_STATE_OK)
		memory_exhausted();
	xslt_close(&run);
	return result;
}

struct migration migrate_transform(const struct source *source, const struct target *release)
{
	struct xslt_log log = {.length = 0}; /* faults of our own stylesheet: not shown */
	struct xslt_use use;
	struct migration migration;
	xsltStylesheetPtr sheet;

	xslt_begin(&use, &log, NULL);
	sheet = require(xsltParseStylesheetDoc(
		read_document((const char *)embed_migrate_xsl, embed_migrate_xsl_size)));
	migration.before = read_document(source->bytes, source->size);
	/* As in the result, or else its attributes are written with other references. */
	xmlFree((void *)(uintptr_t)migration.before->encoding);
	migration.before->encoding = require(xmlStrdup((const xmlChar *)"UTF-8"));
	migration.after = apply(sheet, migration.before, release, &log);
	xsltFreeStylesheet(sheet);
	xslt_end(&use);
	return migration;
}
