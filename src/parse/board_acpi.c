/* The sections of a board that are C: macros of registers and DMA remapping units, and rows of
   power states. Only their numbers are kept. */
#include "parse/board_section.h"

#include <string.h>

/* ---- macros ---- */

struct macro {
	struct loc loc; /* from #define on */
	struct value name;
	struct number number;
};

/* The next "#define NAME VALUE"; anything else is a fault. */
static bool next_macro(struct section_reader *reader, struct macro *macro)
{
	struct line record;

	while (section_next_record(reader, &record)) {
		macro->loc = line_rest(&record);
		if (line_take(&record, "#define")) {
			macro->name = line_take_value(&record, line_word_end(&record));
			macro->number = section_take_number(&record);
			if (number_valid(&macro->number) && line_ends(&record))
				return true;
		}
		section_fault(reader, macro->loc, "a record is '#define NAME NUMBER'");
	}
	return false;
}

/* A macro that is given twice must have one value. */
static void set_number(
	struct section_reader *reader, struct number *number, const struct macro *macro)
{
	if (number->form != NUMBER_ABSENT && number->value != macro->number.value)
		section_fault(
			reader, macro->loc, "a macro must not be given twice with two values");
	else if (number->form == NUMBER_ABSENT)
		*number = macro->number;
}

void board_section_acpi(struct section_reader *reader)
{
	struct macro macro;

	while (next_macro(reader, &macro)) {
		for (size_t i = 0; i < N_ACPI_VALUES; i++) {
			if (acpi_value_infos[i].section == reader->section &&
				value_is(&macro.name, acpi_value_infos[i].name))
				set_number(reader, &reader->config->acpi[i], &macro);
		}
	}
}

/* ---- DRHD_INFO ---- */

#define MAX_UNITS 256u /* and scopes of a unit: the numbers are part of names */

/* "12" of "12_SEGMENT"; *name moves to what follows. False: no number below MAX_UNITS. */
static bool take_index(const char **name, size_t *index)
{
	size_t n = 0;
	const char *p = *name;

	while (*p >= '0' && *p <= '9' && n < MAX_UNITS)
		n = n * 10 + (size_t)(*p++ - '0');
	if (p == *name || n >= MAX_UNITS)
		return false;
	*name = p;
	*index = n;
	return true;
}

static struct number *scope_field(struct drhd_scope *scope, const char *name)
{
	return strcmp(name, "_TYPE") == 0   ? &scope->type
	       : strcmp(name, "_ID") == 0   ? &scope->id
	       : strcmp(name, "_BUS") == 0  ? &scope->bus
	       : strcmp(name, "_PATH") == 0 ? &scope->path
					    : NULL;
}

static struct number *unit_field(struct drhd *unit, const char *name)
{
	return strcmp(name, "_DEV_CNT") == 0    ? &unit->dev_cnt
	       : strcmp(name, "_SEGMENT") == 0  ? &unit->segment
	       : strcmp(name, "_FLAGS") == 0    ? &unit->flags
	       : strcmp(name, "_REG_BASE") == 0 ? &unit->reg_base
	       : strcmp(name, "_IGNORE") == 0   ? &unit->ignore
						: NULL;
}

/* The number that a macro of the section gives; NULL: it has no macro of that name. */
static struct number *find_drhd_number(struct section_reader *reader, const struct macro *macro)
{
	struct board_config *config = reader->config;
	const char *name = macro->name.text;
	struct drhd *unit;
	size_t index;

	if (strcmp(name, "DRHD_COUNT") == 0)
		return &config->drhd_count;
	if (strncmp(name, "DRHD", 4) != 0)
		return NULL;
	name += 4;
	if (!take_index(&name, &index))
		return NULL;
	while (config->n_drhds <= index)
		*ARRAY_ADD(reader->ctx->arena, config->drhds, config->n_drhds) =
			(struct drhd){.loc = macro->loc};
	unit = &config->drhds[index];
	if (strncmp(name, "_DEVSCOPE", 9) != 0)
		return unit_field(unit, name);
	name += 9;
	if (!take_index(&name, &index))
		return NULL;
	while (unit->n_scopes <= index)
		*ARRAY_ADD(reader->ctx->arena, unit->scopes, unit->n_scopes) =
			(struct drhd_scope){0};
	return scope_field(&unit->scopes[index], name);
}

void board_section_drhd(struct section_reader *reader)
{
	struct macro macro;

	while (next_macro(reader, &macro)) {
		struct number *number = find_drhd_number(reader, &macro);

		if (number != NULL)
			set_number(reader, number, &macro);
		else
			section_fault(reader, macro.name.loc,
				"it must be DRHD_COUNT or a macro DRHDn_... of a unit");
	}
}

/* ---- CX_INFO and PX_INFO ---- */

/* The numbers of a row that is written like form, where # is one of them. */
static bool take_row(struct line *record, const char *form, uint64_t *numbers)
{
	for (; *form != '\0'; form++) {
		const char mark[] = {*form, '\0'};

		if (*form != '#') {
			if (!line_take(record, mark))
				return false;
			continue;
		}

		struct number number = section_take_number(record);

		if (!number_valid(&number))
			return false;
		*numbers++ = number.value;
	}
	(void)line_take(record, ",");
	return line_ends(record);
}

/* The next row of that form; what says that there are no states is skipped. */
static bool next_row(struct section_reader *reader, const char *form, const char *fault,
	struct loc *loc, uint64_t *numbers)
{
	struct line record;

	while (section_next_record(reader, &record)) {
		*loc = line_rest(&record);
		if (line_has(&record, "not available"))
			continue;
		if (take_row(&record, form, numbers))
			return true;
		section_fault(reader, *loc, fault);
	}
	return false;
}

void board_section_cx(struct section_reader *reader)
{
	struct board_config *config = reader->config;
	struct loc loc;
	uint64_t n[8];

	while (next_row(reader, "{{#,#,#,#,#},#,#,#}",
		"a row is '{{SPACE, WIDTH, OFFSET, ACCESS, ADDRESS}, TYPE, LATENCY, POWER},'", &loc,
		n))
		*ARRAY_ADD(reader->ctx->arena, config->cx, config->n_cx) =
			(struct cx_state){loc, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]};
}

void board_section_px(struct section_reader *reader)
{
	struct board_config *config = reader->config;
	struct loc loc;
	uint64_t n[6];

	while (next_row(reader, "{#,#,#,#,#,#}",
		"a row is '{FREQUENCY, POWER, LATENCY, LATENCY, CONTROL, STATUS},'", &loc, n))
		*ARRAY_ADD(reader->ctx->arena, config->px, config->n_px) =
			(struct px_state){loc, n[0], n[1], n[2], n[3], n[4], n[5]};
}
