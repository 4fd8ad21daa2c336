/* Streams and their failures. */
#include "cli_console.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

enum acrn_cfgc_status console_usage(const char *mistake)
{
	console_say("%s; try 'acrn-cfgc --help'", mistake);
	return ACRN_CFGC_USAGE;
}

enum acrn_cfgc_status console_finish(enum acrn_cfgc_status status)
{
	bool failed = false;

	errno = 0;
	if (fflush(stdout) != 0 || ferror(stdout)) {
		console_say("cannot write to standard output%s%s", errno != 0 ? ": " : "",
			errno != 0 ? strerror(errno) : "");
		failed = true;
	}
	/* If standard error is what failed, the exit status is all there is to say. */
	if (fflush(stderr) != 0 || ferror(stderr))
		failed = true;
	return failed ? ACRN_CFGC_ENVIRONMENT : status;
}

/* ---- the file of diagnostics ------------------------------------------------------------- */

static bool sink_fail(struct sink *sink, const char *step)
{
	if (!sink->failed && sink->path != NULL)
		console_say("cannot %s '%s': %s", step, sink->path, strerror(errno));
	sink->failed = true;
	return false;
}

/* A device, a pipe or a link is written to; only a plain file can be replaced. */
static bool is_replaceable(const char *path)
{
	struct stat status;

	return lstat(path, &status) != 0 || S_ISREG(status.st_mode);
}

static FILE *open_temporary(struct sink *sink)
{
	size_t size = strlen(sink->path) + sizeof(".4294967295.tmp");

	sink->temporary = malloc(size);
	if (sink->temporary == NULL)
		return NULL;
	(void)snprintf(sink->temporary, size, "%s.%u.tmp", sink->path, (unsigned)getpid());

	int fd = open(sink->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	FILE *stream = fd >= 0 ? fdopen(fd, "w") : NULL;

	if (stream == NULL && fd >= 0) {
		(void)close(fd);
		(void)unlink(sink->temporary);
	}
	if (stream == NULL) {
		free(sink->temporary);
		sink->temporary = NULL;
	}
	return stream;
}

bool sink_open(struct sink *sink, const char *path)
{
	*sink = (struct sink){.path = path, .stream = stderr};
	if (path == NULL)
		return true;
	sink->stream = is_replaceable(path) ? open_temporary(sink) : fopen(path, "w");
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
	if (sink->path != NULL && sink->stream != NULL && fclose(sink->stream) != 0)
		(void)sink_fail(sink, "write");
	if (sink->temporary != NULL) {
		if (keep && !sink->failed && rename(sink->temporary, sink->path) != 0)
			(void)sink_fail(sink, "create");
		if (!keep || sink->failed)
			(void)unlink(sink->temporary);
		free(sink->temporary);
	}
	sink->temporary = NULL;
	sink->stream = NULL;
	return !sink->failed;
}
