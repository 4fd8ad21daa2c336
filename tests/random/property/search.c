/* See search.h. */
#include "search.h"

#include <stdlib.h>
#include <string.h>

enum { MEMO_SIZE = 1 << 14, MAX_STEPS = 60000 };

struct search {
	struct request items[MAX_REQUESTS]; /* those above 4 KiB, the largest first */
	unsigned n_items;
	uint64_t low_pages;  /* requests of 4 KiB that must lie below 4 GiB ... */
	uint64_t free_pages; /* ... and those that need not */
	uint64_t *failed;    /* hashes of states */
	unsigned steps;
};

/* ---- free space ---- */

static int compare_spans(const void *a, const void *b)
{
	const struct span *x = a;
	const struct span *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* A piece of free space inside one window. */
typedef void piece_visitor(void *context, struct span piece);

static void visit_free(const struct address_space *space, piece_visitor *visit, void *context)
{
	struct span *taken = calloc(space->n_taken + 1, sizeof(*taken));

	if (taken == NULL)
		abort();
	memcpy(taken, space->taken, space->n_taken * sizeof(*taken));
	qsort(taken, space->n_taken, sizeof(*taken), compare_spans);
	for (unsigned i = 0; i < space->n_windows; i++) {
		uint64_t at = space->windows[i].first;
		uint64_t last = space->windows[i].last;

		for (unsigned k = 0; k < space->n_taken && at <= last; k++) {
			if (taken[k].last < at)
				continue;
			if (taken[k].first > last)
				break;
			if (taken[k].first > at)
				visit(context, (struct span){at, taken[k].first - 1});
			at = taken[k].last + 1;
		}
		if (at <= last)
			visit(context, (struct span){at, last});
	}
	free(taken);
}

static unsigned log2_of(uint64_t value)
{
	return 63u - (unsigned)__builtin_clzll(value);
}

/* The largest aligned block that starts here and ends in time. */
static unsigned block_log(uint64_t at, uint64_t last)
{
	unsigned log = at == 0 ? 63 : (unsigned)__builtin_ctzll(at);

	while (((uint64_t)1 << log) - 1 > last - at)
		log--;
	return log;
}

/* Likewise in a piece, on one side of 4 GiB. */
static unsigned block_in(struct span piece, uint64_t at)
{
	return block_log(at, at < 4 * GIB && piece.last >= 4 * GIB ? 4 * GIB - 1 : piece.last);
}

static void count_piece(void *context, struct span piece)
{
	struct blocks *blocks = context;
	uint64_t at = piece.first;

	while (at <= piece.last) {
		unsigned log = block_in(piece, at);

		blocks->count[at >= 4 * GIB][log]++;
		at += (uint64_t)1 << log;
	}
}

void search_blocks(const struct address_space *space, struct blocks *blocks)
{
	memset(blocks, 0, sizeof(*blocks));
	visit_free(space, count_piece, blocks);
}

/* ---- the search ---- */

static uint64_t hash_state(const struct blocks *blocks, unsigned item)
{
	struct random random = {item + 1};
	uint64_t hash = random_next(&random);

	for (unsigned side = 0; side < 2; side++) {
		for (unsigned log = 12; log < 64; log++) {
			random.state = hash ^ blocks->count[side][log];
			hash = random_next(&random);
		}
	}
	return hash | 1;
}

/* Pages are the smallest thing there is, so any free one is as good as any other. */
static bool pages_fit(const struct search *search, const struct blocks *blocks)
{
	uint64_t pages[2] = {0, 0};

	for (unsigned side = 0; side < 2; side++) {
		for (unsigned log = 12; log < 64; log++)
			pages[side] += (uint64_t)blocks->count[side][log] << (log - 12);
	}
	return pages[0] >= search->low_pages &&
	       pages[0] + pages[1] >= search->low_pages + search->free_pages;
}

static enum found place(struct search *search, struct blocks blocks, unsigned item);

/* Cuts the request out of a block of 2^log: what is left are its halves, quarters and so on. */
static enum found place_in(struct search *search, const struct blocks *blocks, unsigned item,
	unsigned side, unsigned log)
{
	struct blocks left = *blocks;
	unsigned wanted = log2_of(search->items[item].size);

	left.count[side][log]--;
	for (unsigned i = wanted; i < log; i++)
		left.count[side][i]++;
	return place(search, left, item + 1);
}

static enum found place(struct search *search, struct blocks blocks, unsigned item)
{
	uint64_t hash;
	unsigned wanted;

	if (item == search->n_items)
		return pages_fit(search, &blocks) ? FOUND : NOT_FOUND;
	if (++search->steps > MAX_STEPS)
		return GAVE_UP;
	hash = hash_state(&blocks, item);
	if (search->failed[hash % MEMO_SIZE] == hash)
		return NOT_FOUND;
	wanted = log2_of(search->items[item].size);
	for (unsigned side = 0; side < (search->items[item].low_only ? 1u : 2u); side++) {
		for (unsigned log = wanted; log < 64; log++) {
			enum found found = NOT_FOUND;

			if (blocks.count[side][log] > 0)
				found = place_in(search, &blocks, item, side, log);
			if (found != NOT_FOUND)
				return found;
		}
	}
	search->failed[hash % MEMO_SIZE] = hash;
	return NOT_FOUND;
}

static int compare_requests(const void *a, const void *b)
{
	const struct request *x = a;
	const struct request *y = b;

	if (x->size != y->size)
		return x->size > y->size ? -1 : 1;
	return x->low_only - y->low_only;
}

enum found search_placement(const struct address_space *space, const struct request_list *requests)
{
	struct search search = {.n_items = 0};
	struct blocks blocks;
	enum found found;

	for (unsigned i = 0; i < requests->count; i++) {
		const struct request *request = &requests->items[i];

		if (request->size > PAGE)
			search.items[search.n_items++] = *request;
		else if (request->low_only)
			search.low_pages++;
		else
			search.free_pages++;
	}
	qsort(search.items, search.n_items, sizeof(search.items[0]), compare_requests);
	search.failed = calloc(MEMO_SIZE, sizeof(*search.failed));
	if (search.failed == NULL)
		abort();
	search_blocks(space, &blocks);
	found = place(&search, blocks, 0);
	free(search.failed);
	return found;
}

/* ---- the first attempt ---- */

struct best {
	uint64_t size;
	unsigned side;
	unsigned log; /* of the best block so far; 64: none */
	uint64_t at;
};

static void look_for_best(void *context, struct span piece)
{
	struct best *best = context;
	uint64_t at = piece.first;

	while (at <= piece.last) {
		unsigned log = block_in(piece, at);
		bool better = log < best->log || (log == best->log && at < best->at);

		if ((at >= 4 * GIB) == best->side && (uint64_t)1 << log >= best->size && better) {
			best->log = log;
			best->at = at;
		}
		at += (uint64_t)1 << log;
	}
}

bool search_first_attempt(const struct address_space *space, const struct request_list *requests)
{
	struct address_space *left = malloc(sizeof(*left));
	bool all = true;

	if (left == NULL)
		abort();
	*left = *space;
	for (unsigned i = 0; i < requests->count && all; i++) {
		const struct request *request = &requests->items[i];
		struct best best = {.size = request->size, .log = 64};

		visit_free(left, look_for_best, &best);
		if (best.log == 64 && !request->low_only) {
			best.side = 1;
			visit_free(left, look_for_best, &best);
		}
		all = best.log < 64 && left->n_taken < MAX_SPANS;
		if (all)
			left->taken[left->n_taken++] = span_of(best.at, request->size);
	}
	free(left);
	return all;
}
