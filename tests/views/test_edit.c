#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "ops/op.h"
#include "support/golden.h"
#include "support/world.h"
#include "views/view.h"

static const char topic[] = "orders.created";
static const struct id id = {.ms = 1712924460310, .seq = 0};

static const char order[] =
	"{\"order\":\"O-55124\",\"total\":{\"value\":\"19.90\",\"currency\":\"EUR\"},"
	"\"items\":[{\"sku\":\"A-1\",\"count\":2},{\"sku\":\"B-7\",\"count\":1}]}";

struct stage {
	struct world world;
	struct mask *mask;
	const struct view *view;
	void *state;
};

static void refresh(struct stage *stage)
{
	stage->view->refresh(stage->state, stage->world.model);
}

static int open_stage(void **state)
{
	const struct ref ref = ref_entry(text_of(topic), id);
	struct stage *stage = mem_alloc(1, sizeof(*stage));

	stage->mask = mask_create(NULL);
	world_open_masked(&stage->world, stage->mask);
	world_run(&stage->world, 5);
	stage->view = view_find("edit");
	assert_non_null(stage->view);
	stage->state = mem_alloc(1, stage->view->size);
	stage->view->open(stage->state, &ref);
	stage->view->layout(stage->state, 80, 20);
	refresh(stage);
	*state = stage;
	return 0;
}

static int close_stage(void **state)
{
	struct stage *stage = *state;

	stage->view->close(stage->state);
	mem_free(stage->state);
	world_close(&stage->world);
	mask_destroy(stage->mask);
	mem_free(stage);
	return 0;
}

static void tell(struct stage *stage, const struct entry_field *fields, size_t count)
{
	const struct entry entry = {.id = id, .field_count = count, .fields = fields};

	world_entry(&stage->world, topic, id, &entry);
	refresh(stage);
}

static void tell_order(struct stage *stage)
{
	const struct entry_field fields[] = {
		{text_of("type"), text_of("order.created")},
		{text_of("email"), text_of("ann@example.com")},
		{text_of("note"), text_of("say \033[31mred\t\\")},
		{text_of("empty"), text_of("")},
		{text_of("payload"), text_of(order)},
		{text_of("twice"), text_of("1")},
		{text_of("twice"), text_of("2")},
		{text_of("a=b"), text_of("3")},
		{text_of("_rm.topic"), text_of("orders")},
		{text_from("raw\0name", 8), text_from("\0\377", 2)},
	};

	tell(stage, fields, sizeof(fields) / sizeof(*fields));
}

static char *drawn(struct stage *stage, int width, int height, enum charset charset)
{
	struct canvas *canvas = canvas_create(width, height, charset);
	struct buf text;
	char *taken;

	stage->view->layout(stage->state, width, height);
	refresh(stage);
	stage->view->draw(stage->state, stage->world.model, canvas);
	buf_init(&text, 1 << 20);
	canvas_dump(canvas, &text);
	canvas_dump_roles(canvas, &text);
	canvas_destroy(canvas);
	taken = buf_take(&text);
	buf_finish(&text);
	return taken;
}

/* The tag of a masked value is another one in each run. */
static void level_tags(char *text)
{
	for (char *at = text; (at = strstr(at, ", #")) != NULL; at += 3) {
		memcpy(at + 3, "0000", 4);
	}
}

static void check_both(struct stage *stage, const char *what)
{
	static const struct {
		int width, height;
		enum charset charset;
	} sizes[] = {{120, 32, CHARSET_UTF8}, {80, 20, CHARSET_ASCII}};
	char name[80];

	for (size_t i = 0; i < 2; i++) {
		char *text = drawn(stage, sizes[i].width, sizes[i].height, sizes[i].charset);

		level_tags(text);
		snprintf(name, sizeof(name), "edit-%s-%dx%d", what, sizes[i].width,
			sizes[i].height);
		assert_true(golden_check("views", name, text));
		mem_free(text);
	}
}

static void assert_shown(struct stage *stage, const char *words)
{
	char *text = drawn(stage, 120, 32, CHARSET_UTF8);

	if (!strstr(text, words)) {
		fail_msg("not on screen: %s\n%s", words, text);
	}
	mem_free(text);
}

static struct intent act(struct stage *stage, const char *action)
{
	struct intent intent = stage->view->act(stage->state, stage->world.model, action);

	refresh(stage);
	return intent;
}

static void go(struct stage *stage, int field)
{
	act(stage, "first");
	for (int i = 0; i < field; i++) {
		act(stage, "down");
	}
}

static bool press(struct stage *stage, const char *name)
{
	struct key key;

	assert_true(key_parse(text_of(name), &key));
	return stage->view->input(stage->state, &key);
}

static void type(struct stage *stage, const char *words)
{
	for (; *words; words++) {
		const struct key key = {.code = (unsigned char)*words};

		assert_true(stage->view->input(stage->state, &key));
	}
}

/* Instead of what stands there. */
static void set(struct stage *stage, int field, const char *value)
{
	go(stage, field);
	assert_int_equal(act(stage, "edit-value").kind, INTENT_NONE);
	press(stage, "End");
	press(stage, "C-u");
	type(stage, value);
	assert_true(press(stage, "Enter"));
	refresh(stage);
}

static struct chosen chosen(struct stage *stage)
{
	return stage->view->chosen(
		stage->state, stage->world.model, op_find(text_of("replay")));
}

static void assert_set(const struct chosen *chosen, size_t i, struct text pair)
{
	assert_null(chosen->why);
	assert_true(i < chosen->sets->value_count);
	assert_true(text_is(chosen->sets->values[i].name, "set"));
	if (!text_equal(chosen->sets->values[i].value, pair)) {
		fail_msg("%s, not %s", chosen->sets->values[i].value.at, pair.at);
	}
}

static void an_entry_is_laid_out_to_be_edited(void **state)
{
	struct stage *stage = *state;

	assert_shown(stage, "reading 1712924460310-0 of orders.created");
	tell_order(stage);
	check_both(stage, "fields");
	go(stage, 4);
	act(stage, "edit-value");
	press(stage, "C-o");
	check_both(stage, "typing");
}

static void only_what_was_changed_is_sent(void **state)
{
	struct stage *stage = *state;
	struct chosen is;

	tell_order(stage);
	assert_non_null(chosen(stage).why);
	set(stage, 0, "order.corrected");
	set(stage, 3, "a=b");
	set(stage, 4, "{}");
	is = chosen(stage);
	assert_int_equal(is.sets->value_count, 3);
	assert_int_equal(is.id_count, 1);
	assert_set(&is, 0, text_of("type=order.corrected"));
	assert_set(&is, 1, text_of("empty=a=b"));
	assert_set(&is, 2, text_of("payload={}"));
	check_both(stage, "changed");
	set(stage, 0, "order.created");
	go(stage, 4);
	act(stage, "as-it-was");
	is = chosen(stage);
	assert_int_equal(is.sets->value_count, 1);
	set(stage, 3, "");
	assert_non_null(chosen(stage).why);
}

static void bytes_that_cannot_be_typed_are_edited_as_escapes(void **state)
{
	struct stage *stage = *state;
	struct chosen is;

	tell_order(stage);
	go(stage, 2);
	act(stage, "edit-value");
	assert_shown(stage, "say \\x1b[31mred\\t\\\\");
	press(stage, "End");
	type(stage, "\\x00");
	press(stage, "Enter");
	set(stage, 9, "\\xff\\x00");
	is = chosen(stage);
	assert_int_equal(is.sets->value_count, 2);
	assert_set(&is, 0, text_from("note=say \033[31mred\t\\\0", 20));
	assert_set(&is, 1, text_from("raw\0name=\377\0", 11));
}

static void what_is_no_escape_is_not_taken(void **state)
{
	struct stage *stage = *state;

	tell_order(stage);
	go(stage, 2);
	act(stage, "edit-value");
	type(stage, "\\q");
	assert_shown(stage, "line 1, column 1: no escape");
	assert_true(press(stage, "Enter"));
	assert_shown(stage, "\\qsay");
	type(stage, "still typed");
	press(stage, "Esc");
	assert_non_null(chosen(stage).why);
}

static void broken_json_is_told_while_it_is_typed(void **state)
{
	struct stage *stage = *state;
	char words[80];

	tell_order(stage);
	go(stage, 4);
	act(stage, "edit-value");
	press(stage, "End");
	press(stage, "Backspace");
	snprintf(words, sizeof(words), "no JSON from line 1, column %zu on", strlen(order));
	assert_shown(stage, words);
	press(stage, "C-o");
	type(stage, " 7");
	assert_shown(stage, "no JSON from line 2, column 2 on");
	press(stage, "Enter");
	assert_shown(stage, "no JSON payload");
	act(stage, "edit-value");
	press(stage, "PgDn");
	press(stage, "C-e");
	press(stage, "Backspace");
	type(stage, "}");
	assert_shown(stage, "was: ");
	press(stage, "Enter");
	assert_shown(stage, "changed payload");
}

static void what_must_not_be_edited_is_locked(void **state)
{
	static const struct {
		int field;
		const char *why;
	} locked[] = {{1, "masked: what nobody sees"}, {5, "several fields have this name"},
		{6, "several fields have this name"}, {7, "cannot set a field of this name"},
		{8, "cannot set a field of this name"}};
	struct stage *stage = *state;

	tell_order(stage);
	for (size_t i = 0; i < sizeof(locked) / sizeof(*locked); i++) {
		go(stage, locked[i].field);
		assert_int_equal(act(stage, "edit-value").kind, INTENT_SAY);
		assert_false(press(stage, "x"));
		assert_shown(stage, locked[i].why);
	}
	go(stage, 1);
	assert_shown(stage, "an*");
}

static void what_is_too_long_is_locked(void **state)
{
	enum { LONG = (1 << 16) + 1 };
	struct stage *stage = *state;
	char *value = mem_alloc(LONG, 1);
	struct entry_field field = {.name = text_of("data"), .value = text_from(value, LONG)};

	memset(value, 'x', LONG);
	tell(stage, &field, 1);
	assert_int_equal(act(stage, "edit-value").kind, INTENT_SAY);
	assert_shown(stage, "more than 64 KiB");
	mem_free(value);
}

static void tab_takes_a_value_and_goes_on(void **state)
{
	struct stage *stage = *state;
	struct chosen is;

	tell_order(stage);
	act(stage, "edit-value");
	type(stage, "1");
	press(stage, "Tab");
	press(stage, "Tab");
	type(stage, "2");
	press(stage, "Enter");
	is = chosen(stage);
	assert_int_equal(is.sets->value_count, 2);
	assert_set(&is, 0, text_of("type=1order.created"));
	assert_set(&is, 1, text_of("empty=2"));
}

static void changes_are_not_dropped_by_one_key(void **state)
{
	struct stage *stage = *state;

	tell_order(stage);
	assert_int_equal(act(stage, "cancel").kind, INTENT_UNKNOWN);
	set(stage, 0, "other");
	assert_int_equal(act(stage, "cancel").kind, INTENT_SAY);
	act(stage, "down");
	assert_int_equal(act(stage, "back").kind, INTENT_SAY);
	assert_int_equal(act(stage, "back").kind, INTENT_UNKNOWN);
}

static void what_was_typed_outlives_the_entry(void **state)
{
	struct stage *stage = *state;
	struct chosen is;

	tell_order(stage);
	set(stage, 0, "other");
	world_entry(&stage->world, topic, id, NULL);
	refresh(stage);
	assert_shown(stage, "GONE");
	is = chosen(stage);
	assert_set(&is, 0, text_of("type=other"));
}

/* What is edited is what it was, and it goes back to where it came from. */
static void of_a_dead_letter_the_first_fields_are_edited(void **state)
{
	const struct entry_field fields[] = {
		{text_of("type"), text_of("order.created")},
		{text_of("payload"), text_of(order)},
		{text_of("_rm.topic"), text_of("orders.created")},
		{text_of("_rm.id"), text_of("5-0")},
		{text_of("_rm.group"), text_of("billing")},
		{text_of("_rm.reason"), text_of("poison")},
	};
	const struct entry entry = {.id = id, .field_count = 6, .fields = fields};
	const struct ref ref = ref_entry(text_of("orders.created.dlq"), id);
	struct stage *stage = *state;
	const struct op *redrive = op_find(text_of("redrive"));
	struct chosen is;

	stage->view->close(stage->state);
	memset(stage->state, 0, stage->view->size);
	stage->view->open(stage->state, &ref);
	stage->view->layout(stage->state, 80, 20);
	world_entry(&stage->world, "orders.created.dlq", id, &entry);
	refresh(stage);
	assert_shown(stage, "Edit dead letter 1712924460310-0 of orders.created.dlq");
	set(stage, 0, "order.mended");
	act(stage, "last");
	assert_shown(stage, "> ");
	is = stage->view->chosen(stage->state, stage->world.model, redrive);
	assert_null(is.why);
	assert_int_equal(is.sets->value_count, 1);
	assert_set(&is, 0, text_of("type=order.mended"));
	assert_non_null(chosen(stage).why);
	check_both(stage, "letter");
}

static void an_entry_that_is_not_there_cannot_be_edited(void **state)
{
	struct stage *stage = *state;

	world_entry(&stage->world, topic, id, NULL);
	refresh(stage);
	assert_shown(stage, "is not in orders.created");
	assert_int_equal(act(stage, "edit-value").kind, INTENT_SAY);
	assert_non_null(chosen(stage).why);
}

static void any_keys_at_any_size_do_no_harm(void **state)
{
	static const char *const names[] = {"Enter", "Esc", "Tab", "Up", "Down", "Left", "Right",
		"PgUp", "PgDn", "C-o", "C-u", "C-k", "C-w", "Backspace", "Delete", "x", "\"", "{"};
	static const char *const actions[] = {"edit-value", "as-it-was", "down", "up", "page-down",
		"last", "first", "cancel"};
	const char *given = getenv("SEED");
	unsigned seed = given ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
	struct stage *stage = *state;

	print_message("SEED=%u\n", seed);
	srand(seed);
	tell_order(stage);
	for (int i = 0; i < 3000; i++) {
		if (rand() % 3 != 0) {
			press(stage, names[(size_t)rand() % (sizeof(names) / sizeof(*names))]);
		} else {
			act(stage, actions[(size_t)rand() % (sizeof(actions) / sizeof(*actions))]);
		}
		if (rand() % 10 == 0) {
			mem_free(drawn(stage, 60 + rand() % 100, 10 + rand() % 40,
				rand() % 2 ? CHARSET_ASCII : CHARSET_UTF8));
		}
		chosen(stage);
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_stage, close_stage)
	const struct CMUnitTest tests[] = {
		TEST(an_entry_is_laid_out_to_be_edited),
		TEST(only_what_was_changed_is_sent),
		TEST(bytes_that_cannot_be_typed_are_edited_as_escapes),
		TEST(what_is_no_escape_is_not_taken),
		TEST(broken_json_is_told_while_it_is_typed),
		TEST(what_must_not_be_edited_is_locked),
		TEST(what_is_too_long_is_locked),
		TEST(tab_takes_a_value_and_goes_on),
		TEST(changes_are_not_dropped_by_one_key),
		TEST(what_was_typed_outlives_the_entry),
		TEST(of_a_dead_letter_the_first_fields_are_edited),
		TEST(an_entry_that_is_not_there_cannot_be_edited),
		TEST(any_keys_at_any_size_do_no_harm),
	};

	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
