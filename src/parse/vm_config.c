/* What a VM says in lists: processors, flags, vUARTs, interrupts. The settings are settings.c's. */
#include "parse/reader.h"

#include <string.h>

/* ---- cpu_affinity ---- */

static void add_pcpu(
	xmlNodePtr node, struct vm_config *config, struct value id, struct value real_time)
{
	*ARRAY_ADD(xml_ctx(node)->arena, config->pcpus, config->n_pcpus) =
		(struct pcpu){parse_number(&id), real_time};
}

/* In v3.x each processor has an element of its own, which says more of it. */
static void read_pcpus(xmlNodePtr affinity, struct vm_config *config)
{
	for (xmlNodePtr node = xml_child(affinity); node != NULL; node = xml_next(node)) {
		if (xml_is(node, "pcpu_id")) {
			struct loc loc = xml_tag_loc(node);
			struct value id = xml_value(node);

			/* A blank one is no processor. */
			if (!value_is_blank(&id))
				add_pcpu(node, config, id, value_absent(loc));
		} else if (xml_is(node, "pcpu")) {
			add_pcpu(node, config, read_value(node, "pcpu_id"),
				read_value(node, "real_time_vcpu"));
		}
	}
}

/* ---- vUARTs of v2.x ---- */

static struct vuart_config read_vuart(xmlNodePtr node, enum vuart_section section)
{
	return (struct vuart_config){
		.loc = xml_tag_loc(node),
		.section = section,
		.id = read_attribute_number(node, "id"),
		.type = read_value(node, "type"),
		.base = read_value(node, "base"),
		.irq = read_value(node, "irq"),
		.target_vm = read_number(node, "target_vm_id"),
		.target_uart = read_number(node, "target_uart_id"),
	};
}

static void read_vuarts(xmlNodePtr vm, struct vm_config *config)
{
	static const struct {
		const char *element;
		enum vuart_section section;
	} kinds[] = {
		{"legacy_vuart", VUART_LEGACY},
		{"vuart", VUART_LEGACY}, /* v2.2 */
		{"console_vuart", VUART_CONSOLE},
		{"communication_vuart", VUART_COMMUNICATION},
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		bool legacy = kinds[i].section == VUART_LEGACY;
		struct vuart_config **list = legacy ? &config->legacy_vuarts : &config->pci_vuarts;
		size_t *count = legacy ? &config->n_legacy_vuarts : &config->n_pci_vuarts;

		for (xmlNodePtr node = NULL;
			(node = xml_each(vm, kinds[i].element, node)) != NULL;) {
			/* The console of v3.x is a word: a setting. */
			if (!legacy && !xml_has(node, "base"))
				continue;
			*ARRAY_ADD(xml_ctx(vm)->arena, *list, *count) =
				read_vuart(node, kinds[i].section);
		}
	}
}

/* ---- pt_intx ---- */

static size_t skip_blanks(const char *text, size_t position)
{
	while (parse_is_blank(text[position]))
		position++;
	return position;
}

/* Decimal or hex digits at *position, which moves to what follows them. */
static bool take_number(const char *text, size_t *position, uint64_t *number)
{
	char digits[24];
	size_t start = skip_blanks(text, *position);
	size_t length = strspn(text + start, "0123456789abcdefABCDEFxX");
	struct value value = {.text = digits, .present = true};
	struct number parsed;

	if (length == 0 || length >= sizeof(digits))
		return false;
	memcpy(digits, text + start, length);
	digits[length] = '\0';
	parsed = parse_number(&value);
	*position = skip_blanks(text, start + length);
	*number = parsed.value;
	return parsed.form == NUMBER_DECIMAL || parsed.form == NUMBER_HEX;
}

/* "(14, 0)" at *position, which moves to what follows it if it is one. */
static bool take_pair(const char *text, size_t *position, struct intx_pair *pair)
{
	size_t p = *position;

	if (text[p++] != '(' || !take_number(text, &p, &pair->physical) || text[p++] != ',' ||
		!take_number(text, &p, &pair->virtual) || text[p++] != ')')
		return false;
	*position = p;
	return true;
}

static void read_intx(xmlNodePtr node, struct vm_config *config)
{
	struct xml_text text = xml_text_of(node);
	size_t position = skip_blanks(text.bytes, 0);

	while (text.bytes[position] != '\0') {
		struct intx_pair pair;
		size_t start = position;

		if (!take_pair(text.bytes, &position, &pair)) {
			config->intx_fault = xml_text_value(&text, start, text.length - start).loc;
			return;
		}
		pair.loc = xml_text_loc(&text, start, position - start);
		*ARRAY_ADD(xml_ctx(node)->arena, config->intx, config->n_intx) = pair;
		position = skip_blanks(text.bytes, position);
	}
}

void parse_vm_lists(xmlNodePtr node, struct vm_config *config)
{
	xmlNodePtr flags = parse_once(node, "guest_flags");
	xmlNodePtr clos = parse_once(node, "clos");
	xmlNodePtr intx = parse_once(node, "pt_intx");

	config->cpu_affinity = read_section(node, "cpu_affinity");
	config->epc_section = read_section(node, "epc_section");
	config->os_config = read_section(node, "os_config");
	config->board_private = read_section(node, "board_private");
	config->guest_flags.loc = xml_tag_loc(node);
	config->clos.loc = config->guest_flags.loc;
	if (flags != NULL)
		config->guest_flags = read_values(flags, "guest_flag");
	if (clos != NULL)
		config->clos = read_numbers(clos, "vcpu_clos", false);
	read_pcpus(parse_once(node, "cpu_affinity"), config);
	read_vuarts(node, config);
	if (intx != NULL)
		read_intx(intx, config);
}
