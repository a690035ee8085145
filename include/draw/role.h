/*
 * The roles a cell can play. Views name roles, themes give them looks; neither knows the other.
 */
#ifndef DRAW_ROLE_H
#define DRAW_ROLE_H

/* ROLE(enumerator, name in a theme file) */
#define ROLE_LIST(ROLE)                                     \
	ROLE(ROLE_TEXT, "text")                             \
	ROLE(ROLE_MUTED, "text.muted")                      \
	ROLE(ROLE_STRONG, "text.strong")                    \
	ROLE(ROLE_INVERSE, "text.inverse")                  \
	ROLE(ROLE_ACCENT, "accent")                         \
	ROLE(ROLE_BORDER, "border")                         \
	ROLE(ROLE_BORDER_FOCUS, "border.focus")             \
	ROLE(ROLE_TITLE, "title")                           \
	ROLE(ROLE_TITLE_FOCUS, "title.focus")               \
	ROLE(ROLE_SELECTION, "selection")                   \
	ROLE(ROLE_SELECTION_INACTIVE, "selection.inactive") \
	ROLE(ROLE_MARK, "mark")                             \
	ROLE(ROLE_MATCH, "match")                           \
	ROLE(ROLE_MATCH_CURRENT, "match.current")           \
	ROLE(ROLE_OK, "status.ok")                          \
	ROLE(ROLE_INFO, "status.info")                      \
	ROLE(ROLE_WARN, "status.warn")                      \
	ROLE(ROLE_CRIT, "status.crit")                      \
	ROLE(ROLE_UNKNOWN, "status.unknown")                \
	ROLE(ROLE_READONLY, "mode.readonly")                \
	ROLE(ROLE_WRITE, "mode.write")                      \
	ROLE(ROLE_ENV_PROD, "env.prod")                     \
	ROLE(ROLE_ENV_OTHER, "env.other")                   \
	ROLE(ROLE_CHART_LINE, "chart.line")                 \
	ROLE(ROLE_CHART_FILL, "chart.fill")                 \
	ROLE(ROLE_CHART_AXIS, "chart.axis")                 \
	ROLE(ROLE_CHART_RAMP, "chart.ramp")                 \
	ROLE(ROLE_CHART_BASELINE, "chart.baseline")         \
	ROLE(ROLE_KEY_HINT, "key.hint")                     \
	ROLE(ROLE_KEY_LABEL, "key.label")                   \
	ROLE(ROLE_INPUT, "input")                           \
	ROLE(ROLE_DIFF_OLD, "diff.old")                     \
	ROLE(ROLE_DIFF_NEW, "diff.new")

enum role {
#define ROLE(id, name) id,
	ROLE_LIST(ROLE)
#undef ROLE
		ROLE_COUNT
};

/* As in a theme file; static. */
const char *role_name(enum role role);

#endif
