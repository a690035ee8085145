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
#include "support/golden.h"
#include "support/world.h"
#include "views/bindings.h"

enum { WIDTH = 100, HEIGHT = 40 };

static const char topic[] = "orders.created";
static const struct id id = {.ms = 1712924460310, .seq = 0};

struct stage {
	struct world world;
	const struct view *view;
	void *state;
};

static const char order[] =
	"{\"order\":\"O-55124\",\"customer\":{\"id\":\"C-88213\",\"email\":\"ann@example.com\"},"
	"\"total\":{\"value\":\"19.90\",\"currency\":\"EUR\"},\"coupon\":null,"
	"\"items\":[{\"sku\":\"A-1\",\"count\":2},{\"sku\":\"B-7\",\"count\":1},{}]}";

/* Everything a usual entry has. */
static void tell_order(struct stage *stage)
{
	const struct entry_field fields[] = {
		{text_of("type"), text_of("order.created")},
		{text_of("order_id"), text_of("O-55124")},
		{text_of("occurred_at"), text_of("2024-04-12T12:21:00.200Z")},
		{text_of("note"), text_of("say \033[31mred\033[0m")},
		{text_of("empty"), text_of("")},
		{text_of("payload"), text_of(order)},
		{text_of("tail"), text_of("after the payload")},
	};
	const struct entry entry = {
		.id = id,
		.field_count = sizeof(fields) / sizeof(*fields),
		.fields = fields,
	};

	world_entry(&stage->world, topic, id, &entry);
}

static void tell_readers(struct stage *stage)
{
	world_reader(&stage->world, topic, "billing",
		&(struct fact_reader){
			.id = id,
			.pending = true,
			.as = {.id = id,
				.consumer = text_of("billing-7f9c-0"),
				.idle_ms = 4200,
				.deliveries = 3},
			.last_delivered = {.ms = id.ms + 5},
		});
	world_reader(&stage->world, topic, "email",
		&(struct fact_reader){.id = id, .last_delivered = {.ms = id.ms + 9}});
	world_reader(&stage->world, topic, "search-index",
		&(struct fact_reader){.id = id, .last_delivered = {.ms = id.ms - 9}});
}

static void stage_open(struct stage *stage, const struct mask *mask)
{
	const struct ref ref = ref_entry(text_of(topic), id);

	world_open_masked(&stage->world, mask);
	world_run(&stage->world, 5);
	stage->view = view_find("event");
	assert_non_null(stage->view);
	stage->state = mem_alloc(1, stage->view->size);
	stage->view->open(stage->state, &ref);
	stage->view->layout(stage->state, WIDTH, HEIGHT);
	stage->view->refresh(stage->state, stage->world.model);
}

static void stage_close(struct stage *stage)
{
	stage->view->close(stage->state);
	mem_free(stage->state);
	world_close(&stage->world);
}

static char *stage_draw(struct stage *stage, int width, int height, enum charset charset)
{
	struct canvas *canvas = canvas_create(width, height, charset);
	struct buf text;
	char *taken;

	stage->view->layout(stage->state, width, height);
	stage->view->refresh(stage->state, stage->world.model);
	stage->view->draw(stage->state, stage->world.model, canvas);
	buf_init(&text, 1 << 20);
	canvas_dump(canvas, &text);
	canvas_dump_roles(canvas, &text);
	canvas_destroy(canvas);
	taken = buf_take(&text);
	buf_finish(&text);
	return taken;
}

static void stage_check(struct stage *stage, const char *what)
{
	const struct {
		int width, height;
		enum charset charset;
	} sizes[] = {{80, 24, CHARSET_ASCII}, {120, 36, CHARSET_UTF8}};
	char name[80];
	size_t i;

	for (i = 0; i < 2; i++) {
		char *drawn =
			stage_draw(stage, sizes[i].width, sizes[i].height - 4, sizes[i].charset);

		snprintf(name, sizeof(name), "%s-%dx%d", what, sizes[i].width, sizes[i].height);
		assert_true(golden_check("views", name, drawn));
		mem_free(drawn);
	}
}

static struct intent act(struct stage *stage, const char *action)
{
	return stage->view->act(stage->state, stage->world.model, action);
}

static bool shows(struct stage *stage, const char *text)
{
	char *drawn = stage_draw(stage, WIDTH, HEIGHT, CHARSET_UTF8);
	bool is = strstr(drawn, text) != NULL;

	mem_free(drawn);
	return is;
}

/* The line that the cursor is in. */
static char *line_here(struct stage *stage, char out[WIDTH + 1])
{
	struct canvas *canvas = canvas_create(WIDTH, HEIGHT, CHARSET_ASCII);
	int x, y, used = 0;

	stage->view->draw(stage->state, stage->world.model, canvas);
	y = canvas->cursor[1] < 0 ? 0 : canvas->cursor[1];
	for (x = 1; x < WIDTH - 1; x++) {
		const struct cell *cell = &canvas->cells[y * WIDTH + x];

		if (cell->glyph[0] != ' ' && cell->glyph[0] != '\0') {
			out[used++] = cell->glyph[0];
		}
	}
	out[used] = '\0';
	canvas_destroy(canvas);
	return out;
}

static void check_copy(struct stage *stage, const char *action, const char *what, const char *text)
{
	struct intent intent = act(stage, action);

	assert_int_equal(intent.kind, INTENT_COPY);
	assert_string_equal(intent.message, what);
	assert_true(text_is(intent.text, text));
}

static void an_entry_is_shown_whole(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL);
	tell_order(&stage);
	stage_check(&stage, "event-unread-groups");
	tell_readers(&stage);
	stage_check(&stage, "event");
	act(&stage, "last");
	stage_check(&stage, "event-last");
	stage_close(&stage);
}

static void values_of_any_kind_are_told_apart(void **state)
{
	static const char long_text[] =
		"a long line of text that does not fit beside its name on a "
		"narrow screen, nor on one that is as wide as this one here";
	const struct entry_field fields[] = {
		{text_of("message"), text_of(long_text)},
		{text_of("log\n"), text_of("first line\n\tsecond line\n\xe2\x80\xaethird\n")},
		{text_of("bytes"), text_from("\0\1\2\3\xff\xfe", 6)},
		{text_of("coded"), text_of("eyJhIjoxLCJiIjpbXX0=")},
		{text_of("packed"), text_of("\x82\xa1k\xa1v\xa1n\x01")},
		{text_of(""), text_of("a field without a name")},
		{text_of("a.field.with.a.name.that.is.too.long"), text_of("1")},
		{text_of("a"), text_of("1")},
		{text_of("a"), text_of("2, since names may be repeated")},
	};
	const struct entry entry = {
		.id = id,
		.field_count = sizeof(fields) / sizeof(*fields),
		.fields = fields,
	};
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL);
	world_entry(&stage.world, topic, id, &entry);
	stage_check(&stage, "event-kinds");
	act(&stage, "toggle");
	act(&stage, "next-field");
	act(&stage, "toggle");
	act(&stage, "next-field");
	act(&stage, "toggle");
	stage_check(&stage, "event-kinds-open");
	stage_close(&stage);
}

static void tell_one(struct stage *stage, const char *name, struct text value)
{
	const struct entry_field field = {text_of(name), value};
	const struct entry entry = {.id = id, .field_count = 1, .fields = &field};

	world_entry(&stage->world, topic, id, &entry);
}

/* And so does that a name stands twice. */
static void what_an_envelope_holds_stands_above_the_fields(void **state)
{
	static const char binary[] = "\x89"
				     "BIN\r\n\x1a\n\0\1\0\0\0\x12\0\0\0\x14\0\0{\"sku\":\"B-7\"}";
	static const char coded[] = "{\"specversion\":\"1.0\",\"data_base64\":"
				    "\"eyJwYXNzd29yZCI6Imh1bnRlcjIiLCJza3UiOiJCLTcifQ==\"}";
	struct mask *mask = mask_create(NULL);
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL);
	tell_one(&stage, "__data__", text_from(binary, sizeof(binary) - 1));
	assert_true(shows(&stage, "payload   json"));
	assert_true(shows(&stage, "             \"sku\": \"B-7\""));
	tell_one(&stage, "data", text_of(coded));
	assert_true(shows(&stage, "\"password\": \"hunter2\""));
	tell_one(&stage, "data", text_of("{\"specversion\":\"1.0\",\"data\":{\"sku\":\"B-7\"}}"));
	assert_false(shows(&stage, "payload   json"));
	assert_false(shows(&stage, "a name twice"));
	tell_one(&stage, "data", text_of("{\"a\":{\"n\":1,\"n\":2}}"));
	assert_true(shows(&stage, "data has a name twice in one object; here the first counts"));
	stage_close(&stage);
	stage_open(&stage, mask);
	tell_one(&stage, "data", text_of(coded));
	assert_true(shows(&stage, "\"sku\": \"B-7\""));
	assert_false(shows(&stage, "\"password\": \"hunter2\""));
	stage_close(&stage);
	mask_destroy(mask);
}

static void until_it_is_read_that_is_said(void **state)
{
	struct interest interest = {.count = 0};
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL);
	stage.view->interest(stage.state, stage.world.model, &interest);
	assert_true(interest.has_entry && text_is(interest.entry_topic, topic));
	assert_int_equal(id_compare(interest.entry_id, id), 0);
	assert_true(shows(&stage, "reading 1712924460310-0 of orders.created ..."));
	assert_int_equal(act(&stage, "copy-row").kind, INTENT_SAY);
	assert_int_equal(act(&stage, "down").kind, INTENT_SAY);
	assert_int_equal(act(&stage, "sort-next").kind, INTENT_UNKNOWN);
	world_link(&stage.world, false, "connection refused");
	assert_true(shows(&stage, "not connected: connection refused"));
	stage_close(&stage);
}

static void what_is_gone_is_kept_and_said_to_be_gone(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL);
	world_entry(&stage.world, topic, id, NULL);
	stage_check(&stage, "event-absent");
	tell_order(&stage);
	assert_false(shows(&stage, "no longer in the topic"));
	world_entry(&stage.world, topic, id, NULL);
	assert_true(shows(&stage, "no longer in the topic"));
	act(&stage, "last");
	assert_true(shows(&stage, "after the payload"));
	stage_close(&stage);
}

static void values_fold_and_turn_where_the_cursor_is(void **state)
{
	char line[WIDTH + 1];
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL);
	tell_order(&stage);
	assert_true(shows(&stage, "\"email\": \"ann@example.com\""));
	assert_string_equal(line_here(&stage, line), "typeorder.created");
	for (int i = 0; i < 5; i++) {
		act(&stage, "next-field");
	}
	assert_string_equal(line_here(&stage, line), "payloadjson,191B");
	act(&stage, "down");
	act(&stage, "down");
	act(&stage, "down");
	assert_string_equal(line_here(&stage, line), "\"customer\":{");
	act(&stage, "toggle");
	assert_string_equal(line_here(&stage, line), "\"customer\":{...2},");
	act(&stage, "down");
	assert_string_equal(line_here(&stage, line), "\"total\":{");
	act(&stage, "up");
	act(&stage, "unfold");
	act(&stage, "down");
	assert_string_equal(line_here(&stage, line), "\"id\":\"C-88213\",");
	act(&stage, "fold-all");
	assert_string_equal(line_here(&stage, line), "\"customer\":{...2},");
	act(&stage, "fold-all");
	act(&stage, "fold");
	act(&stage, "fold");
	assert_string_equal(line_here(&stage, line), "{");
	act(&stage, "fold");
	assert_string_equal(line_here(&stage, line), "{...5}");
	act(&stage, "fold");
	assert_string_equal(line_here(&stage, line), "payloadjson,191B");
	act(&stage, "kind");
	assert_string_equal(line_here(&stage, line), "payloadtext,191B");
	act(&stage, "kind");
	assert_string_equal(line_here(&stage, line), "payloadhex,191B");
	assert_true(shows(&stage, "00000000  7b 22 6f 72"));
	act(&stage, "kind");
	assert_string_equal(line_here(&stage, line), "payloadjson,191B");
	act(&stage, "kind");
	act(&stage, "kind");
	act(&stage, "toggle");
	assert_false(shows(&stage, "00000000  7b 22 6f 72"));
	act(&stage, "last");
	assert_string_equal(line_here(&stage, line), "tailafterthepayload");
	stage_close(&stage);
}

static bool find(struct stage *stage, const char *text, bool done)
{
	char says[INTENT_MESSAGE_MAX] = "x";
	bool found = stage->view->find(stage->state, stage->world.model, text_of(text), done, says);

	assert_int_equal(found, says[0] == '\0');
	return found;
}

static void what_is_typed_is_found_at_once(void **state)
{
	char line[WIDTH + 1];
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL);
	tell_order(&stage);
	assert_true(shows(&stage, "sku"));
	assert_int_equal(act(&stage, "next-match").kind, INTENT_SAY);
	act(&stage, "next-field");
	act(&stage, "fold-all");
	assert_true(find(&stage, "s", false));
	assert_true(find(&stage, "SKU", false));
	assert_string_equal(line_here(&stage, line), "\"sku\":\"A-1\",");
	assert_true(find(&stage, "sku", true));
	assert_true(text_is(stage.view->found(stage.state), "sku"));
	stage_check(&stage, "event-found");
	assert_int_equal(act(&stage, "next-match").kind, INTENT_NONE);
	assert_string_equal(line_here(&stage, line), "\"sku\":\"B-7\",");
	assert_int_equal(act(&stage, "next-match").kind, INTENT_SAY);
	assert_string_equal(line_here(&stage, line), "\"sku\":\"A-1\",");
	act(&stage, "previous-match");
	assert_string_equal(line_here(&stage, line), "\"sku\":\"B-7\",");
	act(&stage, "previous-match");
	assert_string_equal(line_here(&stage, line), "\"sku\":\"A-1\",");
	assert_false(find(&stage, "nowhere", true));
	assert_true(find(&stage, "tail", true));
	assert_string_equal(line_here(&stage, line), "tailafterthepayload");
	assert_true(find(&stage, "", true));
	assert_int_equal(stage.view->found(stage.state).length, 0);
	stage_close(&stage);
}

static void the_entries_beside_it_are_one_key_away(void **state)
{
	struct entry entries[3] = {
		{.id = {.ms = id.ms - 7}}, {.id = id}, {.id = {.ms = id.ms + 7}}};
	struct fact fact = {
		.kind = FACT_ENTRIES,
		.topic = text_of(topic),
		.entries = {.whence = WHENCE_OLDER, .count = 3, .entries = entries},
	};
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, NULL);
	model_apply(stage.world.model, &(struct fact){.kind = FACT_SOUGHT});
	model_apply(stage.world.model, &fact);
	intent = act(&stage, "newer");
	assert_int_equal(intent.kind, INTENT_OPEN);
	assert_string_equal(intent.view, "event");
	assert_true(text_is(intent.ref.topic, topic));
	assert_int_equal(intent.ref.id.ms, id.ms + 7);
	assert_int_equal(act(&stage, "older").ref.id.ms, id.ms - 7);
	model_apply(stage.world.model, &(struct fact){.kind = FACT_SOUGHT});
	fact.entries.entries = entries + 1;
	fact.entries.count = 1;
	model_apply(stage.world.model, &fact);
	assert_int_equal(act(&stage, "newer").kind, INTENT_SAY);
	assert_int_equal(act(&stage, "older").kind, INTENT_SAY);
	stage_close(&stage);
}

static void copies_are_what_is_seen(void **state)
{
	struct stage stage;
	struct intent intent;

	(void)state;
	stage_open(&stage, NULL);
	tell_order(&stage);
	shows(&stage, "");
	check_copy(&stage, "copy-id", "id", "1712924460310-0");
	check_copy(&stage, "copy-field", "field", "order.created");
	check_copy(&stage, "copy-command", "command",
		"redis-cli XRANGE orders.created 1712924460310-0 1712924460310-0");
	intent = act(&stage, "export");
	assert_int_equal(intent.kind, INTENT_EXPORT);
	assert_string_equal(intent.message, "event");
	assert_true(intent.text.length > 0 && intent.text.at[intent.text.length - 1] == '\n');
	assert_true(text_starts(
		intent.text, "{\"topic\": \"orders.created\", \"id\": \"1712924460310-0\""));
	assert_true(text_contains_fold(intent.text, text_of("\"journey\": \"O-55124\"")));
	assert_int_equal(act(&stage, "copy-row").text.length, intent.text.length - 1);
	intent = act(&stage, "topic-events");
	assert_int_equal(intent.kind, INTENT_OPEN);
	assert_string_equal(intent.view, "events");
	assert_true(text_is(intent.ref.topic, topic));
	assert_int_equal(act(&stage, "unmask").kind, INTENT_SAY);
	assert_int_equal(act(&stage, "newer").kind, INTENT_SAY);
	stage_close(&stage);
}

static void what_is_masked_is_masked_everywhere_until_it_is_asked_for(void **state)
{
	static const char *const copies[] = {"copy-field", "copy-row", "export"};
	struct mask *mask = mask_create(NULL);
	struct stage stage;
	struct intent intent;
	char *drawn;

	(void)state;
	stage_open(&stage, mask);
	tell_order(&stage);
	assert_false(shows(&stage, "ann@example.com"));
	assert_true(shows(&stage, "MASKED 1"));
	assert_true(shows(&stage, "\"sku\": \"A-1\""));
	act(&stage, "last");
	act(&stage, "previous-field");
	intent = act(&stage, "copy-field");
	assert_true(text_contains_fold(intent.text, text_of("C-88213")));
	assert_false(text_contains_fold(intent.text, text_of("ann@example.com")));
	intent = act(&stage, "copy-row");
	assert_false(text_contains_fold(intent.text, text_of("ann@example.com")));
	intent = act(&stage, "unmask");
	assert_int_equal(intent.kind, INTENT_RECORD);
	assert_string_equal(intent.message, "unmask");
	assert_true(shows(&stage, "ann@example.com"));
	drawn = stage_draw(&stage, 44, HEIGHT, CHARSET_UTF8);
	assert_non_null(strstr(drawn, "UNMASKED"));
	mem_free(drawn);
	for (size_t i = 0; i < sizeof(copies) / sizeof(*copies); i++) {
		intent = act(&stage, copies[i]);
		assert_true(text_contains_fold(intent.text, text_of("ann@example.com")));
		assert_true(text_contains_fold(intent.masked, text_of("C-88213")));
		assert_false(text_contains_fold(intent.masked, text_of("ann@example.com")));
	}
	assert_int_equal(act(&stage, "unmask").kind, INTENT_SAY);
	assert_false(shows(&stage, "ann@example.com"));
	stage_close(&stage);
	mask_destroy(mask);
}

/* Screens below the top are not refreshed: what the model gave up meanwhile is not touched. */
static void another_entry_takes_the_page_away(void **state)
{
	const struct entry_field field = {text_of("a"), text_of("{\"b\":[1,2]}")};
	const struct entry other = {.id = {.ms = 5}, .field_count = 1, .fields = &field};
	struct canvas *canvas = canvas_create(WIDTH, HEIGHT, CHARSET_UTF8);
	struct stage stage;
	struct buf text;

	(void)state;
	stage_open(&stage, NULL);
	tell_order(&stage);
	assert_true(shows(&stage, "\"sku\""));
	world_entry(&stage.world, topic, other.id, &other);
	stage.view->draw(stage.state, stage.world.model, canvas);
	assert_int_equal(act(&stage, "copy-field").kind, INTENT_SAY);
	stage.view->layout(stage.state, 90, 30);
	buf_init(&text, 1 << 20);
	canvas_dump(canvas, &text);
	assert_null(strstr(text.at, "sku"));
	assert_non_null(strstr(text.at, "reading 1712924460310-0"));
	buf_finish(&text);
	tell_order(&stage);
	assert_true(shows(&stage, "\"sku\""));
	stage_close(&stage);
	canvas_destroy(canvas);
}

static void a_large_value_opens_at_once_and_is_read_to_its_end(void **state)
{
	enum { ITEMS = 300000 };
	struct entry_field field = {.name = text_of("items")};
	struct entry entry = {.id = id, .field_count = 1, .fields = &field};
	char line[WIDTH + 1];
	struct stage stage;
	struct buf value;
	int i;

	(void)state;
	buf_init(&value, 64 << 20);
	for (i = 0; i < ITEMS; i++) {
		buf_addf(&value, "%s{\"n\":%07d}", i == 0 ? "[" : ",", i);
	}
	buf_add_byte(&value, ']');
	for (i = 0; i < (int)value.length; i++) {
		value.at[i] = value.at[i] == '0' && value.at[i - 1] == ':' ? '1' : value.at[i];
	}
	field.value = buf_text(&value);
	stage_open(&stage, NULL);
	world_entry(&stage.world, topic, id, &entry);
	stage.view->refresh(stage.state, stage.world.model);
	assert_string_equal(line_here(&stage, line), "itemsjson,4.0M");
	act(&stage, "last");
	assert_string_equal(line_here(&stage, line), "]");
	act(&stage, "up");
	assert_string_equal(line_here(&stage, line), "{...1}");
	assert_true(find(&stage, "1123456}", true));
	assert_string_equal(line_here(&stage, line), "\"n\":1123456");
	stage_close(&stage);
	buf_finish(&value);
}

/* Redis 8.8: nobody's, with a count that stands for no deliveries. */
static void what_was_given_up_is_said_to_be(void **state)
{
	struct stage stage;

	(void)state;
	stage_open(&stage, NULL);
	tell_order(&stage);
	world_reader(&stage.world, topic, "billing",
		&(struct fact_reader){
			.id = id,
			.pending = true,
			.as = {.id = id, .idle_ms = -1, .deliveries = INT64_MAX},
			.last_delivered = {.ms = id.ms + 5},
		});
	assert_true(shows(&stage, "given back: at no consumer, given up as fatal"));
	stage_close(&stage);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_given_up_is_said_to_be),
		cmocka_unit_test(an_entry_is_shown_whole),
		cmocka_unit_test(values_of_any_kind_are_told_apart),
		cmocka_unit_test(what_an_envelope_holds_stands_above_the_fields),
		cmocka_unit_test(until_it_is_read_that_is_said),
		cmocka_unit_test(what_is_gone_is_kept_and_said_to_be_gone),
		cmocka_unit_test(values_fold_and_turn_where_the_cursor_is),
		cmocka_unit_test(what_is_typed_is_found_at_once),
		cmocka_unit_test(the_entries_beside_it_are_one_key_away),
		cmocka_unit_test(copies_are_what_is_seen),
		cmocka_unit_test(what_is_masked_is_masked_everywhere_until_it_is_asked_for),
		cmocka_unit_test(another_entry_takes_the_page_away),
		cmocka_unit_test(a_large_value_opens_at_once_and_is_read_to_its_end),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
