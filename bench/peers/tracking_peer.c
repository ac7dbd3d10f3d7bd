/*
 * Tracking writes to real memory in plain C: userfaultfd with asynchronous write protection, and ioctl PAGEMAP_SCAN.
 *
 *   tracking_peer [--mib N] [--runs N]
 *
 * plain_write_ns    a byte into each page, in shuffled order, with nothing protected
 * first_write_ns    the same when each page is protected: the kernel notes the write and lets it go on
 * scan_P_us         finding the written pages of 1 GiB and protecting them again in one step, when P pages of 1000 were
 *                   written, at random places; runs of pages go into a vector of 4096
 *
 * The median of N runs. Wants Linux 6.7 and userfaultfd, which is root's unless vm.unprivileged_userfaultfd is 1.
 */
#define _GNU_SOURCE
#include "peer.h"

#include <linux/userfaultfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

enum { PAGES_PER_GIB = 1 << 18, MOST_RUNS = 1001, REGIONS = 4096 };

/* As in linux/fs.h and linux/userfaultfd.h of Linux 6.7; older headers lack them. */
struct scan_region {
    uint64_t start, end, categories;
};

struct scan_argument {
    uint64_t size, flags, start, end, walk_end, vector, vector_length, maximum_pages;
    uint64_t category_inverted, category_mask, category_anyof_mask, return_mask;
};

#define SCAN_CALL _IOWR('f', 16, struct scan_argument)
enum { SCAN_PROTECTS = 1, SCAN_WANTS_ASYNC = 2, IS_WRITTEN = 2, IS_PRESENT = 8, IS_SWAPPED = 16 };
#define FEATURES ((1ull << 12) | (1ull << 13) | (1ull << 15))

struct tracked {
    struct peer_memory memory;
    uint32_t *order;
    int pagemap;
    struct scan_region regions[REGIONS];
};

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

static void shuffle(uint32_t *pages, size_t count)
{
    uint64_t state = 0x9e3779b97f4a7c15;
    for (size_t i = 0; i < count; i++)
        pages[i] = (uint32_t)i;
    for (size_t i = count - 1; i > 0; i--) {
        size_t other = next_random(&state) % (i + 1);
        uint32_t kept = pages[i];
        pages[i] = pages[other];
        pages[other] = kept;
    }
}

static int compare_numbers(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *values, long count)
{
    qsort(values, (size_t)count, sizeof *values, compare_numbers);
    return values[count / 2];
}

static void track(struct tracked *tracked)
{
    int faults = (int)syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK);
    if (faults < 0)
        peer_end(PEER_SKIPPED, "userfaultfd: %s", strerror(errno));
    struct uffdio_api api = { .api = UFFD_API, .features = FEATURES };
    if (ioctl(faults, UFFDIO_API, &api) != 0)
        peer_end(PEER_SKIPPED, "no asynchronous write protection: %s", strerror(errno));
    struct uffdio_register range = {
        .range = { .start = (uintptr_t)tracked->memory.bytes, .len = tracked->memory.length },
        .mode = UFFDIO_REGISTER_MODE_WP,
    };
    if (ioctl(faults, UFFDIO_REGISTER, &range) != 0)
        peer_end(PEER_SKIPPED, "memory cannot be registered: %s", strerror(errno));
    tracked->pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
    if (tracked->pagemap < 0)
        peer_end(PEER_SKIPPED, "pagemap: %s", strerror(errno));
}

static size_t harvest(struct tracked *tracked)
{
    size_t found = 0;
    struct scan_argument scan = {
        .size = sizeof scan,
        .flags = SCAN_PROTECTS | SCAN_WANTS_ASYNC,
        .start = (uintptr_t)tracked->memory.bytes,
        .end = (uintptr_t)tracked->memory.bytes + tracked->memory.length,
        .vector = (uintptr_t)tracked->regions,
        .vector_length = REGIONS,
        .category_mask = IS_WRITTEN,
        .category_anyof_mask = IS_PRESENT | IS_SWAPPED,
        .return_mask = IS_WRITTEN,
    };
    while (scan.start < scan.end) {
        int count = ioctl(tracked->pagemap, SCAN_CALL, &scan);
        if (count < 0)
            peer_end(PEER_SKIPPED, "PAGEMAP_SCAN: %s", strerror(errno));
        for (int i = 0; i < count; i++)
            found += (tracked->regions[i].end - tracked->regions[i].start) / PEER_PAGE_SIZE;
        scan.start = scan.walk_end;
    }
    return found;
}

static double write_pages(struct tracked *tracked, size_t count)
{
    volatile unsigned char *bytes = tracked->memory.bytes;
    double start = peer_seconds();
    for (size_t i = 0; i < count; i++)
        bytes[(size_t)tracked->order[i] * PEER_PAGE_SIZE] = (unsigned char)i;
    return peer_seconds() - start;
}

static void measure_scan(struct tracked *tracked, int per_thousand, long runs)
{
    static double spent[MOST_RUNS];
    size_t count = tracked->memory.pages * (size_t)per_thousand / 1000;
    double per_gib = (double)PAGES_PER_GIB / (double)tracked->memory.pages;
    harvest(tracked);
    for (long run = 0; run < runs; run++) {
        write_pages(tracked, count);
        double start = peer_seconds();
        size_t found = harvest(tracked);
        spent[run] = (peer_seconds() - start) * 1e6 * per_gib;
        if (found != count)
            peer_end(PEER_FAILED, "%zu pages were written and %zu found", count, found);
    }
    printf("scan_%d_us=%.1f\n", per_thousand, median(spent, runs));
}

int main(int count, char **arguments)
{
    long mib = peer_count(count, arguments, "--mib", 1024);
    long runs = peer_count(count, arguments, "--runs", 11);
    if (runs > MOST_RUNS || mib > 1 << 20)
        peer_end(PEER_BAD_USAGE, "usage: tracking_peer [--mib 1..1048576] [--runs 1..%d]", MOST_RUNS);

    static struct tracked tracked;
    static double plain[MOST_RUNS], first[MOST_RUNS];
    size_t pages = (size_t)mib << 8;
    tracked.memory = peer_allocate(pages);
    tracked.order = malloc(pages * sizeof *tracked.order);
    if (tracked.order == NULL)
        peer_end(PEER_SKIPPED, "no room for the page numbers");
    shuffle(tracked.order, pages);
    memset(tracked.memory.bytes, 1, tracked.memory.length);
    track(&tracked);

    for (long run = 0; run < runs; run++) {
        harvest(&tracked);
        first[run] = write_pages(&tracked, pages) * 1e9 / (double)pages;
        plain[run] = write_pages(&tracked, pages) * 1e9 / (double)pages;
    }
    printf("pages=%zu\nplain_write_ns=%.1f\nfirst_write_ns=%.1f\n", pages, median(plain, runs), median(first, runs));

    static const int shares[] = { 0, 1, 10, 100, 1000 };
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        measure_scan(&tracked, shares[i], runs);
    return 0;
}
