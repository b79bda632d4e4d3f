/* Loaded before the C library: lets calls that touch files under a folder fail, or ends the process at them.
 *
 * FAULT_UNDER   the folder
 * FAULT_AT      which of the calls, from 1, over all threads; 0 for none
 * FAULT_DO      "kill": the process ends before the call; "killafter": behind it; a number: the call fails with that errno
 * FAULT_LOG     a file that gets a line a call
 * FAULT_SHUT    a file: while it is there, nothing can be made, renamed or removed in the folder
 * FAULT_STIFF   set: and nothing be written in place there
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int calls;

static int is_under(const char *path) {
    const char *folder = getenv("FAULT_UNDER");
    return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_fd_under(int fd) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_under(path);
}

/* The files that are there can still be written: as in a folder without leave to write. */
static int is_shut(const char *path) {
    const char *sign = getenv("FAULT_SHUT");
    if (!sign || !is_under(path) || syscall(SYS_faccessat, AT_FDCWD, sign, F_OK) != 0) return 0;
    errno = EACCES;
    return 1;
}

static int is_shut_to(const char *path) { return syscall(SYS_faccessat, AT_FDCWD, path, F_OK) != 0 && is_shut(path); }

enum verdict { GO, FAIL, KILL_AFTER };

static enum verdict judge(const char *call, int concerns) {
    if (!concerns) return GO;
    int number = atomic_fetch_add(&calls, 1) + 1;
    const char *log = getenv("FAULT_LOG");
    if (log) {
        int fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
        char line[64];
        int length = snprintf(line, sizeof line, "%d %s\n", number, call);
        syscall(SYS_write, fd, line, length);
        syscall(SYS_close, fd);
    }
    const char *at = getenv("FAULT_AT"), *act = getenv("FAULT_DO");
    if (!at || !act || atoi(at) != number) return GO;
    if (strcmp(act, "kill") == 0) kill(getpid(), SIGKILL);
    if (strcmp(act, "killafter") == 0) return KILL_AFTER;
    errno = atoi(act);
    return FAIL;
}

static long settle(enum verdict verdict, long result) {
    if (verdict == KILL_AFTER) kill(getpid(), SIGKILL);
    return result;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static mode_t mode_of(int flags, va_list list) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; }

int open(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = mode_of(flags, list);
    va_end(list);
    if (flags & O_CREAT && is_shut_to(path)) return -1;
    enum verdict verdict = judge("open", is_under(path));
    return verdict == FAIL ? -1 : settle(verdict, syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

int open64(const char *path, int flags, ...) {
    va_list list;
    va_start(list, flags);
    mode_t mode = mode_of(flags, list);
    va_end(list);
    if (flags & O_CREAT && is_shut_to(path)) return -1;
    enum verdict verdict = judge("open", is_under(path));
    return verdict == FAIL ? -1 : settle(verdict, syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

ssize_t write(int fd, const void *bytes, size_t count) {
    enum verdict verdict = judge("write", is_fd_under(fd));
    return verdict == FAIL ? -1 : settle(verdict, syscall(SYS_write, fd, bytes, count));
}

static ssize_t write_in_place(int fd, const void *bytes, size_t count, off_t offset) {
    const char *sign = getenv("FAULT_SHUT");
    if (getenv("FAULT_STIFF") && is_fd_under(fd) && sign && syscall(SYS_faccessat, AT_FDCWD, sign, F_OK) == 0) {
        errno = EROFS;
        return -1;
    }
    return syscall(SYS_pwrite64, fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) {
    return write_in_place(fd, bytes, count, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t offset) {
    return write_in_place(fd, bytes, count, offset);
}

int fsync(int fd) {
    enum verdict verdict = judge("fsync", is_fd_under(fd));
    return verdict == FAIL ? -1 : settle(verdict, syscall(SYS_fsync, fd));
}

int rename(const char *from, const char *to) {
    if (is_shut(from)) return -1;
    enum verdict verdict = judge("rename", is_under(from));
    return verdict == FAIL ? -1 : settle(verdict, NEXT(rename)(from, to));
}

int unlink(const char *path) {
    if (is_shut(path)) return -1;
    enum verdict verdict = judge("unlink", is_under(path));
    return verdict == FAIL ? -1 : settle(verdict, NEXT(unlink)(path));
}

int mkdir(const char *path, mode_t mode) {
    if (is_shut_to(path)) return -1;
    enum verdict verdict = judge("mkdir", is_under(path));
    return verdict == FAIL ? -1 : settle(verdict, NEXT(mkdir)(path, mode));
}

int flock(int fd, int operation) {
    enum verdict verdict = judge("flock", is_fd_under(fd));
    return verdict == FAIL ? -1 : settle(verdict, syscall(SYS_flock, fd, operation));
}
