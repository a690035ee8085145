#include "support/vt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <vterm.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

enum { RAW_BYTES_MAX = 64 << 20, TEXT_BYTES_MAX = 1 << 20, STEP_MS = 20 };

enum { INHERITED_FDS_MAX = 256 };

struct vt {
	int master;
	int slave;   /* kept open: its modes can be read after the program ended */
	int reports; /* the keeper's: the pid first, then wait statuses */
	pid_t keeper, pid;
	int status;
	bool ended, stopped;
	bool drawing; /* within a synchronised frame: nobody looks at half of it */
	int width, height;
	VTerm *vterm;
	VTermScreen *screen;
	struct buf raw, text;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void die(const char *what)
{
	perror(what);
	abort();
}

static void answer(const char *bytes, size_t length, void *arg)
{
	vt_keys(arg, bytes, length);
}

static void set_environment(char *const env[])
{
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("NO_COLOR");
	for (; env && *env; env++) {
		char *pair = mem_dup(*env, strlen(*env)), *value = strchr(pair, '=');

		if (value) {
			*value++ = '\0';
			setenv(pair, value, 1);
		} else {
			unsetenv(pair);
		}
		mem_free(pair);
	}
}

static void run_program(char *const argv[], char *const env[])
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	signal(SIGHUP, SIG_DFL);
	signal(SIGTTOU, SIG_IGN);
	tcsetpgrp(STDIN_FILENO, getpid());
	signal(SIGTTOU, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	set_environment(env);
	execvp(argv[0], argv);
	_exit(127);
}

/*
 * The session's leader and the program's parent, as a shell would be. It outlives the program: when
 * a session's leader ends, the kernel hangs the terminal up and resets the modes that the test
 * wants to see.
 */
static void keep(int reports, char *const argv[], char *const env[])
{
	int status, fd;
	pid_t pid;

	/* What the test holds open would otherwise stay open as long as this process lives. */
	for (fd = STDERR_FILENO + 1; fd < INHERITED_FDS_MAX; fd++) {
		if (fd != reports) {
			close(fd);
		}
	}
	signal(SIGHUP, SIG_IGN);
	pid = fork();
	if (pid == 0) {
		close(reports);
		run_program(argv, env);
	}
	if (write(reports, &pid, sizeof(pid)) != sizeof(pid)) {
		_exit(1);
	}
	while (waitpid(pid, &status, WUNTRACED | WCONTINUED) == pid) {
		if (write(reports, &status, sizeof(status)) != sizeof(status)) {
			_exit(1);
		}
	}
	for (;;) {
		pause();
	}
}

static void become_session(const char *slave_name)
{
	int slave;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	slave = open(slave_name, O_RDWR);
	if (slave < 0 || ioctl(slave, TIOCSCTTY, 0) != 0) {
		_exit(126);
	}
	dup2(slave, STDIN_FILENO);
	dup2(slave, STDOUT_FILENO);
	dup2(slave, STDERR_FILENO);
	if (slave > STDERR_FILENO) {
		close(slave);
	}
}

/* libvterm 0.1.4 writes beyond its cells when a wide character comes to a single column. */
static int vterm_width(int width)
{
	return width < 2 ? 2 : width;
}

static void set_size(struct vt *vt, int width, int height)
{
	struct winsize size = {.ws_row = (unsigned short)height, .ws_col = (unsigned short)width};

	vt->width = width;
	vt->height = height;
	ioctl(vt->master, TIOCSWINSZ, &size);
}

static void open_pty(struct vt *vt, char *slave_name, size_t room)
{
	vt->master = posix_openpt(O_RDWR | O_NOCTTY);
	if (vt->master < 0 || grantpt(vt->master) != 0 || unlockpt(vt->master) != 0) {
		die("posix_openpt");
	}
	fcntl(vt->master, F_SETFD, FD_CLOEXEC);
	snprintf(slave_name, room, "%s", ptsname(vt->master));
	vt->slave = open(slave_name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (vt->slave < 0) {
		die(slave_name);
	}
}

static void open_vterm(struct vt *vt)
{
	vt->vterm = vterm_new(vt->height, vterm_width(vt->width));
	vterm_set_utf8(vt->vterm, 1);
	vterm_output_set_callback(vt->vterm, answer, vt);
	vt->screen = vterm_obtain_screen(vt->vterm);
	vterm_screen_enable_altscreen(vt->screen, 1);
	vterm_screen_reset(vt->screen, 1);
}

struct vt *vt_spawn(char *const argv[], char *const env[], int width, int height)
{
	struct vt *vt = mem_alloc(1, sizeof(*vt));
	char slave_name[64];
	int reports[2];

	open_pty(vt, slave_name, sizeof(slave_name));
	set_size(vt, width, height);
	open_vterm(vt);
	buf_init(&vt->raw, RAW_BYTES_MAX);
	buf_init(&vt->text, TEXT_BYTES_MAX);
	if (pipe(reports) != 0) {
		die("pipe");
	}
	fcntl(reports[1], F_SETFD, FD_CLOEXEC);
	vt->keeper = fork();
	if (vt->keeper < 0) {
		die("fork");
	}
	if (vt->keeper == 0) {
		close(reports[0]);
		close(vt->master);
		close(vt->slave);
		become_session(slave_name);
		keep(reports[1], argv, env);
	}
	close(reports[1]);
	vt->reports = reports[0];
	if (read(vt->reports, &vt->pid, sizeof(vt->pid)) != sizeof(vt->pid)) {
		die("the program did not start");
	}
	return vt;
}

void vt_stop(struct vt *vt)
{
	if (!vt) {
		return;
	}
	if (!vt->ended) {
		kill(vt->pid, SIGKILL);
	}
	kill(vt->keeper, SIGKILL);
	waitpid(vt->keeper, NULL, 0);
	vt_hang_up(vt);
	close(vt->reports);
	vterm_free(vt->vterm);
	buf_finish(&vt->raw);
	buf_finish(&vt->text);
	mem_free(vt);
}

void vt_keys(struct vt *vt, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t n = write(vt->master, bytes, length);

		if (n < 0 && errno != EINTR) {
			return;
		}
		bytes += n > 0 ? n : 0;
		length -= n > 0 ? (size_t)n : 0;
	}
}

void vt_key(struct vt *vt, const char *bytes)
{
	vt_keys(vt, bytes, strlen(bytes));
}

void vt_resize(struct vt *vt, int width, int height)
{
	set_size(vt, width, height);
	vterm_set_size(vt->vterm, height, vterm_width(width));
}

void vt_signal(struct vt *vt, int number)
{
	kill(vt->pid, number);
}

void vt_hang_up(struct vt *vt)
{
	if (vt->master >= 0) {
		close(vt->slave);
		close(vt->master);
		vt->master = vt->slave = -1;
	}
}

static void take_report(struct vt *vt)
{
	int status;

	if (read(vt->reports, &status, sizeof(status)) != sizeof(status)) {
		return;
	}
	if (WIFSTOPPED(status) || WIFCONTINUED(status)) {
		vt->stopped = WIFSTOPPED(status);
	} else {
		vt->status = status;
		vt->ended = true;
	}
}

static void follow_frames(struct vt *vt, size_t from)
{
	static const char begin[] = "\033[?2026h", end[] = "\033[?2026l";
	const size_t length = sizeof(begin) - 1;
	size_t at;

	for (at = from > length ? from - length : 0; at + length <= vt->raw.length; at++) {
		if (memcmp(vt->raw.at + at, begin, length) == 0) {
			vt->drawing = true;
		} else if (memcmp(vt->raw.at + at, end, length) == 0) {
			vt->drawing = false;
		}
	}
}

static bool take_output(struct vt *vt)
{
	char bytes[8192];
	ssize_t n = read(vt->master, bytes, sizeof(bytes));

	if (n <= 0) {
		return false;
	}
	buf_add(&vt->raw, bytes, (size_t)n);
	follow_frames(vt, vt->raw.length - (size_t)n);
	vterm_input_write(vt->vterm, bytes, (size_t)n);
	return true;
}

bool vt_pump(struct vt *vt, int timeout_ms)
{
	struct pollfd fds[] = {
		{.fd = vt->master, .events = POLLIN},
		{.fd = vt->reports, .events = POLLIN},
	};
	bool any = false;

	while (poll(fds, 2, any ? 0 : timeout_ms) > 0) {
		if (fds[1].revents & POLLIN) {
			take_report(vt);
		}
		if (!(fds[0].revents & POLLIN) || !take_output(vt)) {
			break;
		}
		any = true;
	}
	return any;
}

typedef bool condition(struct vt *vt, const char *needle);

static bool wait_for(struct vt *vt, condition *holds, const char *needle, int timeout_ms)
{
	int64_t until_ms = now_ms() + timeout_ms;

	while ((vt->drawing && !vt->ended) || !holds(vt, needle)) {
		if (now_ms() >= until_ms) {
			return false;
		}
		vt_pump(vt, STEP_MS);
	}
	return true;
}

static bool has_text(struct vt *vt, const char *needle)
{
	return strstr(vt_screen_text(vt), needle) != NULL;
}

static bool lacks_text(struct vt *vt, const char *needle)
{
	return !has_text(vt, needle);
}

static bool has_ended(struct vt *vt, const char *needle)
{
	(void)needle;
	return vt->ended;
}

static bool has_stopped(struct vt *vt, const char *needle)
{
	(void)needle;
	return vt->stopped;
}

bool vt_wait_text(struct vt *vt, const char *needle, int timeout_ms)
{
	bool found = wait_for(vt, has_text, needle, timeout_ms);

	if (!found) {
		fprintf(stderr, "\"%s\" did not come; on the screen:\n%s", needle,
			vt_screen_text(vt));
	}
	return found;
}

bool vt_wait_gone(struct vt *vt, const char *needle, int timeout_ms)
{
	return wait_for(vt, lacks_text, needle, timeout_ms);
}

bool vt_wait_stopped(struct vt *vt, int timeout_ms)
{
	return wait_for(vt, has_stopped, "", timeout_ms);
}

bool vt_wait_cursor(struct vt *vt, int x, int y, int timeout_ms)
{
	int64_t until_ms = now_ms() + timeout_ms;
	VTermPos at = {.row = -1};

	while (at.col != x || at.row != y) {
		if (now_ms() >= until_ms) {
			return false;
		}
		vt_pump(vt, STEP_MS);
		vterm_state_get_cursorpos(vterm_obtain_state(vt->vterm), &at);
	}
	return true;
}

int vt_exit_status(struct vt *vt, int timeout_ms)
{
	bool ended = wait_for(vt, has_ended, "", timeout_ms);

	while (vt_pump(vt, 0)) {
		;
	}
	return ended ? vt->status : -1;
}

static bool get_cell(const struct vt *vt, int x, int y, VTermScreenCell *cell)
{
	VTermPos at = {.row = y, .col = x};

	return vterm_screen_get_cell(vt->screen, at, cell) != 0;
}

static void add_row(struct vt *vt, int y)
{
	size_t begins = vt->text.length, end;
	VTermScreenCell cell;
	char utf8[4];
	int x, i;

	for (x = 0; x < vt->width && get_cell(vt, x, y, &cell); x++) {
		if (cell.chars[0] == (uint32_t)-1) {
			continue;
		}
		if (cell.chars[0] == 0) {
			buf_add_byte(&vt->text, ' ');
		}
		for (i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i] != 0; i++) {
			buf_add(&vt->text, utf8, utf8_encode(utf8, cell.chars[i]));
		}
	}
	for (end = vt->text.length; end > begins && vt->text.at[end - 1] == ' '; end--) {
		;
	}
	buf_cut(&vt->text, end);
}

const char *vt_row(struct vt *vt, int y)
{
	buf_reset(&vt->text);
	add_row(vt, y);
	return vt->text.at;
}

const char *vt_screen_text(struct vt *vt)
{
	int y;

	buf_reset(&vt->text);
	for (y = 0; y < vt->height; y++) {
		add_row(vt, y);
		buf_add_byte(&vt->text, '\n');
	}
	return vt->text.at;
}

int vt_foreground(const struct vt *vt, int x, int y)
{
	VTermScreenCell cell;

	if (!get_cell(vt, x, y, &cell) || VTERM_COLOR_IS_DEFAULT_FG(&cell.fg)) {
		return -1;
	}
	return VTERM_COLOR_IS_INDEXED(&cell.fg) ? cell.fg.indexed.idx : -1;
}

bool vt_find_colour(const struct vt *vt, int *x, int *y)
{
	VTermScreenCell cell;

	for (*y = 0; *y < vt->height; ++*y) {
		for (*x = 0; *x < vt->width; ++*x) {
			if (get_cell(vt, *x, *y, &cell) &&
				!(VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) &&
					VTERM_COLOR_IS_DEFAULT_BG(&cell.bg))) {
				return true;
			}
		}
	}
	return false;
}

bool vt_reversed(const struct vt *vt, int x, int y)
{
	VTermScreenCell cell;

	return get_cell(vt, x, y, &cell) && cell.attrs.reverse;
}

const char *vt_raw(const struct vt *vt, size_t *length)
{
	*length = vt->raw.length;
	return vt->raw.at;
}

pid_t vt_pid(const struct vt *vt)
{
	return vt->pid;
}

/* Where `needle` begins for the last time, from 1; 0: nowhere. */
static size_t last_place(const struct vt *vt, const char *needle)
{
	size_t length = strlen(needle), at;

	for (at = vt->raw.length; at >= length; at--) {
		if (memcmp(vt->raw.at + at - length, needle, length) == 0) {
			return at - length + 1;
		}
	}
	return 0;
}

static bool is_off(const struct vt *vt, const char *on, const char *off)
{
	size_t last_on = last_place(vt, on);

	return last_on == 0 || last_place(vt, off) > last_on;
}

bool vt_modes_restored(struct vt *vt)
{
	const tcflag_t local = ECHO | ICANON | ISIG | IEXTEN;
	struct termios modes;

	while (vt_pump(vt, 0)) {
		;
	}
	return is_off(vt, "\033[?1049h", "\033[?1049l") &&
		is_off(vt, "\033[?2004h", "\033[?2004l") && is_off(vt, "\033[?25l", "\033[?25h") &&
		is_off(vt, "\033[?2026h", "\033[?2026l") && tcgetattr(vt->slave, &modes) == 0 &&
		(modes.c_lflag & local) == local && (modes.c_iflag & ICRNL) &&
		(modes.c_oflag & OPOST);
}
