#include "../../src/demo/server.h"

#include "demo/probe.h"

#include <fcntl.h>
#include <sys/wait.h>

#include "../../src/demo/folder.h"

static void put_program(const char *folder, const char *name, mode_t mode)
{
	char path[PROBE_PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	int fd = open(path, O_WRONLY | O_CREAT, mode);
	assert_true(fd >= 0);
	close(fd);
}

/* Searches with a PATH of a folder without and the one given. */
static bool find_below(const char *folder, char program[PATH_MAX], struct error *error)
{
	char *before = strdup(getenv("PATH"));
	char path[PROBE_PATH_MAX];

	snprintf(path, sizeof(path), "/nonexistent:%s", folder);
	setenv("PATH", path, 1);
	bool found = server_find(program, error);
	setenv("PATH", before, 1);
	free(before);
	return found;
}

static void the_servers_own_name_is_preferred(void **state)
{
	char folder[FOLDER_PATH_MAX], program[PATH_MAX];
	struct error error;

	(void)state;
	assert_true(folder_create(folder, &error));
	put_program(folder, "redis-server", 0600);
	assert_false(find_below(folder, program, &error));
	assert_int_equal(error.code, ERROR_FAILED);
	assert_non_null(strstr(error.text, "redis-tools"));
	put_program(folder, "redis-check-rdb", 0700);
	assert_true(find_below(folder, program, &error));
	assert_non_null(strstr(program, "/redis-check-rdb"));
	put_program(folder, "valkey-server", 0700);
	assert_true(find_below(folder, program, &error));
	assert_non_null(strstr(program, "/valkey-server"));
	folder_remove(folder);
}

static void a_program_named_by_the_environment_comes_first(void **state)
{
	char program[PATH_MAX];
	struct error error;

	(void)state;
	setenv("RIVERMASTER_REDIS_SERVER", "/bin/true", 1);
	assert_true(server_find(program, &error));
	assert_string_equal(program, "/bin/true");
	setenv("RIVERMASTER_REDIS_SERVER", "/tmp", 1);
	assert_false(server_find(program, &error));
	assert_non_null(strstr(error.text, "/tmp"));
	unsetenv("RIVERMASTER_REDIS_SERVER");
}

static bool answers(void *folder)
{
	char path[PROBE_PATH_MAX];

	snprintf(path, sizeof(path), "%s/" SERVER_SOCKET, (const char *)folder);
	redisContext *context = redisConnectUnix(path);
	redisReply *reply = context->err == 0 ? redisCommand(context, "PING") : NULL;
	bool pong = reply != NULL && reply->type == REDIS_REPLY_STATUS;
	freeReplyObject(reply);
	redisFree(context);
	return pong;
}

static void a_server_answers_on_its_socket(void **state)
{
	char folder[FOLDER_PATH_MAX], program[PATH_MAX];
	struct error error;

	(void)state;
	assert_true(folder_create(folder, &error));
	assert_true(server_find(program, &error));
	pid_t server = server_spawn(program, folder);
	assert_true(server > 0);
	await(answers, folder, "the server's answer");
	kill(server, SIGKILL);
	assert_int_equal(waitpid(server, NULL, 0), server);
	folder_remove(folder);
}

static void write_log(const char *folder, const char *content)
{
	char path[PROBE_PATH_MAX];

	snprintf(path, sizeof(path), "%s/" SERVER_LOG, folder);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	fclose(file);
}

static void the_last_words_are_the_last_line_of_the_log(void **state)
{
	char folder[FOLDER_PATH_MAX], sentence[600], lengthy[1000];
	struct error error;

	(void)state;
	assert_true(folder_create(folder, &error));
	server_last_words(folder, sentence, sizeof(sentence));
	assert_string_equal(sentence, "the server has ended");
	write_log(folder, "first\nCannot bind: no room\n\n");
	server_last_words(folder, sentence, sizeof(sentence));
	assert_string_equal(sentence, "the server has ended: Cannot bind: no room");
	memset(lengthy, 'x', sizeof(lengthy) - 1);
	lengthy[sizeof(lengthy) - 1] = '\0';
	write_log(folder, lengthy);
	server_last_words(folder, sentence, sizeof(sentence));
	assert_true(strlen(sentence) < 300);
	folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_servers_own_name_is_preferred),
		cmocka_unit_test(a_program_named_by_the_environment_comes_first),
		cmocka_unit_test(a_server_answers_on_its_socket),
		cmocka_unit_test(the_last_words_are_the_last_line_of_the_log),
	};
	return cmocka_run_group_tests(tests, enter_own_tmp, leave_own_tmp);
}
