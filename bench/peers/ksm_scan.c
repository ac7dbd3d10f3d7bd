/*
 * The kernel's page merger at full speed over the bytes of a file.
 *
 *   ksm_scan FILE [--expect-sharing N] [--max-page-sharing N] [--use-zero-pages] [--no-rescan] [--timeout SECONDS]
 *
 * The bytes are copied into private anonymous memory before the clock starts. KSM then runs without sleeping, without
 * smart scan and without an advisor, and the counters are polled until the pages that share or are shared
 * (pages_shared + pages_sharing + zero pages) are the N that --expect-sharing says; without it, until two whole scans
 * changed nothing.
 *
 * shared_seconds             from the start until the last page was merged
 * ksmd_seconds               processor time of the kernel's thread in that span
 * scans                      scans that had ended by then, and the one in progress
 * pages_*                    the counters at the end
 * rescan_seconds             one further whole scan with nothing written
 * rescan_1_percent_seconds   one whole scan after a byte was written to every hundredth page
 *
 * Needs root and a kernel with KSM that nobody else uses. All settings are restored afterwards (see ksm.h).
 */
#define _GNU_SOURCE
#include "ksm.h"
#include "peer.h"

struct scan {
    const char *path;
    struct peer_memory memory;
    long expected;
    long timeout;
    int rescan;
};

static void measure_rescans(const struct scan *scan, double deadline)
{
    long scans = ksm_read_counters().full_scans;
    double start = ksm_wait_for_scan_end(&scans, deadline);
    double end = ksm_wait_for_scan_end(&scans, deadline);
    if (end < deadline)
        printf("rescan_seconds=%.6f\n", end - start);

    /* The writes fall into the first milliseconds of the scan that is timed. */
    for (size_t page = 0; page < scan->memory.pages; page += 100)
        scan->memory.bytes[page * PEER_PAGE_SIZE + 64] ^= 0x55;
    start = end;
    end = ksm_wait_for_scan_end(&scans, deadline);
    if (end < deadline)
        printf("rescan_1_percent_seconds=%.6f\n", end - start);
}

static int measure(void *state)
{
    struct scan *scan = state;
    scan->memory = peer_load(scan->path, SIZE_MAX);
    if (madvise(scan->memory.bytes, scan->memory.length, MADV_MERGEABLE) != 0)
        peer_end(PEER_SKIPPED, "memory cannot be made mergeable: %s", strerror(errno));

    long scans_before = ksm_read_counters().full_scans;
    double processor = ksm_thread_seconds();
    double start = peer_seconds();
    double deadline = start + (double)scan->timeout;
    ksm_start();
    struct ksm_counters end;
    double last = ksm_wait_until_shared(scan->expected, deadline, &end);
    double processor_spent = ksm_thread_seconds() - processor;

    printf("pages=%zu\n", scan->memory.pages);
    printf("converged=%d\n", last >= 0);
    if (last >= 0) {
        printf("shared_seconds=%.6f\n", last - start);
        printf("seconds_per_gib=%.6f\n", (last - start) * 262144.0 / (double)scan->memory.pages);
        printf("ksmd_seconds=%.2f\n", processor_spent);
        printf("scans=%ld\n", end.full_scans - scans_before + 1);
    }
    printf("pages_shared=%ld\npages_sharing=%ld\npages_unshared=%ld\npages_volatile=%ld\nksm_zero_pages=%ld\n",
           end.shared, end.sharing, end.unshared, end.volatile_pages, end.zero);
    if (last >= 0 && scan->rescan)
        measure_rescans(scan, deadline);
    ksm_stop();
    return last >= 0 ? 0 : PEER_FAILED;
}

int main(int count, char **arguments)
{
    const char *path = peer_file(count, arguments,
                                 "ksm_scan FILE [--expect-sharing N] [--max-page-sharing N] [--use-zero-pages] "
                                 "[--no-rescan] [--timeout SECONDS]");
    struct ksm_options options = {
        .max_page_sharing = peer_option(count, arguments, "--max-page-sharing", 256),
        .use_zero_pages = peer_flag(count, arguments, "--use-zero-pages"),
    };
    struct scan scan = {
        .path = path,
        .expected = peer_option(count, arguments, "--expect-sharing", 0),
        .timeout = peer_option(count, arguments, "--timeout", 300),
        .rescan = !peer_flag(count, arguments, "--no-rescan"),
    };
    return ksm_guarded(&options, measure, &scan);
}
