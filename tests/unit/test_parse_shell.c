/* Words of shell scripts: one line of what is expected for each command. */
#include "parse_fixture.h"

#include <sys/resource.h>

#include "launch/shell.h"
#include "base/text.h"

/* Words between '|', what is unknown in braces, a '+' after a word that may become several. */
static void add_command(struct text *out, const struct shell_command *command)
{
	for (size_t i = 0; i < command->n_words; i++) {
		const struct shell_word *word = &command->words[i];
		bool unknown = false;

		text_add(out, i == 0 ? "" : "|");
		for (size_t j = 0; j < word->length; j++) {
			if (word->chars[j].unknown != unknown)
				text_add(out, unknown ? "}" : "{");
			unknown = word->chars[j].unknown;
			text_add_char(out, word->text[j]);
		}
		text_add(out, unknown ? "}" : "");
		text_add(out, word->open ? "+" : "");
	}
	text_add(out, "\n");
}

static const char *commands_of(struct fixture *f, const char *script)
{
	struct shell_script shell;
	struct text out;

	f->source = (struct source){.name = "a.sh", .bytes = script, .size = strlen(script)};
	parse_shell(&f->ctx, &f->source, &shell);
	text_init(&out, &f->arena);
	text_add(&out, "");
	for (size_t i = 0; i < shell.n_commands; i++)
		add_command(&out, &shell.commands[i]);
	return out.bytes;
}

struct sample {
	const char *script;
	const char *commands;
};

static void check_samples(struct fixture *f, const struct sample *samples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *commands = commands_of(f, samples[i].script);

		if (strcmp(commands, samples[i].commands) != 0)
			print_error("%s\n", samples[i].script);
		assert_string_equal(commands, samples[i].commands);
	}
}

#define CHECK_SAMPLES(state, samples)                                                              \
	check_samples(*(state), samples, sizeof(samples) / sizeof((samples)[0]))

static void words_and_quotes(void **state)
{
	static const struct sample samples[] = {
		{"", ""},
		{"a b\tc", "a|b|c\n"},
		{"a b; c & d && e || f | g", "a|b\nc\nd\ne\nf\ng\n"},
		{"a \\\n b\\\nc", "a|bc\n"},
		{"a # b\n# c\nd#e", "a\nd#e\n"},
		{"'a b' \"c d\" e'f'\"g\"h", "a b|c d|efgh\n"},
		{"a '' \"\" b", "a|||b\n"},
		{"a \\' \\\" \\\\ \"\\\\ \\\" \\$x \\x\"", "a|'|\"|\\|\\ \" $x \\x\n"},
		{"'a\nb' c", "a\nb|c\n"},
		{"a >b 2>c <d >>e 2>&1 &>f f", "a|f\n"},
		{"a 2 >b 3x>c", "a|2|3x\n"},
		{"cat <<EOF >b\nx y\n EOF\nEOF\nc", "cat\nc\n"},
		{"cat <<-'E F'\n\tx\n\tE F\nc <<A <<B\n1\nA\n2\nB\nd", "cat\nc\nd\n"},
		{"cat <<EOF\nnever ended", "cat\n"},
		{"a <<<word b", "a|b\n"},
		{"\xef\xbb\xbf"
		 "a b",
			"a|b\n"},
		{"a 'never ended", "a|never ended\n"},
		{"a \"never ended", "a|never ended\n"},
		{"a\\", "a\\\n"},
	};

	CHECK_SAMPLES(state, samples);
}

static void variables(void **state)
{
	static const struct sample samples[] = {
		{"a=1; x $a ${a} \"$a\" '$a' b$a", "x|1|1|1|$a|b1\n"},
		{"x $a \"$a\" b${a}c", "x|{$a}+|{$a}|b{${a}}c+\n"},
		{"a='b c'; x $a \"$a\" y${a}z", "x|b|c|b c|yb|cz\n"},
		{"a=; x $a \"$a\" y", "x||y\n"},
		{"a=1; b=$a$a; a=2; x $b", "x|11\n"},
		{"a=1; a+=2; x $a", "x|12\n"},
		{"export a=1 b; readonly c='2 3'; x $a \"$c\"", "export|b\nreadonly\nx|1|2 3\n"},
		{"a='2 3'; export b=$a; x \"$b\"", "export\nx|2 3\n"},
		{"a=1 y; x $a", "y\nx|{$a}+\n"},
		/* The words of a command do not see what is assigned for it. */
		{"a=1 x $a", "x|{$a}+\n"},
		{"a=(b 'c d' # e\n f); x ${a[@]} \"${a[@]}\" $a", "x|b|c|d|f|b|c d|f|b\n"},
		{"a=(b); a+=(c d); x \"${a[@]}\" \"${a[*]}\"", "x|b|c|d|{${a[*]}}\n"},
		{"a=(1); a[0]=2; x $a", "x|{$a}+\n"},
		{"a=([1]=b c); x ${a[@]}", "x|{${a[@]}}+\n"},
		{"a=b; a+=c; a+=(d); x ${a[@]}", "x|bc|d\n"},
		{"a=(b c); a+=d; x ${a[@]}", "x|{${a[@]}}+\n"},
		{"a=1; x $[a+1]", "x|{$[a+1]}+\n"},
		{"a=1; x ${a:-2} ${a%1} ${#a} ${!a} ${a",
			"x|{${a:-2}}+|{${a%1}}+|{${#a}}+|{${!a}}+|{${a}+\n"},
		{"x $1 \"$@\" $# $? $$ $ \"$\"", "x|{$1}+|{$@}+|{$#}+|{$?}+|{$$}+|$|$\n"},
		{"x $(a b) `c d` $((1+2)) \"$(e \"f\")\"",
			"x|{$(a b)}+|{`c d`}+|{$((1+2))}+|{$(e \"f\")}\n"},
		{"x $'a\\'b' $\"c\"", "x|{$'a\\'b'}|c\n"},
		{"a=$(b); c=1$a; x $c \"$c\"", "x|1{$(b)}+|1{$(b)}\n"},
	};

	CHECK_SAMPLES(state, samples);
}

/* Where another run of the text may see another value, the value is not known. */
static void values_that_vary(void **state)
{
	static const struct sample samples[] = {
		{"a=1; if b; then a=2; fi; x $a", "b\nx|{$a}+\n"},
		{"a=1; if b; then c=2; x $c; else x $c $a; fi", "b\nx|2\nx|{$c}+|1\n"},
		{"a=1; [ $b ] && a=2; x $a", "[|{$b}+|]\nx|{$a}+\n"},
		{"b && { a=2; x $a; }; x $a", "b\nx|{$a}+\nx|{$a}+\n"},
		{"a=1; for i in 1 2; do x $a $i; done", "in|1|2\nx|1|{$i}+\n"},
		{"a=1; for i in 1 2; do x $a; a=2; done", "in|1|2\nx|{$a}+\n"},
		{"while b; do a=1; x $a; done; x $a", "b\nx|1\nx|{$a}+\n"},
		{"case $b in 1) a=1; x $a;; (2|3) x $a;; esac; x $a", "x|1\nx|{$a}+\nx|{$a}+\n"},
		{"a=1; (a=2; x $a); x $a", "x|2\nx|{$a}+\n"},
		{"f() { a=1; x $a; }; f; x $a", "x|1\nf\nx|{$a}+\n"},
		{"a=1; f() { x $a; }; f", "x|1\nf\n"},
		{"a=1; f() { x $a; }; a=2; f", "x|{$a}+\nf\n"},
		{"f() { a=2; }; a=1; f; x $a", "f\nx|{$a}+\n"},
		{"f() { a=2; }; a=1; g; x $a", "g\nx|1\n"},
		{"function f\n{\n a=1\n g\n x $a\n}\nfunction g() { b=1; }", "g\nx|1\n"},
		{"f() { a=1; g; x $a; }; g() { a=2; }", "g\nx|{$a}+\n"},
		{"a=1; read a; x $a", "read|a\nx|{$a}+\n"},
		{"a=1; unset a; x $a", "unset|a\nx|{$a}+\n"},
		{"a=1; . ./b; x $a", ".|./b\nx|{$a}+\n"},
		{"a=1; eval b; x $a", "eval|b\nx|{$a}+\n"},
		{"a=1; ((a++)); x $a", "x|{$a}+\n"},
		{"a=1; y $((a=2)) $((a+1)); x $a", "y|{$((a=2))}+|{$((a+1))}+\nx|{$a}+\n"},
		{"x ${a:=1}; y $a", "x|{${a:=1}}+\ny|{$a}+\n"},
		{"f() { local a=1 b; x $a $b; }", "local|b\nx|1|{$b}+\n"},
		{"declare -A a=([b]=1); x $a", "declare|-A\nx|{$a}+\n"},
		{"declare -i a=1+2; x $a", "declare|-i\nx|{$a}+\n"},
		{"declare a=(1 2); x ${a[@]}", "declare\nx|1|2\n"},
		{"a=1; a=2 | b; x $a", "b\nx|{$a}+\n"},
		{"a=1; a=2 & x $a", "x|{$a}+\n"},
		{"case a in if) b=1;; done) x $b;; esac; x $b", "x|{$b}+\nx|{$b}+\n"},
		{"while a; do case b in done) c=1;; esac; done; x $c", "a\nx|{$c}+\n"},
		{"f() { a=2; }; a=1; x $a; f; x $a; for i in 1; do f; done",
			"x|1\nf\nx|{$a}+\nin|1\nf\n"},
		{"function f {\na=2\n}\na=1\nf\nx $a", "f\nx|{$a}+\n"},
		{"[[ $a =~ (b|c) && d > e ]]; c=1; x $c", "[[|{$a}+|=~\nb\nc\nd|]]\nx|1\n"},
	};

	CHECK_SAMPLES(state, samples);
}

static void helpers_of_generated_scripts(void **state)
{
	static const struct sample samples[] = {
		{"x `add_virtual_device 5 lpc`", "x|{`add_virtual_device 5 lpc`}+\n"},
		{"add_virtual_device() { a; }\nx `add_virtual_device 5 ivshmem dm:/a,2`",
			"a\nx|-s|5,ivshmem,dm:/a,2\n"},
		{"add_virtual_device() { a; }\nx $(add_virtual_device $b lpc) y",
			"a\nx|-s|{$b},lpc+|y\n"},
		{"add_virtual_device() { a; }\nx \"$(add_virtual_device 5 lpc)\"",
			"a\nx|{$(add_virtual_device 5 lpc)}\n"},
		{"add_virtual_device() { a; }\nx $(add_virtual_device 5 lpc; b)",
			"a\nx|{$(add_virtual_device 5 lpc; b)}+\n"},
		{"add_passthrough_device() { a; }\nx `add_passthrough_device 6 0000:00:02.0 opt`",
			"a\nx|-s|6,passthru,opt\n"},
		{"add_cpus() { a; }\nx `add_cpus 1 2` y", "a\nx|y\n"},
	};

	CHECK_SAMPLES(state, samples);
}

static struct shell_word word_of(struct fixture *f, const char *script, size_t index)
{
	struct shell_script shell;

	(void)commands_of(f, script);
	parse_shell(&f->ctx, &f->source, &shell);
	return shell.commands[shell.n_commands - 1].words[index];
}

static void places(void **state)
{
	struct fixture *f = *state;
	/*                   0         1         2         3 */
	struct shell_word word = word_of(f, "a=6,b; c=d\nx \"$a,$c\"e", 1);
	struct loc loc;

	assert_string_equal(word.text, "6,b,de");
	assert_int_equal(word.loc.offset, 13);
	assert_int_equal(word.loc.length, 8);
	/* Text of one assignment is there. */
	loc = shell_word_loc(&f->source, &word, 0, 3);
	assert_int_equal(loc.offset, 2);
	assert_int_equal(loc.length, 3);
	loc = shell_word_used(&f->source, &word, 0, 3);
	assert_int_equal(loc.offset, 14);
	assert_int_equal(loc.length, 2);
	/* Text of two places is where it is put together. */
	loc = shell_word_loc(&f->source, &word, 0, 5);
	assert_int_equal(loc.offset, 14);
	assert_int_equal(loc.length, 5);
	/* Behind the last byte. */
	loc = shell_word_loc(&f->source, &word, 6, 0);
	assert_int_equal(loc.offset, 21);
	assert_int_equal(loc.length, 0);
}

/* Doubling with every line, a script stays as cheap as it is short. */
static void expansions_are_bounded(void **state)
{
	struct fixture *f = *state;
	struct text script;

	text_init(&script, &f->arena);
	text_add(&script, "a0=0123456789\n");
	for (int i = 1; i < 60; i++)
		text_addf(&script, "a%d=$a%d$a%d\n", i, i - 1, i - 1);
	text_add(&script, "x \"$a59\"\n");

	struct shell_word word = word_of(f, script.bytes, 1);

	assert_true(word.length < 2 * 1024 * 1024);
	assert_false(shell_word_known(&word, 0, word.length));
}

/* An array can double with every line too, and each of its words is larger than its text. */
static void memory_is_bounded(void **state)
{
	struct fixture *f = *state;
	struct text script;
	struct rusage before;
	struct rusage after;

	text_init(&script, &f->arena);
	text_add(&script, "a=(x)\n");
	for (int i = 0; i < 40; i++)
		text_add(&script, "a+=(\"${a[@]}\")\n");
	text_add(&script, "x \"${a[@]}\"\n");
	assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);

	struct shell_word word = word_of(f, script.bytes, 1);

	assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
	assert_false(shell_word_known(&word, 0, word.length));
	assert_true(after.ru_maxrss - before.ru_maxrss < 128 * 1024L);
}

/* Beyond the names that are kept, a value or a function could be missed: nothing is known. */
static void too_many_names_are_unknown(void **state)
{
	struct fixture *f = *state;
	struct text script;

	text_init(&script, &f->arena);
	for (int i = 0; i < 300; i++)
		text_addf(&script, "a%d=1\n", i);
	text_add(&script, "x $a0\n");

	struct shell_word word = word_of(f, script.bytes, 1);

	assert_false(shell_word_known(&word, 0, word.length));
}

/* Any bytes: no crash, and every place lies in the script. */
static void any_bytes(void **state)
{
	static const char *const pieces[] = {"acrn-dm ", "-s ", "5,ivshmem,dm:/a,2 ", "$a", "${a}",
		"${a[@]}", "a=", "a+=", "a=(", ")", "(", "`", "\"", "'", "\\", "\n", "if ", "fi\n",
		"case x in ", "a) ", ";; ", "esac\n", "f() ", "{ ", "} ", "$(", "$((", "<<E\n",
		"E\n", "&& ", "| ", "; ", "for i in ", "do ", "done\n", "[[ ", "]] ", "export ",
		"eval ", "add_virtual_device 5 a ", "function ", "# ", "${", "2>", "\t", "\xc3\xb6",
		"="};
	struct fixture *f = *state;
	uint32_t random = 1;

	for (int round = 0; round < 3000; round++) {
		struct shell_script shell;
		struct text script;

		text_init(&script, &f->arena);
		text_add(&script, "");
		for (int i = 0; i < 40; i++) {
			random = random * 1664525 + 1013904223;
			text_add(&script,
				pieces[(random >> 8) % (sizeof(pieces) / sizeof(*pieces))]);
		}
		f->source = (struct source){.bytes = script.bytes, .size = script.length};
		parse_shell(&f->ctx, &f->source, &shell);
		for (size_t i = 0; i < shell.n_commands; i++) {
			for (size_t j = 0; j < shell.commands[i].n_words; j++) {
				const struct shell_word *word = &shell.commands[i].words[j];
				struct loc loc = shell_word_loc(&f->source, word, 0, word->length);

				assert_true(loc.offset + loc.length <= f->source.size);
				assert_true(word->loc.offset + word->loc.length <= f->source.size);
				assert_int_equal(strlen(word->text), word->length);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(words_and_quotes, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(variables, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(values_that_vary, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			helpers_of_generated_scripts, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(places, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			expansions_are_bounded, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(memory_is_bounded, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(
			too_many_names_are_unknown, fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(any_bytes, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
