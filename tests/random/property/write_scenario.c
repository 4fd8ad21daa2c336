/* A scene's scenario as XML, in either dialect. What may be written in several ways varies. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "fault.h"

/* One of several ways to write the thing number `item`. */
static unsigned style_of(const struct scene *scene, unsigned item, unsigned ways)
{
	struct random random = {scene->style ^ (uint64_t)item << 32};

	return (unsigned)random_below(&random, ways);
}

static void write_setting(FILE *out, const struct scene *scene, const char *name,
	const struct setting *setting, enum fault_place place)
{
	const char *wrong = fault_text(scene, place, 0);

	if (wrong != NULL)
		fprintf(out, "    <%s>%s</%s>\n", name, wrong, name);
	else if (setting->given && place == AT_EMULATED_MMIO)
		fprintf(out, "    <%s>%" PRIu64 "</%s>\n", name, setting->value, name);
	else if (setting->given)
		fprintf(out, "    <%s>0x%" PRIx64 "</%s>\n", name, setting->value, name);
	else
		fprintf(out, "    <%s></%s>\n", name, name);
}

/* ---- regions ---- */

static void write_string_region(FILE *out, const struct scene *scene, unsigned index)
{
	static const char *const blanks[] = {"", " ", "  ", "\t", "\n      "};
	const struct scene_region *region = &scene->regions[index];
	const char *whole = fault_text(scene, AT_REGION, index);
	const char *name = fault_text(scene, AT_REGION_NAME, index);
	const char *size = fault_text(scene, AT_REGION_SIZE, index);
	const char *vms = fault_text(scene, AT_REGION_VMS, index);
	const char *blank = blanks[style_of(scene, index, 5)];
	const char *colon = "";

	fprintf(out, "    <IVSHMEM_REGION>%s", blank);
	if (whole != NULL) {
		fprintf(out, "%s</IVSHMEM_REGION>\n", whole);
		return;
	}
	if (name != NULL)
		fprintf(out, "%s%s,%s", name, blank, blank);
	else
		fprintf(out, "%s:/%s%s,%s", region->is_dm ? "dm" : "hv", region->name, blank,
			blank);
	if (size != NULL)
		fprintf(out, "%s%s, ", size, blank);
	else
		fprintf(out, "%u%s, ", region->mb, blank);
	if (vms != NULL)
		fprintf(out, "%s", vms);
	for (unsigned i = 0; i < MAX_VMS && vms == NULL; i++) {
		unsigned vm = style_of(scene, index + 100, 2) == 0 ? i : MAX_VMS - 1 - i;

		if ((region->vms >> vm & 1) == 0)
			continue;
		fprintf(out, "%s%u%s", colon, vm, blank);
		colon = ":";
	}
	fprintf(out, "</IVSHMEM_REGION>\n");
}

static void write_vbdf(FILE *out, const struct scene *scene, const char *tag, uint16_t vbdf,
	unsigned item, const char *wrong)
{
	static const char *const forms[] = {"%02x:%02x.%u", "%x:%x.%u", "%02X:%02X.%u"};
	char text[16] = "";

	if (vbdf != FACT_NO_VBDF) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(text, sizeof(text), forms[style_of(scene, item, 3)], vbdf >> 8,
			vbdf >> 3 & 31u, vbdf & 7u);
#pragma GCC diagnostic pop
	}
	fprintf(out, "<%s>%s</%s>", tag, wrong != NULL ? wrong : text, tag);
}

static void write_element_region(FILE *out, const struct scene *scene, unsigned index)
{
	const struct scene_region *region = &scene->regions[index];
	const char *name = fault_text(scene, AT_REGION_NAME, index);
	const char *size = fault_text(scene, AT_REGION_SIZE, index);
	const char *provider = fault_text(scene, AT_PROVIDER, index);
	const char *id = fault_text(scene, AT_REGION_ID, index);

	if (provider == NULL)
		provider = region->is_dm ? "Device Model" : "Hypervisor";
	fprintf(out, "    <IVSHMEM_REGION>\n      <NAME>%s</NAME>\n", name ? name : region->name);
	if (region->is_dm || style_of(scene, index, 4) != 0 ||
		fault_text(scene, AT_PROVIDER, index))
		fprintf(out, "      <PROVIDED_BY>%s</PROVIDED_BY>\n", provider);
	if (size != NULL)
		fprintf(out, "      <IVSHMEM_SIZE>%s</IVSHMEM_SIZE>\n", size);
	else
		fprintf(out, "      <IVSHMEM_SIZE>%u</IVSHMEM_SIZE>\n", region->mb);
	if (id != NULL)
		fprintf(out, "      <IVSHMEM_REGION_ID>%s</IVSHMEM_REGION_ID>\n", id);
	else if (region->id != 0)
		fprintf(out,
			style_of(scene, index, 2)
				? "      <IVSHMEM_REGION_ID>0x%x</IVSHMEM_REGION_ID>\n"
				: "      <IVSHMEM_REGION_ID>%u</IVSHMEM_REGION_ID>\n",
			region->id);
	fprintf(out, "      <IVSHMEM_VMS>\n");
	for (unsigned vm = 0; vm < MAX_VMS; vm++) {
		if ((region->vms >> vm & 1) == 0)
			continue;
		fprintf(out, "        <IVSHMEM_VM><VM_NAME>%s</VM_NAME>",
			vm < scene->n_vms ? scene->vms[vm].name : "NO_SUCH_VM");
		write_vbdf(out, scene, "VBDF", region->vbdf[vm], index * 32 + vm,
			fault_text(scene, AT_VBDF, index * 32 + vm));
		fprintf(out, "</IVSHMEM_VM>\n");
	}
	fprintf(out, "      </IVSHMEM_VMS>\n    </IVSHMEM_REGION>\n");
}

static void write_ivshmem(FILE *out, const struct scene *scene)
{
	static const char *const switches[] = {[SWITCH_Y] = "y", [SWITCH_N] = "n"};
	const char *wrong = fault_text(scene, AT_SWITCH, 0);

	fprintf(out, "   <IVSHMEM>\n");
	if (wrong != NULL)
		fprintf(out, "    <IVSHMEM_ENABLED>%s</IVSHMEM_ENABLED>\n", wrong);
	else if (!scene->element && scene->feature_switch != SWITCH_ABSENT)
		fprintf(out, "    <IVSHMEM_ENABLED>%s</IVSHMEM_ENABLED>\n",
			switches[scene->feature_switch]);
	for (unsigned i = 0; i < scene->n_regions; i++) {
		if (scene->element)
			write_element_region(out, scene, i);
		else
			write_string_region(out, scene, i);
	}
	fprintf(out, "   </IVSHMEM>\n");
}

/* ---- the hypervisor's part ---- */

static void write_connections(FILE *out, const struct scene *scene)
{
	for (unsigned i = 0; i < scene->n_connections; i++) {
		const struct scene_connection *connection = &scene->connections[i];
		const char *type = fault_text(scene, AT_CONNECTION_TYPE, i);

		fprintf(out,
			"    <vuart_connection>\n     <name>connection_%u</name>\n"
			"     <type>%s</type>\n",
			i,
			type != NULL         ? type
			: connection->is_pci ? "pci"
					     : "legacy");
		for (unsigned end = 0; end < 2; end++) {
			const char *wrong = fault_text(scene, AT_VUART_TARGET, i * 2 + end);

			fprintf(out, "     <endpoint><vm_name>%s</vm_name>",
				wrong != NULL ? wrong : scene->vms[connection->vm[end]].name);
			write_vbdf(
				out, scene, "vbdf", connection->vbdf[end], 500 + i * 2 + end, NULL);
			fprintf(out, "</endpoint>\n");
		}
		fprintf(out, "    </vuart_connection>\n");
	}
}

static void write_hypervisor(FILE *out, const struct scene *scene)
{
	fprintf(out, " <hv>\n  <FEATURES>\n");
	write_ivshmem(out, scene);
	fprintf(out, "  </FEATURES>\n  <MEMORY>\n");
	write_setting(out, scene, "HV_RAM_START", &scene->hv_ram_start, AT_HV_RAM_START);
	if (scene_has_hv_ram_size(scene))
		write_setting(out, scene, "HV_RAM_SIZE", &scene->hv_ram_size, AT_NOTHING);
	if (scene_has_ram_sizes(scene)) {
		write_setting(out, scene, "UOS_RAM_SIZE", &scene->uos_ram_size, AT_NOTHING);
		write_setting(out, scene, "SOS_RAM_SIZE", &scene->sos_ram_size, AT_NOTHING);
	}
	fprintf(out, "  </MEMORY>\n  <CAPACITIES>\n");
	write_setting(out, scene, "MAX_EMULATED_MMIO", &scene->max_emulated_mmio, AT_EMULATED_MMIO);
	write_setting(out, scene, "MAX_MSIX_TABLE_NUM", &scene->max_msix_table_num, AT_NOTHING);
	write_setting(out, scene, "MAX_PCI_DEV_NUM", &scene->max_pci_dev_num, AT_NOTHING);
	fprintf(out, "  </CAPACITIES>\n");
	if (scene->n_connections > 0) {
		fprintf(out, "  <vuart_connections>\n");
		write_connections(out, scene);
		fprintf(out, "  </vuart_connections>\n");
	}
	fprintf(out, " </hv>\n");
}

/* ---- VMs ---- */

static void write_kind(FILE *out, const struct scene *scene, unsigned index)
{
	/* In an order that v2.2 and v2.3 have room for. */
	static const char *const old[][8] = {
		[VM_PRE_LAUNCHED] = {"SAFETY_VM", "PRE_RT_VM", "PRE_STD_VM", "PRE_STD_VM"},
		[VM_SERVICE] = {"SOS_VM"},
		[VM_POST_LAUNCHED] = {"POST_STD_VM", "POST_RT_VM", "KATA_VM", "POST_STD_VM",
			"POST_STD_VM", "POST_STD_VM", "POST_STD_VM"},
	};
	static const char *const orders[] = {
		[VM_PRE_LAUNCHED] = "PRE_LAUNCHED_VM",
		[VM_SERVICE] = "SERVICE_VM",
		[VM_POST_LAUNCHED] = "POST_LAUNCHED_VM",
	};
	const struct scene_vm *vm = &scene->vms[index];
	const char *wrong = fault_text(scene, AT_VM_KIND, index);
	unsigned nth = 0; /* of its kind */

	for (unsigned i = 0; i < index; i++)
		nth += scene->vms[i].kind == vm->kind;
	if (scene->element)
		fprintf(out, "  <load_order>%s</load_order>\n  <vm_type>%s</vm_type>\n%s",
			wrong != NULL ? wrong : orders[vm->kind],
			vm->spelling == 0 ? "RTVM" : "STANDARD_VM",
			vm->spelling == 0 && vm->kind == VM_PRE_LAUNCHED
				? "  <lapic_passthrough>y</lapic_passthrough>\n"
				: "");
	else
		fprintf(out, "  <vm_type>%s</vm_type>\n",
			wrong != NULL                    ? wrong
			: old[vm->kind][nth % 8] != NULL ? old[vm->kind][nth % 8]
							 : old[vm->kind][0]);
}

static void write_start(FILE *out, const struct scene *scene, unsigned vm, const char *tag,
	const struct scene_piece *piece)
{
	const char *wrong =
		piece == scene->vms[vm].pieces ? fault_text(scene, AT_MEMORY_START, vm) : NULL;

	if (wrong != NULL)
		fprintf(out, "<%s>%s</%s>", tag, wrong, tag);
	else
		fprintf(out, "<%s>0x%" PRIx64 "</%s>", tag, piece->start, tag);
}

static void write_old_memory(FILE *out, const struct scene *scene, unsigned index)
{
	const struct scene_vm *vm = &scene->vms[index];
	const char *wrong = fault_text(scene, AT_MEMORY_SIZE, index);

	fprintf(out, "  <memory>");
	if (vm->kind != VM_PRE_LAUNCHED && vm->n_pieces == 0)
		fprintf(out, "<start_hpa>0</start_hpa><size>CONFIG_SOS_RAM_SIZE</size>");
	for (unsigned i = 0; i < vm->n_pieces; i++) {
		if (!vm->pieces[i].floating)
			write_start(out, scene, index, i == 0 ? "start_hpa" : "start_hpa2",
				&vm->pieces[i]);
		if (i == 0 && wrong != NULL)
			fprintf(out, "<size>%s</size>", wrong);
		else
			fprintf(out, "<%s>0x%" PRIx64 "</%s>", i == 0 ? "size" : "size_hpa2",
				vm->pieces[i].size, i == 0 ? "size" : "size_hpa2");
	}
	fprintf(out, "</memory>\n");
}

static void write_new_memory(FILE *out, const struct scene *scene, unsigned index)
{
	const struct scene_vm *vm = &scene->vms[index];
	const char *wrong = fault_text(scene, AT_MEMORY_SIZE, index);

	fprintf(out, "  <memory>");
	for (unsigned i = 0; i < vm->n_pieces; i++) {
		const struct scene_piece *piece = &vm->pieces[i];
		const char *tag = piece->floating ? "size" : "size_hpa";

		if (!piece->floating) {
			fprintf(out, "<hpa_region>");
			write_start(out, scene, index, "start_hpa", piece);
		}
		if (i == 0 && wrong != NULL)
			fprintf(out, "<%s>%s</%s>", tag, wrong, tag);
		else
			fprintf(out, "<%s>%" PRIu64 "</%s>", tag, piece->size / MIB, tag);
		if (!piece->floating)
			fprintf(out, "</hpa_region>");
	}
	fprintf(out, "</memory>\n");
}

static void write_consoles(FILE *out, const struct scene *scene, const struct scene_vm *vm)
{
	static const char *const texts[] = {[CONSOLE_NONE] = "None",
		[CONSOLE_LEGACY] = "COM Port 1",
		[CONSOLE_PCI] = "PCI",
		[CONSOLE_BOTH] = "COM Port 2"};
	bool legacy = vm->console == CONSOLE_LEGACY || vm->console == CONSOLE_BOTH;
	bool pci = vm->console == CONSOLE_PCI || vm->console == CONSOLE_BOTH;

	if (scene->element) {
		fprintf(out, "  <console_vuart>%s</console_vuart>\n", texts[vm->console]);
		return;
	}
	fprintf(out,
		"  <legacy_vuart id=\"0\"><base>%s</base></legacy_vuart>\n"
		"  <legacy_vuart id=\"1\"><base>%s</base></legacy_vuart>\n"
		"  <console_vuart id=\"0\"><base>%s</base></console_vuart>\n",
		!legacy                         ? "INVALID_COM_BASE"
		: vm->kind != VM_SERVICE        ? "COM1_BASE"
		: scene->release->number == 207 ? "SERVICE_VM_COM1_BASE"
						: "SOS_COM1_BASE",
		vm->legacy_1 ? "COM2_BASE" : "INVALID_COM_BASE",
		pci ? "PCI_VUART" : "INVALID_PCI_BASE");
}

static void write_vuarts(FILE *out, const struct scene *scene, unsigned index)
{
	const struct scene_vm *vm = &scene->vms[index];

	write_consoles(out, scene, vm);
	for (unsigned i = 0; i < vm->n_vuarts && !scene->element; i++) {
		const struct scene_vuart *vuart = &vm->vuarts[i];
		const char *wrong = fault_text(scene, AT_VUART_TARGET, index * 32 + i);
		char target[16];

		snprintf(target, sizeof(target), "%u", vuart->target_vm);
		fprintf(out,
			"  <communication_vuart id=\"%u\"><base>%s</base>"
			"<target_vm_id>%s</target_vm_id><target_uart_id>%u</target_uart_id>"
			"</communication_vuart>\n",
			i + 1, vuart->is_pci ? "PCI_VUART" : "INVALID_PCI_BASE",
			wrong != NULL ? wrong : target, vuart->target_index);
	}
}

static void write_vm(FILE *out, const struct scene *scene, unsigned index)
{
	const struct scene_vm *vm = &scene->vms[index];
	const char *id = fault_text(scene, AT_VM_ID, index);
	const char *device = fault_text(scene, AT_PASSTHROUGH, index);
	char number[16];

	snprintf(number, sizeof(number), "%u", index);
	fprintf(out, " <vm id=\"%s\">\n", id != NULL ? id : number);
	write_kind(out, scene, index);
	if (vm->name[0] != '\0')
		fprintf(out, "  <name>%s</name>\n", vm->name);
	if (scene->element)
		write_new_memory(out, scene, index);
	else
		write_old_memory(out, scene, index);
	fprintf(out, "  <pci_devs>");
	for (unsigned i = 0; i < vm->n_passthrough; i++) {
		uint16_t bdf = vm->passthrough[i];

		fprintf(out, "<pci_dev>%02x:%02x.%x Ethernet controller: device</pci_dev>",
			bdf >> 8, bdf >> 3 & 31u, bdf & 7u);
	}
	if (device != NULL)
		fprintf(out, "<pci_dev>%s</pci_dev>", device);
	fprintf(out, "</pci_devs>\n");
	write_vuarts(out, scene, index);
	if (vm->tpm2 || vm->p2sb)
		fprintf(out, "  <mmio_resources>%s%s</mmio_resources>\n",
			vm->tpm2 ? "<TPM2>y</TPM2>" : "", vm->p2sb ? "<p2sb>y</p2sb>" : "");
	if (vm->ptm)
		fprintf(out, "  <PTM>y</PTM>\n");
	fprintf(out, " </vm>\n");
}

char *scene_write_scenario(const struct scene *scene, size_t *size)
{
	const char *board = fault_text(scene, AT_BOARD_NAME, 0);
	const char *prolog = fault_text(scene, AT_PROLOG, 0);
	const char *end = fault_text(scene, AT_END, 0);
	char *text;
	FILE *out = open_memstream(&text, size);

	if (out == NULL)
		abort();
	if (prolog != NULL)
		fprintf(out, "%s\n", prolog);
	fprintf(out, "<acrn-config board=\"%s\" scenario=\"generated\">\n",
		board != NULL ? board : scene->board.name);
	write_hypervisor(out, scene);
	for (unsigned i = 0; i < scene->n_vms; i++)
		write_vm(out, scene, i);
	fprintf(out, "%s\n", end != NULL ? end : "</acrn-config>");
	if (fclose(out) != 0)
		abort();
	return text;
}
