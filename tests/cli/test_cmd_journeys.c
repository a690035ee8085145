#include "traffic.h"

#include <stdlib.h>
#include <unistd.h>

static const char *const members[] = {"journey", "definition", "party", "state", "reason", "flags",
	"started_ms", "last_ms", "wall_ms", "steps", "expected", "incarnation", "value", "events",
	"critical_path", "merges", NULL};

/* One object a line, as a list. */
static cJSON *parsed_lines(const struct run *run)
{
	cJSON *list = cJSON_CreateArray();
	const char *at = run_out(run), *end;

	while (*at != '\0') {
		cJSON *line = cJSON_ParseWithOpts(at, &end, 0);

		if (line == NULL || *end != '\n') {
			fail_msg("no line of JSON: %s", at);
		}
		cJSON_AddItemToArray(list, line);
		at = end + 1;
	}
	return list;
}

static const cJSON *find(const cJSON *list, const char *name)
{
	const cJSON *row;

	cJSON_ArrayForEach(row, list)
	{
		if (parsed_is(row, "journey", name)) {
			return row;
		}
	}
	fail_msg("no journey %s", name);
	return NULL;
}

static void expect_path_sums(const cJSON *list)
{
	const cJSON *row, *part;

	cJSON_ArrayForEach(row, list)
	{
		double sum = 0;

		cJSON_ArrayForEach(part, parsed_member(row, "critical_path"))
		{
			sum += parsed_member(part, "ms")->valuedouble;
		}
		parsed_expect_number(row, "wall_ms", sum);
	}
}

static void each_journey_is_a_line(void **state)
{
	struct redis_server *server = redis_start(NULL);

	(void)state;
	traffic_flat(server);
	struct run run = RUN("journeys", "--json", "--url", redis_url(server), "--key", "case",
		"--step", "activity");
	run_expect_code(&run, 0);
	assert_string_equal(run_err(&run), "");
	run_expect_harmless(&run.out);
	cJSON *list = parsed_lines(&run);
	assert_int_equal(cJSON_GetArraySize(list), 8);
	parsed_expect_members(list, members);
	expect_path_sums(list);
	const cJSON *row = find(list, "A3");
	parsed_expect_null(row, "definition");
	parsed_expect_null(row, "party");
	parsed_expect_text(row, "state", "ACTIVE");
	parsed_expect_number(row, "started_ms", 2000);
	parsed_expect_number(row, "last_ms", 3000);
	parsed_expect_number(row, "wall_ms", 1000);
	parsed_expect_number(row, "steps", 3);
	const cJSON *event = cJSON_GetArrayItem(parsed_member(row, "events"), 2);
	parsed_expect_text(event, "topic", "log");
	parsed_expect_text(event, "id", "3000-2");
	parsed_expect_text(event, "step", "Payment");
	parsed_expect_number(event, "at_ms", 3000);
	parsed_expect_null(event, "service");
	parsed_expect_null(event, "queue_ms");
	parsed_expect_null(event, "work_ms");
	parsed_expect_text(event, "state", "done");
	cJSON_Delete(list);
	run_finish(&run);
	redis_stop(server);
}

struct declared {
	char file[64];
};

static void declare(struct declared *declared, const char *lines)
{
	strcpy(declared->file, "/tmp/rm-journeys.XXXXXX");
	int fd = mkstemp(declared->file);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, lines, strlen(lines)), (ssize_t)strlen(lines));
	close(fd);
}

static const char orders[] = "[journey order]\nanchor = order\nchild = item, package\n"
			     "party = customer\nstart = placed\nend = delivered\nfail = declined\n"
			     "step = placed -> paid within 5s\nstep = paid -> sent\n"
			     "step = sent -> delivered\nvalue = placed: total\nexpire = 36500d\n";

/* Orders have items, packages hold items of several orders: one journey an order. */
static void a_declared_anchor_is_one_journey_each(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct declared declared;

	(void)state;
	declare(&declared, orders);
	redis_ok(server, "XADD", "shop", "1000-0", "type", "placed", "order", "O1", "item", "i1",
		"item", "i2", "customer", "C1", "total", "12.5", NULL);
	redis_ok(server, "XADD", "shop", "2000-0", "type", "placed", "order", "O2", "item", "i3",
		"customer", "C1", NULL);
	redis_ok(server, "XADD", "pay", "3000-0", "type", "paid", "order", "O1", NULL);
	redis_ok(server, "XADD", "pay", "3000-1", "type", "declined", "order", "O2", NULL);
	redis_ok(server, "XADD", "ship", "4000-0", "type", "packed", "package", "p1", "item", "i2",
		"item", "i3", NULL);
	redis_ok(server, "XADD", "ship", "5000-0", "type", "sent", "package", "p1", NULL);
	redis_ok(server, "XADD", "ship", "6000-0", "type", "delivered", "item", "i2", NULL);
	struct run run =
		RUN("journeys", "--json", "--url", redis_url(server), "--config", declared.file);
	run_expect_code(&run, 0);
	cJSON *list = parsed_lines(&run);
	assert_int_equal(cJSON_GetArraySize(list), 2);
	expect_path_sums(list);
	const cJSON *row = find(list, "O1");
	parsed_expect_text(row, "definition", "order");
	parsed_expect_text(row, "party", "C1");
	parsed_expect_text(row, "state", "COMPLETED");
	parsed_expect_number(row, "value", 12.5);
	parsed_expect_number(row, "steps", 5);
	assert_int_equal(cJSON_GetArraySize(parsed_member(row, "expected")), 0);
	row = find(list, "O2");
	parsed_expect_text(row, "state", "FAILED");
	parsed_expect_text(row, "reason", "failed at declined");
	/* Its part went the same way, packed with those of the other. */
	parsed_expect_number(row, "steps", 4);
	cJSON_Delete(list);
	run_finish(&run);
	unlink(declared.file);
	redis_stop(server);
}

static void what_is_late_says_so_and_what_it_waits_for(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct declared declared;

	(void)state;
	declare(&declared, orders);
	redis_ok(server, "XADD", "shop", "1000-0", "type", "placed", "order", "O1", NULL);
	redis_ok(server, "XADD", "shop:dlq", "1001-0", "type", "placed", "order", "O2", NULL);
	struct run run =
		RUN("journeys", "--json", "--url", redis_url(server), "--config", declared.file);
	run_expect_code(&run, 0);
	cJSON *list = parsed_lines(&run);
	const cJSON *row = find(list, "O1");
	parsed_expect_text(row, "state", "LATE");
	run_expect_text(parsed_member(row, "reason")->valuestring, "paid was due ");
	traffic_expect_steps(parsed_member(row, "expected"), "paid > sent > delivered");
	row = find(list, "O2");
	parsed_expect_text(row, "state", "FAILED");
	parsed_expect_text(row, "reason", "dead-lettered at placed");
	parsed_expect_number(row, "steps", 0);
	cJSON_Delete(list);
	run_finish(&run);
	run = RUN("journeys", "--url", redis_url(server), "--config", declared.file);
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	run_expect_text(run_out(&run), "STATE ");
	run_expect_text(run_out(&run), "1 of 4");
	run_finish(&run);
	unlink(declared.file);
	redis_stop(server);
}

static void a_definition_is_learned_in_the_form_of_the_configuration(void **state)
{
	struct redis_server *server = redis_start(NULL);
	static const char script[] =
		"for i = 1, 120 do for k, step in ipairs({'placed', 'paid', 'sent'}) do "
		"redis.call('XADD', 'log', (i * 1000 + k * 100) .. '-0', 'kind', step, 'ref', 'R' "
		".. "
		"i) end end";

	(void)state;
	redis_ok(server, "EVAL", script, "0", NULL);
	struct run run = RUN("journeys", "--learn", "--url", redis_url(server), "--key", "ref",
		"--step", "kind");
	run_expect_code(&run, 0);
	assert_string_equal(run_out(&run),
		"# learned from the events\n[journey learned]\nanchor   = ref\nstep_field= kind\n"
		"start    = placed\nend      = sent\nstep     = placed -> paid within 1s\n"
		"step     = paid -> sent within 1s\n");
	struct declared declared;
	declare(&declared, run_out(&run));
	run_finish(&run);
	run = RUN("journeys", "--json", "--limit", "1", "--url", redis_url(server), "--config",
		declared.file);
	run_expect_code(&run, 0);
	cJSON *list = parsed_lines(&run);
	parsed_expect_text(list->child, "state", "COMPLETED");
	parsed_expect_text(list->child, "definition", "learned");
	cJSON_Delete(list);
	run_finish(&run);
	unlink(declared.file);
	run = RUN("journeys", "--learn", "--url", redis_url(server));
	run_expect_code(&run, 0);
	run_expect_text(run_out(&run), "anchor   = ref\n");
	run_expect_no_text(run_out(&run), "party");
	run_finish(&run);
	redis_stop(server);
}

static void the_ceiling_holds_and_the_loss_is_said(void **state)
{
	struct redis_server *server = redis_start(NULL);
	static const char script[] = "for i = 1, 20000 do redis.call('XADD', 'log', i .. '-0', "
				     "'type', 'a', 'ref', 'R' .. "
				     "i) end for i = 1, 10 do redis.call('XADD', 'log', (i + "
				     "30000) .. '-0', 'type', 'b', "
				     "'ref', 'R' .. i) end";

	(void)state;
	redis_ok(server, "EVAL", script, "0", NULL);
	struct run run = RUN(
		"journeys", "--json", "--memory", "2M", "--url", redis_url(server), "--key", "ref");
	run_expect_code(&run, 1);
	run_expect_text(run_err(&run), "were dropped for want of room");
	size_t lines = 0;
	for (const char *at = run_out(&run); *at != '\0'; at++) {
		lines += *at == '\n';
	}
	/* Each was told when it went, and what came again is told again, as not whole. */
	assert_true(lines >= 20000 && lines <= 20010);
	run_finish(&run);
	redis_stop(server);
}

static struct redis_server *server_with_merges(void)
{
	struct redis_server *server = redis_start(NULL);

	redis_ok(server, "XADD", "t", "1-0", "type", "a", "order_id", "O1", NULL);
	redis_ok(server, "XADD", "t", "2-0", "type", "b", "trace", "\x1b[31mT1", NULL);
	redis_ok(server, "XADD", "t", "3-0", "type", "c", "order_id", "O1", "trace", "\x1b[31mT1",
		NULL);
	redis_ok(server, "XADD", "t", "4-0", "type", "b", "trace", "T2", NULL);
	redis_ok(server, "XADD", "t", "5-0", "type", "c", "order_id", "O2", "trace", "T2", NULL);
	redis_ok(server, "XADD", "t", "6-0", "type", "a", "order_id", "O3", NULL);
	return server;
}

/* Why, by which event; and without it, in words or kept in the configuration. */
static void merges_are_listed_and_undone(void **state)
{
	struct redis_server *server = server_with_merges();
	struct declared declared;

	(void)state;
	declare(&declared, "[journey order]\nanchor = order_id\ntrace = trace\n");
	struct run run =
		RUN("journeys", "--merges", "--url", redis_url(server), "--config", declared.file);
	run_expect_code(&run, 0);
	run_expect_harmless(&run.out);
	run_expect_text(run_out(&run), "O1  joined ^[[31mT1  they share a trace: t 3-0\n");
	run_expect_text(run_out(&run), "O2  joined T2  they share a trace: t 5-0\n");
	assert_null(strstr(run_out(&run), "O3"));
	run_finish(&run);
	run = RUN("journey", "O2", "--merges", "--json", "--url", redis_url(server), "--config",
		declared.file, "--quiet");
	run_expect_code(&run, 0);
	cJSON *list = parsed_lines(&run);
	assert_int_equal(cJSON_GetArraySize(list), 1);
	parsed_expect_text(list->child, "joined", "T2");
	parsed_expect_text(list->child, "id", "5-0");
	parsed_expect_text(list->child, "definition", "order");
	cJSON_Delete(list);
	run_finish(&run);
	run = RUN("journeys", "--json", "--apart", "O2,T2", "--url", redis_url(server), "--config",
		declared.file);
	run_expect_code(&run, 0);
	list = parsed_lines(&run);
	assert_int_equal(cJSON_GetArraySize(list), 4);
	parsed_expect_number(find(list, "O2"), "steps", 1);
	parsed_expect_number(find(list, "T2"), "steps", 1);
	parsed_expect_number(find(list, "O1"), "steps", 3);
	cJSON_Delete(list);
	run_finish(&run);
	run = RUN("journeys", "--apart", "O2", "--url", redis_url(server));
	run_expect_code(&run, 2);
	run_expect_text(run_err(&run), "--apart: needs two different values: A, B");
	run_finish(&run);
	unlink(declared.file);
	declare(&declared, "[journey order]\nanchor = order_id\ntrace = trace\napart = T2, O2\n");
	run = RUN("journeys", "--merges", "--url", redis_url(server), "--config", declared.file);
	run_expect_code(&run, 0);
	assert_null(strstr(run_out(&run), "T2"));
	run_finish(&run);
	unlink(declared.file);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_journey_is_a_line),
		cmocka_unit_test(a_declared_anchor_is_one_journey_each),
		cmocka_unit_test(what_is_late_says_so_and_what_it_waits_for),
		cmocka_unit_test(a_definition_is_learned_in_the_form_of_the_configuration),
		cmocka_unit_test(the_ceiling_holds_and_the_loss_is_said),
		cmocka_unit_test(merges_are_listed_and_undone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
