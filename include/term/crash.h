/*
 * Deadly signals give the terminal back before they kill. The one place with a mutable global: a
 * handler can reach nothing else. It only writes a string made before and sets the modes saved
 * before.
 */
#ifndef TERM_CRASH_H
#define TERM_CRASH_H

/* Installs handlers, on a stack of their own, for SEGV BUS FPE ILL ABRT QUIT; saves the modes of
 * the terminal on `terminal_fd`. To be called before the terminal is touched. HUP, INT and TERM
 * belong to the loop. */
void crash_guard(int terminal_fd, const char *restore_sequence);
/* The terminal is its owner's again: handlers back to what they were. */
void crash_release(void);

#endif
