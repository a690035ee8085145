/*
 * Who runs the program, by name.
 */
#ifndef BASE_WHO_H
#define BASE_WHO_H

enum { WHO_BYTES_MAX = 256 };

/* The user's name, cut where it is longer; empty where there is none. From any thread. */
void who_am_i(char name[WHO_BYTES_MAX]);

#endif
