/*
 * What it costs to write one byte to a page that the kernel merged, and to pages that it did not.
 *
 *   ksm_cow FILE [--pages N] [--timeout SECONDS]
 *
 * The first N pages of the file are put into memory twice, so each has a partner; KSM merges them. Then one byte is
 * written to each page of the first half.
 *
 * plain_ns           writing to a private page that is present: a store
 * first_touch_ns     writing to a page that was never touched: a fault and a zeroed page
 * fork_cow_ns        writing to a page shared with a forked process: a fault and a copied page
 * merged_ns          writing to a merged page: a fault, a copied page, and the merger's bookkeeping
 * merged_per_plain, merged_per_first_touch, merged_per_fork_cow   the ratios
 *
 * Needs root and a kernel with KSM that nobody else uses. All settings are restored afterwards (see ksm.h).
 */
#define _GNU_SOURCE
#include "ksm.h"
#include "peer.h"

#include <signal.h>
#include <sys/wait.h>

struct cow {
    const char *path;
    long pages;
    long timeout;
};

static double write_each_ns(unsigned char *bytes, size_t pages, unsigned char value)
{
    double start = peer_seconds();
    for (size_t page = 0; page < pages; page++)
        *(volatile unsigned char *)(bytes + page * PEER_PAGE_SIZE + 64) = value;
    return (peer_seconds() - start) * 1e9 / (double)pages;
}

/* The forked process only holds the pages; it ends when this one tells it to or dies. */
static double fork_cow_ns(unsigned char *bytes, size_t pages)
{
    pid_t holder = fork();
    if (holder < 0)
        peer_end(PEER_FAILED, "fork: %s", strerror(errno));
    if (holder == 0) {
        pause();
        _exit(0);
    }
    double spent = write_each_ns(bytes, pages, 3);
    kill(holder, SIGKILL);
    waitpid(holder, NULL, 0);
    return spent;
}

/* In a virtual machine a frame that was never used costs a fault of the host as well: use the frames once before. */
static void warm_frames(size_t pages)
{
    struct peer_memory memory = peer_allocate(pages);
    write_each_ns(memory.bytes, pages, 1);
    munmap(memory.bytes, memory.length);
}

static int measure(void *state)
{
    const struct cow *cow = state;
    struct peer_memory once = peer_load(cow->path, (size_t)cow->pages);
    warm_frames(once.pages * 6);
    struct peer_memory plain = peer_allocate(once.pages);
    struct peer_memory merged = peer_allocate(once.pages * 2);
    double first_touch = write_each_ns(plain.bytes, plain.pages, 1);
    memcpy(plain.bytes, once.bytes, once.length);
    memcpy(merged.bytes, once.bytes, once.length);
    memcpy(merged.bytes + once.length, once.bytes, once.length);
    if (madvise(merged.bytes, merged.length, MADV_MERGEABLE) != 0)
        peer_end(PEER_SKIPPED, "memory cannot be made mergeable: %s", strerror(errno));

    struct ksm_counters end;
    ksm_start();
    double last = ksm_wait_until_shared((long)merged.pages, peer_seconds() + (double)cow->timeout, &end);
    ksm_stop();
    if (last < 0)
        peer_end(PEER_FAILED, "only %ld of %zu pages were merged", end.shared + end.sharing, merged.pages);

    double merged_cost = write_each_ns(merged.bytes, once.pages, 2);
    double plain_cost = write_each_ns(plain.bytes, plain.pages, 2);
    double fork_cost = fork_cow_ns(plain.bytes, plain.pages);
    printf("pages=%zu\n", once.pages);
    printf("plain_ns=%.1f\nfirst_touch_ns=%.1f\nfork_cow_ns=%.1f\nmerged_ns=%.1f\n", plain_cost, first_touch, fork_cost,
           merged_cost);
    printf("merged_per_plain=%.3f\nmerged_per_first_touch=%.3f\nmerged_per_fork_cow=%.3f\n", merged_cost / plain_cost,
           merged_cost / first_touch, merged_cost / fork_cost);
    return 0;
}

int main(int count, char **arguments)
{
    struct cow cow = {
        .path = peer_file(count, arguments, "ksm_cow FILE [--pages N] [--timeout SECONDS]"),
        .pages = peer_option(count, arguments, "--pages", 16384),
        .timeout = peer_option(count, arguments, "--timeout", 120),
    };
    struct ksm_options options = { .max_page_sharing = 256 };
    return ksm_guarded(&options, measure, &cow);
}
