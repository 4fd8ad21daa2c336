/*
 * Loading a document: what is refused, which callbacks libxml2 has, and syntax errors in our words.
 *
 * The tree (nodes.c) holds elements and attributes; text is taken from the source bytes (text.c).
 *
 * The callbacks below run inside libxml2: they only make the tree and fill struct load_state.
 */
#include "xml/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <string.h>
#include <strings.h>

#include "xml/private.h"
#include "xml/xslt.h"

#define MAX_DEPTH 256
#define MAX_NODES 262144 /* elements and attributes, which is what a tree costs */
#define MAX_ERROR_TEXT 255

struct load_state {
	struct xml_document *document;
	struct xml_node *current; /* the innermost element that is open; NULL none */
	unsigned depth;           /* how many elements are open */
	size_t n_nodes;
	enum diag_code refusal_code;
	const char *refusal;   /* why the file was not read to its end; NULL it was */
	int error;             /* the first fatal xmlParserErrors code; 0 none */
	uint32_t offset;       /* of the refusal or the error */
	struct xml_node *open; /* the element that was open at the error; NULL none */
	const char *error_text;
	const char *name; /* libxml2's first argument: mostly the offending name */
};

static uint32_t current_offset(const xmlParserCtxt *parser)
{
	const xmlParserInput *input = parser->input;

	if (input == NULL)
		return 0;
	return (uint32_t)(input->consumed + (unsigned long)(input->cur - input->base));
}

/* The file is not read any further. */
static void give_up(xmlParserCtxt *parser, enum diag_code code, const char *refusal)
{
	struct load_state *state = parser->_private;

	if (state->refusal == NULL) {
		state->refusal_code = code;
		state->refusal = refusal;
		state->offset = current_offset(parser);
	}
	xmlStopParser(parser);
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
	int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
	const xmlChar **attributes)
{
	xmlParserCtxt *parser = context;
	struct load_state *state = parser->_private;
	const char *bytes = state->document->source->bytes;
	struct xml_start start = {name, prefix, uri, (size_t)n_attributes, attributes};

	(void)n_namespaces;
	(void)namespaces;
	(void)n_defaulted;
	state->n_nodes += 1 + (size_t)n_attributes;
	if (state->depth >= MAX_DEPTH) {
		give_up(parser, DIAG_XML004,
			"elements are nested more than " XML_WORDS_OF(MAX_DEPTH) " deep");
		return;
	}
	if (state->n_nodes > MAX_NODES) {
		give_up(parser, DIAG_XML004,
			"the file has more than " XML_WORDS_OF(
				MAX_NODES) " elements and attributes");
		return;
	}
	state->current = xml_add_node(state->document, state->current, &start);
	state->current->start_tag_end = current_offset(parser);
	/* There can be no '<' in a tag. */
	state->current->start =
		(uint32_t)((const char *)memrchr(bytes, '<', state->current->start_tag_end) -
			   bytes);
	state->depth++;
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	const xmlParserCtxt *parser = context;
	struct load_state *state = parser->_private;

	(void)name;
	(void)prefix;
	(void)uri;
	state->current->end = current_offset(parser);
	state->current = state->current->parent;
	state->depth--;
}

static void on_doctype(
	void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
	(void)name;
	(void)public_id;
	(void)system_id;
	give_up(context, DIAG_XML002, "the file has a document type declaration; remove it");
}

/* Not more of it than a message can show. */
static const char *copy_of(const struct load_state *state, const char *text)
{
	return text == NULL ? ""
			    : arena_strndup(state->document->ctx->arena, text,
				      strnlen(text, MAX_ERROR_TEXT));
}

static void on_error(void *context, xmlErrorPtr error)
{
	const xmlParserCtxt *parser = context;
	struct load_state *state = parser->_private;

	if (error->code == XML_ERR_NO_MEMORY)
		memory_exhausted();
	/* One fault makes libxml2 report many; the first is the one to repair. */
	if (error->level != XML_ERR_FATAL || state->error != 0)
		return;
	state->error = error->code;
	state->offset = current_offset(parser);
	state->open = state->current;
	state->error_text = copy_of(state, error->message);
	state->name = copy_of(state, error->str1);
}

/* ---- faults in our words ---- */

struct syntax_message {
	int code;
	const char *anchor;  /* the fault begins where this is found before the parser's place */
	const char *message; /* %s: the name that libxml2 blames */
};

static const struct syntax_message syntax_messages[] = {
	{XML_ERR_DOCUMENT_EMPTY, NULL, "the file does not begin with an element"},
	{XML_ERR_DOCUMENT_END, NULL, "there is text or markup after the end of the root element"},
	{XML_ERR_TAG_NOT_FINISHED, NULL, "the file ends inside an element"},
	{XML_ERR_LTSLASH_REQUIRED, NULL, "the file ends inside an element"},
	{XML_ERR_LT_IN_ATTRIBUTE, NULL,
		"'<' is in an attribute value; write '&lt;', or close the quote before it"},
	{XML_ERR_GT_REQUIRED, NULL, "a tag is not closed; '>' is missing"},
	{XML_ERR_NAME_REQUIRED, NULL,
		"'<' or '&' is not followed by a name; write '&lt;' or '&amp;' for the character"},
	{XML_ERR_ENTITYREF_SEMICOL_MISSING, "&",
		"'&' begins an entity, but no ';' ends it; write '&amp;' for the character"},
	{XML_ERR_ATTRIBUTE_NOT_STARTED, NULL, "an attribute value must be in quotes"},
	{XML_ERR_ATTRIBUTE_NOT_FINISHED, NULL,
		"an attribute value is not closed; its quote is missing"},
	{XML_ERR_ATTRIBUTE_WITHOUT_VALUE, NULL,
		"attribute '%s' has no value; write it as NAME=\"VALUE\""},
	{XML_ERR_ATTRIBUTE_REDEFINED, NULL, "attribute '%s' is given twice in one tag"},
	{XML_ERR_SPACE_REQUIRED, NULL, "two attributes must be separated by a blank"},
	{XML_ERR_INVALID_CHAR, NULL, "XML does not allow this character; remove it"},
	{XML_ERR_INVALID_CHARREF, "&", "XML does not allow the character of this reference"},
	{XML_ERR_COMMENT_NOT_FINISHED, NULL, "a comment is not closed; '-->' is missing"},
	{XML_ERR_HYPHEN_IN_COMMENT, NULL, "'--' must not be inside a comment"},
	{XML_ERR_CDATA_NOT_FINISHED, NULL, "a CDATA section is not closed; ']]>' is missing"},
	{XML_ERR_UNDECLARED_ENTITY, "&",
		"entity '&%s;' is not defined; write '&amp;' for the character '&'"},
};

/* The last occurrence of needle that begins before offset; offset itself if not found. */
static struct loc find_before(struct source *source, uint32_t offset, const char *needle)
{
	size_t length = strlen(needle);

	for (size_t i = offset; i-- > 0;) {
		if (source->size - i >= length && memcmp(source->bytes + i, needle, length) == 0)
			return (struct loc){source, (uint32_t)i, (uint32_t)length};
	}
	return (struct loc){source, offset, 0};
}

/* From the last occurrence of anchor to the place where the parser stopped. */
static struct loc anchored(
	const struct xml_document *document, const struct load_state *state, const char *anchor)
{
	struct loc loc = {document->source, state->offset, 0};

	if (anchor == NULL)
		return loc;
	loc = find_before(document->source, state->offset, anchor);
	loc.length = state->offset - loc.offset;
	return loc;
}

static void report_mismatch(const struct xml_document *document, const struct load_state *state)
{
	const char *open = state->open->name;
	struct loc loc = anchored(document, state, "</");
	struct diag *diag = diag_add(document->ctx->diags, DIAG_XML001, loc,
		"the end tag '%.*s' does not close '%s', the element that is open here",
		(int)loc.length, document->source->bytes + loc.offset, open);

	diag_note(document->ctx->diags, diag, xml_tag_loc(state->open), "'%s' begins here", open);
}

static const struct syntax_message *find_message(int code)
{
	for (size_t i = 0; i < sizeof(syntax_messages) / sizeof(syntax_messages[0]); i++) {
		if (syntax_messages[i].code == code)
			return &syntax_messages[i];
	}
	return NULL;
}

static void report_syntax(const struct xml_document *document, const struct load_state *state)
{
	const struct syntax_message *known = find_message(state->error);
	struct diag *diag;

	if (state->error == XML_ERR_TAG_NAME_MISMATCH && state->open != NULL) {
		report_mismatch(document, state);
		return;
	}
	if (known == NULL) {
		diag_add(document->ctx->diags, DIAG_XML001, anchored(document, state, NULL),
			"the XML is not well-formed: %.*s", (int)strcspn(state->error_text, "\n"),
			state->error_text);
		return;
	}

	const char *blank = strstr(known->message, "%s");
	size_t before = blank == NULL ? strlen(known->message) : (size_t)(blank - known->message);

	diag = diag_add(document->ctx->diags, DIAG_XML001, anchored(document, state, known->anchor),
		"%.*s%s%s", (int)before, known->message, blank == NULL ? "" : state->name,
		blank == NULL ? "" : blank + 2);
	if (known->code == XML_ERR_ENTITYREF_SEMICOL_MISSING)
		diag_fix(document->ctx->diags, diag, loc_part(diag->loc, 0, 1), "&amp;",
			"write '&amp;'");
	if (state->open != NULL && (known->code == XML_ERR_TAG_NOT_FINISHED ||
					   known->code == XML_ERR_LTSLASH_REQUIRED))
		diag_note(document->ctx->diags, diag, xml_tag_loc(state->open),
			"'%s' begins here and is never closed", state->open->name);
}

/* Reports why there is no usable tree; false if something was reported. */
static bool judge(const struct xml_document *document, const struct load_state *state)
{
	struct loc loc = {document->source, state->offset, 0};

	if (state->refusal_code == DIAG_XML002)
		loc = find_before(document->source, state->offset, "<!DOCTYPE");
	if (state->refusal != NULL) {
		diag_add(document->ctx->diags, state->refusal_code, loc, "%s", state->refusal);
		return false;
	}
	if (state->error != 0 || document->root == NULL) {
		report_syntax(document, state);
		return false;
	}
	return true;
}

static void parse(struct xml_document *document, struct load_state *state)
{
	xmlParserCtxtPtr parser =
		xmlCreateMemoryParserCtxt(document->source->bytes, (int)document->source->size);

	if (parser == NULL)
		memory_exhausted();
	parser->_private = state;
	*parser->sax = (xmlSAXHandler){
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.internalSubset = on_doctype,
		.serror = on_error,
	};
	/* NOENT: the values of attributes come decoded; all entities are predefined ones. */
	xmlCtxtUseOptions(parser,
		XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_IGNORE_ENC | XML_PARSE_NOENT);
	(void)xmlParseDocument(parser);
	xmlFreeParserCtxt(parser);
}

void xml_release(struct xml_document *document)
{
	arena_release(&document->arena);
	*document = (struct xml_document){0};
}

void xml_prepare(void)
{
	xmlInitParser();
	xslt_start();
}

bool xml_load(struct context *ctx, struct source *source, struct xml_document *document)
{
	struct load_state state = {.document = document};

	xmlInitParser();
	*document = (struct xml_document){.ctx = ctx, .source = source};
	if (!xml_check_encoding(ctx, source))
		return false;
	if (source->size == 0) {
		diag_add(ctx->diags, DIAG_XML001, (struct loc){source, 0, 0}, "the file is empty");
		return false;
	}

	if (!xml_check_bounds(ctx, source))
		return false;

	parse(document, &state);
	return judge(document, &state);
}
