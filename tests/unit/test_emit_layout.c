/* layout.json: the same facts as the tables, for programs. */
#include <jansson.h>

#include "emit/common.h"
#include "emit_fixture.h"

/* ---- layout.json ------------------------------------------------------------------------- */

static json_t *load_layout(struct fixture *f)
{
	struct output_list outputs = fixture_emit(f, EMIT_REPORT);
	json_error_t error;
	json_t *root =
		json_loads(fixture_file(&outputs, "layout.json"), JSON_REJECT_DUPLICATES, &error);

	if (root == NULL)
		fail_msg("line %d: %s", error.line, error.text);
	return root;
}

static const json_t *at(const json_t *array, const char *key, size_t index)
{
	const json_t *item = json_array_get(json_object_get(array, key), index);

	assert_non_null(item);
	return item;
}

static uint64_t number(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	assert_true(json_is_integer(value));
	return (uint64_t)json_integer_value(value);
}

static const char *string(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	assert_non_null(value);
	return value;
}

static void json_has_the_documented_keys_in_order(void **state)
{
	static const char *const keys[] = {
		"version", "target", "board", "scenario", "memory", "regions", "vms"};
	struct fixture *f = fixture_new("v2.3");
	json_t *root = load_layout(f);
	const char *key;
	json_t *value;
	size_t i = 0;

	(void)state;
	json_object_foreach(root, key, value)
	{
		assert_true(i < 7);
		assert_string_equal(key, keys[i++]);
	}
	assert_int_equal(i, 7);
	assert_int_equal(number(root, "version"), 1);
	assert_string_equal(string(root, "target"), "v2.3");
	assert_string_equal(string(root, "board"), "whl-ipc-i5");
	assert_string_equal(string(root, "scenario"), "hybrid_rt");
	json_decref(root);
	fixture_free(f);
}

static void json_states_memory_and_regions(void **state)
{
	struct fixture *f = fixture_new("v2.3");
	json_t *root = load_layout(f);
	const json_t *memory = json_object_get(root, "memory");
	const json_t *a = at(root, "regions", 0);
	const json_t *d = at(root, "regions", 1);
	const json_t *b = at(root, "regions", 2);

	(void)state;
	assert_int_equal(number(memory, "hv_ram_start"), 0x10000000);
	assert_int_equal(number(memory, "hv_ram_size"), 0xa800000);
	assert_int_equal(number(memory, "pool_base"), 0x11000000);
	assert_true(json_is_false(json_object_get(memory, "pool_base_exact")));
	assert_int_equal(number(memory, "pool_size"), 0x1200000);
	assert_int_equal(json_array_size(json_object_get(root, "regions")), 3);
	assert_int_equal(number(a, "index"), 0);
	assert_string_equal(string(a, "name"), "hv:/a");
	assert_string_equal(string(a, "land"), "hv");
	assert_int_equal(number(a, "offset"), 0);
	assert_int_equal(json_array_size(json_object_get(a, "vms")), 2);
	assert_int_equal(json_integer_value(at(a, "vms", 1)), 2);
	assert_int_equal(number(d, "index"), 0);
	assert_string_equal(string(d, "land"), "dm");
	assert_true(json_is_null(json_object_get(d, "offset")));
	assert_true(json_is_null(json_object_get(d, "hpa")));
	assert_int_equal(number(b, "index"), 1);
	assert_int_equal(number(b, "size"), 0x1000000);
	assert_int_equal(number(b, "offset"), 0x200000);
	assert_int_equal(number(b, "hpa"), 0x11200000);
	json_decref(root);
	fixture_free(f);
}

static void json_states_devices(void **state)
{
	struct fixture *f = fixture_new("v2.3");
	json_t *root = load_layout(f);
	const json_t *vm = at(root, "vms", 0);
	const json_t *passthrough = at(vm, "devices", 1);
	const json_t *shared = at(vm, "devices", 3);
	const json_t *bar = at(shared, "bars", 2);
	const json_t *post = at(at(root, "vms", 2), "devices", 1);

	(void)state;
	assert_int_equal(number(vm, "id"), 0);
	assert_string_equal(string(vm, "name"), "RTVM");
	assert_string_equal(string(vm, "kind"), "pre-launched");
	assert_string_equal(string(at(vm, "devices", 0), "type"), "hostbridge");
	assert_string_equal(string(passthrough, "type"), "passthrough");
	assert_string_equal(string(passthrough, "vbdf"), "00:01.0");
	assert_string_equal(string(passthrough, "pbdf"), "00:17.0");
	assert_true(json_is_null(json_object_get(passthrough, "region")));
	assert_int_equal(number(at(passthrough, "bars", 2), "address"), 0);
	assert_string_equal(string(shared, "type"), "ivshmem");
	assert_string_equal(string(shared, "vbdf"), "00:03.0");
	assert_true(json_is_null(json_object_get(shared, "pbdf")));
	assert_int_equal(number(shared, "region"), 1);
	assert_int_equal(number(bar, "index"), 2);
	assert_int_equal(number(bar, "address"), 0x4000000000); /* no type bits */
	assert_int_equal(number(bar, "size"), 0x1000000);
	assert_string_equal(string(bar, "type"), "mem64-prefetch");
	assert_string_equal(string(at(shared, "bars", 0), "type"), "mem32");
	assert_string_equal(string(at(vm, "devices", 4), "type"), "vuart");
	assert_true(json_is_null(json_object_get(at(root, "vms", 1), "name")));
	assert_string_equal(string(at(root, "vms", 1), "kind"), "service");
	assert_string_equal(string(at(root, "vms", 2), "kind"), "post-launched");
	assert_true(json_is_null(json_object_get(post, "vbdf")));
	assert_int_equal(json_array_size(json_object_get(post, "bars")), 0);
	json_decref(root);
	fixture_free(f);
}

/* Without an attribute there is no name; and what is switched off is not compiled. */
static void json_has_null_for_what_is_not_named(void **state)
{
	struct fixture *f = fixture_new("v3.3");

	(void)state;
	f->config.scenario_name = value_absent((struct loc){0});
	f->vms[3].name = value_of("\xe9\x9b\xbb \"\\\n", (struct loc){0});
	fixture_switch_off(f);

	json_t *root = load_layout(f);

	assert_true(json_is_null(json_object_get(root, "scenario")));
	assert_string_equal(string(at(root, "vms", 3), "name"), "\xe9\x9b\xbb \"\\\n");
	assert_int_equal(json_array_size(json_object_get(root, "regions")), 0);
	assert_string_equal(string(at(at(root, "vms", 2), "devices", 0), "type"), "ptm");
	json_decref(root);
	fixture_free(f);
}

/* ---- names -------------------------------------------------------------------------------- */

static void control_characters_never_reach_the_terminal(void **state)
{
	struct fixture *f = fixture_new("v2.3");

	(void)state;
	f->vms[0].name = value_of("\033[31mred\xe2\x80\xae", (struct loc){0});
	f->ram[0].owner = "RAM\033[0m";
	f->sata.label = "\033]0;title\a";

	struct output_list outputs = fixture_emit(f, EMIT_ALL);

	for (size_t i = 0; i < outputs.count; i++) {
		const char *bytes = outputs.files[i].text.bytes;

		assert_null(strchr(bytes, '\033'));
		assert_null(strchr(bytes, '\a'));
		assert_null(strstr(bytes, "\xe2\x80\xae"));
	}
	fixture_free(f);
}

/* ---- sizes ------------------------------------------------------------------------------- */

static void sizes_are_in_the_largest_unit(void **state)
{
	static const struct {
		uint64_t size;
		const char *text;
	} cases[] = {
		{0, "0 B"},
		{256, "256 B"},
		{1023, "1023 B"},
		{4096, "4 KiB"},
		{4097, "4.0 KiB"},
		{1536, "1.5 KiB"},
		{512 * MIB, "512 MiB"},
		{2 * GIB - 1, "1.9 GiB"},
		{GIB * 1024, "1 TiB"},
		{UINT64_MAX, "16777215.9 TiB"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena arena = {.chunks = NULL};

		assert_string_equal(emit_size(&arena, cases[i].size), cases[i].text);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_has_the_documented_keys_in_order),
		cmocka_unit_test(json_states_memory_and_regions),
		cmocka_unit_test(json_states_devices),
		cmocka_unit_test(json_has_null_for_what_is_not_named),
		cmocka_unit_test(control_characters_never_reach_the_terminal),
		cmocka_unit_test(sizes_are_in_the_largest_unit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
