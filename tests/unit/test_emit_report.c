/* The canonical XML and what the stylesheets make of it, from a layout built by hand. */
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxslt/xsltutils.h>

#include "emit_fixture.h"
#include "report/stylesheet.h"
#include "report/layout_xml.h"
#include "report/map.h"

static struct emit_input fixture_input(struct fixture *f)
{
	return (struct emit_input){
		.target = f->ctx.target, .config = &f->config, .layout = &f->layout};
}

/* ---- layout.xml -------------------------------------------------------------------------- */

static xmlDocPtr load_xml(struct fixture *f, const struct emit_input *in)
{
	struct text text;
	xmlDocPtr document;

	text_init(&text, &f->arena);
	emit_layout_xml(&text, in);
	document = xmlReadMemory(text.bytes, (int)text.length, NULL, NULL, XML_PARSE_NONET);
	assert_non_null(document);
	return document;
}

static void assert_xpath(xmlDocPtr document, const char *expression, const char *expected)
{
	xmlXPathContextPtr context = xmlXPathNewContext(document);
	xmlXPathObjectPtr object = xmlXPathEvalExpression(BAD_CAST expression, context);
	xmlChar *value = xmlXPathCastToString(object);

	if (strcmp((const char *)value, expected) != 0)
		fail_msg("%s is '%s', not '%s'", expression, (const char *)value, expected);
	xmlFree(value);
	xmlXPathFreeObject(object);
	xmlXPathFreeContext(context);
}

static void xml_states_every_fact(void **state)
{
	static const struct {
		const char *expression;
		const char *value;
	} cases[] = {
		{"string(/acrn-layout/@version)", "1"},
		{"string(/acrn-layout/@target)", "v2.3"},
		{"string(/acrn-layout/@board)", "whl-ipc-i5"},
		{"string(/acrn-layout/@scenario)", "hybrid_rt"},
		{"string(/acrn-layout/@accepted)", "yes"},
		{"count(//conflict)", "0"},
		{"count(//regions/region)", "3"},
		{"string(//region[@key='hv1']/@name)", "hv:/b"},
		{"string(//region[@key='hv1']/@size)", "16777216"},
		{"string(//region[@key='hv1']/@size-text)", "16 MiB"},
		{"string(//region[@key='hv1']/@offset-hex)", "0x200000"},
		{"string(//region[@key='hv1']/@hpa)", "287309824"},
		{"string(//region[@key='hv1']/@hpa-hex)", "0x11200000"},
		{"string(//region[@key='hv1']/@hpa-last-hex)", "0x121fffff"},
		{"string(//region[@key='dm0']/@land)", "dm"},
		{"count(//region[@key='dm0']/@hpa)", "0"},
		{"count(//region[@key='hv1']/peer)", "3"},
		{"string(//hv-ram/@start-hex)", "0x10000000"},
		{"string(//pool/@exact)", "no"},
		{"string(//vm[@id=0]/@kind)", "pre-launched"},
		{"string(//vm[@id=0]/@peer-id)", "0"},
		{"string(//vm[@id=0]/device[1]/@type)", "hostbridge"},
		{"string(//vm[@id=0]/device[@type='passthrough']/@pbdf)", "00:17.0"},
		{"string(//vm[@id=0]/device[@type='passthrough']/bar[@index=4]/@placed)", "guest"},
		{"string(//vm[@id=0]/device[@region='hv1']/@vbdf)", "00:03.0"},
		{"string(//vm[@id=0]/device[@region='hv1']/bar[@index=2]/@address-hex)",
			"0x4000000000"},
		{"string(//vm[@id=0]/device[@region='hv1']/bar[@index=2]/@type)", "mem64-prefetch"},
		{"string(//vm[@id=0]/device[@region='hv1']/peer[2]/@vm)", "2"},
		{"string(//vm[@id=0]/device[@type='vuart']/@target-vm)", "1"},
		{"string(//vm[@id=0]/window/@owner)", "PCI window"},
		{"string(//vm[@id=0]/taken/@owner)", "BAR 0 of 00:17.0"},
		{"string(//vm[@id=2]/device[@region='hv0']/@placed)", "acrn-dm"},
		{"string(//vm[@id=2]/device[@region='dm0']/@type)", "dm-ivshmem"},
		{"count(//vm[@id=2]/device[@region='dm0']/@vbdf)", "0"},
		{"count(//vm[@id=2]/map/range)", "0"},
		{"string(//capacity[@name='MAX_MSIX_TABLE_NUM']/@value)", "64"},
	};
	struct fixture *f = fixture_new("v2.3");
	struct emit_input in = fixture_input(f);
	xmlDocPtr document = load_xml(f, &in);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_xpath(document, cases[i].expression, cases[i].value);
	xmlFreeDoc(document);
	fixture_free(f);
}

static void xml_survives_every_name(void **state)
{
	struct fixture *f = fixture_new("v2.3");
	struct emit_input in = fixture_input(f);
	xmlDocPtr document;

	(void)state;
	f->vms[0].name =
		value_of("<&\"'>\x01\x1b[31m\xff]]>\n\xe2\x80\xae\xef\xbf\xbe", (struct loc){0});
	f->config.scenario_name = value_of("-->", (struct loc){0});
	f->ram[0].owner = "\x7f";
	document = load_xml(f, &in);
	assert_xpath(document, "string(//vm[@id=0]/@name)",
		"<&\"'>\\x01\\x1b[31m\\xff]]> \\u202e\\ufffe");
	assert_xpath(document, "string(/acrn-layout/@scenario)", "-->");
	xmlFreeDoc(document);
	fixture_free(f);
}

/* Each range begins where the one before ends, also at the end of the address space. */
static void xml_maps_have_no_gap(void **state)
{
	struct fixture *f = fixture_new("v2.3");
	struct emit_input in = fixture_input(f);
	struct claim window = {.range = {UINT64_MAX - 0x1fff, UINT64_MAX}, .owner = "top"};
	struct claim taken = {.range = {UINT64_MAX - 0xfff, UINT64_MAX}, .owner = "last page"};
	xmlDocPtr document;

	(void)state;
	f->tables[1].windows = &window;
	f->tables[1].n_windows = 1;
	f->tables[1].taken = &taken;
	f->tables[1].n_taken = 1;
	document = load_xml(f, &in);
	assert_xpath(
		document, "string(//vm[@id=1]/map/range[last()]/@last-hex)", "0xffffffffffffffff");
	assert_xpath(document, "string(//vm[@id=1]/map/range[last()]/@owner)", "last page");
	assert_xpath(document,
		"count(//vm[@id=0]/map/range[position() > 1]"
		"[@first != preceding-sibling::range[1]/@last + 1])",
		"0");
	assert_xpath(document,
		"count(//memory/map/range[@log2-before != "
		"sum(preceding-sibling::range/@log2)])",
		"0");
	assert_xpath(document, "string(//memory/map/range[@kind='region'][1]/@log2)", "21");
	xmlFreeDoc(document);
	fixture_free(f);
}

static void refusal_is_marked(void **state)
{
	struct fixture *f = fixture_new("v2.3");
	struct emit_input in = fixture_input(f);
	struct text text;
	xmlDocPtr document;

	(void)state;
	struct diag *diag = diag_add_file(&f->diags, DIAG_OUT004, NULL, "no <room>");

	diag_note(&f->diags, diag, (struct loc){.source = NULL}, "a note");
	in.refusal = &f->diags;
	f->tables[0].devices[2].bars[2].address = 0;
	f->layout.pool_base = 0;
	f->places[0].hpa = 0;
	f->places[2].hpa = 0;
	document = load_xml(f, &in);
	assert_xpath(document, "string(/acrn-layout/@accepted)", "no");
	assert_xpath(document, "string(//conflict/@message)", "no <room>");
	assert_xpath(document, "string(//conflict/note/@message)", "a note");
	assert_xpath(document, "string(//vm[@id=0]/device[3]/@placed)", "no");
	assert_xpath(document, "string(//vm[@id=0]/device[3]/bar[3]/@placed)", "no");
	assert_xpath(document, "string(//region[@key='hv0']/@placed)", "no");
	assert_xpath(document, "string(//pool/@placed)", "no");
	xmlFreeDoc(document);

	text_init(&text, &f->arena);
	assert_true(emit_report(&f->ctx, &in, "layout.txt", &text));
	assert_non_null(strstr(text.bytes, "X OUT004: no <room>"));
	assert_non_null(strstr(text.bytes, "hv:/a, 2 MiB: X not placed"));
	fixture_free(f);
}

static void what_was_never_laid_out_has_a_report(void **state)
{
	static const char *const names[] = {"layout.html", "layout.svg", "layout.txt"};
	struct fixture *f = fixture_new("v2.3");
	struct config nothing = {.source = NULL};
	struct emit_input in = {.config = &nothing, .refusal = &f->diags};

	(void)state;
	diag_add_file(&f->diags, DIAG_OUT004, NULL, "not even begun");
	for (size_t i = 0; i < 3; i++) {
		struct text text;

		text_init(&text, &f->arena);
		assert_true(emit_report(&f->ctx, &in, names[i], &text));
		assert_non_null(strstr(text.bytes, "not even begun"));
	}
	fixture_free(f);
}

/* ---- layout.txt -------------------------------------------------------------------------- */

static void assert_line(const char *text, const char *line)
{
	const char *found = strstr(text, line);

	if (found == NULL || found[-1] != '\n' || found[strlen(line)] != '\n')
		fail_msg("no line '%s' in:\n%s", line, text);
}

static void text_states_memory_and_vms(void **state)
{
	static const char *const lines[] = {
		"  hv:/b, 16 MiB at 0x11200000-0x121fffff, offset 0x200000 (planned)",
		"    VM 0 'RTVM', pre-launched VM: sees it at 0x4000000000, vBDF 00:03.0,",
		"        own id 0",
		"    VM 2, post-launched VM: acrn-dm places it, own id 2",
		"  dm:/d, 8 MiB: a shared memory object of the Service VM",
		"  =     0x100000-0xfffffff       255 MiB  System RAM",
		"  h   0x10000000-0x10ffffff       16 MiB  hypervisor",
		"  #   0x11200000-0x121fffff       16 MiB  hv:/b",
		"  h   0x12200000-0x1a7fffff      134 MiB  hypervisor",
		"  =   0x1a800000-0x3fffffff      600 MiB  System RAM",
		"VM 0 'RTVM', pre-launched VM; own id 0",
		"  00:03.0  shared memory hv:/b, 16 MiB; shared with VM 1, 2",
		"           BAR2 0x4000000000-0x4000ffffff mem64-prefetch, 16 MiB",
		"  #   0x80000000-0x801fffff        2 MiB  BAR2 of hv:/a",
		"  .   0x80200000-0x80ffffff       14 MiB  free",
		"VM 2, post-launched VM; own id 2",
		"  acrn-dm  shared memory hv:/a, 2 MiB; shared with VM 0",
		"  acrn-dm  shared memory dm:/d, 8 MiB; shared with VM 3; no doorbell",
	};
	struct fixture *f = fixture_new("v2.3");
	struct emit_input in = fixture_input(f);
	struct text text;

	(void)state;
	text_init(&text, &f->arena);
	assert_true(emit_report(&f->ctx, &in, "layout.txt", &text));
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_line(text.bytes, lines[i]);
	fixture_free(f);
}

/* ---- stylesheets ------------------------------------------------------------------------- */

static void stylesheets_make_what_they_are_called_after(void **state)
{
	static const struct {
		const char *path;
		const char *output; /* NULL: no name */
	} cases[] = {
		{"memory.csv.xsl", "memory.csv"},
		{"a/b.c/layout.svg.xsl", "layout.svg"},
		{"../x.xsl", "x"},
		{"x.xsl.xsl", "x.xsl"},
		{".xsl", NULL},
		{"x.xslt", NULL},
		{"x", NULL},
		{"", NULL},
		{"-", NULL},
		{"a/", NULL},
		{".profile.xsl", NULL},
		{"..xsl", NULL},
		{"-rf.xsl", NULL},
		{"a b.xsl", NULL},
		{"a\nb.xsl", NULL},
		{"\xc3\xa4.xsl", NULL},
	};
	struct fixture *f = fixture_new("v2.3");

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *output = stylesheet_output(&f->arena, cases[i].path);

		if (cases[i].output == NULL)
			assert_null(output);
		else
			assert_string_equal(output, cases[i].output);
	}
	fixture_free(f);
}

static void handlers_of_the_process_are_given_back(void **state)
{
	static const char broken[] =
		"<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
		"<xsl:template match='((('/></xsl:stylesheet>";
	struct fixture *f = fixture_new("v2.3");
	struct emit_input in = fixture_input(f);
	struct source source = {.name = "x.xsl", .bytes = broken, .size = sizeof(broken) - 1};
	struct stylesheet own = {.source = &source, .output = "x"};
	struct output_list outputs = {.count = 0};
	xmlGenericErrorFunc generic = xsltGenericError;
	void *generic_context = xsltGenericErrorContext;
	xmlStructuredErrorFunc structured = xmlStructuredError;

	(void)state;
	assert_false(emit_stylesheets(&f->ctx, &in, EMIT_REPORT, &own, 1, &outputs));
	assert_int_equal(f->diags.count, 1);
	assert_int_equal(f->diags.items[0]->code, DIAG_OUT005);
	assert_true(xsltGenericError == generic);
	assert_ptr_equal(xsltGenericErrorContext, generic_context);
	assert_true(xmlStructuredError == structured);
	fixture_free(f);
}

static void a_stylesheet_cannot_make_a_table(void **state)
{
	static const char *const names[] = {
		"pci_dev.c", "vbar_base.h", "ivshmem.config", "ivshmem_config.mk", "ivshmem_cfg.h"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_not_equal(emit_group_of(names[i]) & ~(unsigned)EMIT_REPORT, 0);
	assert_int_equal(emit_group_of("layout.json"), EMIT_REPORT);
	assert_int_equal(emit_group_of("memory.csv"), 0);
	assert_int_equal(emit_group_of("launch_vm.args"), 0); /* of no VM */
}

/* ---- maps -------------------------------------------------------------------------------- */

static void map_vm(struct fixture *f, struct claim *windows, size_t n_windows, struct claim *taken,
	size_t n_taken, struct map *map)
{
	struct layout_vm *vm = &f->tables[1];

	vm->windows = windows;
	vm->n_windows = n_windows;
	vm->taken = taken;
	vm->n_taken = n_taken;
	vm->n_devices = 1;
	vm->devices[0].n_bars = 1;
	vm->devices[0].bars[0] = (struct bar){
		.index = 2, .type = BAR_MEM64_PREFETCH, .address = 0xa0000000, .size = 16 * MIB};
	layout_map_vm(&f->ctx, vm, map);
	layout_map_fold(&f->arena, map);
}

static void assert_range(const struct map_range *range, enum map_kind kind, uint64_t first,
	uint64_t last, const char *owner)
{
	assert_int_equal(range->kind, kind);
	assert_int_equal(range->range.first, first);
	assert_int_equal(range->range.last, last);
	assert_string_equal(range->owner, owner);
}

/* Of claims that overlap the smaller has the bytes, and the VM's own BAR before all. */
static void map_resolves_overlaps(void **state)
{
	struct claim windows[] = {{.range = {0x80000000, 0xbfffffff}, .owner = "w"}};
	struct claim taken[] = {
		{.range = {0x90000000, 0x9fffffff}, .owner = "bridge"},
		{.range = {0x94000000, 0x97ffffff}, .owner = "device"},
		{.range = {0xa0800000, 0xa0ffffff}, .owner = "in the BAR"},
	};
	struct fixture *f = fixture_new("v2.3");
	struct map map;

	(void)state;
	map_vm(f, windows, 1, taken, 3, &map);
	assert_int_equal(map.n_ranges, 5);
	assert_range(&map.ranges[0], MAP_HOLE, 0, 0x7fffffff, "unused");
	assert_range(&map.ranges[1], MAP_FREE, 0x80000000, 0x8fffffff, "free");
	assert_range(
		&map.ranges[2], MAP_TAKEN, 0x90000000, 0x9fffffff, "bridge, device and 1 more");
	assert_int_equal(map.ranges[2].n_parts, 3);
	assert_range(&map.ranges[2].parts[1], MAP_TAKEN, 0x94000000, 0x97ffffff, "device");
	assert_range(&map.ranges[2].parts[2], MAP_TAKEN, 0x98000000, 0x9fffffff, "bridge");
	assert_range(&map.ranges[3], MAP_REGION, 0xa0000000, 0xa0ffffff, "hv:/b");
	assert_range(&map.ranges[4], MAP_FREE, 0xa1000000, 0xbfffffff, "free");
	fixture_free(f);
}

/* Small neighbours are one line, with gaps that hold no region; larger gaps part them. */
static void map_folds_small_neighbours(void **state)
{
	struct claim windows[] = {{.range = {0x90000000, 0xafffffff}, .owner = "w"}};
	struct claim taken[] = {
		{.range = {0x90001000, 0x90001fff}, .owner = "a"},
		{.range = {0x90003000, 0x90003fff}, .owner = "b"},
		{.range = {0x90600000, 0x90600fff}, .owner = "c"},
	};
	struct fixture *f = fixture_new("v2.3");
	struct map map;

	(void)state;
	map_vm(f, windows, 1, taken, 3, &map);
	assert_range(&map.ranges[0], MAP_HOLE, 0, 0x8fffffff, "unused");
	assert_range(&map.ranges[1], MAP_TAKEN, 0x90000000, 0x90003fff, "a, b");
	assert_int_equal(map.ranges[1].n_parts, 4);
	assert_range(&map.ranges[2], MAP_FREE, 0x90004000, 0x905fffff, "free");
	assert_range(&map.ranges[3], MAP_TAKEN, 0x90600000, 0x90600fff, "c");
	fixture_free(f);
}

/* Also where the small pieces and holes are as large as a region together. */
static void fold_without_ram_says_so(void **state)
{
	struct arena arena = {.chunks = NULL};
	struct map_range ranges[] = {
		{.range = {0, MIB - 1}, .kind = MAP_RAM, .owner = "System RAM"},
		{.range = {MIB, 8 * MIB - 1}, .kind = MAP_HOLE, .owner = "unused"},
		{.range = {8 * MIB, GIB - 1}, .kind = MAP_RAM, .owner = "System RAM"},
	};
	struct map map = {.ranges = ranges, .n_ranges = 3};

	(void)state;
	layout_map_fold(&arena, &map);
	assert_int_equal(map.n_ranges, 2);
	assert_range(&map.ranges[0], MAP_HOLE, 0, 8 * MIB - 1, "no RAM except small pieces");
	assert_range(&map.ranges[1], MAP_RAM, 8 * MIB, GIB - 1, "System RAM");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xml_states_every_fact),
		cmocka_unit_test(xml_survives_every_name),
		cmocka_unit_test(xml_maps_have_no_gap),
		cmocka_unit_test(refusal_is_marked),
		cmocka_unit_test(what_was_never_laid_out_has_a_report),
		cmocka_unit_test(text_states_memory_and_vms),
		cmocka_unit_test(stylesheets_make_what_they_are_called_after),
		cmocka_unit_test(handlers_of_the_process_are_given_back),
		cmocka_unit_test(a_stylesheet_cannot_make_a_table),
		cmocka_unit_test(map_resolves_overlaps),
		cmocka_unit_test(map_folds_small_neighbours),
		cmocka_unit_test(fold_without_ram_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
