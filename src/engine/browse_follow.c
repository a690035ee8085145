#include "base/mem.h"
#include "browse_private.h"
#include "denied.h"

/* XREAD without BLOCK: a client that is blocked can crash some servers. */
enum { TOPICS_A_READ = 100, POLL_LEAST_MS = 33, POLL_MOST_MS = 200 };

/* The topics of one XREAD. */
struct peek {
	struct browse *browse;
	size_t from, to;
};

static void mark(struct browse *browse, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		browse->topics[i]->news = true;
	}
}

/* Which topics have something new; what it is, the scan reads. */
static void take_peek(const struct peek *peek, const struct reply *reply)
{
	struct browse *browse = peek->browse;

	if (reply->kind == REPLY_ERROR) {
		mark(browse, peek->from, peek->to);
		return;
	}
	for (size_t i = 0; reply_item(reply, i) != NULL; i++) {
		struct text name = text_of(NULL);
		reply_text(reply_item(reply_item(reply, i), 0), &name);
		struct browse_topic *topic = map_get(browse->by_name, name);

		if (topic != NULL) {
			topic->news = true;
		}
	}
}

static void decide(struct browse *browse);

static void on_peek(void *arg, const struct reply *reply, const struct error *error)
{
	struct peek *peek = arg;
	struct browse *browse = peek->browse;

	browse->asked--;
	if (!browse->look.over && error != NULL) {
		browse_fail(browse, error);
	} else if (!browse->look.over) {
		take_peek(peek, reply);
		if (browse->asked == 0) {
			decide(browse);
		}
	}
	mem_free(peek);
}

static void send_peek(struct browse *browse, size_t from, size_t to)
{
	struct peek *peek = mem_alloc(1, sizeof *peek);
	struct command command;
	struct error error;

	*peek = (struct peek){.browse = browse, .from = from, .to = to};
	command_init(&command);
	command_words(&command, "XREAD COUNT 1 STREAMS");
	for (size_t i = from; i < to; i++) {
		command_add(&command, browse->topics[i]->name);
	}
	for (size_t i = from; i < to; i++) {
		command_add_id(&command, browse->topics[i]->cursor);
	}
	if (conn_send(browse->look.conn, &command, on_peek, peek, &error)) {
		browse->asked++;
	} else {
		mem_free(peek);
		browse_fail(browse, &error);
	}
	command_finish(&command);
}

static void poll_topics(struct browse *browse)
{
	for (size_t i = 0; i < browse->topic_count && !browse->look.over; i += TOPICS_A_READ) {
		size_t left = browse->topic_count - i;

		send_peek(browse, i, i + (left < TOPICS_A_READ ? left : TOPICS_A_READ));
	}
	if (browse->asked == 0) {
		decide(browse);
	}
}

static void on_poll(uv_timer_t *timer)
{
	struct look *look = timer->data;
	struct browse *browse = look->arg;
	enum browse_go go;

	if (!browse_ask_caller(browse, &go)) {
		return;
	}
	if (go == BROWSE_WAIT) {
		uv_timer_start(timer, on_poll, POLL_LEAST_MS, 0);
	} else {
		poll_topics(browse);
	}
}

static void decide(struct browse *browse)
{
	bool news = false;

	for (size_t i = 0; i < browse->topic_count; i++) {
		news = news || (browse->topics[i]->news && !browse->topics[i]->denied);
	}
	if (news) {
		browse->pause_ms = POLL_LEAST_MS;
		browse_scan(browse, NULL);
		return;
	}
	browse->pause_ms =
		browse->pause_ms * 2 < POLL_MOST_MS ? browse->pause_ms * 2 : POLL_MOST_MS;
	uv_timer_start(&browse->look.timer, on_poll, (uint64_t)browse->pause_ms, 0);
}

void browse_followed(struct browse *browse)
{
	for (size_t i = 0; i < browse->topic_count; i++) {
		browse->topics[i]->news = false;
	}
	uv_timer_start(&browse->look.timer, on_poll, POLL_LEAST_MS, 0);
}

void browse_follow(struct browse *browse)
{
	browse->following = true;
	browse->pause_ms = POLL_LEAST_MS;
	uv_timer_start(&browse->look.timer, on_poll, 0, 0);
}
