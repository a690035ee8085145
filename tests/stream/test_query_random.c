/*
 * Random queries over random entries against a second, naive reading of the rules: it knows the
 * tree that was made and never sees the text of the query or of a document.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "stream/query.h"

#include "query_world.h"

/* --- the rules, as they are told --- */

struct found {
	size_t count;
	struct value values[VALUES];
};

static void gather(const struct tree *tree, const struct way *way, size_t at, struct found *found)
{
	if (at == way->count) {
		assert_true(found->count < VALUES);
		found->values[found->count++] = (struct value){.type = tree->type,
			.word = tree->word,
			.text = tree->word == NULL ? "" : tree->word->text};
		return;
	}
	for (size_t i = 0; tree->type >= IS_LIST && i < tree->count; i++) {
		const struct step *step = &way->steps[at];
		bool here = step->name == NULL
			? tree->type == IS_LIST && step->index == i
			: tree->type == IS_OBJECT && strcmp(step->name, tree->names[i]) == 0;

		if (here) {
			gather(tree->members[i], way, at + 1, found);
		}
	}
}

static bool is_called(const struct field *field, const struct way *way, size_t steps)
{
	struct buf name;
	bool is;

	if (way->exact != NULL) {
		return steps == 0 && strcmp(field->name, way->exact) == 0;
	}
	buf_init(&name, TEXT_MAX);
	write_steps(&name, way, steps);
	is = text_is(buf_text(&name), field->name);
	buf_finish(&name);
	return is;
}

static void find(const struct world *world, const struct way *way, struct found *found)
{
	found->count = 0;
	for (size_t i = 0; i < world->field_count; i++) {
		const struct field *field = &world->fields[i];

		if (is_called(field, way, way->count)) {
			found->values[found->count++] = (struct value){.type = IS_STRING,
				.flat = true,
				.word = field->flat,
				.text = field->bytes.at};
		}
		for (size_t steps = 0; field->document != NULL && steps < way->count; steps++) {
			bool root = steps == 0 && way->exact == NULL;

			if (root || is_called(field, way, steps)) {
				gather(field->document, way, steps, found);
			}
		}
	}
}

static bool holds(long double order, size_t operator)
{
	const bool table[] = {order == 0, order != 0, order<0, order <= 0, order> 0, order >= 0};

	return table[operator];
}

static bool is_number(const struct value *value)
{
	return value->type == IS_NUMBER ||
		(value->flat && value->word != NULL && value->word->is_number);
}

static bool is_plain(const struct value *value)
{
	return value->type <= IS_TRUE;
}

static bool compare(const struct value *a, size_t operator, const struct value * b)
{
	if (is_number(a) && is_number(b)) {
		long double x = a->word->number, y = b->word->number;

		return holds((long double)((x > y) - (x < y)), operator);
	}
	if (a->type == IS_STRING && b->type == IS_STRING) {
		return holds(strcmp(a->text, b->text), operator);
	}
	/* null is one type, false and true are another. */
	return is_plain(a) && is_plain(b) && (a->type == IS_NULL) == (b->type == IS_NULL) &&
					     operator<2 &&
		holds((long double)a->type - (long double)b->type, operator);
}

static bool any_value(const struct world *world, const struct node *node)
{
	static struct found left, right;

	find(world, &node->way, &left);
	find(world, &node->other, &right);
	for (size_t i = 0; i < left.count; i++) {
		const struct value *value = &left.values[i];
		const char *text = value->type == IS_STRING ? value->text : "";
		bool is = node->kind == HAS;

		for (size_t j = 0; node->kind == PAIR && j < right.count; j++) {
			is = is || compare(value, node->operator, & right.values[j]);
		}
		for (size_t j = 0; node->kind == IN && j < node->count; j++) {
			is = is || compare(value, 0, &node->literals[j]);
		}
		is = is ||
			(node->kind == COMPARE && compare(value, node->operator, node->literals));
		is = is || (node->kind == CONTAINS && strstr(text, node->needle) != NULL);
		is = is ||
			(node->kind == STARTS &&
				strncmp(text, node->needle, strlen(node->needle)) == 0);
		if (is) {
			return true;
		}
	}
	return false;
}

static enum query_result truth(const struct world *world, const struct node *node)
{
	static const enum query_result inverted[] = {
		[QUERY_NO] = QUERY_YES, [QUERY_YES] = QUERY_NO, [QUERY_FAILED] = QUERY_FAILED};
	enum query_result left, right, wins = node->kind == OR ? QUERY_YES : QUERY_NO;

	if (node->kind == BOOM) {
		return QUERY_FAILED;
	}
	if (node->kind == TEXT) {
		for (size_t i = 0; i < world->field_count; i++) {
			if (strstr(world->fields[i].bytes.at, node->needle) != NULL) {
				return QUERY_YES;
			}
		}
		return QUERY_NO;
	}
	if (node->kind > NOT) {
		return any_value(world, node) ? QUERY_YES : QUERY_NO;
	}
	left = truth(world, node->left);
	if (node->kind == NOT) {
		return inverted[left];
	}
	right = truth(world, node->right);
	if (left == wins || right == wins) {
		return wins;
	}
	return left == QUERY_FAILED || right == QUERY_FAILED ? QUERY_FAILED : inverted[wins];
}

/* --- both --- */

static const struct query_attribute attributes[] = {{.name = "slow", .type = QUERY_STRING}};
static const struct query_schema schema = {.attributes = attributes, .count = 1, .fields = true};

static void get(const void *arg, size_t attribute, struct query_value *out)
{
	(void)arg;
	(void)attribute;
	*out = (struct query_value){
		.type = QUERY_STRING, .text = text_of("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")};
}

static enum query_result answer(const struct world *world, const char *text)
{
	struct entry_field fields[FIELDS];
	struct entry entry = {.field_count = world->field_count, .fields = fields};
	const struct query_subject subject = {.get = get, .entry = &entry};
	struct error error = {.code = ERROR_NONE};
	struct query *query = query_compile(text_of(text), &schema, NULL, &error);
	enum query_result result;

	if (query == NULL) {
		fail_msg("%s: %s", text, error.text);
	}
	for (size_t i = 0; i < world->field_count; i++) {
		fields[i] = (struct entry_field){.name = text_of(world->fields[i].name),
			.value = buf_text(&world->fields[i].bytes)};
	}
	result = query_match(query, &subject, NULL);
	query_destroy(query);
	return result;
}

static void random_queries_agree_with_the_rules(void **state)
{
	static struct world world;
	size_t counts[3] = {0};
	struct buf text;

	(void)state;
	world.rng = seeded_rng();
	buf_init(&text, TEXT_MAX);
	for (size_t i = 0; i < FIELDS; i++) {
		buf_init(&world.fields[i].bytes, TEXT_MAX);
	}
	for (int round = 0; round < ROUNDS; round++) {
		enum query_result is, should;

		buf_reset(&text);
		world.node_count = 0;
		make_entry(&world);
		const struct node *query = make_query(&world, 0);
		write_query(&world, &text, query, OR);
		is = answer(&world, text.at);
		should = truth(&world, query);
		for (size_t i = 0; is != should && i < world.field_count; i++) {
			print_error("%s: %s\n", world.fields[i].name, world.fields[i].bytes.at);
		}
		if (is != should) {
			fail_msg("round %d: %d and not %d: %s", round, is, should, text.at);
		}
		counts[is]++;
	}
	/* Neither side could agree by saying always the same. */
	assert_true(counts[QUERY_YES] > ROUNDS / 8 && counts[QUERY_NO] > ROUNDS / 8);
	assert_true(counts[QUERY_FAILED] > 0);
	for (size_t i = 0; i < FIELDS; i++) {
		buf_finish(&world.fields[i].bytes);
	}
	buf_finish(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_queries_agree_with_the_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
