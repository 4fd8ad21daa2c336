/*
 * Runs a program and lets one of its system calls fail, or kills it there.
 *
 *   trace fail SET ERROR K PROGRAM ARGUMENT...   the K-th call of SET fails with ERROR (a number)
 *   trace kill SET K PROGRAM ARGUMENT...         SIGKILL before the K-th call of SET
 *
 * SET is write (calls that change files, and opening for writing), read (calls that only look) or
 * all. Counting begins where the program ignores SIGPIPE, the first thing it does: the loader
 * before it is not the matter here. What was done is written to descriptor 3: the name of the
 * call, or "none" when the program ended before. The exit status is that of the program, 128 + the
 * signal's number if one ended it, 77 where calls cannot be traced.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __x86_64__

int main(void)
{
	(void)fprintf(stderr, "registers of this processor are not known here\n");
	return 77;
}

#else

enum set { SET_WRITE = 1, SET_READ = 2, SET_ALL = 4 };

static const struct call {
	long number;
	const char *name;
	enum set set;
} calls[] = {
	{SYS_write, "write", SET_WRITE},
	{SYS_writev, "writev", SET_WRITE},
	{SYS_pwrite64, "pwrite", SET_WRITE},
	{SYS_fsync, "fsync", SET_WRITE},
	{SYS_fdatasync, "fdatasync", SET_WRITE},
	{SYS_close, "close", SET_WRITE},
	{SYS_rename, "rename", SET_WRITE},
	{SYS_renameat, "renameat", SET_WRITE},
	{SYS_renameat2, "renameat2", SET_WRITE},
	{SYS_mkdir, "mkdir", SET_WRITE},
	{SYS_mkdirat, "mkdirat", SET_WRITE},
	{SYS_link, "link", SET_WRITE},
	{SYS_linkat, "linkat", SET_WRITE},
	{SYS_unlink, "unlink", SET_WRITE},
	{SYS_unlinkat, "unlinkat", SET_WRITE},
	{SYS_rmdir, "rmdir", SET_WRITE},
	{SYS_ftruncate, "ftruncate", SET_WRITE},
	{SYS_fchmod, "fchmod", SET_WRITE},
	{SYS_fchown, "fchown", SET_WRITE},
	{SYS_flock, "flock", SET_WRITE},
	{SYS_open, "open", SET_READ},
	{SYS_openat, "openat", SET_READ},
	{SYS_read, "read", SET_READ},
	{SYS_fcntl, "fcntl", SET_READ},
	{SYS_stat, "stat", SET_READ},
	{SYS_lstat, "lstat", SET_READ},
	{SYS_fstat, "fstat", SET_READ},
	{SYS_newfstatat, "newfstatat", SET_READ},
	{SYS_getdents64, "getdents64", SET_READ},
	{SYS_lseek, "lseek", SET_READ},
};

struct tracer {
	pid_t child;
	enum set set;
	bool kill;
	int error;
	long wanted; /* the K */
	long seen;
	const char *done; /* the call that was hit */
};

static void read_string(pid_t child, unsigned long long address, char *string, size_t size)
{
	size_t length = 0;

	while (length + sizeof(long) < size) {
		long word = ptrace(PTRACE_PEEKDATA, child, (void *)(address + length), NULL);

		memcpy(string + length, &word, sizeof(word));
		if (memchr(&word, '\0', sizeof(word)) != NULL)
			return;
		length += sizeof(word);
	}
	string[length] = '\0';
}

/* Opening counts as writing where the file is to be written; devices do not matter. */
static bool opens_for_writing(unsigned long long flags)
{
	return (flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0;
}

static bool is_device(pid_t child, unsigned long long name)
{
	char path[256] = "";

	read_string(child, name, path, sizeof(path));
	return strncmp(path, "/dev/", 5) == 0;
}

/* The name of the call if it belongs to the set, else NULL. */
static const char *match(const struct tracer *tracer, const struct user_regs_struct *regs)
{
	long number = (long)regs->orig_rax;

	if (tracer->set == SET_ALL)
		return "a call";
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		enum set set = calls[i].set;

		if (calls[i].number != number)
			continue;
		if (number == SYS_openat) {
			if (is_device(tracer->child, regs->rsi))
				return NULL;
			set = opens_for_writing(regs->rdx) ? SET_WRITE : SET_READ;
		}
		if (set != tracer->set)
			return NULL;
		return number == SYS_write && regs->rdi == STDERR_FILENO ? "write-to-stderr"
									 : calls[i].name;
	}
	return NULL;
}

/* Runs to the next stop; false when the program is over. */
static bool go_on(pid_t child, int *status, int signal)
{
	if (ptrace(PTRACE_SYSCALL, child, NULL, (void *)(long)signal) != 0)
		return false;
	return waitpid(child, status, 0) == child && WIFSTOPPED(*status);
}

/* To the next entry of a call, or exit of it; false when the program is over. */
static bool next_call_stop(pid_t child, int *status)
{
	int signal = 0;

	while (go_on(child, status, signal)) {
		if (WSTOPSIG(*status) == (SIGTRAP | 0x80))
			return true;
		signal = WSTOPSIG(*status) == SIGTRAP ? 0 : WSTOPSIG(*status);
	}
	return false;
}

/* The call does not happen; the program sees -error. False when the program is over. */
static bool make_fail(const struct tracer *tracer, struct user_regs_struct *regs, int *status)
{
	regs->orig_rax = (unsigned long long)-1;
	(void)ptrace(PTRACE_SETREGS, tracer->child, NULL, regs);
	if (!next_call_stop(tracer->child, status))
		return false;
	(void)ptrace(PTRACE_GETREGS, tracer->child, NULL, regs);
	regs->rax = (unsigned long long)-(long long)tracer->error;
	(void)ptrace(PTRACE_SETREGS, tracer->child, NULL, regs);
	return true;
}

static int trace(struct tracer *tracer)
{
	struct user_regs_struct regs;
	bool started = false;
	int status;

	(void)waitpid(tracer->child, &status, 0);
	(void)ptrace(PTRACE_SETOPTIONS, tracer->child, NULL,
		(void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
	while (next_call_stop(tracer->child, &status)) {
		(void)ptrace(PTRACE_GETREGS, tracer->child, NULL, &regs);
		started |= regs.orig_rax == SYS_rt_sigaction && regs.rdi == SIGPIPE;

		const char *name = started ? match(tracer, &regs) : NULL;

		if (name != NULL && ++tracer->seen == tracer->wanted) {
			tracer->done = name;
			if (tracer->kill) {
				(void)kill(tracer->child, SIGKILL);
				(void)waitpid(tracer->child, &status, 0);
				break;
			}
			if (!make_fail(tracer, &regs, &status))
				break;
			continue;
		}
		if (!next_call_stop(tracer->child, &status))
			break;
	}
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static enum set set_of(const char *name)
{
	return strcmp(name, "write") == 0  ? SET_WRITE
	       : strcmp(name, "read") == 0 ? SET_READ
					   : SET_ALL;
}

int main(int argc, char **argv)
{
	bool kill_it = argc > 1 && strcmp(argv[1], "kill") == 0;
	int program = kill_it ? 4 : 5;
	struct tracer tracer = {.kill = kill_it, .done = "none"};

	if (argc <= program)
		return 2;
	tracer.set = set_of(argv[2]);
	tracer.error = kill_it ? 0 : atoi(argv[3]);
	tracer.wanted = atol(argv[program - 1]);
	tracer.child = fork();
	if (tracer.child == 0) {
		(void)close(3);
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
			_exit(77);
		(void)execv(argv[program], argv + program);
		_exit(127);
	}

	int status = trace(&tracer);

	(void)dprintf(3, "%s\n", tracer.done);
	return status;
}

#endif
