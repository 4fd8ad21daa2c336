/*
 * What all uses of libxslt share: it gets at no file and no network, and what it says goes to
 * whoever asked it, in whichever thread that is.
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
	bool out_of_memory;
	xsltTransformContextPtr running; /* between xslt_open() and xslt_close() */
};

void xslt_log_add(void *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Between begin and end, in this thread, what libxml2 says goes to the log, and what libxslt says
 * outside of a transformation to general, which may be NULL: then it is lost. Nothing may be
 * allocated in an arena in between, for running out of memory would jump over the end.
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
	struct xslt_log *log;
	xsltTransformContextPtr context;
	xsltSecurityPrefsPtr preferences;
};

/* False: out of memory. xslt_close() is to be called in both cases. */
bool xslt_open(struct xslt_run *run, xsltStylesheetPtr sheet, xmlDocPtr input, struct xslt_log *log)
	__attribute__((warn_unused_result));
void xslt_close(struct xslt_run *run);

/* Notes that memory ran out and lets a running transformation end as soon as it can. Allocates
   nothing: it is for xml_reserve.on_needed, with the log as its context. */
void xslt_stop(void *context);

#endif
