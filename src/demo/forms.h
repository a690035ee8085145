/*
 * The forms there are.
 */
#ifndef DEMO_FORMS_H
#define DEMO_FORMS_H

#define FORM_LIST(ROW) ROW(flat) ROW(json) ROW(cloudevents) ROW(watermill) ROW(moleculer)

#endif
