/* Streams and their failures. */
#include "cli/console.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void console_start(void)
{
	/* A pipe without a reader is a failed write like any other. */
	(void)signal(SIGPIPE, SIG_IGN);
	/* So is a file that would grow beyond the limit (ulimit -f). */
	(void)signal(SIGXFSZ, SIG_IGN);
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

__attribute__((format(printf, 1, 0))) static void say(const char *format, va_list args)
{
	char line[2048];

	(void)vsnprintf(line, sizeof(line), format, args);
	(void)fputs("acrn-cfgc: ", stderr);
	put_plainly(line);
}

void console_say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	(void)putc('\n', stderr);
}

void console_note(const char *lines)
{
	(void)dprintf(STDERR_FILENO, "%s", lines);
}

enum acrn_cfgc_status console_usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	(void)fputs("; try 'acrn-cfgc --help'\n", stderr);
	return ACRN_CFGC_USAGE;
}

const char *console_close_output(struct arena *arena)
{
	bool failed = ferror(stdout) != 0;

	errno = 0;
	/* Some file systems report a full disk only when the file is closed. */
	failed |= fclose(stdout) != 0;
	if (!failed)
		return NULL;
	return arena_join(arena, "cannot write to standard output", errno != 0 ? ": " : "",
		errno != 0 ? strerror(errno) : "");
}

enum acrn_cfgc_status console_flush_errors(void)
{
	return fflush(stderr) != 0 || ferror(stderr) ? ACRN_CFGC_ENVIRONMENT : ACRN_CFGC_OK;
}

enum acrn_cfgc_status console_finish(struct arena *arena, enum acrn_cfgc_status status)
{
	const char *failure = console_close_output(arena);

	if (failure != NULL)
		console_say("%s", failure);
	return failure != NULL || console_flush_errors() != ACRN_CFGC_OK ? ACRN_CFGC_ENVIRONMENT
									 : status;
}
