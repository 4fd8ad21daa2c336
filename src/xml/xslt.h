/*
 * What all uses of libxslt share: it gets at no file and no network, and what it says goes to
 * the caller, in the thread of the caller.
 */
#ifndef ACRNCFGC_XML_XSLT_H
#define ACRNCFGC_XML_XSLT_H

#include <libxml/xmlerror.h>
#include <libxslt/security.h>
#include <libxslt/xsltInternals.h>
#include <stdbool.h>
#include <stddef.h>

/* What libxslt and libxml2 said: lines, cut off where the space ends. */
struct xslt_log {
	char text[2000];
	size_t length;
};

void xslt_log_add(void *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Between begin and end, in this thread, what libxml2 says goes to the log, and what libxslt says
 * outside of a transformation to general, which may be NULL: then it is lost.
 */
struct xslt_use {
	struct xslt_log *general;
	xmlStructuredErrorFunc former;
	void *former_context;
};

void xslt_begin(struct xslt_use *use, struct xslt_log *log, struct xslt_log *general);
void xslt_end(const struct xslt_use *use);

/* A transformation that can reach nothing outside and reports to a log. */
struct xslt_run {
	xsltTransformContextPtr context;
	xsltSecurityPrefsPtr preferences;
};

void xslt_open(
	struct xslt_run *run, xsltStylesheetPtr sheet, xmlDocPtr input, struct xslt_log *log);
void xslt_close(struct xslt_run *run);

/* Initialises libxslt, once in a process; xslt_begin() does it where it has not been done. */
void xslt_start(void);

#endif
