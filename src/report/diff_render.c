/* A comparison in words for people, and as JSON for programs; docs/output-files.md has the keys. */
#include <inttypes.h>
#include <string.h>

#include "base/each.h"
#include "base/json.h"
#include "base/utf8.h"
#include "report/diff.h"

#define DIFF_VERSION 1

struct change_name {
	const char *name;  /* JSON */
	const char *words; /* text, after the device */
};

static const struct change_name change_names[] = {
	[DIFF_VM_ADDED] = {"vm-added", "the VM is new"},
	[DIFF_VM_REMOVED] = {"vm-removed", "the VM is gone"},
	[DIFF_VM_KIND] = {"vm-kind", "kind of the VM"},
	[DIFF_VM_NAME] = {"vm-name", "name of the VM (no guest sees it)"},
	[DIFF_VM_RAM] = {"vm-ram", "guest RAM"},
	[DIFF_DEVICE_ADDED] = {"added", "added"},
	[DIFF_DEVICE_REMOVED] = {"removed", "removed"},
	[DIFF_SIZE] = {"size", "size"},
	[DIFF_REGION_ID] = {"region-id", "region id"},
	[DIFF_PEERS] = {"peers", "peers"},
	[DIFF_VBDF] = {"vbdf", "vBDF"},
	[DIFF_BAR] = {"bar", "BAR"},
	[DIFF_LAUNCH] = {"launch", "acrn-dm argument"},
};

static const char *const restarts[] = {
	[DIFF_RESTART_NONE] = "none",
	[DIFF_RESTART_SOME] = "some",
	[DIFF_RESTART_ALL] = "all",
};

static const struct vm *any_vm(const struct diff_vm *vm)
{
	return vm->after != NULL ? vm->after : vm->before;
}

/* ---- text -------------------------------------------------------------------------------- */

/* Names of people's own: nothing of them may move a terminal's cursor. */
static void add_name(struct text *out, const char *name)
{
	utf8_add_shown(out, name, strlen(name));
}

static void add_vms(struct text *out, const struct diff_value *value)
{
	size_t count = 0;

	EACH (const struct region_peer, peer, value->region, peers) {
		if (peer->vm != value->self)
			text_addf(
				out, "%s%" PRIu64, count++ == 0 ? "VM " : ", ", peer->vm->id.value);
	}
	if (count == 0)
		text_add(out, "none");
}

static void add_value(struct text *out, const struct diff_value *value)
{
	switch (value->type) {
	case DIFF_NOTHING: text_add(out, "none"); break;
	case DIFF_TEXT: add_name(out, value->text); break;
	case DIFF_BYTES: text_addf(out, "%" PRIu64 " MiB", value->number / MIB); break;
	case DIFF_ADDRESS: text_hex64(out, value->number, 0); break;
	case DIFF_NUMBER: text_addf(out, "%" PRIu64, value->number); break;
	case DIFF_VMS: add_vms(out, value); break;
	}
}

static void add_change(struct text *out, const struct diff_change *change)
{
	text_add(out, "  ");
	if (change->subject.device != NULL) {
		add_name(out, change->subject.device);
		text_add(out, ": ");
	}
	text_add(out, change_names[change->what].words);
	if (change->subject.bar >= 0)
		text_addf(out, "%d", change->subject.bar);
	if (change->before.type != DIFF_NOTHING || change->after.type != DIFF_NOTHING) {
		bool added = change->what == DIFF_DEVICE_ADDED;
		bool removed = change->what == DIFF_DEVICE_REMOVED;

		text_add(out, added || removed ? ", " : " ");
		if (!added)
			add_value(out, &change->before);
		if (!added && !removed)
			text_add(out, " -> ");
		if (!removed)
			add_value(out, &change->after);
	}
	text_add_char(out, '\n');
}

static void add_vm(struct text *out, const struct diff_vm *vm)
{
	const struct vm *any = any_vm(vm);

	text_addf(out, "VM %" PRIu64, any->id.value);
	if (!value_is_blank(&any->name)) {
		text_add(out, " '");
		add_name(out, any->name.text);
		text_add(out, "'");
	}
	text_addf(out, " (%s)%s\n", vm_kind_name(any->kind),
		vm->n_changes == 0 ? ": sees no change" : "");
	EACH (const struct diff_change, change, vm, changes) {
		add_change(out, change);
	}
}

static void add_some(struct text *out, const struct diff *diff)
{
	size_t count = 0;

	text_add(out, "restart: ");
	EACH (const struct diff_vm, vm, diff, vms) {
		if (vm->restart)
			text_addf(out, "%s%" PRIu64, count++ == 0 ? "VM " : ", ",
				any_vm(vm)->id.value);
	}
	text_add(out,
		count > 1
			? ", all of them down at one time; the hypervisor and the other VMs stay up\n"
			: "; the hypervisor and the other VMs stay up\n");
}

void diff_render_as_text(struct text *out, const struct diff *diff)
{
	EACH (const struct diff_vm, vm, diff, vms) {
		add_vm(out, vm);
	}
	text_add_char(out, '\n');
	switch (diff->restart) {
	case DIFF_RESTART_NONE:
		text_add(out,
			"restart: nothing; the hypervisor's tables and all launch lines stay as they are\n");
		break;
	case DIFF_RESTART_SOME: add_some(out, diff); break;
	case DIFF_RESTART_ALL:
		text_add(out,
			"restart: every VM, together; the hypervisor's tables change, so it is rebuilt and booted again\n");
		break;
	}
	for (size_t i = 0; i < diff->n_stale; i++) {
		text_add(out,
			"remove the old shared memory object first, its size differs: rm /dev/shm");
		add_name(out, diff->stale[i] + strlen("dm:"));
		text_add_char(out, '\n');
	}
}

/* ---- JSON -------------------------------------------------------------------------------- */

static json_t *make_vms(const struct diff_value *value)
{
	json_t *array = json_array();

	EACH (const struct region_peer, peer, value->region, peers) {
		if (peer->vm != value->self)
			json_append(array, json_integer((json_int_t)peer->vm->id.value));
	}
	return array;
}

static json_t *make_value(const struct diff_value *value)
{
	switch (value->type) {
	case DIFF_NOTHING: break;
	case DIFF_TEXT: return json_text(value->text);
	case DIFF_BYTES:
	case DIFF_ADDRESS:
	case DIFF_NUMBER: return json_integer((json_int_t)value->number);
	case DIFF_VMS: return make_vms(value);
	}
	return json_null();
}

static json_t *make_change(const struct diff_change *change)
{
	json_t *object = json_object();

	json_set(object, "what", json_string(change_names[change->what].name));
	json_set(object, "device", json_text_or_null(change->subject.device));
	json_set(object, "region", json_text_or_null(change->subject.region));
	json_set(object, "bar",
		change->subject.bar < 0 ? json_null() : json_integer(change->subject.bar));
	json_set(object, "old", make_value(&change->before));
	json_set(object, "new", make_value(&change->after));
	return object;
}

static json_t *make_vm(const struct diff_vm *vm)
{
	json_t *object = json_object();
	json_t *changes = json_array();

	json_set(object, "id", json_integer((json_int_t)any_vm(vm)->id.value));
	json_set(object, "name", json_text_or_null(any_vm(vm)->name.text));
	json_set(object, "restart", json_boolean(vm->restart));
	for (size_t i = 0; i < vm->n_changes; i++)
		json_append(changes, make_change(&vm->changes[i]));
	json_set(object, "changes", changes);
	return object;
}

void diff_render_as_json(struct text *out, const struct diff *diff)
{
	json_t *root = json_object();
	json_t *vms = json_array();
	json_t *stale = json_array();

	json_set(root, "version", json_integer(DIFF_VERSION));
	json_set(root, "restart", json_string(restarts[diff->restart]));
	for (size_t i = 0; i < diff->n_vms; i++)
		json_append(vms, make_vm(&diff->vms[i]));
	json_set(root, "vms", vms);
	for (size_t i = 0; i < diff->n_stale; i++)
		json_append(stale, json_text(diff->stale[i]));
	json_set(root, "stale_objects", stale);
	json_print(out, root, JSON_INDENT(2));
	text_add_char(out, '\n');
}
