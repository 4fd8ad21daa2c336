/* RESOLVE for launch scripts: which VM of the scenario does an acrn-dm command start? */
#include <string.h>

#include "launch/launch.h"
#include "model/resolve.h"

static const struct vm *find_by_name(const struct config *config, const char *name)
{
	const struct vm *found = NULL;

	for (size_t i = 0; i < config->n_vms; i++) {
		const char *text = config->vms[i].name.text;

		if (text == NULL || strcmp(text, name) != 0)
			continue;
		/* Names may repeat; then one says nothing. */
		if (found != NULL)
			return NULL;
		found = &config->vms[i];
	}
	return found;
}

/* An id as it is printed, or a name: --launch 2=FILE, --launch POST_STD_VM1=FILE. */
static const struct vm *find_selected(const struct config *config, const char *selector)
{
	for (size_t i = 0; i < config->n_vms; i++) {
		const struct number *id = &config->vms[i].id;

		if (id->form == NUMBER_DECIMAL && strcmp(id->text, selector) == 0)
			return &config->vms[i];
	}
	return find_by_name(config, selector);
}

void resolve_launch(struct config *config)
{
	for (size_t i = 0; i < config->launch->n_scripts; i++) {
		struct launch_script *script = &config->launch->scripts[i];

		if (script->vm_selector != NULL)
			script->selected = find_selected(config, script->vm_selector);
		for (size_t j = 0; j < script->n_invocations; j++) {
			struct launch_invocation *invocation = &script->invocations[j];
			const struct launch_field *name = &invocation->vm_name;

			if (script->vm_selector != NULL)
				invocation->vm = script->selected;
			else if (name->text != NULL && name->known)
				invocation->vm = find_by_name(config, name->text);
		}
	}
}
