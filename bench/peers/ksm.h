/*
 * The kernel's page merger (KSM) as a peer: its settings, its counters, and a guard that puts the settings back.
 *
 * The measuring is done in a child process and the settings are restored by its parent. So they come back when the
 * measurement ends, fails, runs out of memory or is interrupted (SIGINT, SIGTERM, SIGHUP); only a SIGKILL of the
 * parent itself leaves them behind.
 */
#ifndef KSM_H
#define KSM_H

#include <stddef.h>

struct ksm_counters {
    long full_scans;
    long shared;
    long sharing;
    long unshared;
    long volatile_pages;
    long zero;
    long skipped;
};

struct ksm_options {
    long max_page_sharing;
    int use_zero_pages;
};

/*
 * Runs a measurement in a child with KSM idle and tuned to full speed, and restores everything. Returns an exit code.
 * The measurement makes its memory itself: pages from before the fork would be shared with the parent.
 */
int ksm_guarded(const struct ksm_options *options, int (*measure)(void *state), void *state);

void ksm_start(void);
void ksm_stop(void);

struct ksm_counters ksm_read_counters(void);

/* Sleeps about a fifth of a millisecond: often enough to see a moment, seldom enough to leave the processor alone. */
void ksm_pause(void);

/* Waits until the scan in progress ends and returns that moment; the scan count is kept in *full_scans. */
double ksm_wait_for_scan_end(long *full_scans, double deadline);

/* Waits until nothing more is merged. Returns the moment of the last change, or a negative number at the deadline. */
double ksm_wait_until_shared(long expected_pages, double deadline, struct ksm_counters *at_end);

/* Processor seconds that the kernel's scanning thread has used, in steps of a clock tick; 0 where it cannot be seen. */
double ksm_thread_seconds(void);

#endif
