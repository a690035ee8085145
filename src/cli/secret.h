/*
 * Passwords on the command line: everybody on the machine can read the arguments of a process, so
 * what is secret in them is overwritten at once and the program goes on with a copy.
 */
#ifndef CLI_SECRET_H
#define CLI_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/* Copies words[0..count) (the caller's, secret_release) and overwrites the password of every URL in
 * the originals. */
char **secret_take(size_t count, char **words, bool *found);
/* Wipes and frees. */
void secret_release(size_t count, char **copy);
/* `scheme://`: a word that is meant as the address of a server. */
bool secret_looks_like_url(const char *word);

#endif
