/* Facts of the whole configuration that several files need; see hypervisor.h. */
#include "hypervisor/hypervisor.h"
#include "base/each.h"

#include <string.h>

/* The default of the release, for a board without a map of its RAM; HVC006 warns of it. */
#define HV_RAM_START_UNKNOWN 0x10000000u
#define IRQ_LIMIT 16u /* legacy interrupts are 0 to 15 */

/* ---- settings ---------------------------------------------------------------------------- */

uint64_t hv_setting(const struct emit_input *in, enum setting_id id)
{
	return setting_value(config_setting(in->config, id), id, in->target);
}

bool hv_is_on(const struct emit_input *in, enum setting_id id)
{
	return setting_is_on(config_setting(in->config, id), id, in->target);
}

bool hv_is_debug(const struct emit_input *in)
{
	return in->release == RELEASE_AS_GIVEN ? !hv_is_on(in, SETTING_RELEASE)
					       : in->release == RELEASE_NO;
}

const struct board_tty *hv_console(const struct emit_input *in)
{
	const struct setting *console = config_setting(in->config, SETTING_SERIAL_CONSOLE);

	return value_is_blank(&console->text)
		       ? NULL
		       : board_find_tty(in->config->board, console->text.text);
}

uint64_t hv_ram_start(const struct emit_input *in)
{
	const struct number *given = &config_setting(in->config, SETTING_HV_RAM_START)->number;

	if (in->layout->hv_ram_size != 0)
		return in->layout->hv_ram_start;
	return number_valid(given) ? given->value : HV_RAM_START_UNKNOWN;
}

uint64_t hv_ram_size(const struct emit_input *in)
{
	const struct number *given = &config_setting(in->config, SETTING_HV_RAM_SIZE)->number;

	if (in->layout->hv_ram_size != 0)
		return in->layout->hv_ram_size;
	return number_valid(given) ? given->value : in->target->hv_ram_base[in->config->n_vms];
}

/* ---- VMs --------------------------------------------------------------------------------- */

size_t hv_count_vms(const struct emit_input *in, enum vm_kind kind)
{
	size_t count = 0;

	EACH (const struct vm, vm, in->config, vms) {
		count += vm->kind == kind;
	}
	return count;
}

size_t hv_number_of_type(const struct emit_input *in, const struct vm *vm)
{
	size_t number = 0;

	EACH (const struct vm, other, in->config, vms) {
		number += value_is(&other->type, vm->type.text) && other->id.value <= vm->id.value;
	}
	return number;
}

const char *hv_affinity_macro(struct arena *arena, const struct vm *vm)
{
	if (vm->kind == VM_SERVICE)
		return "SOS_VM_CONFIG_CPU_AFFINITY";
	return arena_printf(arena, "VM%" PRIu64 "_CONFIG_CPU_AFFINITY", vm->id.value);
}

bool hv_has_tpm(const struct emit_input *in, const struct vm *vm)
{
	return vm->kind == VM_PRE_LAUNCHED && vm->id.value == 0 && vm->tpm2 &&
	       board_passes_tpm(in->config->board);
}

const char *hv_service_bootargs(const struct emit_input *in, struct arena *arena)
{
	const struct vm *service = in->config->service_vm;
	const struct setting *given = vm_setting(service, SETTING_PRIVATE_BOOTARGS);
	const char *words = value_is_blank(&given->text) ? "" : join_words(arena, given->text.text);
	int n_cpus = __builtin_popcountll(service->config->affinity);

	if (n_cpus == 0)
		return words;
	return arena_printf(arena, "%s%smaxcpus=%d", words, words[0] == '\0' ? "" : " ", n_cpus);
}

/* ---- serial ports ------------------------------------------------------------------------ */

/* The ports of a PC, and what Linux calls them. */
static const struct legacy_port {
	const char *name;
	uint64_t base;
} legacy_ports[] = {
	{"ttyS0", 0x3f8},
	{"ttyS1", 0x2f8},
	{"ttyS2", 0x3e8},
	{"ttyS3", 0x2e8},
};

#define N_LEGACY_PORTS (sizeof(legacy_ports) / sizeof(legacy_ports[0]))

static uint64_t legacy_base(const char *name)
{
	for (size_t i = 0; i < N_LEGACY_PORTS; i++) {
		if (strcmp(legacy_ports[i].name, name) == 0)
			return legacy_ports[i].base;
	}
	return 0;
}

/* Whether the port has an interrupt that a PC's port can have. */
static bool has_legacy_irq(const struct board_tty *tty)
{
	return number_valid(&tty->irq) && tty->irq.value < IRQ_LIMIT;
}

/* The next interrupt that no device of the board has; 0 when they are used up. */
static uint64_t free_irq(const struct emit_input *in, size_t n_drawn)
{
	const struct number_list *irqs = &in->config->board->config->irqs;

	return n_drawn < irqs->count ? irqs->items[n_drawn].value : 0;
}

struct hv_port hv_com1(const struct emit_input *in)
{
	const struct board_tty *console = hv_console(in);

	if (console == NULL)
		return (struct hv_port){0, 0};
	return (struct hv_port){legacy_base(console->name),
		has_legacy_irq(console) ? console->irq.value : free_irq(in, 0)};
}

/* The first port that the board does not list; if it lists all, the first that is not the console.
 */
static uint64_t second_base(const struct emit_input *in)
{
	const struct board_tty *console = hv_console(in);

	for (size_t i = 0; i < N_LEGACY_PORTS; i++) {
		if (board_find_tty(in->config->board, legacy_ports[i].name) == NULL)
			return legacy_ports[i].base;
	}
	for (size_t i = 0; i < N_LEGACY_PORTS; i++) {
		if (console == NULL || strcmp(console->name, legacy_ports[i].name) != 0)
			return legacy_ports[i].base;
	}
	return 0;
}

struct hv_port hv_com2(const struct emit_input *in)
{
	const struct vm *service = in->config->service_vm;
	const struct vuart_config *vuart = service == NULL ? NULL : vm_legacy_vuart(service, 1);
	const struct board_tty *second = board_find_tty(in->config->board, "ttyS1");
	const struct board_tty *console = hv_console(in);

	if (vuart == NULL || !vuart_is_on(vuart))
		return (struct hv_port){0, 0};
	if (second != NULL && second->type == TTY_PORTIO && has_legacy_irq(second))
		return (struct hv_port){legacy_base("ttyS1"), second->irq.value};
	/* COM1 draws first. */
	return (struct hv_port){
		second_base(in), free_irq(in, console != NULL && !has_legacy_irq(console))};
}

bool hv_vuart1_is_connected(const struct vm *vm)
{
	const struct vuart_config *vuart = vm_legacy_vuart(vm, 1);
	const struct vuart_config *other;

	if (vuart == NULL || !vuart_is_on(vuart) || vuart->target == NULL)
		return false;
	other = vm_legacy_vuart(vuart->target, 1);
	return other != NULL && vuart_is_on(other) && other->target == vm &&
	       vuart->target_uart.value == 1 && other->target_uart.value == 1;
}

/* ---- board ------------------------------------------------------------------------------- */

uint64_t hv_max_clos(const struct emit_input *in)
{
	const struct board_config *board = in->config->board->config;
	uint64_t smallest = 0;

	for (size_t i = 0; i < board->n_rdt && hv_is_on(in, SETTING_RDT_ENABLED); i++) {
		uint64_t clos = board->rdt[i].clos_max.value;

		if (i == 0 || clos < smallest)
			smallest = clos;
	}
	return smallest;
}

const struct bdf *hv_hidden_devices(const struct board *board, size_t *count)
{
	static const struct bdf p2sb = {.bus = 0, .device = 0x0d, .function = 0};

	/* The release's table lacks one of the boards. */
	*count = board_hides_0d(board) && !value_is(&board->name, "apl-up2-n3350");
	return *count == 0 ? NULL : &p2sb;
}
