/*
 * The limit of the machine: how fast one thread can look at bytes without doing anything with them.
 *
 *   read_loop FILE [--runs N]
 *
 * read_gbps        a loop that loads 64 bytes at a time from the file's bytes in memory and xors them together
 * read_cached_gbps the same over a block that stays in the second-level cache
 * memcpy_gbps      the C library's copy of all of it; the bytes copied, not read plus written
 * memcmp_gbps      the C library's compare of all of it with an equal copy; the bytes of one side
 *
 * The best of N runs, 1 GB = 1e9 bytes.
 */
#define _GNU_SOURCE
#include "peer.h"

typedef uint64_t lane_t __attribute__((vector_size(64)));

enum { CACHED_BYTES = 256 * 1024 };

/* Four sums, so that no load waits for the xor before it. The length is a multiple of a page. */
static uint64_t read_all(const unsigned char *bytes, size_t length)
{
    const lane_t *from = (const lane_t *)bytes;
    const lane_t *end = (const lane_t *)(bytes + length);
    lane_t a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };
    for (; from < end; from += 4) {
        a ^= from[0];
        b ^= from[1];
        c ^= from[2];
        d ^= from[3];
    }
    lane_t sum = a ^ b ^ c ^ d;
    return sum[0] ^ sum[1] ^ sum[2] ^ sum[3] ^ sum[4] ^ sum[5] ^ sum[6] ^ sum[7];
}

static double best_read(const unsigned char *bytes, size_t length, size_t repeats, long runs)
{
    double best = 1e30;
    for (long run = 0; run < runs; run++) {
        double start = peer_seconds();
        for (size_t i = 0; i < repeats; i++)
            peer_keep(read_all(bytes, length));
        double spent = peer_seconds() - start;
        best = spent < best ? spent : best;
    }
    return (double)length * (double)repeats / best * 1e-9;
}

int main(int count, char **arguments)
{
    const char *path = peer_file(count, arguments, "read_loop FILE [--runs N]");
    long runs = peer_count(count, arguments, "--runs", 5);
    struct peer_memory memory = peer_load(path, SIZE_MAX);
    struct peer_memory copy = peer_allocate(memory.pages);
    memset(copy.bytes, 1, copy.length);

    double copy_best = 1e30, compare_best = 1e30;
    for (long run = 0; run < runs; run++) {
        double start = peer_seconds();
        memcpy(copy.bytes, memory.bytes, memory.length);
        double copied = peer_seconds();
        peer_keep((uint64_t)(uintptr_t)copy.bytes);
        if (memcmp(copy.bytes, memory.bytes, memory.length) != 0)
            peer_end(PEER_FAILED, "the copy differs");
        double compared = peer_seconds();
        copy_best = copied - start < copy_best ? copied - start : copy_best;
        compare_best = compared - copied < compare_best ? compared - copied : compare_best;
    }

    size_t cached = memory.length < CACHED_BYTES ? memory.length : CACHED_BYTES;
    printf("bytes=%zu\n", memory.length);
    printf("read_gbps=%.3f\n", best_read(memory.bytes, memory.length, 1, runs));
    printf("read_cached_gbps=%.3f\n", best_read(memory.bytes, cached, 2000, runs));
    printf("memcpy_gbps=%.3f\n", (double)memory.length / copy_best * 1e-9);
    printf("memcmp_gbps=%.3f\n", (double)memory.length / compare_best * 1e-9);
    return 0;
}
