/*
 * What every peer needs: a clock, a file's bytes in fresh memory, options, and the ways to end.
 *
 * A peer prints `key=value` lines on stdout. It exits with 0 when it measured, with 77 and one line
 * `skipped: reason` when the machine lacks something, with 2 for bad usage and with 1 for everything else.
 */
#ifndef PEER_H
#define PEER_H

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PEER_PAGE_SIZE = 4096, PEER_FAILED = 1, PEER_BAD_USAGE = 2, PEER_SKIPPED = 77 };

struct peer_memory {
    unsigned char *bytes;
    size_t length;
    size_t pages;
};

static inline double peer_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

__attribute__((format(printf, 2, 3))) _Noreturn static inline void peer_end(int code, const char *format, ...)
{
    FILE *out = code == PEER_SKIPPED ? stdout : stderr;
    va_list arguments;
    va_start(arguments, format);
    if (code == PEER_SKIPPED)
        fputs("skipped: ", out);
    vfprintf(out, format, arguments);
    fputc('\n', out);
    va_end(arguments);
    exit(code);
}

/* Makes the compiler believe that a value is used, so that the loop that made it stays. */
static inline void peer_keep(uint64_t value)
{
    __asm__ volatile("" : : "r"(value) : "memory");
}

/* Private anonymous memory in 4 KiB pages: large pages would make the limit depend on the machine's settings. */
static inline struct peer_memory peer_allocate(size_t pages)
{
    struct peer_memory memory = { .length = pages * PEER_PAGE_SIZE, .pages = pages };
    memory.bytes = mmap(NULL, memory.length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory.bytes == MAP_FAILED)
        peer_end(PEER_SKIPPED, "no room for %zu bytes: %s", memory.length, strerror(errno));
    madvise(memory.bytes, memory.length, MADV_NOHUGEPAGE);
    return memory;
}

/* The whole pages of a file, read into memory of their own. */
static inline struct peer_memory peer_load(const char *path, size_t most_pages)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0)
        peer_end(PEER_FAILED, "%s: %s", path, strerror(errno));
    size_t pages = (size_t)status.st_size / PEER_PAGE_SIZE;
    pages = pages < most_pages ? pages : most_pages;
    if (pages == 0)
        peer_end(PEER_FAILED, "%s: holds no whole page", path);

    struct peer_memory memory = peer_allocate(pages);
    for (size_t done = 0; done < memory.length;) {
        ssize_t got = read(file, memory.bytes + done, memory.length - done);
        if (got <= 0)
            peer_end(PEER_FAILED, "%s: %s", path, got == 0 ? "ended early" : strerror(errno));
        done += (size_t)got;
    }
    close(file);
    return memory;
}

/* The value of `--name VALUE`, or the default; whatever is no number ends the program. */
static inline long peer_option(int count, char **arguments, const char *name, long otherwise)
{
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], name) != 0)
            continue;
        char *end = NULL;
        long value = i + 1 < count ? strtol(arguments[i + 1], &end, 10) : 0;
        if (end == NULL || end == arguments[i + 1] || *end != '\0' || value < 0)
            peer_end(PEER_BAD_USAGE, "%s wants a number", name);
        return value;
    }
    return otherwise;
}

/* The same for a number that cannot be zero. */
static inline long peer_count(int count, char **arguments, const char *name, long otherwise)
{
    long value = peer_option(count, arguments, name, otherwise);
    if (value == 0)
        peer_end(PEER_BAD_USAGE, "%s wants at least 1", name);
    return value;
}

static inline int peer_flag(int count, char **arguments, const char *name)
{
    for (int i = 1; i < count; i++)
        if (strcmp(arguments[i], name) == 0)
            return 1;
    return 0;
}

static inline const char *peer_file(int count, char **arguments, const char *usage)
{
    if (count < 2 || arguments[1][0] == '-')
        peer_end(PEER_BAD_USAGE, "usage: %s", usage);
    return arguments[1];
}

#endif
