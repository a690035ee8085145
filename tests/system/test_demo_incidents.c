#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/program.h"

/* What goes wrong in the demo is told by the real console, on the groups screen, with its reason;
 * and what the demo writes is understood by the real readers. One demo for all, in a hurry. */

enum { WIDTH = 120, HEIGHT = 36, AWAIT_MS = 60000, LOOK_MS = 200, PATH_SIZE = 512 };

struct play {
	char folder[64];
	struct vt *vt;
};

static int start(void **state)
{
	static struct play play;
	char tmpdir[PATH_SIZE];
	char *more[] = {"demo", "--seed", "1", "--rate", "5", NULL};
	char *env[] = {tmpdir, NULL};

	snprintf(play.folder, sizeof(play.folder), "/tmp/rm-test.XXXXXX");
	if (mkdtemp(play.folder) == NULL) {
		return -1;
	}
	snprintf(tmpdir, sizeof(tmpdir), "TMPDIR=%s", play.folder);
	play.vt = program_open(NULL, more, env, WIDTH, HEIGHT);
	*state = &play;
	return vt_wait_text(play.vt, "Topics", PROGRAM_PATIENCE_MS) ? 0 : -1;
}

static int stop(void **state)
{
	struct play *play = *state;

	vt_key(play->vt, "Q");
	int status = vt_exit_status(play->vt, PROGRAM_PATIENCE_MS);
	vt_stop(play->vt);
	return status != 0 || rmdir(play->folder) != 0;
}

static void shows(struct vt *vt, const char *words)
{
	if (!vt_wait_text(vt, words, AWAIT_MS)) {
		fail_msg("never on screen: `%s`\n%s", words, vt_screen_text(vt));
	}
}

static bool has_row(struct vt *vt, const char *group, const char *verdict)
{
	for (int y = 0; y < HEIGHT; y++) {
		char row[WIDTH * 4 + 1];
		snprintf(row, sizeof(row), "%s", vt_row(vt, y));
		if (strstr(row, group) != NULL && strstr(row, verdict) != NULL) {
			return true;
		}
	}
	return false;
}

/* Only this group is in the list; then its verdict and the sentence under the list. */
static void is_found(struct vt *vt, const char *group, const char *verdict, const char *reason)
{
	char typed[64];

	snprintf(typed, sizeof(typed), "/%s\r", group);
	vt_key(vt, typed);
	shows(vt, "Groups  1 of ");
	for (int waited_ms = 0; !has_row(vt, group, verdict); waited_ms += LOOK_MS) {
		if (waited_ms > AWAIT_MS) {
			fail_msg("%s is not %s\n%s", group, verdict, vt_screen_text(vt));
		}
		vt_pump(vt, LOOK_MS);
	}
	shows(vt, reason);
	vt_key(vt, "\033");
	shows(vt, "filter: none");
}

static void the_groups_screen_tells_each_incident_and_why(void **state)
{
	struct play *play = *state;
	struct vt *vt = play->vt;

	vt_key(vt, "2");
	shows(vt, "[2 Groups]");
	is_found(vt, "hub-gateway", "NO_CONSUMERS", "the group has no consumer");
	is_found(vt, "mailer", "NO_CONSUMERS", "no consumer seen for");
	is_found(vt, "fraud-scoring", "NO_CONSUMERS", "12 pending");
	is_found(vt, "partner-feed", "LOST", "trimmed before this group read");
	is_found(vt, "offer-engine", "POISON", "delivered");
	is_found(vt, "crm-sync", "FALLING_BEHIND", "undelivered grew from");
}

static void the_server_of(const struct play *play, char url[PATH_SIZE])
{
	DIR *dir = opendir(play->folder);
	struct dirent *entry;

	url[0] = '\0';
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.') {
			snprintf(url, PATH_SIZE, "unix://%s/%s/redis.sock", play->folder,
				entry->d_name);
		}
	}
	closedir(dir);
	assert_int_not_equal(url[0], '\0');
}

static void is_read(const struct play *play, const char *topic, const char *const *words)
{
	char url[PATH_SIZE], name[64], *output, *errors;
	char *arguments[] = {
		"events", name, "--url", url, "--limit", "1", "--json", "--quiet", NULL};

	the_server_of(play, url);
	snprintf(name, sizeof(name), "%s", topic);
	assert_int_equal(program_run(arguments, &output, &errors), 0);
	for (; *words != NULL; words++) {
		if (strstr(output, *words) == NULL) {
			fail_msg("%s lacks %s: %s", topic, *words, output);
		}
	}
	free(output);
	free(errors);
}

#define IS_READ(topic, ...) is_read(*state, topic, (const char *const[]){__VA_ARGS__, NULL})

static void each_scenario_is_read_in_its_own_envelope(void **state)
{
	IS_READ("profile.updates", "\"envelope\": \"json\"", "\"type\": \"profile.updated\"",
		"\"journey\": \"T-", "\"party\": \"C-", "\"cause\": \"E-");
	IS_READ("tickets.assigned", "\"envelope\": \"moleculer\"", "\"service\": \"router\"",
		"\"journey\": \"TCK-", "\"party\": \"U-", "\"cause\": \"E-");
	IS_READ("prices.set", "\"envelope\": \"watermill\"", "\"type\": \"price.set\"",
		"\"journey\": \"Q-", "\"party\": \"S-", "\"cause\": \"E-");
	IS_READ("ledger.posted", "\"envelope\": \"cloudevents\"",
		"\"type\": \"transaction.posted\"", "\"service\": \"/core/ledger\"",
		"\"journey\": \"TX-", "\"party\": \"CU-", "\"cause\": \"E-");
	IS_READ("suggestions.sent", "\"envelope\": \"flat\"", "\"type\": \"suggestion.sent\"",
		"\"journey\": \"SG-", "\"party\": \"H-", "\"cause\": \"E-");
}

static void is_dead(const struct play *play, const char *topic, const char *const *words)
{
	char url[PATH_SIZE], name[64], *output, *errors;
	char *arguments[] = {
		"dead-letters", name, "--url", url, "--limit", "1", "--json", "--quiet", NULL};
	bool found = false;

	the_server_of(play, url);
	snprintf(name, sizeof(name), "%s", topic);
	for (int waited_ms = 0; !found && waited_ms < AWAIT_MS; waited_ms += LOOK_MS) {
		program_run(arguments, &output, &errors);
		found = strstr(output, "\"original_id\": \"") != NULL;
		for (const char *const *word = words; found && *word != NULL; word++) {
			if (strstr(output, *word) == NULL) {
				fail_msg("%s lacks %s: %s", topic, *word, output);
			}
		}
		free(output);
		free(errors);
		vt_pump(play->vt, LOOK_MS);
	}
	assert_true(found);
}

#define IS_DEAD(topic, ...) is_dead(*state, topic, (const char *const[]){__VA_ARGS__, NULL})

static void dead_letters_say_where_they_were(void **state)
{
	IS_DEAD("orders.placed:dlq", "\"source\": \"orders.placed\"", "\"restore\": \"exact\"");
	IS_DEAD("FAILED_MESSAGES", "\"convention\": \"moleculer\"",
		"\"source\": \"tickets.opened\"", "\"group\": \"notifier\"",
		"\"reason\": \"mailbox does not exist\"");
	IS_DEAD("bookings.poison", "\"convention\": \"watermill\"", "\"source\": \"bookings.made\"",
		"\"group\": \"payments\"", "\"reason\": \"acquirer rejects the card token\"");
	IS_DEAD("transactions.decided:dlq", "\"source\": \"transactions.decided\"",
		"\"reason\": \"account is closed\"", "\"restore\": \"exact\"");
	IS_DEAD("suggestions.dead-letter", "\"source\": \"suggestions.sent\"",
		"\"reason\": \"the phone has no push token\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_scenario_is_read_in_its_own_envelope),
		cmocka_unit_test(the_groups_screen_tells_each_incident_and_why),
		cmocka_unit_test(dead_letters_say_where_they_were),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
