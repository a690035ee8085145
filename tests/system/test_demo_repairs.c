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

/* In each business of the demo: the incident fires its alert and an indicator misses its target;
 * one operation, and both are well again. One demo for all, in a hurry. */

enum {
	WIDTH = 120,
	HEIGHT = 48,
	AWAIT_MS = 120000,
	LOOK_MS = 250,
	SCAN_MS = 1000,
	PATH_SIZE = 512
};

struct play {
	char folder[64], state[PATH_SIZE], url[PATH_SIZE], config[PATH_SIZE];
	struct vt *vt;
};

static bool find_folder(struct play *play)
{
	DIR *dir = opendir(play->folder);
	struct dirent *entry;
	bool found = false;

	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.' && strncmp(entry->d_name, "state", 5) != 0) {
			found = true;
			snprintf(play->url, PATH_SIZE, "unix://%s/%s/redis.sock", play->folder,
				entry->d_name);
			snprintf(play->config, PATH_SIZE, "%s/%s/rivermaster.conf", play->folder,
				entry->d_name);
		}
	}
	closedir(dir);
	return found;
}

static int start(void **state)
{
	static struct play play;
	char tmpdir[PATH_SIZE];
	char *more[] = {"demo", "--seed", "1", "--rate", "4", NULL};
	char *env[] = {tmpdir, NULL};

	snprintf(play.folder, sizeof(play.folder), "/tmp/rm-test.XXXXXX");
	if (mkdtemp(play.folder) == NULL) {
		return -1;
	}
	snprintf(tmpdir, sizeof(tmpdir), "TMPDIR=%s", play.folder);
	snprintf(play.state, sizeof(play.state), "%s/state", play.folder);
	setenv("XDG_STATE_HOME", play.state, 1);
	play.vt = program_open(NULL, more, env, WIDTH, HEIGHT);
	*state = &play;
	if (!vt_wait_text(play.vt, "Topics", PROGRAM_PATIENCE_MS) || !find_folder(&play)) {
		return -1;
	}
	vt_key(play.vt, ":alerts\r");
	return vt_wait_text(play.vt, "What happened", PROGRAM_PATIENCE_MS) ? 0 : -1;
}

static int stop(void **state)
{
	struct play *play = *state;
	char command[PATH_SIZE + 16];

	vt_key(play->vt, "Q");
	int status = vt_exit_status(play->vt, PROGRAM_PATIENCE_MS);
	vt_stop(play->vt);
	snprintf(command, sizeof(command), "rm -rf '%s'", play->state);
	return status != 0 || system(command) != 0 || rmdir(play->folder) != 0;
}

static bool has_row(struct vt *vt, const char *one, const char *other)
{
	for (int y = 0; y < HEIGHT; y++) {
		char row[WIDTH * 4 + 1];

		snprintf(row, sizeof(row), "%s", vt_row(vt, y));
		if (strstr(row, one) != NULL && strstr(row, other) != NULL) {
			return true;
		}
	}
	return false;
}

/* In the list, or no more: what happened is told in other words. */
static void await_alert(struct vt *vt, const char *name, bool fires)
{
	for (int waited_ms = 0; has_row(vt, "firing ", name) != fires; waited_ms += LOOK_MS) {
		if (waited_ms > AWAIT_MS) {
			fail_msg("%s %s\n%s", name, fires ? "never fires" : "fires for ever",
				vt_screen_text(vt));
		}
		vt_pump(vt, LOOK_MS);
	}
}

static const struct {
	const char *alert, *indicator;
} incidents[] = {
	{"no-mails", "mails_sent"},
	{"mails-missed", "mails_sent"},
	{"no-scores", "scored_in_time"},
	{"crm-is-late", "notified_twice"},
	{"prices-lost", "partner_latency"},
	{"hubs-idle", "commands_done"},
	{NULL, "silent_makes"},
};
enum { INCIDENTS = sizeof(incidents) / sizeof(*incidents) };

/* Which of the indicators miss their target, or meet it, as the subcommand has it: those that do
 * are marked. Returns how many are. */
static size_t mark_indicators(const struct play *play, const char *met, bool marks[INCIDENTS])
{
	char url[PATH_SIZE], config[PATH_SIZE], *output, *errors;
	char *arguments[] = {"indicators", "--json", "--quiet", "--from", "1m", "--url", url,
		"--config", config, NULL};
	size_t count = 0;

	snprintf(url, sizeof(url), "%s", play->url);
	snprintf(config, sizeof(config), "%s", play->config);
	program_run(arguments, &output, &errors);
	for (size_t i = 0; i < INCIDENTS; i++) {
		char begin[96];
		const char *row, *found;

		snprintf(begin, sizeof(begin), "{\"indicator\": \"%s\"", incidents[i].indicator);
		row = strstr(output, begin);
		found = row == NULL ? NULL : strstr(row, met);
		marks[i] |= found != NULL && found < row + strcspn(row, "\n");
		count += marks[i];
	}
	free(output);
	free(errors);
	return count;
}

/* Each of them once: on a busy machine one may slip again while another recovers. */
static void await_indicators(const struct play *play, const char *met)
{
	bool marks[INCIDENTS] = {false};

	for (int waited_ms = 0; waited_ms <= AWAIT_MS; waited_ms += SCAN_MS) {
		if (mark_indicators(play, met, marks) == INCIDENTS) {
			return;
		}
		vt_pump(play->vt, SCAN_MS);
	}
	for (size_t i = 0; i < INCIDENTS; i++) {
		print_message("%s: %s\n", incidents[i].indicator, marks[i] ? "yes" : "never");
	}
	fail_msg("not all are ever %s", met);
}

static void operate(const struct play *play, char *const words[])
{
	char url[PATH_SIZE], *arguments[16], *output, *errors;
	size_t count = 0;

	snprintf(url, sizeof(url), "%s", play->url);
	for (; words[count] != NULL; count++) {
		arguments[count] = words[count];
	}
	arguments[count++] = "--yes";
	arguments[count++] = "--url";
	arguments[count++] = url;
	arguments[count] = NULL;
	int status = program_run(arguments, &output, &errors);
	if (status != 0) {
		fail_msg("%s %s: exit %d: %s%s", words[0], words[1], status, output, errors);
	}
	free(output);
	free(errors);
}

#define OPERATE(...) operate(*state, (char *const[]){__VA_ARGS__, NULL})

static void each_incident_fires_its_alert_and_is_missed(void **state)
{
	const struct play *play = *state;

	for (size_t i = 0; i < INCIDENTS; i++) {
		if (incidents[i].alert != NULL) {
			await_alert(play->vt, incidents[i].alert, true);
		}
	}
	await_indicators(play, "\"met\": false");
}

/* The first command: any will do to wake the hubs. */
static void find_command(const struct play *play, char id[64])
{
	char url[PATH_SIZE], *output, *errors, *at;
	char *arguments[] = {
		"events", "hub.commands", "--limit", "1", "--json", "--quiet", "--url", url, NULL};

	snprintf(url, sizeof(url), "%s", play->url);
	assert_int_equal(program_run(arguments, &output, &errors), 0);
	at = strstr(output, "\"id\": \"");
	assert_non_null(at);
	snprintf(id, 64, "%.*s", (int)strcspn(at + 7, "\""), at + 7);
	free(output);
	free(errors);
}

/* What was lost is shown until somebody has seen it. On a slow machine the trimming overtakes the
 * other groups of the topic, too. */
static void see_the_loss(struct vt *vt)
{
	static const char *const groups[] = {"partner-feed", "web-channel", "mobile-channel"};
	char words[64];

	for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
		snprintf(words, sizeof(words), ":group prices.set %s\r", groups[i]);
		vt_key(vt, words);
		snprintf(words, sizeof(words), "%s-1", groups[i]);
		assert_true(vt_wait_text(vt, words, PROGRAM_PATIENCE_MS));
		if (i == 0) {
			assert_true(vt_wait_text(vt, "LOST", PROGRAM_PATIENCE_MS));
		}
		vt_key(vt, "a");
	}
	vt_key(vt, ":alerts\r");
	assert_true(vt_wait_text(vt, "What happened", PROGRAM_PATIENCE_MS));
}

static void one_operation_each_repairs_it(void **state)
{
	const struct play *play = *state;
	char id[64];

	find_command(play, id);
	OPERATE("redeliver", "offers.selected", "mailer", "--all");
	OPERATE("redeliver", "transactions.initiated", "fraud-scoring", "--all");
	OPERATE("dead-letter", "errors.detected", "crm-sync", "--min-idle", "4s");
	OPERATE("redeliver", "hub.commands", "hub-gateway", id);
	OPERATE("replay", "prices.set");
}

static void alerts_are_over_and_indicators_recover(void **state)
{
	const struct play *play = *state;

	await_indicators(play, "\"met\": true");
	see_the_loss(play->vt);
	for (size_t i = 0; i < INCIDENTS; i++) {
		if (incidents[i].alert != NULL) {
			await_alert(play->vt, incidents[i].alert, false);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_incident_fires_its_alert_and_is_missed),
		cmocka_unit_test(one_operation_each_repairs_it),
		cmocka_unit_test(alerts_are_over_and_indicators_recover),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
