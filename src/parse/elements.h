/* The elements and attributes of scenarios: which release has which, in which element. */
#ifndef ACRNCFGC_PARSE_ELEMENTS_H
#define ACRNCFGC_PARSE_ELEMENTS_H

#include <stdbool.h>
#include <stdint.h>

enum element_use { ELEMENT_ONCE = 1, ELEMENT_OFTEN };

struct element_word {
	const char *name; /* NULL: the end of the list */
	uint32_t releases;
	enum element_use use;
};

/* An element that has others in it. */
struct element {
	const char *name;
	bool strict; /* part of IVSHMEM: parse reports all that is unknown, in every release */
	const struct element_word *words;
	/* Its settings, by enum setting_id: words too, unless words has the name. */
	unsigned first_setting;
	unsigned end_of_settings;
};

/* NULL: the element holds a value, or is not known. */
const struct element *element_find(const char *name);
/* The word after one of them, the first one for NULL; NULL after the last. */
const struct element_word *element_next_word(
	const struct element *element, const struct element_word *word);
const struct element_word *element_find_word(const struct element *element, const char *name);
/* The section of IVSHMEM, or else the element, that name belongs in; NULL: no such release has it.
 */
const struct element *element_of_word(const char *name, bool strict, uint32_t releases);

/* The words that an element of virtio_devices may hold, up to NULL; NULL: it may hold any text. */
const char *const *element_values(const char *name);

/* The releases that have the attribute at the element. */
uint32_t element_attribute_releases(const char *element, const char *attribute);

#endif
