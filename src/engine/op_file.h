/*
 * An operation on the entries of a file: what the file says, and what its topics are on the server.
 */
#ifndef ENGINE_OP_FILE_H
#define ENGINE_OP_FILE_H

#include "op_select.h"

/* Reads request->file whole, before the server is asked anything, and completes the request. */
bool op_file_read(const struct selecting *selecting, struct error *error);
/* Its topics on the server. ERROR_REFUSED: one that must not be written to so. */
bool op_file_look(const struct selecting *selecting, struct error *error);
/* All of its topics lie in one slot. */
bool op_file_is_near(const struct request *request, const struct survey *survey);

/* The file of a job that goes on: `name`, or where it was (NULL). ERROR_REFUSED: it is not what the
 * job began with. The caller's, entry_file_close; also where it returns false. */
bool op_file_again(struct request *request, const char *name, struct error *error);

#endif
