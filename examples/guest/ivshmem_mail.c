/*
 * Passes messages between two Linux VMs through a shared memory region: an example of what a
 * generated ivshmem_guest.h and ivshmem_uio.sh are for.
 *
 *   cc -std=c11 -Wall -I gen/vm2 -DREGION=HV_SHM_REGION_0 -o ivshmem_mail ivshmem_mail.c
 *   ivshmem_mail RESOURCE2 send TEXT
 *   ivshmem_mail RESOURCE2 receive
 *
 * Each VM has a program of its own: which side of the region it is stands in its header. Messages
 * wait in the memory, so it does not matter which VM starts first.
 *
 * The peer is another system and may be broken or hostile. Whatever it can write is read once,
 * into memory of our own, and checked there.
 */
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ivshmem_guest.h"

#ifndef REGION
#error "say which region: -DREGION=HV_SHM_REGION_0, as in the macros of ivshmem_guest.h"
#endif

#define PASTE(a, b, c) a##b##c
#define OF_REGION(region, what) PASTE(IVSHMEM_, region, what)

#define MAX_TEXT 1024u
#ifndef MAX_SECONDS
#define MAX_SECONDS 60
#endif

/* One direction. Only the sender writes sent and text, only the receiver writes received. */
struct mailbox {
	_Atomic uint32_t sent;     /* messages so far */
	_Atomic uint32_t received; /* equals sent: the mailbox is empty */
	uint32_t length;
	char text[MAX_TEXT];
};

/* Lies at the start of the region; memory that nobody has used yet is zero. */
struct mailboxes {
	struct mailbox upward; /* from the VM with the lower id */
	struct mailbox downward;
};

static struct mailboxes *map_region(const char *path)
{
	struct stat status;
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &status) != 0) {
		perror(path);
		return NULL;
	}
	if ((uintmax_t)status.st_size != OF_REGION(REGION, _SIZE)) {
		(void)fprintf(stderr, "%s has %jd bytes; region %s has %lu\n", path,
			(intmax_t)status.st_size, OF_REGION(REGION, _NAME),
			OF_REGION(REGION, _SIZE));
		return NULL;
	}

	void *memory =
		mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (memory == MAP_FAILED) {
		perror("mmap");
		return NULL;
	}
	(void)close(fd);
	(void)printf("region %s: %jd bytes\n", OF_REGION(REGION, _NAME), (intmax_t)status.st_size);
	return memory;
}

static uint32_t waiting(struct mailbox *box)
{
	uint32_t received = atomic_load_explicit(&box->received, memory_order_acquire);

	return atomic_load_explicit(&box->sent, memory_order_acquire) - received;
}

/* Polls until that many messages wait: memory alone cannot wake anybody. */
static int wait_until(struct mailbox *box, uint32_t messages)
{
	const struct timespec pause = {0, 10 * 1000 * 1000};

	for (int i = 0; i < MAX_SECONDS * 100; i++) {
		if (waiting(box) == messages)
			return 1;
		(void)nanosleep(&pause, NULL);
	}
	(void)fprintf(stderr, "the peer did nothing for %d seconds\n", MAX_SECONDS);
	return 0;
}

static int send_text(struct mailbox *box, const char *text)
{
	size_t length = strlen(text);

	if (length > MAX_TEXT) {
		(void)fprintf(stderr, "a message has at most %u bytes\n", MAX_TEXT);
		return 1;
	}
	if (!wait_until(box, 0))
		return 1;
	memcpy(box->text, text, length);
	box->length = (uint32_t)length;
	/* Release: who sees the count sees the message. */
	(void)atomic_fetch_add_explicit(&box->sent, 1, memory_order_release);
	(void)printf("sent: %s\n", text);
	return 0;
}

static int receive_text(struct mailbox *box)
{
	char text[MAX_TEXT];

	if (!wait_until(box, 1))
		return 1;

	uint32_t length = *(volatile uint32_t *)&box->length;

	if (length > MAX_TEXT) {
		(void)fprintf(stderr, "the peer's message claims %u bytes\n", length);
		return 1;
	}
	memcpy(text, box->text, length);
	(void)atomic_fetch_add_explicit(&box->received, 1, memory_order_release);
	(void)printf("received: %.*s\n", (int)length, text);
	return 0;
}

int main(int argc, char **argv)
{
	static const unsigned peers[] = OF_REGION(REGION, _PEER_IDS);
	int lower = IVSHMEM_VM_ID < peers[0];
	int sends = argc == 4 && strcmp(argv[2], "send") == 0;
	int receives = argc == 3 && strcmp(argv[2], "receive") == 0;

	if (!sends && !receives) {
		(void)fprintf(stderr, "usage: ivshmem_mail RESOURCE2 send TEXT | receive\n");
		return 2;
	}

	struct mailboxes *boxes = map_region(argv[1]);

	if (boxes == NULL)
		return 1;
	if (sends)
		return send_text(lower ? &boxes->upward : &boxes->downward, argv[3]);
	return receive_text(lower ? &boxes->downward : &boxes->upward);
}
