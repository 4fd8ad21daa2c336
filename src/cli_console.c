/* Streams and their failures. */
#include "cli_console.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli_document.h"

void console_start(void)
{
	/* A pipe that nobody reads is a failed write like any other. */
	(void)signal(SIGPIPE, SIG_IGN);
	/* Opened the wrong way round, so that using a closed stream still fails. */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
			(void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
	}
}

static void put_plainly(const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c >= 0x7f)
			(void)fprintf(stderr, "\\x%02x", c);
		else
			(void)putc(c, stderr);
	}
}

void console_say(const char *format, ...)
{
	char line[2048];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	(void)fputs("acrn-cfgc: ", stderr);
	put_plainly(line);
	(void)putc('\n', stderr);
}

void console_note(const char *lines)
{
	(void)dprintf(STDERR_FILENO, "%s", lines);
}

enum acrn_cfgc_status console_usage(const char *mistake)
{
	console_say("%s; try 'acrn-cfgc --help'", mistake);
	return ACRN_CFGC_USAGE;
}

enum acrn_cfgc_status console_finish(enum acrn_cfgc_status status)
{
	bool failed = ferror(stdout) != 0;

	errno = 0;
	/* Some file systems tell only a close() that there is no room. */
	if (fclose(stdout) != 0 || failed) {
		console_say("cannot write to standard output%s%s", errno != 0 ? ": " : "",
			errno != 0 ? strerror(errno) : "");
		failed = true;
	}
	/* If standard error is what failed, the exit status is all there is to say. */
	if (fflush(stderr) != 0 || ferror(stderr))
		failed = true;
	return failed ? ACRN_CFGC_ENVIRONMENT : status;
}

/* ---- documents --------------------------------------------------------------------------- */

static bool sink_fail(struct sink *sink, const char *step)
{
	if (!sink->failed && sink->path != NULL)
		console_say("cannot %s '%s': %s", step, sink->path, strerror(errno));
	sink->failed = true;
	return false;
}

bool sink_open(struct sink *sink, const char *path)
{
	*sink = (struct sink){.path = path, .stream = stderr};
	if (path != NULL)
		sink->stream = open_memstream(&sink->text, &sink->size);
	return sink->stream != NULL || sink_fail(sink, "create");
}

void sink_write(struct sink *sink, const char *text, size_t size)
{
	if (sink->failed)
		return;
	if (fwrite(text, 1, size, sink->stream) != size)
		(void)sink_fail(sink, "write");
}

bool sink_close(struct sink *sink, bool keep)
{
	const char *step;

	if (sink->path == NULL)
		return !sink->failed;
	if (sink->stream != NULL && fclose(sink->stream) != 0)
		(void)sink_fail(sink, "write");
	if (keep && !sink->failed && !document_write(sink->path, sink->text, sink->size, &step))
		(void)sink_fail(sink, step);
	free(sink->text);
	sink->text = NULL;
	sink->stream = NULL;
	return !sink->failed;
}
