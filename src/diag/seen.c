/* A table of hashes with open addresses: an unusable board can have very many faults. */
#include "diag/seen.h"

#include <stdint.h>
#include <string.h>

#define FIRST_SLOTS 64u

struct diag_seen_entry {
	uint64_t hash;
	struct position position;
	enum diag_code code;
	const char *file;
	const char *message;
};

static uint64_t hash_string(uint64_t hash, const char *string)
{
	for (; *string != '\0'; string++) {
		hash ^= (unsigned char)*string;
		hash *= 0x100000001b3;
	}
	return hash;
}

static uint64_t hash_diag(const struct diag *diag)
{
	uint64_t hash = hash_string(0xcbf29ce484222325, diag->file);

	hash = (hash ^ diag->position.line) * 0x100000001b3;
	hash = (hash ^ diag->position.column) * 0x100000001b3;
	return hash_string(hash, diag->message);
}

static bool is_same(const struct diag_seen_entry *entry, uint64_t hash, const struct diag *diag)
{
	return entry->hash == hash && entry->code == diag->code &&
	       entry->position.line == diag->position.line &&
	       entry->position.column == diag->position.column &&
	       strcmp(entry->file, diag->file) == 0 && strcmp(entry->message, diag->message) == 0;
}

/* Half of the slots stay empty, so that every search ends soon. */
static void make_room(struct diag_seen *seen, struct arena *arena)
{
	size_t n_slots = seen->n_slots == 0 ? FIRST_SLOTS : 2 * seen->n_slots;
	struct diag_seen_entry **slots;

	if (2 * seen->count < seen->n_slots)
		return;
	slots = arena_array(arena, n_slots, sizeof(struct diag_seen_entry *));
	for (size_t i = 0; i < seen->n_slots; i++) {
		if (seen->slots[i] == NULL)
			continue;

		size_t at = seen->slots[i]->hash & (n_slots - 1);

		while (slots[at] != NULL)
			at = (at + 1) & (n_slots - 1);
		slots[at] = seen->slots[i];
	}
	seen->slots = slots;
	seen->n_slots = n_slots;
}

bool diag_seen_before(struct diag_seen *seen, struct arena *arena, const struct diag *diag)
{
	uint64_t hash = hash_diag(diag);
	size_t at;

	make_room(seen, arena);
	for (at = hash & (seen->n_slots - 1); seen->slots[at] != NULL;
		at = (at + 1) & (seen->n_slots - 1)) {
		if (is_same(seen->slots[at], hash, diag))
			return true;
	}

	struct diag_seen_entry *entry = arena_alloc(arena, sizeof(*entry));

	*entry = (struct diag_seen_entry){
		.hash = hash,
		.position = diag->position,
		.code = diag->code,
		.file = arena_strdup(arena, diag->file),
		.message = arena_strdup(arena, diag->message),
	};
	seen->slots[at] = entry;
	seen->count++;
	return false;
}
