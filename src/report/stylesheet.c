/*
 * Applies stylesheets with libxslt, which is neither trusted with files nor with the network
 * (xml/xslt.h).
 */
#include "report/stylesheet.h"

#include <libxml/parser.h>
#include <libxml/uri.h>
#include <libxslt/documents.h>
#include <libxslt/transform.h>
#include <libxslt/xsltInternals.h>
#include <libxslt/xsltutils.h>
#include <stdlib.h>
#include <string.h>

#include "embedded.h"
#include "report/layout_xml.h"
#include "xml/xslt.h"

#define SUFFIX ".xsl"
/* Far beyond any report, and yet an end: some seconds. */
#define MAX_OPERATIONS 200000000ul

static const xmlChar xslt_namespace[] = "http://www.w3.org/1999/XSL/Transform";

struct embedded {
	const char *output;
	const unsigned char *bytes;
	const size_t *size;
};

static const struct embedded embedded[] = {
	{"layout.html", embed_layout_html_xsl, &embed_layout_html_xsl_size},
	{"layout.svg", embed_layout_svg_xsl, &embed_layout_svg_xsl_size},
	{"layout.txt", embed_layout_txt_xsl, &embed_layout_txt_xsl_size},
};

#define N_EMBEDDED (sizeof(embedded) / sizeof(embedded[0]))

static const struct embedded *find_embedded(const char *output, size_t length)
{
	for (size_t i = 0; i < N_EMBEDDED; i++) {
		if (strlen(embedded[i].output) == length &&
			memcmp(embedded[i].output, output, length) == 0)
			return &embedded[i];
	}
	return NULL;
}

/* ---- reading a stylesheet ---------------------------------------------------------------- */

static bool is_xslt(xmlNodePtr node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
	       xmlStrEqual(node->ns->href, xslt_namespace) &&
	       xmlStrEqual(node->name, BAD_CAST name);
}

/* Well-formed: seen before, or ours. */
static xmlDocPtr read_document(const char *bytes, size_t size, const char *url)
{
	xmlDocPtr document = xmlReadMemory(bytes, (int)size, url, "UTF-8",
		XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
			XML_PARSE_BIG_LINES);

	if (document == NULL)
		memory_exhausted();
	return document;
}

static const struct embedded *included_sheet(const char *href)
{
	size_t length = href == NULL ? 0 : strlen(href);

	if (length < sizeof(SUFFIX) || strcmp(href + length - strlen(SUFFIX), SUFFIX) != 0)
		return NULL;
	return find_embedded(href, length - strlen(SUFFIX));
}

static bool give_includes(xsltStylesheetPtr style, xmlDocPtr document, struct xslt_log *log);

/* Hands libxslt the document that it would load for this node; the stylesheet owns it then. */
static bool give_include(xsltStylesheetPtr style, xmlNodePtr node, const struct embedded *sheet,
	const xmlChar *href, struct xslt_log *log)
{
	xmlChar *base = xmlNodeGetBase(node->doc, node);
	xmlChar *url = xmlBuildURI(href, base);
	xmlDocPtr document =
		read_document((const char *)sheet->bytes, *sheet->size, (const char *)url);

	xmlFree(base);
	xmlFree(url);
	if (xsltNewStyleDocument(style, document) == NULL)
		memory_exhausted();
	return give_includes(style, document, log);
}

/*
 * libxslt would load what a stylesheet includes by itself, and asks only settings of the whole
 * process whether it may. It finds what it is given here first, and nothing else is left to load.
 */
static bool give_includes(xsltStylesheetPtr style, xmlDocPtr document, struct xslt_log *log)
{
	for (xmlNodePtr node = xmlDocGetRootElement(document)->children; node != NULL;
		node = node->next) {
		bool import = is_xslt(node, "import");

		if (!import && !is_xslt(node, "include"))
			continue;

		xmlChar *href = xmlGetNoNsProp(node, BAD_CAST "href");
		const struct embedded *sheet = import ? NULL : included_sheet((const char *)href);

		if (sheet == NULL)
			xslt_log_add(log,
				"line %ld: xsl:%s of '%s': only the stylesheets of acrn-cfgc itself can be taken in, as <xsl:include href=\"layout.svg.xsl\"/>; put other templates into this file\n",
				xmlGetLineNo(node), (const char *)node->name,
				href == NULL ? "" : (const char *)href);

		bool ok = sheet != NULL && give_include(style, node, sheet, href, log);

		xmlFree(href);
		if (!ok)
			return false;
	}
	return true;
}

/* The compiled stylesheet, which owns its document; NULL: the log says why. */
static xsltStylesheetPtr load_stylesheet(
	const char *bytes, size_t size, const char *name, struct xslt_log *log)
{
	xmlDocPtr document = read_document(bytes, size, name);
	xsltStylesheetPtr style = xsltNewStylesheet();

	if (style == NULL)
		memory_exhausted();
	if (give_includes(style, document, log)) {
		struct xslt_use use;

		xslt_begin(&use, log, log);

		bool ok = xsltParseStylesheetUser(style, document) == 0;

		xslt_end(&use);
		if (ok)
			return style;
	}
	xsltFreeStylesheet(style);
	xmlFreeDoc(document);
	return NULL;
}

/* ---- applying it ------------------------------------------------------------------------- */

/* Adds the serialized result to out; false: refused, and the log says why. */
static bool apply_stylesheet(struct context *ctx, const struct emit_input *in,
	const struct source *sheet, struct xslt_log *log, struct text *out)
{
	xsltStylesheetPtr style = load_stylesheet(sheet->bytes, sheet->size, sheet->name, log);
	xmlChar *bytes = NULL;
	int length = 0;

	if (style != NULL) {
		xmlDocPtr input = layout_document(ctx->arena, in);
		xmlDocPtr result;
		struct xslt_use use;
		struct xslt_run run;

		/* Without the backtrace of templates, which says nothing to anyone. */
		xslt_begin(&use, log, NULL);
		xslt_open(&run, style, input, log);
		run.context->opLimit = MAX_OPERATIONS;
		run.context->xpathCtxt->opLimit = MAX_OPERATIONS;
		result = xsltApplyStylesheetUser(style, input, NULL, NULL, NULL, run.context);
		if (result != NULL && run.context->state == XSLT_STATE_OK &&
			xsltSaveResultToString(&bytes, &length, result, style) == 0 &&
			bytes == NULL)
			bytes = xmlStrdup(BAD_CAST ""); /* an empty result is one, too */
		xmlFreeDoc(result);
		xslt_close(&run);
		xslt_end(&use);
		xmlFreeDoc(input);
		xsltFreeStylesheet(style);
	}
	/* libxslt says why it refuses, but for want of memory. */
	if (bytes == NULL && log->length != 0)
		return false;
	emit_xml_bytes(out, bytes, (size_t)length);
	return true;
}

/* ---- reports of ours --------------------------------------------------------------------- */

bool emit_report(
	struct context *ctx, const struct emit_input *in, const char *name, struct text *out)
{
	const struct embedded *sheet = find_embedded(name, strlen(name));
	struct xslt_log log = {.length = 0};

	if (sheet == NULL)
		return false;

	struct source source = {
		.name = name, .bytes = (const char *)sheet->bytes, .size = *sheet->size};

	if (apply_stylesheet(ctx, in, &source, &log, out))
		return true;
	diag_add_file(ctx->diags, DIAG_OUT009, NULL, "the report '%s' could not be made: %s", name,
		log.text);
	return false;
}

/* ---- stylesheets of the user's ----------------------------------------------------------- */

const char *stylesheet_output(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	size_t length = strlen(name);
	size_t plain =
		strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

	if (length <= strlen(SUFFIX) || strcmp(name + length - strlen(SUFFIX), SUFFIX) != 0)
		return NULL;
	if (plain != length || name[0] == '.' || name[0] == '-')
		return NULL;
	return arena_strndup(arena, name, length - strlen(SUFFIX));
}

/* The log as one line: blanks for line breaks, none at the end. */
static const char *log_words(struct xslt_log *log)
{
	while (log->length > 0 && log->text[log->length - 1] == '\n')
		log->text[--log->length] = '\0';
	for (size_t i = 0; i < log->length; i++) {
		if (log->text[i] == '\n')
			log->text[i] = ' ';
	}
	return log->text;
}

/* The line that libxslt speaks of, as a place; without one, the file as a whole. */
static struct loc blamed_line(
	struct context *ctx, struct source *source, const struct xslt_log *log)
{
	const char *found = strstr(log->text, "line ");
	unsigned long line = found == NULL ? 0 : strtoul(found + strlen("line "), NULL, 10);
	const char *end = source->bytes + source->size;
	const char *bytes = source->bytes;

	while (line > 1 && (bytes = memchr(bytes, '\n', (size_t)(end - bytes))) != NULL) {
		bytes++;
		line--;
	}
	if (line == 0 || bytes == NULL)
		return (struct loc){source, 0, 0};
	source_index(ctx->arena, source);

	struct loc whole = source_line((struct loc){source, (uint32_t)(bytes - source->bytes), 0});
	size_t indent = 0;

	bytes = source->bytes + whole.offset;
	while (indent < whole.length && (bytes[indent] == ' ' || bytes[indent] == '\t'))
		indent++;
	return loc_part(whole, indent, whole.length);
}

/* ---- the files --------------------------------------------------------------------------- */

/* The empty text of a report, which takes the place of a file of that name. */
static struct text *begin_file(struct arena *arena, struct output_list *outputs, const char *path)
{
	struct output_file *file = NULL;

	for (size_t i = 0; i < outputs->count && file == NULL; i++)
		file = strcmp(outputs->files[i].path, path) == 0 ? &outputs->files[i] : NULL;
	if (file == NULL) {
		file = ARRAY_ADD(arena, outputs->files, outputs->count);
		*file = (struct output_file){.path = path, .group = EMIT_REPORT};
	}
	text_init(&file->text, arena);
	return &file->text;
}

static bool has_own(const struct stylesheet *own, size_t n_own, const char *output)
{
	for (size_t i = 0; i < n_own; i++) {
		if (strcmp(own[i].output, output) == 0)
			return true;
	}
	return false;
}

const char *emit_report_name(size_t index)
{
	return index < N_EMBEDDED ? embedded[index].output : NULL;
}

/* Tables and configuration are what the hypervisor is built from: no stylesheet makes those. */
static bool add_own(struct context *ctx, const struct emit_input *in,
	const struct stylesheet *sheet, struct output_list *outputs)
{
	struct xslt_log log = {.length = 0};

	if ((emit_group_of(sheet->output) & ~(unsigned)EMIT_REPORT) != 0) {
		diag_add_file(ctx->diags, DIAG_OUT005, sheet->source->name,
			"the stylesheet would replace '%s', which is no report; give it another name",
			sheet->output);
		return false;
	}
	if (!apply_stylesheet(
		    ctx, in, sheet->source, &log, begin_file(ctx->arena, outputs, sheet->output))) {
		diag_add(ctx->diags, DIAG_OUT005, blamed_line(ctx, sheet->source, &log),
			"the stylesheet cannot be applied: %s", log_words(&log));
		return false;
	}
	if (log.length != 0)
		diag_add_file(ctx->diags, DIAG_OUT006, sheet->source->name,
			"the stylesheet says: %s", log_words(&log));
	return true;
}

bool emit_stylesheets(struct context *ctx, const struct emit_input *in, unsigned groups,
	struct stylesheet *own, size_t n_own, struct output_list *outputs)
{
	bool ok = true;

	for (size_t i = 0; i < N_EMBEDDED && (groups & EMIT_REPORT) != 0; i++) {
		const char *path = embedded[i].output;

		if (!has_own(own, n_own, path))
			ok &= emit_report(ctx, in, path, begin_file(ctx->arena, outputs, path));
	}
	for (size_t i = 0; i < n_own; i++)
		ok &= add_own(ctx, in, &own[i], outputs);
	emit_sort_files(outputs);
	return ok;
}
