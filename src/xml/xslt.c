/*
 * libxslt among threads. A transformation has an error function of its own, libxml2 has one for
 * each thread; but what libxslt says while it compiles a stylesheet goes through one function of
 * the process. While any thread is between xslt_begin() and xslt_end(), that function is ours: it
 * finds the log of the thread that it is called in, and what it hears in a thread that is not one
 * of ours it hands to the function that was there before.
 */
#include "xml/xslt.h"

#include <libxslt/transform.h>
#include <libxslt/xslt.h>
#include <libxslt/xsltutils.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"

/* ---- what is said ------------------------------------------------------------------------ */

static void add_arguments(struct xslt_log *log, const char *format, va_list arguments)
	__attribute__((format(printf, 2, 0)));

/* libxslt ends a message with a line break, or gives it in pieces. */
static void add_arguments(struct xslt_log *log, const char *format, va_list arguments)
{
	int length = vsnprintf(
		log->text + log->length, sizeof(log->text) - log->length, format, arguments);

	if (length > 0)
		log->length += (size_t)length;
	if (log->length >= sizeof(log->text))
		log->length = sizeof(log->text) - 1;
}

void xslt_log_add(void *log, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_arguments(log, format, arguments);
	va_end(arguments);
}

static void add_structured(void *context, xmlErrorPtr error)
{
	struct xslt_log *log = context;

	if (error->code == XML_ERR_NO_MEMORY)
		memory_exhausted();
	/* Of a faulty XPath libxml2 has no words; libxslt says afterwards where it is. */
	if (error->message != NULL)
		xslt_log_add(log, "%s", error->message);
}

/* ---- start ------------------------------------------------------------------------------- */

void xslt_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)pthread_once(&once, xsltInit);
}

/* ---- the one function of the process ----------------------------------------------------- */

/* All of this is under the lock. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t n_users;
static xmlGenericErrorFunc former;
static void *former_context;

static _Thread_local const struct xslt_use *own;

static void hear(void *context, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void hear(void *context, const char *format, ...)
{
	struct xslt_log words = {.length = 0};
	struct xslt_log *log = own == NULL ? &words : own->general;
	xmlGenericErrorFunc tell;
	void *tell_context;
	va_list arguments;

	(void)context;
	va_start(arguments, format);
	if (log != NULL)
		add_arguments(log, format, arguments);
	va_end(arguments);
	if (own != NULL)
		return;
	(void)pthread_mutex_lock(&lock);
	tell = former;
	tell_context = former_context;
	(void)pthread_mutex_unlock(&lock);
	tell(tell_context, "%s", words.text);
}

void xslt_begin(struct xslt_use *use, struct xslt_log *log, struct xslt_log *general)
{
	xslt_start();
	*use = (struct xslt_use){general, xmlStructuredError, xmlStructuredErrorContext};
	own = use;
	xmlSetStructuredErrorFunc(log, add_structured);
	(void)pthread_mutex_lock(&lock);
	if (n_users++ == 0) {
		former = xsltGenericError;
		former_context = xsltGenericErrorContext;
		xsltSetGenericErrorFunc(NULL, hear);
	}
	(void)pthread_mutex_unlock(&lock);
}

void xslt_end(const struct xslt_use *use)
{
	(void)pthread_mutex_lock(&lock);
	/* The program may have set another one meanwhile. */
	if (--n_users == 0 && xsltGenericError == hear)
		xsltSetGenericErrorFunc(former_context, former);
	(void)pthread_mutex_unlock(&lock);
	xmlSetStructuredErrorFunc(use->former_context, use->former);
	own = NULL;
}

/* ---- a transformation -------------------------------------------------------------------- */

static bool forbid_all(xsltSecurityPrefsPtr preferences)
{
	static const xsltSecurityOption options[] = {XSLT_SECPREF_READ_FILE,
		XSLT_SECPREF_WRITE_FILE, XSLT_SECPREF_CREATE_DIRECTORY, XSLT_SECPREF_READ_NETWORK,
		XSLT_SECPREF_WRITE_NETWORK};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (xsltSetSecurityPrefs(preferences, options[i], xsltSecurityForbid) != 0)
			return false;
	}
	return true;
}

void xslt_open(struct xslt_run *run, xsltStylesheetPtr sheet, xmlDocPtr input, struct xslt_log *log)
{
	*run = (struct xslt_run){xsltNewTransformContext(sheet, input), xsltNewSecurityPrefs()};
	if (run->context == NULL || run->preferences == NULL || !forbid_all(run->preferences) ||
		xsltSetCtxtSecurityPrefs(run->preferences, run->context) != 0)
		memory_exhausted();
	xsltSetTransformErrorFunc(run->context, log, xslt_log_add);
	run->context->xpathCtxt->error = add_structured;
	run->context->xpathCtxt->userData = log;
	run->context->xinclude = 0;
}

void xslt_close(struct xslt_run *run)
{
	xsltFreeTransformContext(run->context);
	xsltFreeSecurityPrefs(run->preferences);
}
