/*
 * The rules at work: goes through their subjects a bounded piece at a time, keeps the alerts that
 * are about, and what happened.
 */
#ifndef MODEL_ALERT_LIST_H
#define MODEL_ALERT_LIST_H

#include "model/model.h"

/* The rules are borrowed. NULL where there are none. */
struct alert_list *alert_list_create(const struct alert_rule *rules, size_t count);
void alert_list_destroy(struct alert_list *list);
/* Every alert that is about is looked at, and the next few subjects. */
void alert_list_turn(struct alert_list *list, const struct model *model);
/* What became of the commands. */
void alert_list_tell_hooks(struct alert_list *list, const struct fact_hooks *hooks);
/* The operator has seen it. */
void alert_list_acknowledge(struct alert_list *list, const struct model *model, struct text key);

#endif
