/*
 * The stylesheet of the migration, applied by libxslt, which is trusted with no file and no
 * network. Nothing is allocated in the arena while it works.
 */
#include "migrate/migrate.h"

#include <libxml/parser.h>
#include <libxslt/transform.h>

#include "embedded.h"
#include "xml/private.h" /* the reserve */
#include "xml/xslt.h"

/* Without CDATA: libxslt copies it as plain text, and both documents are to be written alike. */
#define READ_OPTIONS                                                                               \
	(XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_IGNORE_ENC | XML_PARSE_NOCDATA |        \
		XML_PARSE_NOERROR | XML_PARSE_NOWARNING)

static xsltStylesheetPtr load_stylesheet(void)
{
	xmlDocPtr document = xmlReadMemory((const char *)embed_migrate_xsl,
		(int)embed_migrate_xsl_size, NULL, NULL, READ_OPTIONS);

	if (document == NULL)
		return NULL;

	xsltStylesheetPtr sheet = xsltParseStylesheetDoc(document);

	if (sheet == NULL)
		xmlFreeDoc(document);
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
	xmlDocPtr result = NULL;

	if (xslt_open(&run, sheet, input, log))
		result = xsltApplyStylesheetUser(sheet, input, parameters, NULL, NULL, run.context);
	if (result != NULL && run.context->state != XSLT_STATE_OK) {
		xmlFreeDoc(result);
		result = NULL;
	}
	xslt_close(&run);
	return result;
}

static bool write_document(xmlDocPtr document, const char *name, struct source *source)
{
	xmlChar *bytes = NULL;
	int size = 0;

	xmlDocDumpMemoryEnc(document, &bytes, &size, "UTF-8");
	*source = (struct source){.name = name, .bytes = (const char *)bytes, .size = (size_t)size};
	return bytes != NULL;
}

static bool transform(const struct source *source, const struct target *release,
	struct migration *migration, struct xslt_log *log)
{
	xsltStylesheetPtr sheet = load_stylesheet();
	xmlDocPtr input = xmlReadMemory(source->bytes, (int)source->size, NULL, NULL, READ_OPTIONS);
	xmlDocPtr result = NULL;
	bool ok = false;

	if (sheet != NULL && input != NULL) {
		ok = write_document(input, source->name, &migration->before);
		result = ok ? apply(sheet, input, release, log) : NULL;
		ok = result != NULL && write_document(result, source->name, &migration->after);
	}
	xmlFreeDoc(result);
	xmlFreeDoc(input);
	xsltFreeStylesheet(sheet);
	return ok;
}

bool migrate_transform(struct pass *pass, const struct xml_document *document,
	const struct target *release, struct migration *migration)
{
	struct xslt_log log = {.length = 0};
	struct xml_reserve reserve;

	*migration = (struct migration){.before = {.bytes = NULL}};
	/* libxslt does not survive a failed allocation while it compiles a stylesheet. */
	xml_reserve_open(&reserve, pass->arena);
	reserve.on_needed = xslt_stop;
	reserve.context = &log;

	/* Faults of our own stylesheet, or that memory ran out: nobody reads it. */
	struct xslt_use use;

	xslt_begin(&use, &log, NULL);

	bool ok = transform(document->source, release, migration, &log);

	xslt_end(&use);
	/* What lies in the reserve can be freed as long as that is open. */
	if (reserve.needed)
		migrate_release(migration);
	/* The document was read before, and the stylesheet is ours: only memory can be missing. */
	if (!xml_reserve_close(&reserve) || !ok)
		arena_exhausted(pass->arena);
	return xml_load(pass, &migration->before, &migration->before_document) &&
	       xml_load(pass, &migration->after, &migration->after_document);
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
