/* Names of VMs, what they boot and with which arguments: all of it becomes C strings. */
#include "check/rules.h"

#include <string.h>

#include "base/utf8.h"

#define MAX_NAME 31u /* arrays of 32 bytes, the final NUL included */
#define MAX_SHORT_NAME 15u
#define MAX_BOOTARGS 2047u

/* What acrn-dm starts boots what its command line says. */
static bool is_booted_by_hypervisor(const struct vm *vm)
{
	return vm->kind == VM_PRE_LAUNCHED || vm->kind == VM_SERVICE;
}

static const struct value *text_of(const struct vm *vm, enum setting_id id)
{
	return &vm_setting(vm, id)->text;
}

/* ---- characters ---- */

enum charset { CHARSET_NAME, CHARSET_UTF8, CHARSET_ASCII, CHARSET_ARGUMENTS };

static bool is_allowed(unsigned char c, enum charset set)
{
	if (set == CHARSET_NAME)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		       c == '_' || c == '-';
	if (c == '"' || c == '\\' || c == 0x7f)
		return false;
	if (set == CHARSET_ARGUMENTS && (c == '\t' || c == '\n' || c == '\r'))
		return true;
	return c >= ' ' && (c < 0x80 || set != CHARSET_ASCII);
}

/* Where the first byte is that the text may not have; its length if all may. */
static size_t find_bad_byte(const char *text, enum charset set)
{
	size_t at = 0;

	while (text[at] != '\0' && is_allowed((unsigned char)text[at], set))
		at++;
	return at;
}

/* The character there, as one that can be shown. */
static const char *character_at(struct context *ctx, const char *text, size_t at)
{
	size_t size = utf8_size(text + at, strlen(text + at));

	return words_quote(ctx, arena_strndup(ctx->arena, text + at, size > 0 ? size : 1));
}

/* False if the text has a character that is not of the set, or more bytes; that is reported. */
static bool check_text(struct context *ctx, const struct vm *vm, enum setting_id id,
	enum diag_code code, enum charset set, size_t max_bytes)
{
	static const char *const sets[] = {
		[CHARSET_NAME] = "names have letters, digits, '_' and '-'",
		[CHARSET_UTF8] = "double quotes, backslashes and control characters become C code",
		[CHARSET_ASCII] = "it has printable ASCII without double quotes and backslashes",
		[CHARSET_ARGUMENTS] =
			"double quotes, backslashes and control characters become C code",
	};
	const struct value *value = text_of(vm, id);
	size_t at = find_bad_byte(value->text, set);

	if (value->text[at] != '\0')
		diag_add(ctx->diags, code, check_value_part(value, at, 1),
			"%s has the character %s; %s", check_setting_label(ctx, vm, id),
			character_at(ctx, value->text, at), sets[set]);
	else if (at > max_bytes)
		diag_add(ctx->diags, code, value->loc,
			"%s has %zu bytes; it must be at most %zu bytes",
			check_setting_label(ctx, vm, id), at, max_bytes);
	return at <= max_bytes && value->text[at] == '\0';
}

/* ---- names ---- */

void check_vm_name(struct context *ctx, const struct vm *vm)
{
	(void)check_text(ctx, vm, SETTING_VM_NAME, DIAG_OSC002,
		check_applies(ctx, V3) ? CHARSET_NAME : CHARSET_UTF8,
		check_applies(ctx, RELEASES(V2_7, V3_3)) ? MAX_SHORT_NAME : MAX_NAME);
}

void check_os_tags(struct context *ctx, const struct vm *vm)
{
	static const enum setting_id ids[] = {
		SETTING_OS_NAME, SETTING_KERN_MOD, SETTING_RAMDISK_MOD};

	for (size_t i = 0; is_booted_by_hypervisor(vm) && i < sizeof(ids) / sizeof(ids[0]); i++)
		(void)check_text(ctx, vm, ids[i], DIAG_OSC003, CHARSET_ASCII, MAX_NAME);
}

/* ---- kernel ---- */

/* From v3.0 on it has a default. */
void check_os_kernel(struct context *ctx, const struct vm *vm)
{
	const struct value *module = text_of(vm, SETTING_KERN_MOD);

	if (is_booted_by_hypervisor(vm) && vm->config->os_config.present && value_is_blank(module))
		diag_add(ctx->diags, DIAG_OSC004, module->loc,
			"%s is empty; a VM that the hypervisor boots needs the tag of its kernel's boot module",
			check_setting_label(ctx, vm, SETTING_KERN_MOD));
}

void check_os_addresses(struct context *ctx, const struct vm *vm)
{
	const struct value *type = text_of(vm, SETTING_KERN_TYPE);
	bool load = !value_is_blank(text_of(vm, SETTING_KERN_LOAD_ADDR));
	bool entry = !value_is_blank(text_of(vm, SETTING_KERN_ENTRY_ADDR));
	enum setting_id missing = load ? SETTING_KERN_ENTRY_ADDR : SETTING_KERN_LOAD_ADDR;

	if (!is_booted_by_hypervisor(vm) || (load && entry))
		return;
	if (value_is(type, "KERNEL_ZEPHYR") || value_is(type, "KERNEL_RAWIMAGE"))
		diag_add(ctx->diags, DIAG_OSC005, text_of(vm, missing)->loc,
			"%s is empty; a kernel of type %s needs load and entry address",
			check_setting_label(ctx, vm, missing), type->text);
	else if (load || entry)
		diag_add(ctx->diags, DIAG_OSC005, text_of(vm, missing)->loc,
			"%s is empty; load and entry address are given both or not at all",
			check_setting_label(ctx, vm, missing));
}

/* ---- boot arguments ---- */

/* The Service VM's words are elsewhere in the text form. */
static enum setting_id arguments_id(const struct context *ctx, const struct vm *vm)
{
	return vm->kind == VM_SERVICE && check_applies(ctx, V2) ? SETTING_PRIVATE_BOOTARGS
								: SETTING_BOOTARGS;
}

/* "root=/dev/sda3 ", "console=ttyS0 ", "idle=halt " and "maxcpus=4", as far as they are added. */
static size_t added_length(const struct context *ctx, const struct vm *vm)
{
	const struct value *console = &config_setting(ctx->config, SETTING_SERIAL_CONSOLE)->text;
	const struct value *rootfs = text_of(vm, SETTING_PRIVATE_ROOTFS);
	size_t length = strlen("idle=halt maxcpus=4 ");

	if (vm->kind != VM_SERVICE || !check_applies(ctx, V2))
		return 0;
	if (!value_is_blank(rootfs))
		length += strlen("root= ") + strlen(rootfs->text);
	if (!value_is_blank(console))
		length += strlen("console= ") + strlen(last_component(console->text));
	return length;
}

void check_os_bootargs(struct context *ctx, const struct vm *vm)
{
	enum setting_id id = arguments_id(ctx, vm);
	const struct value *arguments = text_of(vm, id);
	size_t added = added_length(ctx, vm);

	if (!is_booted_by_hypervisor(vm) ||
		!check_text(ctx, vm, id, DIAG_OSC006, CHARSET_ARGUMENTS, SIZE_MAX))
		return;

	size_t length = strlen(join_words(ctx->arena, arguments->text));

	if (length + added > MAX_BOOTARGS)
		diag_add(ctx->diags, DIAG_OSC006, arguments->loc,
			"%s has %zu bytes with the %zu that are added; there is room for %u",
			check_setting_label(ctx, vm, id), length + added, added, MAX_BOOTARGS);
}

/* Between v2.7 and v3.0 the words were in os_config already; no release took such a scenario. */
static bool is_of_development(const struct context *ctx, const struct vm *vm)
{
	return ctx->releases == V2 && !vm->config->board_private.present &&
	       value_is(text_of(vm, SETTING_VM_TYPE), "SERVICE_VM");
}

void check_os_service_vm(struct context *ctx, const struct vm *vm)
{
	const struct value *arguments = text_of(vm, SETTING_BOOTARGS);
	bool late = check_applies(ctx, RELEASES(V2_7, V2_7));
	const char *wanted = late ? "SERVICE_VM_OS_BOOTARGS" : "SOS_VM_BOOTARGS";

	if (vm->kind != VM_SERVICE || !vm->config->os_config.present ||
		is_of_development(ctx, vm) || value_is(arguments, wanted) ||
		((ctx->releases & RELEASE_V2_7) != 0 &&
			value_is(arguments, "SERVICE_VM_OS_BOOTARGS")))
		return;
	diag_add(ctx->diags, DIAG_OSC007, arguments->loc,
		"%s is %s; for the Service VM it must be %s, and its words are in board_private/bootargs",
		check_setting_label(ctx, vm, SETTING_BOOTARGS), words_quote(ctx, arguments->text),
		wanted);
}

void check_os_reset(struct context *ctx, const struct vm *vm)
{
	const struct value *arguments = text_of(vm, SETTING_BOOTARGS);
	const char *words = join_words(ctx->arena, arguments->text);

	if (vm->kind == VM_PRE_LAUNCHED && arguments->present &&
		strstr(arena_join(ctx->arena, " ", words, " "), " reboot=acpi ") == NULL)
		diag_add(ctx->diags, DIAG_OSC008, arguments->loc,
			"%s lacks reboot=acpi; without it the guest cannot reset itself",
			check_setting_label(ctx, vm, SETTING_BOOTARGS));
}
