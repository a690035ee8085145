/* What a query in the filter of the board may ask of a journey. */
#include "board_private.h"
#include "journey_stand.h"

static void get_state(const struct model *model, const void *row, struct value *out)
{
	const struct board_live *live = row;

	(void)model;
	*out = (struct value){
		.kind = VALUE_TEXT, .text = text_of(journey_state_name(live->view.state))};
}

static void get_journey(const struct model *model, const void *row, struct value *out)
{
	const struct board_live *live = row;

	(void)model;
	*out = (struct value){.kind = VALUE_TEXT, .text = live->view.name};
}

static void get_party(const struct model *model, const void *row, struct value *out)
{
	const struct board_live *live = row;

	(void)model;
	*out = (struct value){.kind = VALUE_TEXT, .text = live->view.party};
	if (live->view.party.length == 0) {
		out->kind = VALUE_NONE;
	}
}

static void get_definition(const struct model *model, const void *row, struct value *out)
{
	const struct board_live *live = row;

	(void)model;
	*out = (struct value){
		.kind = live->view.definition->name ? VALUE_TEXT : VALUE_NONE,
		.text = text_of(live->view.definition->name),
	};
}

static void get_reason(const struct model *model, const void *row, struct value *out)
{
	const struct board_live *live = row;
	struct buf *words = live->board->scratch;

	(void)model;
	journey_say_reason(&live->board->source, &live->view, words);
	*out = (struct value){.kind = VALUE_TEXT, .text = buf_text(words)};
}

static void get_steps(const struct model *model, const void *row, struct value *out)
{
	const struct board_live *live = row;

	(void)model;
	*out = (struct value){
		.kind = VALUE_COUNT,
		.n = (int64_t)journey_count_steps(&live->board->source, &live->view).done,
	};
}

static void get_value(const struct model *model, const void *row, struct value *out)
{
	const struct board_live *live = row;

	(void)model;
	*out = (struct value){
		.kind = live->view.has_value ? VALUE_RATE : VALUE_UNKNOWN,
		.rate = live->view.value,
	};
}

static void tell_age(const struct model *model, bool is, int64_t of_ms, struct value *out)
{
	int64_t now_ms;

	*out = (struct value){.kind = VALUE_UNKNOWN};
	if (is && model_server_now_ms(model, &now_ms)) {
		*out = (struct value){.kind = VALUE_AGE, .n = now_ms - of_ms};
	}
}

static void get_age(const struct model *model, const void *row, struct value *out)
{
	tell_age(model, true, ((const struct board_live *)row)->view.started_ms, out);
}

static void get_idle(const struct model *model, const void *row, struct value *out)
{
	tell_age(model, true, ((const struct board_live *)row)->view.last_ms, out);
}

static void get_due(const struct model *model, const void *row, struct value *out)
{
	const struct board_live *live = row;
	int64_t due_ms = 0;
	bool is = journey_deadline(&live->view, &due_ms);

	tell_age(model, is, due_ms, out);
	out->n = -out->n;
}

static void tell_text(struct text text, struct value *out)
{
	*out = (struct value){.kind = text.length > 0 ? VALUE_TEXT : VALUE_NONE, .text = text};
}

static struct journey_stand stand_of(const struct model *model, const struct board_live *live)
{
	struct journey_stand stand = {.topic = text_of(""), .group = text_of("")};

	journey_stand(model, live->board->source.journeys, live->view.number, false, &stand);
	return stand;
}

static void get_topic(const struct model *model, const void *row, struct value *out)
{
	tell_text(stand_of(model, row).topic, out);
}

static void get_group(const struct model *model, const void *row, struct value *out)
{
	tell_text(stand_of(model, row).group, out);
}

const struct column board_attributes[] = {
	{.name = "state", .kind = VALUE_TEXT, .get = get_state},
	{.name = "journey", .kind = VALUE_TEXT, .get = get_journey},
	{.name = "party", .kind = VALUE_TEXT, .get = get_party},
	{.name = "definition", .kind = VALUE_TEXT, .get = get_definition},
	{.name = "reason", .kind = VALUE_TEXT, .get = get_reason},
	{.name = "topic", .kind = VALUE_TEXT, .get = get_topic},
	{.name = "group", .kind = VALUE_TEXT, .get = get_group},
	{.name = "steps", .kind = VALUE_COUNT, .get = get_steps},
	{.name = "value", .kind = VALUE_RATE, .get = get_value},
	{.name = "age", .kind = VALUE_AGE, .get = get_age},
	{.name = "idle", .kind = VALUE_AGE, .get = get_idle},
	{.name = "due", .kind = VALUE_AGE, .get = get_due},
};
const size_t board_attribute_count = sizeof(board_attributes) / sizeof(*board_attributes);
