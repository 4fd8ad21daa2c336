/*
 * The names of a shell script: which value a variable has at each command, if the text says so.
 *
 * A script is read from top to bottom, but does not run that way. A variable that is assigned once
 * has the same value wherever it has one. Any other is forgotten where a part of the script may
 * run that is elsewhere in the text.
 */
#include "launch/shell_private.h"
#include "base/each.h"

#include <string.h>

static struct shell_variable *find(const struct shell *shell, struct shell_name name)
{
	EACH (struct shell_variable, variable, shell, variables) {
		if (variable->name.length == name.length &&
			memcmp(variable->name.bytes, name.bytes, name.length) == 0)
			return variable;
	}
	return NULL;
}

static struct shell_variable *find_or_add(struct shell *shell, struct shell_name name)
{
	struct shell_variable *variable = find(shell, name);

	if (variable != NULL)
		return variable;
	if (shell->n_variables == SHELL_MAX_NAMES) {
		shell->too_many_names = true;
		return NULL;
	}
	variable = ARRAY_ADD(shell->ctx->arena, shell->variables, shell->n_variables);
	*variable = (struct shell_variable){.name = name};
	return variable;
}

const struct shell_variable *shell_get(const struct shell *shell, struct shell_name name)
{
	const struct shell_variable *variable = find(shell, name);

	if (shell->too_many_names || variable == NULL || variable->words == NULL)
		return NULL;
	return variable;
}

void shell_set(
	struct shell *shell, struct shell_name name, const struct shell_word *words, size_t n_words)
{
	struct shell_variable *variable = find_or_add(shell, name);

	if (variable == NULL)
		return;
	variable->words = words;
	variable->n_words = n_words;
	variable->assigned_at = shell->position;
	variable->count += shell->counting;
}

void shell_forget(struct shell *shell, struct shell_name name)
{
	shell_set(shell, name, NULL, 0);
}

void shell_forget_since(struct shell *shell, uint32_t place)
{
	EACH (struct shell_variable, variable, shell, variables) {
		if (variable->assigned_at >= place)
			variable->words = NULL;
	}
}

void shell_forget_shared(struct shell *shell)
{
	EACH (struct shell_variable, variable, shell, variables) {
		if (variable->count > 1 || shell->wild)
			variable->words = NULL;
	}
}

void shell_forget_all(struct shell *shell)
{
	shell->wild = true;
	shell_forget_since(shell, 0);
}

void shell_forget_names(struct shell *shell, uint32_t start, uint32_t end)
{
	const char *text = shell->bytes + start;
	size_t length = end - start;

	for (size_t i = 0; i < length;) {
		size_t identifier = shell_identifier(text + i, length - i);

		if (identifier > 0)
			shell_forget(shell, (struct shell_name){text + i, identifier});
		i += identifier > 0 ? identifier : 1;
	}
}

void shell_add_function(struct shell *shell, struct shell_name name)
{
	struct shell_variable *variable = find_or_add(shell, name);

	if (variable != NULL)
		variable->is_function = true;
}

bool shell_is_function(const struct shell *shell, struct shell_name name)
{
	const struct shell_variable *variable = find(shell, name);

	return variable != NULL && variable->is_function;
}
