/* A real client library of another language writes; what stands in the stream is read. */
#include "envelope/event.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "entries.h"
#include "support/redis.h"

static const char script[] =
	"import json, sys\n"
	"import redis\n"
	"r = redis.Redis(unix_socket_path=sys.argv[1])\n"
	"trace = '4bf92f3577b34da6a3ce929d0e0e4736'\n"
	"r.xadd('s', {'type': 'order.placed', 'order_id': 990017, 'customer_id': 'C-881',\n"
	"    'amount': 12.5, 'traceparent': '00-' + trace + '-00f067aa0ba902b7-01'})\n"
	"r.xadd('s', {'data': json.dumps({'type': 'order.paid', 'source': 'shop',\n"
	"    'time': '2023-11-14T22:13:20+00:00', 'metadata': {'correlationId': 'c-1'},\n"
	"    'data': {'customer_id': 'C-881', 'note': 'caf\\u00e9'}})})\n"
	"r.xadd('s', {'id': '7', 'event': 'order.shipped', 'payload': bytes([0, 255])})\n";

/* Where the library is, or not: the interpreter of the system first. */
static int run_python(const char *path)
{
	static const char *const interpreters[] = {"/usr/bin/python3", "python3"};
	int status = -1;
	size_t i;

	for (i = 0; i < 2 && status != 0; i++) {
		pid_t child = fork();

		assert_true(child >= 0);
		if (child == 0) {
			execlp(interpreters[i], interpreters[i], "-c", script, path, (char *)NULL);
			_exit(127);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
	}
	return status;
}

static void read_reply(const redisReply *reply, struct event_reader *reader, struct event *event)
{
	struct entry_field fields[WRITTEN_MAX];
	struct entry entry = {.fields = fields};
	const redisReply *list;
	size_t i;

	assert_int_equal(reply->elements, 2);
	list = reply->element[1];
	assert_true(list->elements / 2 <= WRITTEN_MAX);
	for (i = 0; i < list->elements; i += 2) {
		fields[entry.field_count++] = (struct entry_field){
			.name = text_from(list->element[i]->str, list->element[i]->len),
			.value = text_from(list->element[i + 1]->str, list->element[i + 1]->len)};
	}
	event_read(reader, text_of("s"), &entry, event);
}

static void what_python_writes_is_understood(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct event_reader *reader = event_reader_create();
	struct event event;
	redisReply *reply;

	(void)state;
	assert_int_equal(run_python(redis_socket(server)), 0);
	reply = redis_raw(server, "XRANGE", "s", "-", "+", NULL);
	assert_int_equal(reply->elements, 3);
	read_reply(reply->element[0], reader, &event);
	assert_event(&event,
		(struct expected){.envelope = "flat",
			.type = "order.placed",
			.journey = "990017",
			.party = "C-881",
			.trace = "4bf92f3577b34da6a3ce929d0e0e4736"});
	read_reply(reply->element[1], reader, &event);
	event.payload = text_of("");
	assert_event(&event,
		(struct expected){.envelope = "json",
			.type = "order.paid",
			.service = "shop",
			.journey = "c-1",
			.party = "C-881",
			.occurred_ms = 1700000000000});
	read_reply(reply->element[2], reader, &event);
	assert_event(&event, (struct expected){.envelope = "flat", .type = "order.shipped"});
	freeReplyObject(reply);
	event_reader_destroy(reader);
	redis_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_python_writes_is_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
