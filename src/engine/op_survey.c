#include "engine/operate.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/who.h"
#include "engine/dead_find.h"
#include "engine/gate.h"
#include "op_cut.h"
#include "op_earlier.h"
#include "op_file.h"
#include "op_look.h"
#include "op_permit.h"
#include "op_select.h"
#include "op_wait.h"
#include "wire/address.h"

enum { HOST_BYTES_MAX = 256, NAME_SHOWN_MAX = 120, TARGET_BYTES_MAX = 1 << 20 };

static int shown(struct text name)
{
	return name.length < NAME_SHOWN_MAX ? (int)name.length : NAME_SHOWN_MAX;
}

static void sign(struct request *request)
{
	unsigned char random[JOB_RANDOM_BYTES];
	char user[WHO_BYTES_MAX], host[HOST_BYTES_MAX] = "";

	who_am_i(user);
	if (gethostname(host, sizeof host - 1) != 0) {
		host[0] = '\0';
	}
	if (uv_random(NULL, NULL, random, sizeof random, 0, NULL) != 0) {
		abort();
	}
	job_id_make(request->job, random);
	request->who = request_keep(request, text_of(user));
	request->host = request_keep(request, text_of(host));
	request->reason = request_text(request, "reason");
}

/* Where it was planned: a job that has not begun has no other sign of that. */
static bool name_server(const struct config *config, struct request *request, struct error *error)
{
	struct address address;
	bool good = address_parse(text_of(config->url), &address, error);

	request_drop(request, REQUEST_SERVER);
	if (good) {
		request_add(request, text_of(REQUEST_SERVER), text_of(address.shown));
	} else {
		error_prefix(error, "%s", config->url_from);
	}
	address_finish(&address);
	return good;
}

static bool look_at_group(const struct selecting *selecting, struct error *error)
{
	const struct request *request = selecting->request;
	bool exists = survey_group(&selecting->survey->source, request->group) != NULL;
	bool wanted = (selecting->op->flags & OP_NEW_GROUP) == 0;

	if (exists == wanted) {
		return true;
	}
	return error_set(error, wanted ? ERROR_FAILED : ERROR_REFUSED,
		wanted ? "there is no group %.*s on %.*s" : "there is a group %.*s on %.*s already",
		shown(request->group), request->group.at, shown(request->topic), request->topic.at);
}

static bool look_at_source(const struct selecting *selecting, struct error *error)
{
	const struct request *request = selecting->request;
	struct survey_topic *source = &selecting->survey->source;

	if (!op_look_topic(selecting->talk, request->topic, source, error)) {
		return false;
	}
	if (!source->exists && (selecting->op->flags & OP_NEW_GROUP) != 0 &&
		request_has(request, "create")) {
		return true;
	}
	if (!source->exists) {
		return error_set(error, ERROR_FAILED, "there is no topic %.*s",
			shown(request->topic), request->topic.at);
	}
	if (!source->is_stream) {
		return error_set(error, ERROR_FAILED, "the key %.*s is no stream",
			shown(request->topic), request->topic.at);
	}
	return request->group.length == 0 || look_at_group(selecting, error);
}

/* The dead-letter topic that goes with the topic by its name; of several the one that a console
 * would make. */
static bool find_dead(const struct selecting *selecting, struct text *target, struct error *error)
{
	struct request *request = selecting->request;
	struct dead_found found = {.count = 0};
	struct buf usual;
	bool good = dead_find(selecting->config, NULL, &found, error);

	buf_init(&usual, TARGET_BYTES_MAX);
	buf_add_text(&usual, request->topic);
	buf_add_string(&usual, ":dlq");
	*target = request_keep(request, buf_text(&usual));
	for (size_t i = 0; i < found.count; i++) {
		const struct dead_topic *topic = &found.topics[i];
		struct text name = text_from(topic->name, topic->length);

		if (text_equal(name, buf_text(&usual))) {
			*target = request_keep(request, name);
			break;
		}
		if (topic->pair.by == DEAD_PAIR_NAME && !topic->pair.mixed &&
			text_equal(topic->pair.source, request->topic)) {
			*target = request_keep(request, name);
		}
	}
	buf_finish(&usual);
	dead_found_finish(&found);
	return good;
}

static bool aim(const struct selecting *selecting, struct error *error)
{
	struct request *request = selecting->request;
	struct text into = request_text(request, "into");

	if (into.length > 0) {
		request->target = into;
		return true;
	}
	if ((selecting->op->flags & OP_INTO_DEAD) != 0) {
		return find_dead(selecting, &request->target, error);
	}
	request->target = request->topic;
	return true;
}

static bool may_create(const struct selecting *selecting)
{
	const struct request *request = selecting->request;

	return request_has(request, "create") ||
		((selecting->op->flags & OP_INTO_DEAD) != 0 && !request_has(request, "into"));
}

static bool look_at_target(const struct selecting *selecting, struct error *error)
{
	struct request *request = selecting->request;
	struct survey_topic *target = &selecting->survey->target;

	bool into = (selecting->op->flags & OP_BACK) != 0 && request_has(request, "into");

	if ((selecting->op->flags & OP_COPIES) == 0 && !into) {
		return true;
	}
	if (!aim(selecting, error) ||
		!op_look_topic(selecting->talk, request->target, target, error)) {
		return false;
	}
	request->target_exists = target->exists && !may_create(selecting);
	if (target->exists && !target->is_stream) {
		return error_set(error, ERROR_REFUSED, "the key %.*s is no stream",
			shown(request->target), request->target.at);
	}
	return target->exists || may_create(selecting) ||
		error_set(error, ERROR_REFUSED,
			"there is no topic %.*s; %s--into TOPIC names another",
			shown(request->target), request->target.at,
			op_param(selecting->op, text_of("create")) ? "--create makes it, " : "");
}

/* The one place that says what must not be done at all. */
static bool gate(const struct selecting *selecting, struct error *error)
{
	const struct survey *survey = selecting->survey;
	const struct request *request = selecting->request;

	if (!gate_plans(selecting->config, error)) {
		return false;
	}
	if (survey->replica) {
		return error_set(error, ERROR_REFUSED,
			"the server is a replica, which takes no writes; --url names its master");
	}
	if (strncmp(survey->policy, "allkeys", strlen("allkeys")) == 0) {
		return error_set(error, ERROR_REFUSED,
			"the server may evict any key (maxmemory-policy %s), also what an "
			"operation keeps there to lose and double nothing",
			survey->policy);
	}
	if (survey->no_scripts && selecting->op->plain == NULL) {
		return error_set(error, ERROR_REFUSED,
			"%s: without scripts an entry could be lost or doubled; only `replay` and "
			"`ack` go without",
			survey->scripts_denied ? "this user may not run scripts (+eval +evalsha)"
					       : "the server has no scripts (EVAL)");
	}
	if (survey->no_scripts && !request_has(request, "no-scripts")) {
		request_add(selecting->request, text_of("no-scripts"), text_of("1"));
	}
	if (survey->cluster && (selecting->op->flags & OP_BACK) != 0) {
		return error_set(error, ERROR_REFUSED,
			"in a cluster dead letters and their sources lie in different slots: "
			"`replay` takes them to a topic");
	}
	if (survey->cluster && !op_file_is_near(request, survey)) {
		return error_set(error, ERROR_REFUSED,
			"the topics of the file are in different slots of the cluster; --into "
			"TOPIC names one");
	}
	if (survey->cluster && (selecting->op->flags & OP_PENDING) != 0 &&
		(selecting->op->flags & OP_COPIES) != 0 &&
		key_slot(request->topic) != key_slot(request->target)) {
		return error_set(error, ERROR_REFUSED,
			"%.*s and %.*s are in different slots of the cluster; --into '{%.*s}:dlq' "
			"is in the same",
			shown(request->topic), request->topic.at, shown(request->target),
			request->target.at, shown(request->topic), request->topic.at);
	}
	return true;
}

static void look_at_scripts(const struct selecting *selecting)
{
	struct survey *survey = selecting->survey;

	survey->scripts_denied = !survey->no_scripts && op_permit_denies_scripts(selecting->talk);
	survey->no_scripts = survey->no_scripts || survey->scripts_denied;
}

static bool look_at_topics(const struct selecting *selecting, struct error *error)
{
	if ((selecting->op->flags & OP_FILE) != 0) {
		return op_file_look(selecting, error);
	}
	return look_at_source(selecting, error) && look_at_target(selecting, error);
}

static bool look(const struct selecting *selecting, struct error *error)
{
	struct survey *survey = selecting->survey;

	if (!talk_ready(selecting->talk, 0, error) ||
		!op_look_server(selecting->talk, survey, error) ||
		!look_at_topics(selecting, error)) {
		return false;
	}
	look_at_scripts(selecting);
	if (!gate(selecting, error)) {
		return false;
	}
	selecting->request->at_ms = survey->now_ms;
	if ((selecting->op->flags & OP_OWNER) != 0) {
		survey->claims = op_look_claims(selecting->talk);
	}
	if (!op_select(selecting, error) ||
		!op_wait_ask(selecting->config, survey, selecting->request, error)) {
		return false;
	}
	if (!op_cut_headroom(selecting, error)) {
		return false;
	}
	op_earlier(selecting);
	op_permit(selecting->talk, selecting->op, selecting->request, survey, &survey->denied);
	return true;
}

bool operate_survey(const struct config *config, struct request *request, struct survey *survey,
	struct error *error)
{
	struct selecting selecting = {.config = config,
		.op = op_find(request->operation),
		.request = request,
		.survey = survey};
	bool good;

	*survey = (struct survey){.entries = 0};
	if (selecting.op->check != NULL && !selecting.op->check(request, error)) {
		return false;
	}
	sign(request);
	if (!name_server(config, request, error)) {
		return false;
	}
	if ((selecting.op->flags & OP_FILE) != 0 && !op_file_read(&selecting, error)) {
		return false;
	}
	selecting.talk = talk_open(config, CONN_READ, error);
	good = selecting.talk != NULL && look(&selecting, error);
	if (good && survey->run_id[0] != '\0') {
		request_drop(request, REQUEST_SERVER_RUN);
		request_add(request, text_of(REQUEST_SERVER_RUN), text_of(survey->run_id));
	}
	talk_close(selecting.talk);
	return good;
}
