/* A scene's board as XML: sections of text, and for boards of v2.5 and later trees as well. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "fault.h"

/* ---- text ---- */

static void write_line(FILE *out, struct span span, const char *owner)
{
	fprintf(out, "  %08" PRIx64 "-%08" PRIx64 " : %s\n", span.first, span.last, owner);
}

static void write_device_lines(FILE *out, const struct scene_board *board)
{
	for (unsigned i = 0; i < board->n_devices; i++) {
		const struct scene_device *device = &board->devices[i];

		for (unsigned k = 0; k < device->n_bars && device->in_iomem; k++) {
			const struct scene_bar *bar = &device->bars[k];
			char owner[32];

			if (bar->kind == BAR_IO || bar->base == 0 || bar->size == 0)
				continue;
			snprintf(owner, sizeof(owner), "0000:%02x:%02x.%x", device->bdf >> 8,
				device->bdf >> 3 & 31u, device->bdf & 7u);
			write_line(out, span_of(bar->base, bar->size), owner);
		}
	}
}

static void write_iomem(FILE *out, const struct scene *scene)
{
	const struct scene_board *board = &scene->board;
	const char *wrong = fault_text(scene, AT_IOMEM, 0);

	if (board->is_tree && !board->tree_has_iomem && wrong == NULL)
		return;
	fprintf(out, " <IOMEM_INFO>\n  00000000-00000fff : Reserved\n"
		     "  000a0000-000bffff : PCI Bus 0000:00\n");
	for (unsigned i = 0; i < board->n_ram; i++)
		write_line(out, board->ram[i], "System RAM");
	for (unsigned i = 0; i < board->n_windows; i++) {
		if (!board->windows[i].disabled)
			write_line(out, board->windows[i].at, "PCI Bus 0000:00");
	}
	for (unsigned i = 0; i < board->n_claims; i++)
		write_line(out, board->claims[i].at,
			board->claims[i].is_bridge ? "  PCI Bus 0000:01" : "pnp 00:06");
	write_device_lines(out, board);
	for (unsigned i = 0; i < board->n_ioapics; i++)
		fprintf(out, "    %08x-%08x : IOAPIC %u\n", 0xfec00000u + i * 0x1000u,
			0xfec003ffu + i * 0x1000u, i);
	if (wrong != NULL)
		fprintf(out, "  %s\n", wrong);
	fprintf(out, " </IOMEM_INFO>\n");
}

static void write_size(FILE *out, uint64_t size)
{
	static const char units[] = {0, 'K', 'M', 'G', 'T'};
	unsigned unit = 0;

	while (size % 1024 == 0 && unit < 4) {
		size /= 1024;
		unit++;
	}
	fprintf(out, " [size=%" PRIu64 "%.1s]", size, unit > 0 ? &units[unit] : "");
}

static void write_lspci_bar(FILE *out, const struct scene_board *board, const struct scene_bar *bar)
{
	if (board->is_tree && bar->told == TOLD_BY_TREE)
		return;
	fprintf(out, "     Region %u: ", bar->index);
	if (bar->kind == BAR_IO) {
		fprintf(out, "I/O ports at %04" PRIx64 " [size=32]\n", bar->base);
		return;
	}
	if (bar->is_virtual)
		fprintf(out, "[virtual] ");
	if (bar->base == 0)
		fprintf(out, "Memory at &lt;unassigned&gt;");
	else
		fprintf(out, "Memory at %08" PRIx64, bar->base);
	fprintf(out, " (%s, %sprefetchable)%s", bar->kind == BAR_MEM64 ? "64-bit" : "32-bit",
		bar->prefetchable ? "" : "non-", bar->disabled ? " [disabled]" : "");
	if (bar->size != 0)
		write_size(out, bar->size);
	fprintf(out, "\n");
}

static void write_lspci(FILE *out, const struct scene *scene)
{
	const struct scene_board *board = &scene->board;
	const char *wrong = fault_text(scene, AT_LSPCI, 0);

	fprintf(out, " <PCI_DEVICE>\n");
	for (unsigned i = 0; i < board->n_devices; i++) {
		const struct scene_device *device = &board->devices[i];

		fprintf(out, "   %02x:%02x.%x Ethernet controller: device (rev 01)\n",
			device->bdf >> 8, device->bdf >> 3 & 31u, device->bdf & 7u);
		for (unsigned k = 0; k < device->n_bars; k++)
			write_lspci_bar(out, board, &device->bars[k]);
	}
	if (wrong != NULL)
		fprintf(out, "   %s\n", wrong);
	fprintf(out, " </PCI_DEVICE>\n <PCI_VID_PID>\n");
	for (unsigned i = 0; i < board->n_devices; i++) {
		const struct scene_device *device = &board->devices[i];

		fprintf(out, "   %02x:%02x.%x 0200: %04x:%04x (rev 01)\n", device->bdf >> 8,
			device->bdf >> 3 & 31u, device->bdf & 7u, device->vendor, device->id);
	}
	fprintf(out, " </PCI_VID_PID>\n");
}

/* ---- trees ---- */

static void write_resource(FILE *out, const char *id, struct span span, const char *more)
{
	fprintf(out,
		"    <resource%s type=\"memory\" min=\"0x%" PRIx64 "\" max=\"0x%" PRIx64
		"\" len=\"0x%" PRIx64 "\"%s/>\n",
		id, span.first, span.last,
		span.last >= span.first ? span.last - span.first + 1 : 0x1000, more);
}

static void write_tree_bar(FILE *out, const struct scene_bar *bar)
{
	char id[16];
	char more[40];
	struct span span;

	snprintf(id, sizeof(id), " id=\"bar%u\"", bar->index);
	if (bar->kind == BAR_IO) {
		fprintf(out,
			"    <resource%s type=\"io_port\" min=\"0x%" PRIx64 "\" max=\"0x%" PRIx64
			"\" len=\"0x20\"/>\n",
			id, bar->base, bar->base + 31);
		return;
	}
	if (bar->size == 0 || bar->base == 0 || bar->told == TOLD_BY_TEXT)
		return;
	span = span_of(bar->base, bar->size);
	snprintf(more, sizeof(more), " width=\"%d\" prefetchable=\"%d\"",
		bar->kind == BAR_MEM64 ? 64 : 32, bar->prefetchable);
	write_resource(out, id, span, more);
}

static void write_tree_device(FILE *out, const struct scene_device *device)
{
	fprintf(out,
		"   <device address=\"0x%x\" id=\"0x%04x\" description=\"device\">\n"
		"    <vendor>0x%04x</vendor><identifier>0x%04x</identifier>\n",
		(device->bdf >> 3 & 31u) << 16 | (device->bdf & 7u), device->id, device->vendor,
		device->id);
	for (unsigned i = 0; i < device->n_bars; i++)
		write_tree_bar(out, &device->bars[i]);
	fprintf(out, "    <capability id=\"MSI\"/>%s\n   </device>\n",
		device->msix ? "<capability id=\"MSI-X\"/>" : "");
}

/* The devices below the root bus are below one bridge, whose windows are the bridge claims. */
static void write_bridge(FILE *out, const struct scene_board *board)
{
	fprintf(out, "   <device address=\"0x1c0000\" description=\"bridge\">\n");
	for (unsigned i = 0; i < board->n_claims; i++) {
		if (board->claims[i].is_bridge)
			write_resource(out, "", board->claims[i].at, "");
	}
	for (unsigned bus = 1; bus < 256; bus++) {
		bool open = false;

		for (unsigned i = 0; i < board->n_devices; i++) {
			if (board->devices[i].bdf >> 8 != bus)
				continue;
			if (!open)
				fprintf(out, "   <bus type=\"pci\" address=\"0x%x\">\n", bus);
			open = true;
			write_tree_device(out, &board->devices[i]);
		}
		if (open)
			fprintf(out, "   </bus>\n");
	}
	fprintf(out, "   </device>\n");
}

static void write_devices(FILE *out, const struct scene_board *board)
{
	fprintf(out, " <devices>\n  <bus type=\"system\">\n"
		     "  <bus id=\"PNP0A08\" type=\"pci\" address=\"0x0\">\n"
		     "    <resource id=\"res0\" type=\"memory\" min=\"0xa0000\" max=\"0xbffff\" "
		     "len=\"0x20000\"/>\n");
	for (unsigned i = 0; i < board->n_windows; i++) {
		const struct scene_window *window = &board->windows[i];
		struct span span = window->at;

		if (window->disabled)
			span = (struct span){window->at.last, window->at.first};
		write_resource(out, " id=\"res1\"", span, "");
	}
	for (unsigned i = 0; i < board->n_devices; i++) {
		if (board->devices[i].bdf >> 8 == 0)
			write_tree_device(out, &board->devices[i]);
	}
	write_bridge(out, board);
	fprintf(out, "   <device id=\"PNP0C02\">\n");
	for (unsigned i = 0; i < board->n_claims; i++) {
		if (!board->claims[i].is_bridge)
			write_resource(out, " id=\"res0\"", board->claims[i].at, "");
	}
	fprintf(out, "   </device>\n  </bus>\n  </bus>\n </devices>\n");
}

static void write_trees(FILE *out, const struct scene *scene)
{
	const struct scene_board *board = &scene->board;
	const char *wrong = fault_text(scene, AT_TREE_RANGE, 0);

	fprintf(out, " <memory>\n");
	for (unsigned i = 0; i < board->n_ram; i++)
		fprintf(out,
			"  <range start=\"0x%016" PRIx64 "\" end=\"0x%016" PRIx64
			"\" size=\"%" PRIu64 "\"/>\n",
			board->ram[i].first, board->ram[i].last,
			board->ram[i].last - board->ram[i].first + 1);
	if (wrong != NULL)
		fprintf(out, "  %s\n", wrong);
	fprintf(out, " </memory>\n <ioapics>\n");
	for (unsigned i = 0; i < board->n_ioapics; i++)
		fprintf(out,
			"  <ioapic id=\"0x%x\"><address>0x%x</address>"
			"<gsi_base>0x%x</gsi_base><gsi_number>24</gsi_number></ioapic>\n",
			i + 2, 0xfec00000u + i * 0x1000u, i * 24);
	fprintf(out, " </ioapics>\n");
	write_devices(out, board);
}

char *scene_write_board(const struct scene *scene, size_t *size)
{
	const struct scene_board *board = &scene->board;
	char *text;
	FILE *out = open_memstream(&text, size);

	if (out == NULL)
		abort();
	fprintf(out, "<acrn-config board=\"%s\">\n", board->name);
	write_lspci(out, scene);
	write_iomem(out, scene);
	if (board->max_msix_table_num != 0)
		fprintf(out, " <MAX_MSIX_TABLE_NUM>%u</MAX_MSIX_TABLE_NUM>\n",
			board->max_msix_table_num);
	if (board->is_tree)
		write_trees(out, scene);
	fprintf(out, "</acrn-config>\n");
	if (fclose(out) != 0)
		abort();
	return text;
}
