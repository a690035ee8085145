/* What an operation would act on from a list of journeys: the entries that they have come to. */
#include <stdio.h>
#include <stdlib.h>

#include "board_private.h"
#include "journey_stand.h"
#include "ops/op.h"
#include "say.h"

enum { PLACES_MAX = 64, PLACES_SAID = 2, NAME_SAID = 24 };

/* Where some of them stand. */
struct place {
	struct text topic, group;
	size_t journeys;
};

struct choosing {
	struct board *board;
	const struct op *op;
	struct place places[PLACES_MAX];
	size_t place_count;
	size_t journeys, over, nowhere; /* taken; of those, over; with no such entry */
	bool more;                      /* places than there is room for */
	enum journey_state state;       /* of the last one */
};

static bool is_over(enum journey_state state)
{
	return state == JOURNEY_COMPLETED || state == JOURNEY_ABANDONED;
}

static void count_place(struct choosing *choosing, const struct journey_stand *stand)
{
	struct text group = choosing->op->subject == SUBJECT_TOPIC ? text_of("") : stand->group;
	size_t i = 0;

	while (i < choosing->place_count &&
		!(text_equal(choosing->places[i].topic, stand->topic) &&
			text_equal(choosing->places[i].group, group))) {
		i++;
	}
	if (i == PLACES_MAX) {
		choosing->more = true;
		return;
	}
	if (i == choosing->place_count) {
		choosing->places[choosing->place_count++] =
			(struct place){.topic = stand->topic, .group = group};
	}
	choosing->places[i].journeys++;
}

static void take(struct choosing *choosing, const struct journey_view *view, struct chosen *chosen)
{
	struct board *board = choosing->board;
	struct journey_stand stand;

	if (!journey_stand(board->model, board->source.journeys, view->number,
		    (choosing->op->flags & OP_BACK) != 0, &stand)) {
		choosing->nowhere++;
		return;
	}
	choosing->journeys++;
	choosing->over += is_over(view->state);
	choosing->state = view->state;
	count_place(choosing, &stand);
	chosen_add(&board->chosen, chosen, stand.id);
}

/* Of those that the filter leaves: what is not seen is not acted on. Returns how many. */
static size_t take_marked(struct choosing *choosing, struct chosen *chosen)
{
	struct board *board = choosing->board;
	struct table_source source = board_source(board);
	struct journey_view view;
	size_t found = 0;

	for (size_t i = 0; i < board->table.shown; i++) {
		size_t row = board->table.order[i];

		if (table_marked(&board->table, source.key(board, row)) &&
			board_journey(board, row, &view)) {
			take(choosing, &view, chosen);
			found++;
		}
	}
	return found;
}

static int compare_ids(const void *a, const void *b)
{
	const struct id *left = a, *right = b;

	return id_compare(*left, *right);
}

/* Several journeys may have come to one entry. */
static void put_in_order(struct board *board, struct chosen *chosen)
{
	size_t kept = 0;

	if (chosen->id_count < 2) {
		return;
	}
	qsort(board->chosen.at, chosen->id_count, sizeof(*board->chosen.at), compare_ids);
	for (size_t i = 1; i < chosen->id_count; i++) {
		if (id_compare(board->chosen.at[i], board->chosen.at[kept]) != 0) {
			board->chosen.at[++kept] = board->chosen.at[i];
		}
	}
	chosen->id_count = kept + 1;
}

static void say_place(const struct place *place, bool grouped, char *out, size_t size)
{
	struct text topic = say_name(place->topic, NAME_SAID);
	struct text group = say_name(place->group, NAME_SAID);

	if (!grouped) {
		snprintf(out, size, "%zu at %.*s", place->journeys, (int)topic.length, topic.at);
	} else if (place->group.length == 0) {
		snprintf(out, size, "%zu at %.*s, no group known", place->journeys,
			(int)topic.length, topic.at);
	} else {
		snprintf(out, size, "%zu at %.*s/%.*s", place->journeys, (int)topic.length,
			topic.at, (int)group.length, group.at);
	}
}

/* An operation is about one topic, or one group of it. */
static const char *say_places(const struct choosing *choosing)
{
	bool grouped = choosing->op->subject != SUBJECT_TOPIC;
	char *out = choosing->board->why, one[3 * NAME_SAID];
	const size_t size = sizeof(choosing->board->why);
	int n = snprintf(
		out, size, "one place at a time: / %s == \"...\"", grouped ? "group" : "topic");

	for (size_t i = 0; i < choosing->place_count && i < PLACES_SAID; i++) {
		say_place(&choosing->places[i], grouped, one, sizeof(one));
		n += snprintf(out + n, size - (size_t)n, "; %s", one);
	}
	if (choosing->more || choosing->place_count > PLACES_SAID) {
		snprintf(out + n, size - (size_t)n, "; and elsewhere");
	}
	return out;
}

static void say_note(const struct choosing *choosing, size_t missing, struct chosen *chosen)
{
	const size_t size = sizeof(chosen->note);
	char *out = chosen->note;
	int n;

	if (choosing->journeys == 1 && choosing->nowhere + missing == 0) {
		snprintf(out, size, "its journey is %s", journey_state_name(choosing->state));
		return;
	}
	n = snprintf(out, size, "of %zu journeys", choosing->journeys);
	if (choosing->over > 0) {
		n += snprintf(out + n, size - (size_t)n, ", %zu over", choosing->over);
	}
	if (choosing->nowhere > 0) {
		n += snprintf(out + n, size - (size_t)n, "; %zu without a dead letter left out",
			choosing->nowhere);
	}
	if (missing > 0) {
		snprintf(out + n, size - (size_t)n, "; %zu more marked, not listed here", missing);
	}
}

static const char *why_none(const struct choosing *choosing, size_t marks)
{
	if (choosing->nowhere > 0) {
		return choosing->nowhere == 1 ? "this journey has no dead letter"
					      : "none of these journeys has a dead letter";
	}
	return marks > 0 ? "no journey that is marked is listed here: U takes the marks away"
			 : "there is no journey here to act on";
}

struct chosen board_chosen(void *self, const struct model *model, const struct op *op)
{
	struct board *board = self;
	struct choosing choosing = {.board = board, .op = op};
	struct chosen chosen = {.ref = ref_none()};
	size_t marks = map_count(board->table.marks), found, row;
	struct journey_view view;

	(void)model;
	found = marks > 0 ? take_marked(&choosing, &chosen) : 0;
	if (marks == 0 && table_selected(&board->table, &row) && board_journey(board, row, &view)) {
		take(&choosing, &view, &chosen);
	}
	if (chosen.id_count == 0) {
		chosen.why = why_none(&choosing, marks);
	} else if (choosing.place_count > 1 || choosing.more) {
		chosen.why = say_places(&choosing);
	} else {
		put_in_order(board, &chosen);
		say_note(&choosing, marks - found, &chosen);
		chosen.ref = choosing.places[0].group.length > 0
			? ref_group(choosing.places[0].topic, choosing.places[0].group)
			: ref_topic(choosing.places[0].topic);
	}
	return chosen;
}
