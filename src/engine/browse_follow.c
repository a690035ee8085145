#include "base/mem.h"
#include "browse_private.h"
#include "denied.h"
#include "wire/decode.h"

/* XREAD without BLOCK: a client that is blocked can crash some servers. */
enum {
	TOPICS_A_READ = 100,
	POLL_LEAST_MS = 33,
	POLL_MOST_MS = 200,
	DISCOVER_MS = 10000,
	SLOWER_EACH = 2000,
	ALONE_MS = 10000, /* between two questions about what may not be read */
	CHECK_MS = 2000,  /* between two about each topic's end */
	CHECKS_A_ROUND = 20
};

/* The topics of one XREAD. */
struct peek {
	struct browse *browse;
	size_t from, to;
	bool alone;
};

/* What was handed over by now, but for what may still be added with an id of this moment. */
static struct id settled_now(const struct browse *browse)
{
	int64_t now_ms = browse_server_now_ms(browse);
	struct id settled = browse->greatest;

	if (now_ms > 0 && settled.ms >= (uint64_t)now_ms) {
		settled = (struct id){(uint64_t)now_ms - 1, UINT64_MAX};
	}
	return settled;
}

/* A round is over in which every topic was asked. */
static void settle(struct browse *browse)
{
	if (!browse->missed && id_compare(browse->promise, browse->settled) > 0) {
		browse->settled = browse->promise;
	}
}

static int64_t now_ms_of(const struct browse *browse)
{
	return (int64_t)uv_now(&browse->look.loop);
}

static bool is_asked(const struct peek *peek, const struct browse_topic *topic)
{
	return !topic->denied && topic->alone == peek->alone &&
		now_ms_of(peek->browse) >= topic->not_before_ms;
}

/* One of many cannot be read, and the scan will tell which; one alone is left for a while. */
static void take_refusal(const struct peek *peek)
{
	for (size_t i = peek->from; i < peek->to; i++) {
		struct browse_topic *topic = peek->browse->topics[i];

		if (peek->alone) {
			topic->not_before_ms = now_ms_of(peek->browse) + ALONE_MS;
		} else if (!topic->alone) {
			topic->news = true;
		}
	}
}

void browse_judge(struct browse *browse)
{
	for (size_t i = 0; i < browse->topic_count; i++) {
		struct browse_topic *topic = browse->topics[i];
		enum fact_outcome outcome = browse->scanned[i] > 0
			? scan_topic_outcome(browse->scan, browse->scanned[i] - 1)
			: FACT_KNOWN;
		bool again = topic->counted;

		if (outcome == FACT_KNOWN) {
			continue;
		}
		browse->before.topics_denied -= outcome == FACT_DENIED && again;
		browse->before.topics_gone -= outcome != FACT_DENIED && again;
		topic->counted = true;
		topic->alone = outcome != FACT_ABSENT;
		topic->not_before_ms = topic->alone ? now_ms_of(browse) + ALONE_MS : 0;
	}
}

void browse_checked(struct browse *browse, struct browse_topic *topic, const struct fact *fact)
{
	const struct fact_entries *newest = &fact->entries;
	struct id last = {0, 0};

	if (fact->kind == FACT_TOPIC) {
		bool anew = fact->outcome == FACT_ABSENT ||
			(fact->outcome == FACT_KNOWN &&
				id_compare(fact->topic_info.last_generated, topic->cursor) < 0);
		topic->cursor = anew ? last : topic->cursor;
	} else if (fact->outcome == FACT_KNOWN) {
		last = newest->count > 0 ? newest->entries[0].id : last;
		if (id_compare(last, topic->cursor) < 0) {
			browse->asked++;
			fetch_topic(browse->fetcher, topic->name);
		}
	}
}

/* A topic that was deleted and made anew may begin with lower ids. */
static void check_ends(struct browse *browse)
{
	if (browse->check_at >= browse->topic_count) {
		if (now_ms_of(browse) < browse->check_ms) {
			return;
		}
		browse->check_at = 0;
		browse->check_ms = now_ms_of(browse) + CHECK_MS;
	}
	for (int n = 0; n < CHECKS_A_ROUND && browse->check_at < browse->topic_count; n++) {
		const struct browse_topic *topic = browse->topics[browse->check_at++];

		if (!topic->denied && !topic->alone && !id_is_zero(topic->cursor)) {
			browse->asked++;
			fetch_range(browse->fetcher, topic->name, (struct id){0, 0},
				(struct id){UINT64_MAX, UINT64_MAX}, true, 1);
		}
	}
}

/* Which topics have something new; what it is, the scan reads. */
static void take_peek(const struct peek *peek, const struct reply *reply)
{
	struct browse *browse = peek->browse;

	browse->waits = (struct error){.code = ERROR_NONE};
	if (reply->kind == REPLY_ERROR && decode_is_passing(reply->text)) {
		error_set(&browse->waits, ERROR_FAILED, "%.*s",
			(int)(reply->text.length < ERROR_TEXT_MAX ? reply->text.length
								  : ERROR_TEXT_MAX),
			reply->text.at);
		browse->missed = true;
		return;
	}
	if (reply->kind == REPLY_ERROR) {
		take_refusal(peek);
		return;
	}
	if (peek->alone) {
		browse->topics[peek->from]->alone = false;
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

static void on_peek(void *arg, const struct reply *reply, const struct error *error)
{
	struct peek *peek = arg;
	struct browse *browse = peek->browse;

	browse->asked--;
	if (error == NULL && !browse->look.over) {
		take_peek(peek, reply);
	}
	browse->missed = browse->missed || error != NULL;
	mem_free(peek);
	if (browse->asked == 0 && !browse->look.over) {
		browse_ask_ends(browse);
	}
}

static void send_peek(struct browse *browse, size_t from, size_t to, bool alone)
{
	struct peek *peek = mem_alloc(1, sizeof *peek);
	struct command command;
	struct error error;
	size_t count = 0;

	*peek = (struct peek){.browse = browse, .from = from, .to = to, .alone = alone};
	command_init(&command);
	command_words(&command, "XREAD COUNT 1 STREAMS");
	for (size_t i = from; i < to; i++) {
		if (is_asked(peek, browse->topics[i])) {
			command_add(&command, browse->topics[i]->name);
			count++;
		}
	}
	for (size_t i = from; i < to; i++) {
		if (is_asked(peek, browse->topics[i])) {
			command_add_id(&command, browse->topics[i]->cursor);
		}
	}
	if (count > 0 && conn_send(browse->look.conn, &command, on_peek, peek, &error)) {
		browse->asked++;
	} else {
		mem_free(peek);
		if (count > 0) {
			browse_fail(browse, &error);
		}
	}
	command_finish(&command);
}

/* Among others' keys a discovery takes its time: a step of it with each round. */
static void discover(struct browse *browse)
{
	int64_t now_ms = (int64_t)uv_now(&browse->look.loop);
	bool begins = !browse->discovering;

	if (browse->glob_count == 0 || (begins && now_ms < browse->discover_at_ms)) {
		return;
	}
	if (begins) {
		browse->discovering = true;
		browse->glob_at = 0;
		browse->discovered = settled_now(browse);
	}
	browse->asked++;
	fetch_scan(browse->fetcher, browse->globs[browse->glob_at], begins);
}

void browse_discovered(struct browse *browse, bool ends)
{
	browse->glob_at += ends;
	if (browse->glob_at == browse->glob_count) {
		browse->discovering = false;
		browse->discover_at_ms = (int64_t)uv_now(&browse->look.loop) + DISCOVER_MS;
		browse->promise = browse->discovered;
	}
}

static void poll_topics(struct browse *browse)
{
	browse->missed = false;
	if (browse->glob_count == 0) {
		browse->promise = settled_now(browse);
	}
	discover(browse);
	check_ends(browse);
	for (size_t i = 0; i < browse->topic_count && !browse->look.over; i++) {
		if (browse->topics[i]->alone) {
			send_peek(browse, i, i + 1, true);
		}
	}
	for (size_t i = 0; i < browse->topic_count && !browse->look.over; i += TOPICS_A_READ) {
		size_t left = browse->topic_count - i;

		send_peek(browse, i, i + (left < TOPICS_A_READ ? left : TOPICS_A_READ), false);
	}
	if (browse->asked == 0 && !browse->look.over) {
		browse_decide(browse);
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
	if (go == BROWSE_WAIT || conn_state(browse->look.conn) != CONN_READY) {
		uv_timer_start(timer, on_poll, POLL_LEAST_MS, 0);
	} else {
		poll_topics(browse);
	}
}

/* A round over so many quiet topics costs the server so much: it comes the more seldom. */
static int most_ms(const struct browse *browse)
{
	return POLL_MOST_MS * (int)(1 + browse->topic_count / SLOWER_EACH);
}

void browse_decide(struct browse *browse)
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
	settle(browse);
	browse->pause_ms = browse->discovering           ? POLL_LEAST_MS
		: browse->pause_ms * 2 < most_ms(browse) ? browse->pause_ms * 2
							 : most_ms(browse);
	uv_timer_start(&browse->look.timer, on_poll, (uint64_t)browse->pause_ms, 0);
}

void browse_followed(struct browse *browse)
{
	for (size_t i = 0; i < browse->topic_count; i++) {
		browse->topics[i]->news = false;
	}
	settle(browse);
	uv_timer_start(&browse->look.timer, on_poll, POLL_LEAST_MS, 0);
}

void browse_follow(struct browse *browse)
{
	browse->following = true;
	browse->discover_at_ms = (int64_t)uv_now(&browse->look.loop) + DISCOVER_MS;
	browse->pause_ms = POLL_LEAST_MS;
	uv_timer_start(&browse->look.timer, on_poll, 0, 0);
}
