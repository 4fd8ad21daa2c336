/*
 * The stylesheet of the migration, applied by libxslt, which is trusted with no file and no
 * network. Nothing is allocated in the arena while it works.
 */
#include "migrate.h"

#include <libxml/parser.h>
#include <libxslt/security.h>
#include <libxslt/transform.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>
#include <string.h>

#include "embedded.h"
#include "xml_private.h" /* the reserve */

/* Without CDATA: libxslt copies it as plain text, and both documents are to be written alike. */
#define READ_OPTIONS                                                                               \
	(XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_IGNORE_ENC | XML_PARSE_NOCDATA |        \
		XML_PARSE_NOERROR | XML_PARSE_NOWARNING)

/* What libxslt would print: faults of our own stylesheet, or that memory ran out. */
static void ignore(void *context, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void ignore(void *context, const char *format, ...)
{
	(void)context;
	(void)format;
}

static void ignore_structured(void *context, xmlErrorPtr error)
{
	(void)context;
	(void)error;
}

/*
 * libxslt reports through one function of the process, libxml2 through one of the thread: they are
 * ours for a moment. See the note on threads in acrn_cfgc.h.
 */
struct handlers {
	xmlGenericErrorFunc generic;
	void *generic_context;
	xmlStructuredErrorFunc structured;
	void *structured_context;
};

static struct handlers silence(void)
{
	struct handlers former = {xsltGenericError, xsltGenericErrorContext, xmlStructuredError,
		xmlStructuredErrorContext};

	xsltSetGenericErrorFunc(NULL, ignore);
	xmlSetStructuredErrorFunc(NULL, ignore_structured);
	return former;
}

static void restore(const struct handlers *former)
{
	xmlSetStructuredErrorFunc(former->structured_context, former->structured);
	xsltSetGenericErrorFunc(former->generic_context, former->generic);
}

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

static bool forbid_all(xsltSecurityPrefsPtr preferences)
{
	static const xsltSecurityOption options[] = {
		XSLT_SECPREF_READ_FILE,
		XSLT_SECPREF_WRITE_FILE,
		XSLT_SECPREF_CREATE_DIRECTORY,
		XSLT_SECPREF_READ_NETWORK,
		XSLT_SECPREF_WRITE_NETWORK,
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (xsltSetSecurityPrefs(preferences, options[i], xsltSecurityForbid) != 0)
			return false;
	}
	return true;
}

static xmlDocPtr apply(xsltStylesheetPtr sheet, xmlDocPtr input, const struct target *release)
{
	const char *parameters[] = {
		"form",
		release->dialect == DIALECT_ELEMENT ? "'elements'" : "'text'",
		"region-ids",
		release->region_id ? "'yes'" : "'no'",
		NULL,
	};
	xsltTransformContextPtr context = xsltNewTransformContext(sheet, input);
	xsltSecurityPrefsPtr preferences = xsltNewSecurityPrefs();
	xmlDocPtr result = NULL;

	if (context != NULL && preferences != NULL && forbid_all(preferences) &&
		xsltSetCtxtSecurityPrefs(preferences, context) == 0) {
		xsltSetTransformErrorFunc(context, NULL, ignore);
		context->xpathCtxt->error = ignore_structured;
		context->xinclude = 0;
		result = xsltApplyStylesheetUser(sheet, input, parameters, NULL, NULL, context);
	}
	if (result != NULL && context->state != XSLT_STATE_OK) {
		xmlFreeDoc(result);
		result = NULL;
	}
	xsltFreeTransformContext(context);
	xsltFreeSecurityPrefs(preferences);
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

static bool transform(
	const struct source *source, const struct target *release, struct migration *migration)
{
	xsltStylesheetPtr sheet = load_stylesheet();
	xmlDocPtr input = xmlReadMemory(source->bytes, (int)source->size, NULL, NULL, READ_OPTIONS);
	xmlDocPtr result = NULL;
	bool ok = false;

	if (sheet != NULL && input != NULL) {
		ok = write_document(input, source->name, &migration->before);
		result = ok ? apply(sheet, input, release) : NULL;
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
	struct xml_reserve reserve;

	*migration = (struct migration){.before = {.bytes = NULL}};
	/* libxslt does not survive a failed allocation while it compiles a stylesheet. */
	xml_reserve_open(&reserve, pass->arena);

	struct handlers former = silence();
	bool ok = transform(document->source, release, migration);

	restore(&former);
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
