/* The variables of a shell script: what is known of them at each command, and what is not. */
#include "launch/shell_private.h"

#include <string.h>

static bool same(struct shell_name a, struct shell_name b)
{
	return a.length == b.length && memcmp(a.bytes, b.bytes, a.length) == 0;
}

static struct shell_variable *find(const struct shell *shell, struct shell_name name)
{
	for (size_t i = 0; i < shell->n_variables; i++) {
		if (same(shell->variables[i].name, name))
			return &shell->variables[i];
	}
	return NULL;
}

static struct shell_variable *find_or_add(struct shell *shell, struct shell_name name)
{
	struct shell_variable *variable = find(shell, name);

	if (variable != NULL || shell->n_variables == SHELL_MAX_NAMES)
		return variable;
	variable = ARRAY_ADD(shell->pass->arena, shell->variables, shell->n_variables);
	*variable = (struct shell_variable){.name = name};
	return variable;
}

const struct shell_variable *shell_get(const struct shell *shell, struct shell_name name)
{
	const struct shell_variable *variable = find(shell, name);

	if (variable == NULL || variable->words == NULL)
		return NULL;
	/* The next round of a loop, or a later call, may see another value than the text before. */
	if (shell->repeats && variable->assigned_at <= shell->repeat &&
		(variable->count > 1 || shell->n_wild > 0))
		return NULL;
	return variable;
}

void shell_set(
	struct shell *shell, struct shell_name name, const struct shell_word *words, size_t n_words)
{
	struct shell_variable *variable = find_or_add(shell, name);

	shell->sequence++;
	if (variable == NULL)
		return;
	variable->words = words;
	variable->n_words = n_words;
	variable->assigned_at = shell->sequence;
	if (!shell->counting)
		return;
	variable->count++;
	if (shell->function == SHELL_NO_FUNCTION || variable->function == shell->function)
		return;
	variable->function =
		variable->function == SHELL_NO_FUNCTION ? shell->function : SHELL_MANY_FUNCTIONS;
}

void shell_forget(struct shell *shell, struct shell_name name)
{
	shell_set(shell, name, NULL, 0);
}

void shell_forget_since(struct shell *shell, uint32_t since)
{
	for (size_t i = 0; i < shell->n_variables; i++) {
		if (shell->variables[i].assigned_at > since)
			shell->variables[i].words = NULL;
	}
}

void shell_forget_all(struct shell *shell)
{
	if (shell->counting)
		shell->n_wild++;
	shell_forget_since(shell, 0);
}

void shell_forget_functions(struct shell *shell)
{
	for (size_t i = 0; i < shell->n_variables; i++) {
		struct shell_variable *variable = &shell->variables[i];

		if (variable->function != SHELL_NO_FUNCTION &&
			variable->function != shell->function)
			variable->words = NULL;
	}
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

uint32_t shell_add_function(struct shell *shell, struct shell_name name)
{
	uint32_t number = shell_find_function(shell, name);

	if (number != 0 || shell->n_functions == SHELL_MAX_NAMES)
		return number;
	*ARRAY_ADD(shell->pass->arena, shell->functions, shell->n_functions) = name;
	return (uint32_t)shell->n_functions;
}

uint32_t shell_find_function(const struct shell *shell, struct shell_name name)
{
	for (size_t i = 0; i < shell->n_functions; i++) {
		if (same(shell->functions[i], name))
			return (uint32_t)i + 1;
	}
	return 0;
}
