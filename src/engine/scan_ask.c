#include "base/mem.h"
#include "scan_private.h"

enum {
	FIRST_COUNT = 10,
	COUNT_MOST = 500,
	GROWTH = 8, /* a page is at most so many times the one before */
	ENTRY_BYTES_GUESS = 256,
	OVERLAP_BYTES = 16 * 1024, /* an entry that is larger is not asked for twice */
	ASKED_MOST = 50,
	ASKED_BYTES = 512 * 1024,
	HELD_BYTES = 32 * 1024 * 1024, /* what is read beyond it is put off */
	PAUSE_MS = 10,
};

static bool wants(const struct scan *scan, const struct strand *strand)
{
	if (strand->ended || strand->asking || strand->queued || strand->put_off) {
		return false;
	}
	return strand->first_page == NULL ||
		(strand->held < scan->target / 2 && scan->held < HELD_BYTES / 2);
}

void scan_want(struct scan *scan, struct strand *strand)
{
	if (!wants(scan, strand)) {
		return;
	}
	strand->queued = true;
	strand->queue_next = NULL;
	if (scan->queue_first == NULL) {
		scan->queue_first = strand;
	} else {
		scan->queue_last->queue_next = strand;
	}
	scan->queue_last = strand;
}

/* The one that everything waits for, else the one that has been wishing longest. */
static struct strand *next_wish(struct scan *scan)
{
	struct strand *top = strands_top(&scan->strands);

	if (top != NULL && top->first_page == NULL && !top->asking && !top->ended) {
		return top;
	}
	while (scan->queue_first != NULL) {
		struct strand *strand = scan->queue_first;

		scan->queue_first = strand->queue_next;
		strand->queued = false;
		if (wants(scan, strand)) {
			return strand;
		}
	}
	return NULL;
}

static int count_for(const struct scan *scan, const struct strand *strand)
{
	double each = strand->entry_bytes > 1 ? strand->entry_bytes : ENTRY_BYTES_GUESS;
	double count = (double)scan->target / each;
	double most =
		strand->asked_before > 0 ? GROWTH * (double)strand->asked_before : FIRST_COUNT;

	count = count < most ? count : most;
	count = count < COUNT_MOST ? count : COUNT_MOST;
	return count > 1 ? (int)count : 1;
}

static void ask_page(struct scan *scan, struct strand *strand)
{
	bool down = scan->options.newest_first;
	struct id first = strand->overlap ? strand->last : strand->next;
	int count = count_for(scan, strand);
	double each = strand->entry_bytes > 1 ? strand->entry_bytes : ENTRY_BYTES_GUESS;

	strand->asked_before = count;
	strand->asked = count + strand->overlap;
	strand->asked_bytes = (size_t)(count * each);
	strand->asking = true;
	strand->put_off = false;
	scan->asked++;
	scan->asked_bytes += strand->asked_bytes;
	fetch_range(scan->fetcher, strand->name, down ? strand->end : first,
		down ? first : strand->end, down, strand->asked);
}

/* Whether the rate lets another page in; else it is asked for later. */
static bool rate_allows(struct scan *scan)
{
	double per_s = (double)scan->options.bytes_per_s;
	int64_t now_ms = (int64_t)uv_now(scan->turn.loop);

	if (scan->options.bytes_per_s == 0) {
		return true;
	}
	scan->tokens += per_s * (double)(now_ms - scan->filled_ms) / 1000;
	scan->filled_ms = now_ms;
	if (scan->tokens > (double)scan->burst) {
		scan->tokens = (double)scan->burst;
	}
	if (scan->tokens > 0) {
		return true;
	}
	scan_pause(scan, (uint64_t)(-scan->tokens * 1000 / per_s) + PAUSE_MS);
	return false;
}

void scan_ask(struct scan *scan)
{
	int64_t left_ms = scan->not_before_ms - (int64_t)uv_now(scan->turn.loop);

	if (left_ms > 0) {
		scan_pause(scan, (uint64_t)left_ms);
		return;
	}
	while (scan->asked < ASKED_MOST && (scan->asked == 0 || scan->asked_bytes < ASKED_BYTES) &&
		rate_allows(scan)) {
		struct strand *strand = next_wish(scan);

		if (strand == NULL) {
			return;
		}
		ask_page(scan, strand);
		scan->tokens -= (double)strand->asked_bytes;
	}
}

/* Nothing more comes of it. That the key is gone is not seen from an empty answer. */
static void end_strand(struct scan *scan, struct strand *strand)
{
	strand->ended = true;
	if (strand->removed || !strand->has_last) {
		scan->checking++;
		fetch_type(scan->fetcher, strand->name);
	}
}

static void note_trouble(struct scan *scan, const struct strand *strand, const struct error *error)
{
	if (scan->coverage.trouble.code == ERROR_NONE) {
		scan->coverage.trouble = *error;
		error_prefix(&scan->coverage.trouble, "%.*s",
			strand->name.length < 120 ? (int)strand->name.length : 120,
			strand->name.at);
	}
}

static void note_removed(struct scan *scan, struct strand *strand)
{
	if (!strand->removed) {
		strand->removed = true;
		scan->coverage.topics_trimmed++;
	}
}

/* Moves on behind an id; the last there is ends it. */
static void move_on(struct scan *scan, struct strand *strand, struct id last)
{
	strand->has_last = true;
	strand->last = last;
	strand->next = strands_after(&scan->strands, last);
	if (strands_compare(&scan->strands, last, strand->end) >= 0) {
		strand->ended = true;
	}
}

/* A server that answers with what was not asked for could keep a scan going for ever. */
static bool in_order(const struct scan *scan, const struct strand *strand,
	const struct entry *entries, size_t count)
{
	struct id least = strand->next;

	for (size_t i = 0; i < count; i++) {
		if (strands_compare(&scan->strands, entries[i].id, least) < 0 ||
			strands_compare(&scan->strands, entries[i].id, strand->end) > 0) {
			return false;
		}
		least = strands_after(&scan->strands, entries[i].id);
	}
	return true;
}

/* Keeps the entries, or only where the first of them stands. */
static void keep(
	struct scan *scan, struct strand *strand, const struct entry *entries, size_t count)
{
	size_t bytes = 0;

	for (size_t i = 0; i < count; i++) {
		bytes += entry_bytes(&entries[i]);
	}
	strand->entry_bytes = (double)bytes / (double)count;
	scan->tokens -= (double)bytes;
	if (scan->held + bytes > HELD_BYTES && strand != strands_top(&scan->strands)) {
		strand->put_off = strand->first_page == NULL;
		strand->next = entries[0].id;
		strand->overlap = false;
		return;
	}
	scan->held += bytes;
	strand_put(strand, page_copy(entries, count));
	move_on(scan, strand, entries[count - 1].id);
	strand->overlap =
		!scan->options.newest_first && entry_bytes(&entries[count - 1]) <= OVERLAP_BYTES;
}

/* The entries before the one that made the answer too long are good; where there are none it is
 * that one that is too big, else it comes in an answer with less. */
static void pass_over(
	struct scan *scan, struct strand *strand, const struct fact *fact, size_t kept)
{
	strand->asked_before = 1;
	if (kept > 0 || !fact->entries.has_toobig) {
		return;
	}
	scan->coverage.entries_toobig++;
	strand->toobig++;
	note_trouble(scan, strand, &fact->error);
	move_on(scan, strand, fact->entries.toobig);
	strand->overlap = false;
}

static void take_page(struct scan *scan, struct strand *strand, const struct fact *fact)
{
	const struct entry *entries = fact->entries.entries;
	size_t count = fact->entries.count;
	bool whole = fact->outcome == FACT_KNOWN && count < (size_t)strand->asked;
	struct error error;

	if (strand->overlap && count > 0 && id_compare(entries[0].id, strand->last) == 0) {
		entries++;
		count--;
	} else if (strand->overlap) {
		note_removed(scan, strand);
	}
	strand->overlap = false;
	if (!in_order(scan, strand, entries, count)) {
		error_set(&error, ERROR_FAILED, "the server answered out of order");
		scan_fail(scan, &error);
		return;
	}
	if (count > 0) {
		keep(scan, strand, entries, count);
	}
	if (fact->outcome == FACT_TOOBIG) {
		pass_over(scan, strand, fact, count);
	}
	bool put_off = count > 0 && id_compare(strand->next, entries[0].id) == 0;
	if (strand->ended || (whole && !put_off)) {
		end_strand(scan, strand);
	}
}

static void take_failure(struct scan *scan, struct strand *strand, const struct fact *fact)
{
	switch (fact->outcome) {
	case FACT_ABSENT:
	case FACT_WRONGTYPE:
		scan->coverage.topics_gone++;
		strand->outcome = fact->outcome;
		strand->ended = true;
		break;
	case FACT_DENIED:
		scan->coverage.topics_denied++;
		strand->outcome = fact->outcome;
		note_trouble(scan, strand, &fact->error);
		strand->ended = true;
		break;
	default:
		if (fact->passes) {
			scan_wait(scan, &fact->error);
		} else {
			scan_fail(scan, &fact->error);
		}
		return;
	}
	scan_answered(scan);
}

static void answer_page(struct scan *scan, struct strand *strand, const struct fact *fact)
{
	scan->asked--;
	scan->asked_bytes -= strand->asked_bytes;
	scan->tokens += (double)strand->asked_bytes;
	strand->asking = false;
	if (fact->outcome == FACT_KNOWN ||
		(fact->outcome == FACT_TOOBIG &&
			(fact->entries.has_toobig || fact->entries.count > 0))) {
		scan_answered(scan);
		take_page(scan, strand, fact);
	} else {
		take_failure(scan, strand, fact);
	}
	strands_settle(&scan->strands, strand);
	scan_want(scan, strand);
}

void scan_answer(void *arg, const struct fact *fact)
{
	struct scan *scan = arg;
	struct strand *strand = map_get(scan->by_name, fact->topic);

	if (fact->kind == FACT_ENTRIES) {
		answer_page(scan, strand, fact);
	} else {
		scan->checking--;
		if (fact->outcome == FACT_ABSENT || fact->outcome == FACT_WRONGTYPE) {
			scan->coverage.topics_gone++;
			strand->outcome = fact->outcome;
		}
		if (fact->outcome == FACT_LOST) {
			scan_fail(scan, &fact->error);
		}
	}
	scan_turn_soon(scan);
}
