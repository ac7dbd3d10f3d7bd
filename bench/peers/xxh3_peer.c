/*
 * The distribution's libxxhash over the same pages: what a fingerprint costs outside .NET.
 *
 *   xxh3_peer FILE [--runs N] [--seed S]
 *
 * xxh3_gbps        XXH3_64bits_withSeed of each 4 KiB page of the file's bytes in memory
 * xxh3_cached_gbps the same over pages that stay in the second-level cache
 * xxh3_xor         all fingerprints xored together: the same number says that the same function was measured
 *
 * The best of N runs, 1 GB = 1e9 bytes. The library is opened at run time, so no header of it is needed.
 */
#define _GNU_SOURCE
#include "peer.h"

#include <dlfcn.h>

typedef uint64_t (*hash_function)(const void *bytes, size_t length, uint64_t seed);
typedef unsigned (*version_function)(void);

enum { CACHED_PAGES = 64 };

static double best_hash(hash_function hash, const unsigned char *bytes, size_t pages, size_t repeats, uint64_t seed,
                        long runs, uint64_t *sum)
{
    double best = 1e30;
    for (long run = 0; run < runs; run++) {
        uint64_t all = 0;
        double start = peer_seconds();
        for (size_t i = 0; i < repeats; i++)
            for (size_t page = 0; page < pages; page++)
                all ^= hash(bytes + page * PEER_PAGE_SIZE, PEER_PAGE_SIZE, seed);
        double spent = peer_seconds() - start;
        peer_keep(all);
        *sum = all;
        best = spent < best ? spent : best;
    }
    return (double)pages * PEER_PAGE_SIZE * (double)repeats / best * 1e-9;
}

int main(int count, char **arguments)
{
    const char *path = peer_file(count, arguments, "xxh3_peer FILE [--runs N] [--seed S]");
    long runs = peer_count(count, arguments, "--runs", 5);
    uint64_t seed = (uint64_t)peer_option(count, arguments, "--seed", 0);

    void *library = dlopen("libxxhash.so.0", RTLD_NOW);
    if (library == NULL)
        peer_end(PEER_SKIPPED, "libxxhash.so.0 is not installed");
    hash_function hash = (hash_function)(uintptr_t)dlsym(library, "XXH3_64bits_withSeed");
    version_function version = (version_function)(uintptr_t)dlsym(library, "XXH_versionNumber");
    if (hash == NULL || version == NULL)
        peer_end(PEER_SKIPPED, "libxxhash.so.0 is too old for XXH3");

    struct peer_memory memory = peer_load(path, SIZE_MAX);
    size_t cached = memory.pages < CACHED_PAGES ? memory.pages : CACHED_PAGES;
    uint64_t sum = 0, ignored = 0;
    printf("version=%u\n", version());
    printf("bytes=%zu\n", memory.length);
    printf("xxh3_gbps=%.3f\n", best_hash(hash, memory.bytes, memory.pages, 1, seed, runs, &sum));
    printf("xxh3_cached_gbps=%.3f\n", best_hash(hash, memory.bytes, cached, 2000, seed, runs, &ignored));
    printf("xxh3_xor=%016llx\n", (unsigned long long)sum);
    return 0;
}
