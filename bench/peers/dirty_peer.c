/*
 * Dirty tracking in plain C: what marking one page and harvesting a guest cost when nothing stands in the way.
 *
 *   dirty_peer [--gib N] [--runs N]
 *
 * The bitmap has a bit for each 4 KiB page in 64-bit words, and a summary with a bit for each word.
 *
 * mark_test_first_ns   one writer: test the bit, set it by plain stores when it is clear; all pages, shuffled
 * mark_test_dirty_ns   the same when the page is dirty already
 * mark_atomic_ns       many writers: an atomic or on the word, then the summary, tested before it is written
 * mark_range_ns        the same for runs of 64 pages that fill a word, for each page
 * harvest_P_us         taking everything out of 1 GiB with P % of its pages dirty, at random places: an atomic exchange
 *                      for each summary word and word that is not zero, written out as runs of pages
 * harvest_words_P_us   the same, written out as words
 * harvest_1tib_0_us    a guest of 1 TiB with nothing dirty
 *
 * The median of N runs.
 */
#define _GNU_SOURCE
#include "peer.h"

#include <stdatomic.h>

enum { PAGES_PER_GIB = 1 << 18, MOST_RUNS = 1001, ROUNDS_OF_NOTHING = 100 };

struct bitmap {
    size_t pages;
    _Atomic uint64_t *words;
    _Atomic uint64_t *summary;
    size_t summary_words;
};

struct run {
    uint64_t start;
    uint64_t count;
};

static struct bitmap make_bitmap(size_t pages)
{
    size_t words = (pages + 63) / 64;
    struct bitmap bitmap = { .pages = pages, .summary_words = (words + 63) / 64 };
    bitmap.words = aligned_alloc(PEER_PAGE_SIZE, (words * 8 + PEER_PAGE_SIZE - 1) / PEER_PAGE_SIZE * PEER_PAGE_SIZE);
    bitmap.summary = aligned_alloc(64, (bitmap.summary_words * 8 + 63) / 64 * 64);
    if (bitmap.words == NULL || bitmap.summary == NULL)
        peer_end(PEER_SKIPPED, "no room for the bitmap");
    memset((void *)bitmap.words, 0, words * 8);
    memset((void *)bitmap.summary, 0, bitmap.summary_words * 8);
    return bitmap;
}

static inline uint64_t load(_Atomic uint64_t *word)
{
    return atomic_load_explicit(word, memory_order_relaxed);
}

static inline void mark_test_first(struct bitmap *bitmap, uint32_t page)
{
    uint32_t word = page >> 6;
    uint64_t bit = 1ull << (page & 63), old = load(&bitmap->words[word]);
    if ((old & bit) != 0)
        return;
    atomic_store_explicit(&bitmap->words[word], old | bit, memory_order_relaxed);
    uint64_t above = load(&bitmap->summary[word >> 6]);
    atomic_store_explicit(&bitmap->summary[word >> 6], above | 1ull << (word & 63), memory_order_relaxed);
}

static inline void mark_atomic(struct bitmap *bitmap, uint32_t word, uint64_t bits)
{
    atomic_fetch_or(&bitmap->words[word], bits);
    uint64_t above = 1ull << (word & 63);
    if ((load(&bitmap->summary[word >> 6]) & above) == 0)
        atomic_fetch_or(&bitmap->summary[word >> 6], above);
}

/* Appends the runs of one word, joining the first to the run before it. */
static inline size_t add_runs(struct run *out, size_t count, uint64_t first_page, uint64_t bits)
{
    while (bits != 0) {
        unsigned start = (unsigned)__builtin_ctzll(bits);
        uint64_t rest = ~(bits >> start);
        unsigned length = rest == 0 ? 64 : (unsigned)__builtin_ctzll(rest);
        uint64_t page = first_page + start;
        if (count != 0 && out[count - 1].start + out[count - 1].count == page)
            out[count - 1].count += length;
        else
            out[count++] = (struct run){ page, length };
        bits = start + length == 64 ? 0 : bits >> (start + length) << (start + length);
    }
    return count;
}

static size_t harvest_runs(struct bitmap *bitmap, struct run *out)
{
    size_t count = 0;
    for (size_t i = 0; i < bitmap->summary_words; i++) {
        if (load(&bitmap->summary[i]) == 0)
            continue;
        for (uint64_t above = atomic_exchange(&bitmap->summary[i], 0); above != 0; above &= above - 1) {
            size_t word = i * 64 + (size_t)__builtin_ctzll(above);
            count = add_runs(out, count, word * 64, atomic_exchange(&bitmap->words[word], 0));
        }
    }
    return count;
}

static size_t harvest_words(struct bitmap *bitmap, struct run *out)
{
    size_t count = 0;
    for (size_t i = 0; i < bitmap->summary_words; i++) {
        if (load(&bitmap->summary[i]) == 0)
            continue;
        for (uint64_t above = atomic_exchange(&bitmap->summary[i], 0); above != 0; above &= above - 1) {
            size_t word = i * 64 + (size_t)__builtin_ctzll(above);
            out[count++] = (struct run){ word, atomic_exchange(&bitmap->words[word], 0) };
        }
    }
    return count;
}

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

static void measure_marks(struct bitmap *bitmap, const uint32_t *order, struct run *out, long runs)
{
    static double first[MOST_RUNS], again[MOST_RUNS], atomic[MOST_RUNS], range[MOST_RUNS];
    double pages = (double)bitmap->pages;
    for (long run = 0; run < runs; run++) {
        harvest_words(bitmap, out);
        double t0 = peer_seconds();
        for (size_t i = 0; i < bitmap->pages; i++)
            mark_test_first(bitmap, order[i]);
        double t1 = peer_seconds();
        for (size_t i = 0; i < bitmap->pages; i++)
            mark_test_first(bitmap, order[i]);
        double t2 = peer_seconds();
        harvest_words(bitmap, out);
        double t3 = peer_seconds();
        for (size_t i = 0; i < bitmap->pages; i++)
            mark_atomic(bitmap, order[i] >> 6, 1ull << (order[i] & 63));
        double t4 = peer_seconds();
        harvest_words(bitmap, out);
        double t5 = peer_seconds();
        for (size_t word = 0; word < bitmap->pages / 64; word++)
            mark_atomic(bitmap, (uint32_t)word, ~0ull);
        double t6 = peer_seconds();
        first[run] = (t1 - t0) * 1e9 / pages;
        again[run] = (t2 - t1) * 1e9 / pages;
        atomic[run] = (t4 - t3) * 1e9 / pages;
        range[run] = (t6 - t5) * 1e9 / pages;
    }
    printf("mark_test_first_ns=%.3f\nmark_test_dirty_ns=%.3f\n", median(first, runs), median(again, runs));
    printf("mark_atomic_ns=%.3f\nmark_range_ns=%.4f\n", median(atomic, runs), median(range, runs));
}

static void measure_harvest(struct bitmap *bitmap, const uint32_t *order, struct run *out, int percent, long runs)
{
    static double as_runs[MOST_RUNS], as_words[MOST_RUNS];
    double per_gib = (double)bitmap->pages / PAGES_PER_GIB;
    size_t dirty = bitmap->pages * (size_t)percent / 100;
    size_t found = 0;
    /* A harvest that finds nothing is too short for the clock. */
    int rounds = percent == 0 ? ROUNDS_OF_NOTHING : 1;
    for (long run = 0; run < runs; run++) {
        for (size_t i = 0; i < dirty; i++)
            mark_test_first(bitmap, order[i]);
        double t0 = peer_seconds();
        for (int round = 0; round < rounds; round++)
            peer_keep(found = harvest_runs(bitmap, out));
        double t1 = peer_seconds();
        for (size_t i = 0; i < dirty; i++)
            mark_test_first(bitmap, order[i]);
        double t2 = peer_seconds();
        for (int round = 0; round < rounds; round++)
            peer_keep(harvest_words(bitmap, out));
        double t3 = peer_seconds();
        as_runs[run] = (t1 - t0) * 1e6 / per_gib / rounds;
        as_words[run] = (t3 - t2) * 1e6 / per_gib / rounds;
    }
    printf("harvest_%d_us=%.3f\nharvest_words_%d_us=%.3f\nharvest_%d_found=%zu\n", percent, median(as_runs, runs),
           percent, median(as_words, runs), percent, found);
}

int main(int count, char **arguments)
{
    long gib = peer_count(count, arguments, "--gib", 1);
    long runs = peer_count(count, arguments, "--runs", 101);
    if (gib > 1024 || runs > MOST_RUNS)
        peer_end(PEER_BAD_USAGE, "usage: dirty_peer [--gib 1..1024] [--runs 1..%d]", MOST_RUNS);

    struct bitmap bitmap = make_bitmap((size_t)gib * PAGES_PER_GIB);
    uint32_t *order = malloc(bitmap.pages * sizeof *order);
    struct run *out = malloc(bitmap.pages * sizeof *out);
    if (order == NULL || out == NULL)
        peer_end(PEER_SKIPPED, "no room for the page numbers");
    shuffle(order, bitmap.pages);
    memset(out, 0, bitmap.pages * sizeof *out);

    printf("pages=%zu\n", bitmap.pages);
    measure_marks(&bitmap, order, out, runs);
    measure_harvest(&bitmap, order, out, 0, runs);
    measure_harvest(&bitmap, order, out, 1, runs);
    measure_harvest(&bitmap, order, out, 100, runs);

    static double spent[MOST_RUNS];
    struct bitmap large = make_bitmap((size_t)1024 * PAGES_PER_GIB);
    for (long run = 0; run < runs; run++) {
        double start = peer_seconds();
        peer_keep(harvest_runs(&large, out));
        spent[run] = (peer_seconds() - start) * 1e6;
    }
    printf("harvest_1tib_0_us=%.3f\n", median(spent, runs));
    return 0;
}
