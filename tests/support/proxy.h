/*
 * Between a program and its server: passes bytes on, counts them, and at a byte or a word of one's
 * choice cuts the connection, kills the program, or tells the server something of its own. A
 * process of its own, gone with the test.
 */
#ifndef SUPPORT_PROXY_H
#define SUPPORT_PROXY_H

#include "support/redis.h"

struct proxy;

enum proxy_way { PROXY_UP, PROXY_DOWN }; /* to the server, from it */
enum proxy_act { PROXY_PASS, PROXY_CUT, PROXY_KILL, PROXY_SLIP };

struct proxy *proxy_start(struct redis_server *server);
void proxy_stop(struct proxy *proxy);
const char *proxy_url(const struct proxy *proxy); /* borrowed */

/* From now on bytes are counted anew; once, after `limit` bytes on that way, it acts. */
void proxy_arm(struct proxy *proxy, enum proxy_act act, enum proxy_way way, size_t limit);
/* Once, when a program has said these words and the server has done what they say: instead of
 * passing the answer on, it acts. PROXY_SLIP: the server runs `script` before the words reach it.
 */
void proxy_arm_words(
	struct proxy *proxy, enum proxy_act act, const char *words, const char *script);
/* What PROXY_KILL kills; to be called by the victim itself, before exec. */
void proxy_offer_victim(struct proxy *proxy);
size_t proxy_bytes(const struct proxy *proxy, enum proxy_way way);
int proxy_has_acted(const struct proxy *proxy);

#endif
