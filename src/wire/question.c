#include "question.h"

#include "base/mem.h"

static void on_late(uv_timer_t *timer);

struct question *question_create(
	struct fetcher *fetcher, enum fact_kind kind, struct text topic, struct text group)
{
	struct question *question = mem_alloc(1, sizeof *question);
	question->fetcher = fetcher;
	question->fact.kind = kind;
	question->topic = text_dup(topic);
	question->group = text_dup(group);
	question->fact.topic = text_from(question->topic, topic.length);
	question->fact.group = text_from(question->group, group.length);
	question->asked_ns = uv_hrtime();
	buf_init(&question->name_bytes, SIZE_MAX / 4);
	question->next = fetcher->first;
	if (fetcher->first != NULL) {
		fetcher->first->previous = question;
	}
	fetcher->first = question;
	fetcher->count++;
	return question;
}

static void question_free(struct question *question)
{
	buf_finish(&question->name_bytes);
	mem_free(question->names);
	mem_free(question->glob);
	mem_free(question->topic);
	mem_free(question->group);
	mem_free(question);
}

static void question_unlink(struct question *question)
{
	struct fetcher *fetcher = question->fetcher;
	if (question->previous != NULL) {
		question->previous->next = question->next;
	} else {
		fetcher->first = question->next;
	}
	if (question->next != NULL) {
		question->next->previous = question->previous;
	}
	question->fetcher = NULL;
	fetcher->count--;
}

/* The function may ask again, or destroy the fetcher. */
static void hand_over(struct question *question)
{
	struct fetcher *fetcher = question->fetcher;
	if (question->fact.kind == FACT_SCAN) {
		scan_settle(question);
	}
	question->fact.at_ms = (int64_t)uv_now(conn_loop(fetcher->conn));
	question_unlink(question);
	fetcher->fn(fetcher->arg, &question->fact);
	question_free(question);
}

void question_ask(struct question *question, const struct command *command, conn_reply_fn *fn)
{
	struct error error = {.code = ERROR_NONE};
	struct conn *conn = question->fetcher->conn;
	if (conn_send(conn, command, fn, question, &error)) {
		question->waiting++;
		return;
	}
	question->fact.outcome = error.code == ERROR_CONNECT ? FACT_LOST : FACT_FAILED;
	question->fact.error = error;
}

void question_asked(struct question *question)
{
	struct late *late = question->fetcher->late;
	if (question->waiting == 0) {
		uv_timer_start(&late->timer, on_late, 0, 0);
	}
}

bool question_wants(const struct question *question)
{
	return question->fetcher != NULL && question->fact.outcome == FACT_KNOWN;
}

void question_answered(struct question *question, const struct error *error)
{
	if (error != NULL &&
		(question->fact.outcome == FACT_KNOWN || question->fact.outcome == FACT_LOST)) {
		question->fact.outcome = FACT_LOST;
		question->fact.error = *error;
	}
	if (--question->waiting > 0) {
		return;
	}
	if (question->fetcher == NULL) {
		question_free(question);
	} else {
		hand_over(question);
	}
}

/* The oldest that waits for no answer; new ones are put in front. */
static struct question *find_unasked(const struct fetcher *fetcher)
{
	struct question *found = NULL;
	for (struct question *question = fetcher->first; question != NULL;
		question = question->next) {
		if (question->waiting == 0) {
			found = question;
		}
	}
	return found;
}

/* Those that are there now, not those that their functions ask anew: these wait for the next turn.
 */
static void on_late(uv_timer_t *timer)
{
	struct late *late = timer->data;
	size_t count = 0;
	for (struct question *question = late->fetcher->first; question != NULL;
		question = question->next) {
		count += question->waiting == 0;
	}
	while (count-- > 0 && late->fetcher != NULL) {
		struct question *question = find_unasked(late->fetcher);
		if (question != NULL) {
			hand_over(question);
		}
	}
}

struct fetcher *fetcher_create(struct conn *conn, fetch_fn *fn, void *arg)
{
	struct fetcher *fetcher = mem_alloc(1, sizeof *fetcher);
	fetcher->conn = conn;
	fetcher->fn = fn;
	fetcher->arg = arg;
	fetcher->late = mem_alloc(1, sizeof *fetcher->late);
	fetcher->late->fetcher = fetcher;
	fetcher->late->room = decode_room_create();
	uv_timer_init(conn_loop(conn), &fetcher->late->timer);
	fetcher->late->timer.data = fetcher->late;
	return fetcher;
}

static void on_late_closed(uv_handle_t *handle)
{
	struct late *late = handle->data;
	decode_room_destroy(late->room);
	mem_free(late);
}

void fetcher_destroy(struct fetcher *fetcher)
{
	if (fetcher == NULL) {
		return;
	}
	while (fetcher->first != NULL) {
		struct question *question = fetcher->first;
		question_unlink(question);
		if (question->waiting == 0) {
			question_free(question);
		}
	}
	fetcher->late->fetcher = NULL;
	uv_close((uv_handle_t *)&fetcher->late->timer, on_late_closed);
	mem_free(fetcher);
}

size_t fetcher_outstanding(const struct fetcher *fetcher)
{
	return fetcher->count;
}
