/*
 * A user of the server who may do what operations send, and no more.
 */
#ifndef TESTS_SYSTEM_OPS_USER_H
#define TESTS_SYSTEM_OPS_USER_H

#include "ops_stage.h"

static const char *const may_all[] = {"ACL", "SETUSER", "oper", "reset", "on", ">sesame", "~orders",
	"~orders:dlq", "~again", "~{orders}:rm:*", "~{orders:dlq}:rm:*", "~{again}:rm:*",
	"~rivermaster:audit", "-@all", "+ping", "+info", "+time", "+select", "+scan", "+type",
	"+xlen", "+xrange", "+xrevrange", "+xinfo", "+xpending", "+command|info", "+acl|whoami",
	"+client", "+xadd", "+xack", "+xclaim", "+xdel", "+hget", "+hmget", "+hlen", "+pttl",
	"+hset", "+hsetnx", "+hincrby", "+expire", "+eval", "+evalsha", "+memory|usage", "+xtrim",
	"+multi", "+exec"};

/* Who may do everything, but for one rule. */
static inline void user(struct redis_server *server, const char *rule)
{
	freeReplyObject(redis_argv(server, sizeof may_all / sizeof *may_all, may_all, NULL));
	if (rule != NULL) {
		redis_ok(server, "ACL", "SETUSER", "oper", rule, NULL);
	}
	redis_ok(server, "ACL", "SETUSER", "oper", "+acl|dryrun", NULL);
}

static inline void hide_dryrun(struct redis_server *server)
{
	redis_ok(server, "ACL", "SETUSER", "oper", "-acl|dryrun", NULL);
}

static inline const char *url_of(struct redis_server *server)
{
	static char url[100];

	snprintf(url, sizeof url, "redis://oper:sesame@127.0.0.1:%d", redis_port(server));
	return url;
}

#endif
