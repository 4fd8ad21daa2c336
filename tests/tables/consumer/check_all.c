/* SPDX-License-Identifier: BSD-3-Clause */
/* All checks, and the words in which they report. */
#include "consumer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 3, 0))) static void report_line(
	FILE *out, const char *kind, const char *format, va_list args)
{
	fprintf(out, "consumer: %s: ", kind);
	vfprintf(out, format, args);
	fputc('\n', out);
}

void report_fault(struct report *report, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report_line(report->out, "fault", format, args);
	va_end(args);
	report->faults++;
}

void report_note(struct report *report, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report_line(report->out, "note", format, args);
	va_end(args);
	report->notes++;
}

static const char *device_kind(const struct table_device *device)
{
	if (device->emulation == EMU_PASSTHROUGH)
		return "passthrough device";
	switch (device->ops) {
	case OPS_HOST_BRIDGE: return "host bridge";
	case OPS_IVSHMEM: return "ivshmem device";
	case OPS_VUART: return "PCI vUART";
	case OPS_NONE:
	case OPS_UNKNOWN: break;
	}
	return "device";
}

const char *label_device(
	const struct guest *guest, const struct table_device *device, struct label *label)
{
	char bdf[16] = "unassigned";

	if (device->vbdf != UNASSIGNED)
		snprintf(bdf, sizeof(bdf), "%02x:%02x.%x", device->vbdf >> 8,
			device->vbdf >> 3 & 31, device->vbdf & 7);
	snprintf(label->text, sizeof(label->text), "VM %u, %s %s%s%.*s%s", guest->vm->id,
		device_kind(device), bdf, device->region_name[0] ? " ('" : "", TABLE_NAME_SIZE,
		device->region_name, device->region_name[0] ? "')" : "");
	return label->text;
}

void check_all(struct report *report, const struct guests *guests)
{
	check_config(report, guests);
	check_regions(report);
	check_tables(report, guests);
	check_members(report, guests);
	check_pci(report, guests);
	check_bars(report, guests);
	check_vuarts(report, guests);
	check_mmio(report, guests);
}
