/* Elements by parent and name, as values, numbers, lists and settings. Nothing is judged here. */
#include "parse/reader.h"

#include <string.h>

struct value read_value(xmlNodePtr parent, const char *name)
{
	return parse_field(parent, name);
}

struct number read_number(xmlNodePtr parent, const char *name)
{
	struct value value = read_value(parent, name);

	return parse_number(&value);
}

struct value read_attribute(xmlNodePtr node, const char *name)
{
	const char *near = parse_near_attribute(node, name);

	return xml_attribute(node, near != NULL ? near : name);
}

struct number read_attribute_number(xmlNodePtr node, const char *name)
{
	struct value value = read_attribute(node, name);

	return parse_number(&value);
}

struct section read_section(xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = parse_once(parent, name);

	return (struct section){
		.present = node != NULL,
		.loc = xml_tag_loc(node != NULL ? node : parent),
	};
}

struct number_list read_numbers(xmlNodePtr parent, const char *name, bool blank_ones)
{
	struct number_list list = {.loc = xml_tag_loc(parent)};

	for (xmlNodePtr node = NULL; (node = xml_each(parent, name, node)) != NULL;) {
		struct value value = xml_value(node);

		if (value_is_blank(&value) && !blank_ones)
			continue;
		*ARRAY_ADD(xml_ctx(parent)->arena, list.items, list.count) = parse_number(&value);
	}
	return list;
}

struct value_list read_values(xmlNodePtr parent, const char *name)
{
	struct value_list list = {.loc = xml_tag_loc(parent)};

	for (xmlNodePtr node = NULL; (node = xml_each(parent, name, node)) != NULL;) {
		*ARRAY_ADD(xml_ctx(parent)->arena, list.items, list.count) = xml_value(node);
	}
	return list;
}

/* ---- settings ---- */

/* The first name of a path, in name; what follows it is returned. */
static const char *take_name(const char *path, char *name, size_t size)
{
	size_t length = strcspn(path, "/");

	if (length >= size)
		length = size - 1;
	memcpy(name, path, length);
	name[length] = '\0';
	path += length;
	return *path == '/' ? path + 1 : path;
}

/* The element at path below parent; above is the start tag of the last one on the way to it. */
static xmlNodePtr find_section(xmlNodePtr parent, const char *path, struct loc *above)
{
	xmlNodePtr node = parent;

	while (*path != '\0' && node != NULL) {
		char name[32];

		path = take_name(path, name, sizeof(name));
		parent = node;
		node = parse_once(node, name);
	}
	*above = xml_tag_loc(node != NULL ? node : parent);
	return node;
}

/* The element at path below parent, and the start tag of the last element on the way that exists.
   mmio_resources is a list in the text form: its parts are one section. */
static xmlNodePtr find_path(
	xmlNodePtr parent, const char *path, const char *element, struct loc *above)
{
	char name[32];
	const char *rest;

	*above = xml_tag_loc(parent);
	if (*path == '\0')
		return parse_once(parent, element);
	rest = take_name(path, name, sizeof(name));
	if (strcmp(name, "mmio_resources") != 0)
		(void)parse_once(parent, name);
	for (xmlNodePtr node = NULL; (node = xml_each(parent, name, node)) != NULL;) {
		xmlNodePtr found = find_path(node, rest, element, above);

		if (found != NULL)
			return found;
	}
	return NULL;
}

/* "-5": the number follows the sign. */
static void read_sign(struct setting *setting)
{
	struct value digits = setting->text;

	if (value_is_blank(&digits) || digits.text[0] != '-')
		return;
	digits.text++;
	setting->negative = true;
	setting->number = parse_number(&digits);
	setting->number.text = setting->text.text;
}

static struct setting absent_setting(struct loc above)
{
	return (struct setting){.text = value_absent(above), .number = number_absent(above)};
}

static struct setting read_setting(xmlNodePtr node, enum setting_kind kind)
{
	struct value text = xml_value(node);
	struct setting setting = {.text = text};

	if (kind == SETTING_NUMBER || kind == SETTING_SIGNED)
		setting.number = parse_number(&text);
	else
		setting.number = (struct number){
			.text = text.text, .present = text.present, .loc = text.loc};
	if (kind == SETTING_SIGNED)
		read_sign(&setting);
	return setting;
}

/* The section is the same as that of the setting before it in most rows of the table. */
void read_settings(xmlNodePtr parent, struct loc absent, enum setting_id first, size_t count,
	struct setting *settings)
{
	const char *section = NULL;
	bool in_parts = false;
	xmlNodePtr place = NULL;
	struct loc above = absent;

	for (size_t i = 0; i < count; i++) {
		const struct setting_info *info = &setting_infos[first + i];
		xmlNodePtr node;

		if (parent != NULL && (section == NULL || strcmp(section, info->section) != 0)) {
			section = info->section;
			in_parts =
				strncmp(section, "mmio_resources", strlen("mmio_resources")) == 0;
			place = in_parts ? parent : find_section(parent, section, &above);
		}
		node = in_parts ? find_path(place, info->section, info->element, &above)
				: parse_once(place, info->element);
		settings[i] = node != NULL ? read_setting(node, info->kind) : absent_setting(above);
	}
}
