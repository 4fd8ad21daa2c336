/*
 * What xml_is_plain() lets pass without a schema is what the schema accepts: over sections that are
 * put together at random from good and almost good pieces. The other way round it need not hold,
 * but the usual ones must be plain, or all of it would be in vain.
 *
 * Seen to fail: each bound and each matcher of xml_plain.c made wider.
 */
#include "parse_fixture.h"

#include <libxml/xmlschemas.h>

#include "embedded.h"
#include "base/text.h"
#include "xml/private.h"

#define N_CASES 20000

struct dice {
	uint32_t state;
	size_t rarity; /* one piece in so many is not the usual one */
};

static size_t roll(struct dice *dice, size_t sides)
{
	dice->state ^= dice->state << 13;
	dice->state ^= dice->state >> 17;
	dice->state ^= dice->state << 5;
	return dice->state % sides;
}

/* One of words, mostly the first, which is a good one. */
static const char *pick(struct dice *dice, const char *const *words)
{
	size_t count = 0;

	while (words[count] != NULL)
		count++;
	return roll(dice, dice->rarity) != 0 ? words[0] : words[roll(dice, count)];
}

#define PICK(dice, ...) pick(dice, (const char *const[]){__VA_ARGS__, NULL})

static void open_tag(struct text *text, struct dice *dice, const char *name)
{
	text_addf(text, "<%s%s>", name,
		PICK(dice, "", " desc='x'", " name='a'", " name='a b'", " xmlns='urn:a'",
			" xmlns:a='urn:a'", " a='b'",
			" xmlns:a='http://www.w3.org/2001/XMLSchema-instance' a:type='b'"));
}

static void close_tag(struct text *text, struct dice *dice, const char *name)
{
	text_addf(text, "</%s>%s", name,
		PICK(dice, "", "\n  ", "x", "<!-- -->", "<![CDATA[ ]]>", "<![CDATA[y]]>", "<a/>"));
}

static void add_value(struct text *text, struct dice *dice, const char *name, const char *value)
{
	open_tag(text, dice, name);
	text_add(text, value);
	text_add(text,
		PICK(dice, "", "", " ", "<!-- -->", "<![CDATA[]]>", "<b/>", "&#32;", "&#160;"));
	close_tag(text, dice, name);
}

#define LONG_NAME "abcdefghijklmnopqrstuvwxyz0"

static const char *any_name(struct dice *dice)
{
	return PICK(dice, "a", "sensors_0.A-z", LONG_NAME, LONG_NAME "1", "", "a b", "hv:/a",
		"\xc3\xa9");
}

static const char *any_size(struct dice *dice)
{
	return PICK(dice, "2", "4", "8", "16", "32", "64", "128", "256", "512", "1", "3", "02",
		"1024", "", "0x2", "25", "20");
}

/* There are many forms of it, so each has to come often. */
static const char *any_id(struct dice *dice)
{
	static const char *const ids[] = {"0x1000", "0", "0xFFFF", "65535", "65536", "0x10000",
		"0x1000g", "00", "01", "", "0x", "-1", "9999", "10000", "1x"};

	return roll(dice, 4) != 0 ? "4096" : ids[roll(dice, sizeof(ids) / sizeof(ids[0]))];
}

static void add_string_region(struct text *text, struct dice *dice)
{
	open_tag(text, dice, "IVSHMEM_REGION");
	text_addf(text, "%s%s%s%s%s%s", PICK(dice, "hv:/", "dm:/", "hv:", "HV:/", "", " hv:/"),
		any_name(dice), PICK(dice, ", ", ",", " , ", ",  ", "", ",\n"), any_size(dice),
		PICK(dice, ", ", ",", ";", ""),
		PICK(dice, "0:2", "0:1:3", "10:2", "0", "0:", ":0", "00:2", "0:02", "0 : 2", "0::2",
			"0:2,", "0:2x", "0:+2", "0:99999999999999999999"));
	close_tag(text, dice, "IVSHMEM_REGION");
}

static void add_string_section(struct text *text, struct dice *dice)
{
	for (size_t n = 0, end = roll(dice, 4); n < end; n++) {
		if (roll(dice, 3) == 0)
			add_value(text, dice, "IVSHMEM_ENABLED",
				PICK(dice, "y", "n", "Y", "", "yes"));
		else
			add_string_region(text, dice);
	}
}

/* Once as a rule; else not at all, or twice. */
static size_t how_often(struct dice *dice)
{
	return roll(dice, dice->rarity) != 0 ? 1 : roll(dice, 3);
}

static void add_vm(struct text *text, struct dice *dice)
{
	const char *name = PICK(dice, "IVSHMEM_VM", "VM");

	open_tag(text, dice, name);
	for (size_t n = how_often(dice); n > 0; n--)
		add_value(
			text, dice, "VM_NAME", PICK(dice, "VM0", "POST STD", "", " ", " a", "\t"));
	for (size_t n = how_often(dice); n > 0; n--)
		add_value(text, dice, "VBDF",
			PICK(dice, "00:08.0", "", "ff:1F.7", "00:20.0", "00:08.8", "0:8.0",
				"00:8.0", "000:08.0", "00.08.0", "00:08:0", "g0:08.0", "00:08.00"));
	close_tag(text, dice, name);
}

static void add_vms(struct text *text, struct dice *dice)
{
	open_tag(text, dice, "IVSHMEM_VMS");
	for (size_t n = 0, end = 1 + how_often(dice); n < end; n++)
		add_vm(text, dice);
	close_tag(text, dice, "IVSHMEM_VMS");
}

static void add_element_region(struct text *text, struct dice *dice)
{
	open_tag(text, dice, "IVSHMEM_REGION");
	for (size_t n = how_often(dice); n > 0; n--)
		add_value(text, dice, "NAME", any_name(dice));
	for (size_t n = how_often(dice); n > 0; n--)
		add_value(text, dice, "PROVIDED_BY",
			PICK(dice, "Hypervisor", "Device Model", "Device  Model", "hypervisor",
				""));
	for (size_t n = how_often(dice); n > 0; n--)
		add_value(text, dice, "IVSHMEM_SIZE", any_size(dice));
	for (size_t n = how_often(dice); n > 0; n--)
		add_value(text, dice, "IVSHMEM_REGION_ID", any_id(dice));
	for (size_t n = how_often(dice); n > 0; n--)
		add_vms(text, dice);
	close_tag(text, dice, "IVSHMEM_REGION");
}

static void add_element_section(struct text *text, struct dice *dice)
{
	for (size_t n = 0, end = roll(dice, 3); n < end; n++)
		add_element_region(text, dice);
}

/* ---- the schema's word ------------------------------------------------------------------- */

static void be_quiet(void *context, xmlErrorPtr error)
{
	(void)context;
	(void)error;
}

static xmlSchemaPtr read_schema(const unsigned char *bytes, size_t size)
{
	xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt((const char *)bytes, (int)size);
	xmlSchemaPtr schema = xmlSchemaParse(parser);

	xmlSchemaFreeParserCtxt(parser);
	assert_non_null(schema);
	return schema;
}

static bool accepts(xmlSchemaPtr schema, xmlNodePtr node)
{
	xmlSchemaValidCtxtPtr validator = xmlSchemaNewValidCtxt(schema);
	int fault;

	assert_non_null(validator);
	xmlSchemaSetValidStructuredErrors(validator, be_quiet, NULL);
	fault = xmlSchemaValidateOneElement(validator, node);
	xmlSchemaFreeValidCtxt(validator);
	return fault == 0;
}

/* How many of the cases were plain; all of them are to be accepted. */
static size_t compare(struct fixture *f, enum dialect dialect, xmlSchemaPtr schema)
{
	struct dice dice = {.state = 2463534242u};
	size_t n_plain = 0;

	for (size_t i = 0; i < N_CASES; i++) {
		struct text text;
		xmlNodePtr root;

		dice.rarity = (const size_t[]){6, 30, 100}[i % 3];
		text_init(&text, &f->arena);
		open_tag(&text, &dice, "IVSHMEM");
		if (dialect == DIALECT_ELEMENT)
			add_element_section(&text, &dice);
		else
			add_string_section(&text, &dice);
		text_add(&text, "</IVSHMEM>");
		fixture_load(f, text.bytes);
		root = xmlDocGetRootElement(f->document.tree);
		if (xml_is_plain(root, dialect)) {
			n_plain++;
			if (!accepts(schema, root))
				fail_msg("plain, but not for the schema: %s", text.bytes);
		}
		xml_release(&f->document);
		arena_release(&f->arena);
	}
	return n_plain;
}

static void test_plain_is_accepted(void **state)
{
	struct fixture *f = *state;
	xmlSchemaPtr string = read_schema(embed_ivshmem_xsd, embed_ivshmem_xsd_size);
	xmlSchemaPtr element =
		read_schema(embed_ivshmem_elements_xsd, embed_ivshmem_elements_xsd_size);

	/* Enough of them to mean something, and not all. */
	assert_in_range(compare(f, DIALECT_STRING, string), N_CASES / 20, N_CASES * 9 / 10);
	assert_in_range(compare(f, DIALECT_ELEMENT, element), N_CASES / 20, N_CASES * 9 / 10);
	xmlSchemaFree(string);
	xmlSchemaFree(element);
}

static void assert_plain(struct fixture *f, enum dialect dialect, const char *xml)
{
	fixture_load(f, xml);
	assert_true(xml_is_plain(xmlDocGetRootElement(f->document.tree), dialect));
}

static void test_usual_sections_are_plain(void **state)
{
	struct fixture *f = *state;

	assert_plain(f, DIALECT_STRING, "<IVSHMEM/>");
	assert_plain(f, DIALECT_STRING,
		"<IVSHMEM desc='x'>\n <IVSHMEM_ENABLED desc='y'>y</IVSHMEM_ENABLED>\n"
		" <IVSHMEM_REGION>hv:/shm_region_0, 2, 0:2</IVSHMEM_REGION>\n"
		" <IVSHMEM_REGION>dm:/a,512,1:2:10</IVSHMEM_REGION><IVSHMEM_REGION/></IVSHMEM>");
	assert_plain(f, DIALECT_ELEMENT, "<IVSHMEM/>");
	assert_plain(f, DIALECT_ELEMENT,
		"<IVSHMEM><IVSHMEM_REGION><NAME>a</NAME><PROVIDED_BY>Hypervisor</PROVIDED_BY>"
		"<IVSHMEM_SIZE>2</IVSHMEM_SIZE><IVSHMEM_REGION_ID>0x1000</IVSHMEM_REGION_ID>"
		"<IVSHMEM_VMS><IVSHMEM_VM><VM_NAME>VM0</VM_NAME><VBDF>00:08.0</VBDF></IVSHMEM_VM>"
		"<IVSHMEM_VM><VM_NAME>VM1</VM_NAME><VBDF/></IVSHMEM_VM></IVSHMEM_VMS>"
		"</IVSHMEM_REGION></IVSHMEM>");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_plain_is_accepted, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			test_usual_sections_are_plain, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
