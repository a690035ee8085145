#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <unistd.h>

#include "support/proxy.h"

/* A test that fails leaves its proxy behind; the end of its server must not wait for that. */

enum { FAR_TOO_LONG_S = 20 };

static void a_server_is_stopped_though_its_proxy_runs(void **state)
{
	struct redis_server *server = redis_start(NULL);
	struct proxy *proxy = proxy_start(server);

	(void)state;
	alarm(FAR_TOO_LONG_S);
	redis_stop(server);
	alarm(0);
	proxy_stop(proxy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_is_stopped_though_its_proxy_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
