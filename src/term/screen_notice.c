/* What a terminal is asked for besides a picture: a bell, a notification, its clipboard. */
#include <stdio.h>
#include <stdlib.h>

#include "base/base64.h"
#include "screen_private.h"

/* Terminals give up on longer sequences. */
enum { NOTICE_MAX = 512, COPY_ENCODED_MAX = 74994 };

/* A terminal that takes nothing needs no bell, either: it would ring when nobody knows why. */
void screen_bell(struct screen *screen)
{
	if (outlet_is_empty(&screen->outlet)) {
		beep();
		screen_take_written(screen);
		outlet_flush(&screen->outlet);
	}
}

/* tmux hands on what is wrapped, with every ESC doubled, where it is allowed to. */
static void send_through(struct screen *screen, const char *sequence)
{
	bool wraps = getenv("TMUX") != NULL;
	char doubled[3] = "\033\033";

	screen_send(screen, wraps ? "\033Ptmux;" : "");
	for (; *sequence != '\0'; sequence++) {
		const char byte[2] = {*sequence, '\0'};

		screen_send(screen, wraps && *sequence == '\033' ? doubled : byte);
	}
	screen_send(screen, wraps ? "\033\\" : "");
}

void screen_notify(struct screen *screen, enum screen_notice notice, struct text safe)
{
	static const char *const fronts[] = {[SCREEN_OSC9] = "\033]9;rivermaster: ",
		[SCREEN_OSC777] = "\033]777;notify;rivermaster;",
		[SCREEN_OSC99] = "\033]99;;rivermaster: "};
	char sequence[NOTICE_MAX];

	if (!outlet_is_empty(&screen->outlet)) {
		return;
	}
	snprintf(sequence, sizeof(sequence), "%s%.*s\033\\", fronts[notice],
		(int)(safe.length < NOTICE_MAX - 80 ? safe.length : NOTICE_MAX - 80), safe.at);
	send_through(screen, sequence);
}

bool screen_copy(struct screen *screen, struct text bytes)
{
	struct buf encoded, sequence;
	bool fits;

	buf_init(&encoded, COPY_ENCODED_MAX);
	fits = base64_encode(&encoded, bytes);
	if (fits) {
		/* Whole or not at all: what has begun would swallow the picture behind it. */
		buf_init(&sequence, COPY_ENCODED_MAX + NOTICE_MAX);
		buf_addf(&sequence, "\033]52;c;%s\a", encoded.length > 0 ? encoded.at : "");
		screen_send(screen, sequence.at);
		buf_finish(&sequence);
	}
	buf_finish(&encoded);
	return fits;
}
