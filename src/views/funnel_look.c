/* Which steps the screen `funnel` counts, and the counting: all journeys, a part in each refresh.
 */
#include <string.h>

#include "funnel_private.h"

enum { FUNNEL_TURN = 5000 };

static bool copy_steps(struct funnel *to, const struct funnel *from)
{
	struct error error = {.code = ERROR_NONE};
	struct text names[FUNNEL_STEPS_MAX];

	for (size_t i = 0; i < from->count; i++) {
		names[i] = from->steps[i].name;
	}
	return funnel_init(to, names, from->count, 0, &error);
}

/* The steps that most journeys of the definition took. */
static bool learn(
	const struct funnels *funnels, const struct definition *definition, struct funnel *out)
{
	const struct variants *variants = model_live(funnels->model)->variants;
	const struct variant *variant, *most = NULL;
	struct error error = {.code = ERROR_NONE};
	struct text names[FUNNEL_STEPS_MAX];

	for (size_t i = 0; variants && (variant = variants_any(variants, i)) != NULL; i++) {
		if (variant->definition == definition && variant->step_count > 1 &&
			variant->step_count <= FUNNEL_STEPS_MAX &&
			(!most || variant->count > most->count)) {
			most = variant;
		}
	}
	for (size_t i = 0; most && i < most->step_count; i++) {
		names[i] = journeys_step(funnels->source.journeys, most->steps[i]);
	}
	return most && funnel_init(out, names, most->step_count, 0, &error);
}

/* The definition that chosen steps are of; NULL: of any. */
static const struct definition *asked_of(const struct funnels *funnels)
{
	const struct journey_tallies *tallies = &model_live(funnels->model)->tallies;

	for (size_t i = 0; funnels->asked_of->length > 0 && i < tallies->count; i++) {
		if (text_equal(buf_text(funnels->asked_of),
			    text_of(tallies->at[i].definition->name))) {
			return tallies->at[i].definition;
		}
	}
	return NULL;
}

static bool choose(struct funnels *funnels, struct funnel_look *out)
{
	const struct journey_tallies *tallies = &model_live(funnels->model)->tallies;
	bool chosen;

	*out = (struct funnel_look){.at = 0};
	funnels->definitions = tallies->count;
	if (funnels->asked.count > 0) {
		out->definition = asked_of(funnels);
		chosen = copy_steps(&out->funnel, &funnels->asked);
	} else if (tallies->count == 0) {
		return false;
	} else {
		out->definition = tallies->at[funnels->turn % tallies->count].definition;
		chosen = funnel_init_declared(&out->funnel, out->definition);
		if (!chosen) {
			funnel_finish(&out->funnel);
			out->learned = true;
			chosen = learn(funnels, out->definition, &out->funnel);
		}
	}
	out->funnel.within_ms = funnels->within_ms;
	return chosen;
}

static void forget(struct funnel_look *look)
{
	funnel_finish(&look->funnel);
	*look = (struct funnel_look){.at = 0};
}

void funnels_look_again(struct funnels *funnels)
{
	forget(&funnels->now);
	forget(&funnels->next);
	funnels->looked = false;
}

static void take_over(struct funnels *funnels)
{
	forget(&funnels->now);
	funnels->now = funnels->next;
	funnels->next = (struct funnel_look){.at = 0};
	funnels->looked = true;
}

static void look_at(struct funnels *funnels, uint32_t number, int64_t now_ms)
{
	struct funnel_look *look = &funnels->next;
	struct journey_view view;

	journeys_view(funnels->source.journeys, number, &view);
	if (view.leads && (!look->definition || view.definition == look->definition)) {
		funnel_add(&look->funnel, funnels->source.journeys, number, now_ms);
	}
}

/* Another choice than before begins anew. */
static bool is_chosen(struct funnels *funnels)
{
	struct funnel_look chosen;
	bool is = choose(funnels, &chosen);

	if (!is || chosen.definition != funnels->next.definition ||
		!funnel_equal(&chosen.funnel, &funnels->next.funnel)) {
		if (!is || !funnel_equal(&chosen.funnel, &funnels->now.funnel) ||
			chosen.definition != funnels->now.definition) {
			funnels_look_again(funnels);
		}
		forget(&funnels->next);
		funnels->next = chosen;
	} else {
		forget(&chosen);
	}
	return is;
}

void funnels_look_on(struct funnels *funnels)
{
	int64_t now_ms = 0;

	if (!funnels->source.journeys || !is_chosen(funnels)) {
		funnels_look_again(funnels);
		return;
	}
	model_server_now_ms(funnels->model, &now_ms);
	for (size_t i = 0; i < FUNNEL_TURN; i++) {
		funnels->next.at = journeys_next(funnels->source.journeys, funnels->next.at);
		if (funnels->next.at == 0) {
			take_over(funnels);
			return;
		}
		look_at(funnels, funnels->next.at, now_ms);
	}
}

bool funnels_ask(
	struct funnels *funnels, const struct text *steps, size_t count, struct error *error)
{
	struct funnel asked = {.count = 0};

	if (count > 0 && !funnel_init(&asked, steps, count, 0, error)) {
		return false;
	}
	funnel_finish(&funnels->asked);
	funnels->asked = asked;
	buf_reset(funnels->asked_of);
	funnels_look_again(funnels);
	return true;
}
