/*
 * A terminal for tests: a program in a pty, its output understood by libvterm. Nothing sleeps:
 * every wait is for a condition and has a limit. The program dies with the test.
 */
#ifndef SUPPORT_VT_H
#define SUPPORT_VT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct vt;

/* `env`: NAME=VALUE strings over the test's own environment, NULL-ended; may be NULL. TERM is
 * xterm-256color and LC_ALL is C.UTF-8 unless `env` says otherwise. The program is a job in the
 * foreground of a session of its own. */
struct vt *vt_spawn(char *const argv[], char *const env[], int width, int height);
/* Kills what still runs and reaps it; NULL ok. */
void vt_stop(struct vt *vt);

void vt_key(struct vt *vt, const char *bytes);
void vt_keys(struct vt *vt, const char *bytes, size_t length);
/* Tells the program by SIGWINCH. */
void vt_resize(struct vt *vt, int width, int height);
void vt_signal(struct vt *vt, int number);
/* The terminal goes away, as when a window is closed. */
void vt_hang_up(struct vt *vt);

/* Takes in what the program wrote, waiting at most so long for the first of it; false when
 * nothing came. */
bool vt_pump(struct vt *vt, int timeout_ms);
/* Waits look at whole frames only, where the program brackets them (mode 2026). */
bool vt_wait_text(struct vt *vt, const char *needle, int timeout_ms);
bool vt_wait_gone(struct vt *vt, const char *needle, int timeout_ms);
/* Where the cursor rests, visible or not. */
bool vt_wait_cursor(struct vt *vt, int x, int y, int timeout_ms);
bool vt_wait_stopped(struct vt *vt, int timeout_ms);
/* As waitpid has it; -1 when it still runs. */
int vt_exit_status(struct vt *vt, int timeout_ms);

/* Trailing blanks cut; borrowed until the next call. */
const char *vt_row(struct vt *vt, int y);
const char *vt_screen_text(struct vt *vt);
/* Palette index of the foreground, -1 the terminal's default. */
int vt_foreground(const struct vt *vt, int x, int y);
/* The first cell whose foreground or background is not the terminal's default; false: none. */
bool vt_find_colour(const struct vt *vt, int *x, int *y);
bool vt_reversed(const struct vt *vt, int x, int y);
/* All bytes written so far. */
const char *vt_raw(const struct vt *vt, size_t *length);
pid_t vt_pid(const struct vt *vt);

/* Normal screen, visible cursor, no bracketed paste, and the line discipline as a shell wants
 * it. */
bool vt_modes_restored(struct vt *vt);

#endif
