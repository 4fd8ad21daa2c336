/* Streams and their failures. */
#include "cli/console.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
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

bool console_close_output(char *message, size_t size)
{
	bool failed = ferror(stdout) != 0;

	errno = 0;
	/* Some file systems report a full disk only when the file is closed. */
	failed |= fclose(stdout) != 0;
	if (failed)
		(void)snprintf(message, size, "cannot write to standard output%s%s",
			errno != 0 ? ": " : "", errno != 0 ? strerror(errno) : "");
	return !failed;
}

enum acrn_cfgc_status console_flush_errors(void)
{
	return fflush(stderr) != 0 || ferror(stderr) ? ACRN_CFGC_ENVIRONMENT : ACRN_CFGC_OK;
}

enum acrn_cfgc_status console_finish(enum acrn_cfgc_status status)
{
	char message[256];

	if (!console_close_output(message, sizeof(message))) {
		console_say("%s", message);
		status = ACRN_CFGC_ENVIRONMENT;
	}
	return console_flush_errors() == ACRN_CFGC_OK ? status : ACRN_CFGC_ENVIRONMENT;
}
