#include "config_setting.h"

#include "base/mem.h"
#include "config_value.h"

enum { FOR_MS = 30 * 1000, WORDS_MAX = 32, WHERE_MAX = 8192 };

enum { ALERT_FOR, ALERT_CLEAR };

const struct setting alert_settings[] = {
	{.name = "when", .set = setting_alert_when},
	{.name = "of", .set = setting_alert_of},
	{.name = "for", .set = setting_alert_wait, .which = ALERT_FOR},
	{.name = "clear", .set = setting_alert_wait, .which = ALERT_CLEAR},
	{.name = "severity", .set = setting_alert_severity},
	{.name = "exec", .set = setting_alert_exec},
	{.name = NULL},
};

/* Of the open section. */
static struct config_alert *alert_of(struct loader *loader)
{
	return &loader->config->alerts[loader->config->alert_count - 1];
}

bool open_alert(struct loader *loader, const struct ini_line *line, struct error *error)
{
	struct config *config = loader->config;

	for (size_t i = 0; i < config->alert_count; i++) {
		if (text_is(line->name, config->alerts[i].rule.name)) {
			return ini_error(error, line, "there are two [alert %s]",
				config->alerts[i].rule.name);
		}
	}
	config->alerts =
		mem_resize(config->alerts, config->alert_count + 1, sizeof(*config->alerts));
	config->alerts[config->alert_count++] = (struct config_alert){
		.where = setting_dup_where(line),
		.rule =
			{
				.name = text_dup(line->name),
				.of = alert_subject_find(text_of("groups")),
				.severity = SEVERITY_WARNING,
				.for_ms = FOR_MS,
				.clear_ms = FOR_MS,
			},
	};
	return true;
}

bool setting_alert_when(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	struct config_alert *alert = alert_of(loader);

	(void)setting;
	if (!read_present(line, error)) {
		return false;
	}
	mem_free((void *)(uintptr_t)alert->rule.when);
	alert->rule.when = text_dup(line->value);
	setting_replace(&alert->where, setting_dup_where(line));
	return true;
}

bool setting_alert_of(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	const struct alert_subject *of = alert_subject_find(line->value);
	struct buf names;

	(void)setting;
	if (of != NULL) {
		alert_of(loader)->rule.of = of;
		return true;
	}
	buf_init(&names, WHERE_MAX);
	for (size_t i = 0; alert_subject_at(i) != NULL; i++) {
		buf_addf(
			&names, "%s%s", i > 0 ? ", " : "", alert_subject_name(alert_subject_at(i)));
	}
	ini_error(error, line, "an alert is `of` one of: %s", names.at);
	buf_finish(&names);
	return false;
}

bool setting_alert_wait(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	static const struct value_range range = {.min = 0, .max = 7LL * 24 * 3600 * 1000};
	struct alert_rule *rule = &alert_of(loader)->rule;

	return read_duration(
		line, range, setting->which == ALERT_FOR ? &rule->for_ms : &rule->clear_ms, error);
}

bool setting_alert_severity(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	struct alert_rule *rule = &alert_of(loader)->rule;

	(void)setting;
	if (!text_is(line->value, "warning") && !text_is(line->value, "critical")) {
		return ini_error(error, line, "severity is warning or critical");
	}
	rule->severity = text_is(line->value, "critical") ? SEVERITY_CRITICAL : SEVERITY_WARNING;
	return true;
}

/* The word at the front without its quotes, the caller's; NULL where a quote is not closed. */
static char *take_word(struct text *rest)
{
	struct buf word;
	char quote = '\0';
	size_t i;
	char *taken;

	buf_init(&word, WHERE_MAX);
	for (i = 0; i < rest->length; i++) {
		char byte = rest->at[i];

		if (quote == '\0' && (byte == ' ' || byte == '\t')) {
			break;
		}
		if (quote == '\0' ? byte == '"' || byte == '\'' : byte == quote) {
			quote = quote == '\0' ? byte : '\0';
		} else {
			buf_add_byte(&word, byte);
		}
	}
	*rest = text_trim(text_from(rest->at + i, rest->length - i));
	buf_add(&word, "", 0);
	taken = quote == '\0' ? buf_take(&word) : NULL;
	buf_finish(&word);
	return taken;
}

static void finish_words(const char *const *words)
{
	for (size_t i = 0; words != NULL && words[i] != NULL; i++) {
		mem_free((void *)(uintptr_t)words[i]);
	}
	mem_free((void *)(uintptr_t)words);
}

/* Words with blanks between them, in quotes where they hold any: no shell sees them. */
bool setting_alert_exec(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	struct alert_rule *rule = &alert_of(loader)->rule;
	char **words = mem_alloc(WORDS_MAX + 1, sizeof(*words));
	struct text rest = text_trim(line->value);
	size_t count = 0;

	(void)setting;
	finish_words(rule->exec);
	rule->exec = (const char *const *)words;
	if (!read_present(line, error)) {
		return false;
	}
	while (rest.length > 0 && count < WORDS_MAX) {
		words[count] = take_word(&rest);
		if (words[count] == NULL) {
			return ini_error(error, line, "`exec`: a quote is not closed");
		}
		count++;
	}
	if (rest.length > 0) {
		return ini_error(error, line, "`exec` has more than %d words", WORDS_MAX);
	}
	if (words[0][0] != '/') {
		return ini_error(error, line,
			"`exec` begins with the whole path of a program, such as "
			"/usr/local/bin/page");
	}
	return true;
}

bool alerts_check(struct config *config, struct error *error)
{
	struct alert_rule *rules;

	if (config->alert_count == 0) {
		return true;
	}
	rules = mem_alloc(config->alert_count, sizeof(*rules));
	config->model.alerts = rules;
	config->model.alert_count = config->alert_count;
	for (size_t i = 0; i < config->alert_count; i++) {
		const struct config_alert *alert = &config->alerts[i];

		rules[i] = alert->rule;
		if (alert->rule.when == NULL) {
			return error_set(error, ERROR_USAGE, "%s: [alert %s] lacks `when`",
				alert->where, alert->rule.name);
		}
		if (!alert_rule_check(&alert->rule, error)) {
			return error_prefix(error, "%s: when", alert->where);
		}
	}
	return true;
}

void alerts_finish(struct config *config)
{
	for (size_t i = 0; i < config->alert_count; i++) {
		struct config_alert *alert = &config->alerts[i];

		mem_free((void *)(uintptr_t)alert->rule.name);
		mem_free((void *)(uintptr_t)alert->rule.when);
		finish_words(alert->rule.exec);
		mem_free(alert->where);
	}
	mem_free(config->alerts);
	mem_free((void *)(uintptr_t)config->model.alerts);
}
