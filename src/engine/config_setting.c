#include "config_setting.h"

#include "base/mem.h"
#include "config_value.h"
#include "wire/address.h"

enum { GLOB_STARS_MAX = 4 };

void setting_replace(char **slot, char *with)
{
	mem_free(*slot);
	*slot = with;
}

char *setting_dup_where(const struct ini_line *line)
{
	struct buf where;
	char *taken;

	buf_init(&where, 8192);
	buf_addf(&where, "%s:%d", line->file, line->line);
	taken = buf_take(&where);
	buf_finish(&where);
	return taken;
}

bool setting_glob_is_cheap(struct text glob, struct error *error)
{
	int stars = 0;
	size_t i;

	for (i = 0; i < glob.length; i++) {
		if (glob.at[i] == '\\') {
			i++;
		} else if (glob.at[i] == '*') {
			stars++;
		}
	}
	if (stars > GLOB_STARS_MAX) {
		return error_set(error, ERROR_USAGE,
			"the pattern has %d `*`; at most %d, because more can stall the server",
			stars, GLOB_STARS_MAX);
	}
	return true;
}

/* As ini_error, with the sentence of `why`. */
static bool line_error(struct error *error, const struct ini_line *line, const struct error *why)
{
	return ini_error(error, line, "%.*s: %s", (int)line->key.length, line->key.at, why->text);
}

bool setting_url(struct loader *loader, const struct setting *setting, const struct ini_line *line,
	struct error *error)
{
	struct address address = {0};
	struct error why = {0};
	bool good = address_parse(line->value, &address, &why);

	(void)setting;
	address_finish(&address);
	if (!good) {
		return line_error(error, line, &why);
	}
	if (loader->target != NULL) {
		setting_replace(&loader->target->url, text_dup(line->value));
		setting_replace(&loader->target->url_from, setting_dup_where(line));
	}
	return true;
}

bool setting_topics(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	struct error why = {0};

	(void)setting;
	if (!read_present(line, error)) {
		return false;
	}
	if (!setting_glob_is_cheap(line->value, &why)) {
		return line_error(error, line, &why);
	}
	if (loader->target != NULL) {
		setting_replace(&loader->target->topics, text_dup(line->value));
	}
	return true;
}

bool setting_environment(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	(void)setting;
	if (!read_present(line, error)) {
		return false;
	}
	if (loader->target != NULL) {
		setting_replace(&loader->target->environment, text_dup(line->value));
	}
	return true;
}

bool setting_memory(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	(void)setting;
	return read_bytes(line, &loader->config->memory_bytes, error);
}

bool setting_partitions(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	struct model_options *model = &loader->config->model;
	struct model_partition_rule *rules;
	struct error why = {0};

	(void)setting;
	if (!read_present(line, error)) {
		return false;
	}
	if (!setting_glob_is_cheap(line->value, &why)) {
		return line_error(error, line, &why);
	}
	rules = mem_resize((void *)model->partitions, model->partition_count + 1, sizeof *rules);
	rules[model->partition_count++] = (struct model_partition_rule){
		.topic = text_dup(line->name),
		.keys = text_dup(line->value),
	};
	model->partitions = rules;
	return true;
}

bool setting_threshold(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	struct thresholds *to = loader->thresholds;
	int64_t *const members[] = {&to->allowed, &to->poison_after, &to->consumer_gone_ms,
		&to->headroom_warn_ms, &to->window_ms};
	static const int64_t hour_ms = 3600 * 1000, year_ms = 366LL * 24 * 3600 * 1000;
	const struct value_range ranges[] = {
		{.min = 0, .max = INT64_MAX},
		{.min = 1, .max = INT64_MAX},
		{.min = 1000, .max = year_ms},
		{.min = 0, .max = year_ms},
		{.min = 1000, .max = hour_ms},
	};
	bool good = setting->which < 2
		? read_count(line, ranges[setting->which], members[setting->which], error)
		: read_duration(line, ranges[setting->which], members[setting->which], error);

	if (good && loader->rule != NULL) {
		loader->rule->set |= 1u << setting->which;
	}
	return good;
}

bool setting_scope(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	const char **slot;

	if (loader->rule == NULL) {
		return ini_error(error, line,
			"`%s` is for [health NAME]; [health] holds for all groups", setting->name);
	}
	if (!read_present(line, error)) {
		return false;
	}
	slot = setting->which == SCOPE_TOPIC ? &loader->rule->topic : &loader->rule->group;
	mem_free((void *)*slot);
	*slot = text_dup(line->value);
	return true;
}

bool setting_theme(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	(void)setting;
	if (!read_present(line, error)) {
		return false;
	}
	setting_replace(&loader->config->theme, text_dup(line->value));
	return true;
}

bool setting_ascii(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	(void)setting;
	return read_switch(line, &loader->config->ascii, error);
}

bool setting_clock(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	bool on = true;

	(void)setting;
	if (!read_switch(line, &on, error)) {
		return false;
	}
	loader->config->clock_off = !on;
	return true;
}

bool setting_notify(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	static const char *const names[] = {[NOTIFY_BELL] = "bel",
		[NOTIFY_OSC9] = "osc9",
		[NOTIFY_OSC777] = "osc777",
		[NOTIFY_OSC99] = "osc99",
		[NOTIFY_OFF] = "off"};

	(void)setting;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (text_is(line->value, names[i])) {
			loader->config->notify = (enum notify)i;
			return true;
		}
	}
	return ini_error(error, line, "notify is bel, osc9, osc777, osc99 or off");
}

bool setting_color(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	struct config *config = loader->config;

	(void)setting;
	config->mono = text_is(line->value, "mono");
	config->colors = text_is(line->value, "256") ? 256 : text_is(line->value, "16") ? 16 : 0;
	if (!config->mono && config->colors == 0) {
		return ini_error(error, line, "color is 256, 16 or mono");
	}
	return true;
}

bool setting_export(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	bool masked = text_is(line->value, "masked");
	bool forbidden = text_is(line->value, "forbidden");

	(void)setting;
	if (!masked && !forbidden) {
		return ini_error(error, line, "export is masked or forbidden");
	}
	if (loader->target != NULL) {
		loader->target->export_masked = masked;
		loader->target->export_forbidden = forbidden;
	}
	return true;
}

bool setting_operations(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	static const char *const names[] = {[OPERATIONS_ASK] = "ask",
		[OPERATIONS_NAME] = "type-the-name",
		[OPERATIONS_FORBIDDEN] = "forbidden"};

	(void)setting;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (text_is(line->value, names[i]) && loader->target != NULL) {
			loader->target->has_operations = true;
			loader->target->operations = (enum config_operations)i;
		}
		if (text_is(line->value, names[i])) {
			return true;
		}
	}
	return ini_error(error, line, "operations is ask, type-the-name or forbidden");
}

bool setting_wait(struct loader *loader, const struct setting *setting, const struct ini_line *line,
	struct error *error)
{
	static const struct value_range replicas = {.min = 0, .max = 1000},
					timeout = {.min = 100, .max = 600 * 1000};
	struct config_wait unused, *wait = loader->target != NULL ? &loader->target->wait : &unused;

	switch (setting->which) {
	case WAIT_REPLICAS:
		wait->has_replicas = true;
		return read_count(line, replicas, &wait->replicas, error);
	case WAIT_AOF:
		wait->has_aof = true;
		return read_count(line, replicas, &wait->aof, error);
	default:
		return read_duration(line, timeout, &wait->timeout_ms, error);
	}
}

static void add_glob(const char *const **globs, size_t *count, struct text glob)
{
	const char **longer = mem_resize((void *)(uintptr_t)*globs, *count + 1, sizeof *longer);

	longer[(*count)++] = text_dup(glob);
	*globs = longer;
}

/* One or several, with commas between them. */
bool setting_mask_glob(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	struct mask_options *masks = &loader->config->masks;
	bool hide = setting->which == MASKS_HIDE;
	const char *const **globs = hide ? &masks->hide : &masks->show;
	size_t *count = hide ? &masks->hide_count : &masks->show_count;
	struct text rest = line->value, glob;

	if (!read_present(line, error)) {
		return false;
	}
	while (rest.length > 0) {
		glob = text_trim(text_cut(&rest, ','));
		if (glob.length == 0) {
			return ini_error(error, line, "a name is missing before or behind a comma");
		}
		add_glob(globs, count, glob);
	}
	return true;
}

bool setting_mask_values(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	bool on = true;

	(void)setting;
	if (!read_switch(line, &on, error)) {
		return false;
	}
	loader->config->masks.no_values = !on;
	return true;
}

bool setting_mask_screen(struct loader *loader, const struct setting *setting,
	const struct ini_line *line, struct error *error)
{
	bool on = true;

	(void)setting;
	if (!read_switch(line, &on, error)) {
		return false;
	}
	loader->config->masks_screen_off = !on;
	return true;
}

bool setting_key(struct loader *loader, const struct setting *setting, const struct ini_line *line,
	struct error *error)
{
	struct config *config = loader->config;

	(void)setting;
	if (!read_present(line, error)) {
		return false;
	}
	config->keys = mem_resize(config->keys, config->key_count + 1, sizeof *config->keys);
	config->keys[config->key_count++] = (struct config_key){
		.action = text_dup(line->key),
		.key = text_dup(line->value),
		.where = setting_dup_where(line),
	};
	return true;
}
