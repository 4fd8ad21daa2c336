/* The bytes of a shell script: what stands at the position, and where a bracket is closed. */
#include <string.h>

#include "launch/shell_private.h"

size_t shell_identifier(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length &&
		((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= 'A' && text[i] <= 'Z') ||
			text[i] == '_' || (i > 0 && text[i] >= '0' && text[i] <= '9')))
		i++;
	return i;
}

bool shell_name_is(struct shell_name name, const char *text)
{
	return name.length == strlen(text) && memcmp(name.bytes, text, name.length) == 0;
}

char shell_peek(const struct shell *shell, uint32_t ahead)
{
	uint32_t i = shell->position + ahead;

	return i < shell->end ? shell->bytes[i] : '\0';
}

struct shell_name shell_peek_word(const struct shell *shell)
{
	uint32_t i = shell->position;

	while (i < shell->end && !shell_is_meta(shell->bytes[i]))
		i++;
	return (struct shell_name){shell->bytes + shell->position, i - shell->position};
}

void shell_skip_blanks(struct shell *shell)
{
	const char *bytes = shell->bytes;

	for (; shell->position < shell->end; shell->position++) {
		uint32_t i = shell->position;

		if (bytes[i] == '\\' && i + 1 < shell->end && bytes[i + 1] == '\n')
			shell->position++;
		else if (!shell_is_blank(bytes[i]))
			return;
	}
}

void shell_skip_comment(struct shell *shell)
{
	while (shell->position < shell->end && shell->bytes[shell->position] != '\n')
		shell->position++;
}

uint32_t shell_find_close(
	const struct shell *shell, uint32_t start, char open, char close, bool quoted)
{
	uint32_t depth = 0;
	char quote = '\0';

	for (uint32_t i = start; i < shell->end; i++) {
		char c = shell->bytes[i];

		if (quote != '\0') {
			i += c == '\\' && quote == '"';
			quote = c == quote ? '\0' : quote;
		} else if (c == '\\') {
			i++;
		} else if (c == '"' || (c == '\'' && !quoted)) {
			quote = c;
		} else if (c == open) {
			depth++;
		} else if (c == close && --depth == 0) {
			return i + 1;
		}
	}
	return shell->end;
}
