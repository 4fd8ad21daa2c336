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

/* Our own stylesheet and a document that was read before: only memory can be missing. */
static xmlDocPtr read_document(const char *bytes, size_t size)
{
	xmlDocPtr document = xmlReadMemory(bytes, (int)size, NULL, NULL, READ_OPTIONS);

	if (document == NULL)
		memory_exhausted();
	return document;
}

static xsltStylesheetPtr load_stylesheet(void)
{
	xsltStylesheetPtr sheet = xsltParseStylesheetDoc(
		read_document((const char *)embed_migrate_xsl, embed_migrate_xsl_size));

	if (sheet == NULL)
		memory_exhausted();
	return sheet;
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
	result = xsltApplyStylesheetUser(sheet, input, parameters, NULL, NULL, run.context);
	if (result == NULL || run.context->state != XSLT_STATE_OK)
		memory_exhausted();
	xslt_close(&run);
	return result;
}

static void write_document(xmlDocPtr document, const char *name, struct source *source)
{
	xmlChar *bytes = NULL;
	int size = 0;

	xmlDocDumpMemoryEnc(document, &bytes, &size, "UTF-8");
	if (bytes == NULL)
		memory_exhausted();
	*source = (struct source){.name = name, .bytes = (const char *)bytes, .size = (size_t)size};
}

static void transform(const struct source *source, const struct target *release,
	struct migration *migration, struct xslt_log *log)
{
	xsltStylesheetPtr sheet = load_stylesheet();
	xmlDocPtr input = read_document(source->bytes, source->size);
	xmlDocPtr result = apply(sheet, input, release, log);

	write_document(input, source->name, &migration->before);
	write_document(result, source->name, &migration->after);
	xmlFreeDoc(result);
	xmlFreeDoc(input);
	xsltFreeStylesheet(sheet);
}

bool migrate_transform(const struct xml_document *document, const struct target *release,
	struct migration *migration)
{
	struct xslt_log log = {.length = 0}; /* faults of our own stylesheet: not shown */
	struct xslt_use use;

	*migration = (struct migration){.before = {.bytes = NULL}};
	xslt_begin(&use, &log, NULL);
	transform(document->source, release, migration, &log);
	xslt_end(&use);
	return xml_load(document->ctx, &migration->before, &migration->before_document) &&
	       xml_load(document->ctx, &migration->after, &migration->after_document);
}

void migrate_release(struct migration *migration)
{
	xml_release(&migration->before_document);
	xml_release(&migration->after_document);
	/* These are libxml2's, see write_document(). */
	xmlFree((void *)(uintptr_t)migration->before.bytes);
	xmlFree((void *)(uintptr_t)migration->after.bytes);
	*migration = (struct migration){.before = {.bytes = NULL}};
}
