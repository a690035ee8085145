/* The one place that sees PCRE2. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/mem.h"
#include "query_private.h"

/* What one match may take: enough for any honest pattern, over in milliseconds for the others. */
enum { MATCH_LIMIT = 200000, DEPTH_LIMIT = 2000, HEAP_LIMIT_KB = 4096, WHY_MAX = 120 };
/* PCRE2 counts anew wherever a match may begin: over the whole of a long text, steps and the bytes
 * they go over are counted here. */
enum { WORK_LEAST = 1 << 20, WORK_PER_BYTE = 32 };

struct regex {
	uint64_t work, work_max;
	size_t last;        /* where the step before ended */
	uint32_t per_start; /* what beginning anew may cost before any step is seen */
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *context;
};

static bool read_flags(struct text flags, uint32_t *options, size_t *wrong)
{
	for (size_t i = 0; i < flags.length; i++) {
		switch (flags.at[i]) {
		case 'i':
			*options |= PCRE2_CASELESS;
			break;
		case 'm':
			*options |= PCRE2_MULTILINE;
			break;
		case 's':
			*options |= PCRE2_DOTALL;
			break;
		default:
			*wrong = i;
			return false;
		}
	}
	return true;
}

static bool fail(struct error *error, int code)
{
	PCRE2_UCHAR sentence[WHY_MAX];

	if (pcre2_get_error_message(code, sentence, sizeof(sentence)) < 0) {
		return error_set(error, ERROR_USAGE, "error %d in the regex", code);
	}
	return error_set(error, ERROR_USAGE, "regex: %s", (const char *)sentence);
}

/* Before each item of the pattern. */
static int count_work(pcre2_callout_block *block, void *arg)
{
	struct regex *regex = arg;
	size_t at = block->current_position;

	regex->work += 1 + (at > regex->last ? at - regex->last : 0);
	regex->work += at == block->start_match ? regex->per_start : 0;
	regex->last = at;
	return regex->work > regex->work_max ? PCRE2_ERROR_MATCHLIMIT : 0;
}

struct regex *regex_create(
	struct text pattern, struct text flags, size_t *offset, struct error *error)
{
	uint32_t options =
		PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
	struct regex *regex;
	pcre2_code *code;
	int why;

	if (!read_flags(flags, &options, offset)) {
		*offset += pattern.length + 1;
		error_set(error, ERROR_USAGE, "a regex has the flags i, m and s, not `%c`",
			flags.at[*offset - pattern.length - 1]);
		return NULL;
	}
	code = pcre2_compile((PCRE2_SPTR)pattern.at, pattern.length, options, &why, offset, NULL);
	if (code == NULL) {
		fail(error, why);
		return NULL;
	}
	regex = mem_alloc(1, sizeof(*regex));
	regex->code = code;
	pcre2_pattern_info(code, PCRE2_INFO_MINLENGTH, &regex->per_start);
	regex->per_start /= 4;
	regex->data = pcre2_match_data_create(1, NULL);
	regex->context = pcre2_match_context_create(NULL);
	pcre2_set_match_limit(regex->context, MATCH_LIMIT);
	pcre2_set_depth_limit(regex->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(regex->context, HEAP_LIMIT_KB);
	pcre2_set_callout(regex->context, count_work, regex);
	return regex;
}

void regex_destroy(struct regex *regex)
{
	if (regex != NULL) {
		pcre2_match_context_free(regex->context);
		pcre2_match_data_free(regex->data);
		pcre2_code_free(regex->code);
		mem_free(regex);
	}
}

enum query_result regex_match(struct regex *regex, struct text subject, struct error *why)
{
	PCRE2_SPTR at = (PCRE2_SPTR)(subject.length > 0 ? subject.at : "");
	int result;

	regex->work = regex->last = 0;
	regex->work_max = WORK_LEAST + WORK_PER_BYTE * (uint64_t)subject.length;
	result = pcre2_match(regex->code, at, subject.length, 0, 0, regex->data, regex->context);
	if (result >= 0) {
		return QUERY_YES;
	}
	if (result == PCRE2_ERROR_NOMATCH) {
		return QUERY_NO;
	}
	fail(why, result);
	return QUERY_FAILED;
}
