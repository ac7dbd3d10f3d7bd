/* PageEngine from C: the memory of virtual machines at page granularity.
 *
 * Rules that hold for everything below
 *
 * Versions.  pe_version() gives the version of the library, PE_VERSION that of this header. Within one major number a
 *   program built with an older header runs with a newer library: functions and values are added, never changed.
 * Structs.  Set struct_size to sizeof of the struct before a call. A library that knows more fields than the program
 *   takes them for 0; fields that the library does not know must be 0 on the way in and are 0 on the way out. A field
 *   that is 0 means the default that stands beside it; reserved ones stay 0.
 * Handles.  Numbers that are checked at every call: one that was freed, or is of another kind, is answered with
 *   PE_ERROR_HANDLE. 0 is never one. Freeing a host or simulation frees all that was made in it.
 * Errors.  Every call answers with a pe_status; pe_last_error() has the reason in one line. What fails changes nothing,
 *   unless it says otherwise; results are written on success only.
 * Threads.  Any thread may call anything. Calls on one host or one simulation wait for each other.
 * Pointers.  Text is UTF-8 and ends with a 0. Nothing is kept: what a pointer names may be freed when the call is over.
 * Sizes are in bytes, pages are 4096 bytes, simulated times are nanoseconds from the start of the simulation.
 */
#ifndef PAGEENGINE_H
#define PAGEENGINE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PE_VERSION_MAJOR 1
#define PE_VERSION_MINOR 0
#define PE_VERSION ((PE_VERSION_MAJOR << 16) | PE_VERSION_MINOR)
#define PE_PAGE_SIZE 4096
#define PE_NEVER INT64_MAX /* as a time of an event: there is none */

typedef int32_t pe_status;
enum {
    PE_OK = 0,
    PE_ERROR_ARGUMENT = 1,         /* a null pointer, or a value that makes no sense */
    PE_ERROR_HANDLE = 2,           /* no handle, one that was freed, or one of another kind */
    PE_ERROR_STRUCT_SIZE = 3,      /* struct_size is too small, or fields are set that this library does not know */
    PE_ERROR_RANGE = 4,            /* an address or a number is outside of what there is */
    PE_ERROR_OUT_OF_MEMORY = 5,    /* the host has no free frame, or the process no memory */
    PE_ERROR_REFUSED = 6,          /* the simulated host refuses; nothing was changed */
    PE_ERROR_STATE = 7,            /* not now: the object is not in a state for it */
    PE_ERROR_BUFFER_TOO_SMALL = 8, /* the length that is needed was written */
    PE_ERROR_INTERNAL = 9          /* a mistake of the library */
};

typedef uint64_t pe_host;       /* a host of real bytes or tokens, and its page sharer */
typedef uint64_t pe_guest;      /* the memory of one guest on it */
typedef uint64_t pe_cursor;     /* a reader of a guest's dirty log */
typedef uint64_t pe_simulation; /* hosts and machines in simulated time */
typedef uint64_t pe_sim_host;   /* a host in a simulation; goes with the simulation */
typedef uint64_t pe_machine;    /* a virtual machine in a simulation; goes with the simulation */
typedef uint64_t pe_move;       /* a migration in a simulation; goes with the simulation */

/* ---- Library ---- */

/* The version of the library, as PE_VERSION is that of the header. */
uint32_t pe_version(void);

/* Why the last call of this thread failed that did: one line, valid until the next that fails. Never null. */
const char *pe_last_error(void);

/* The name of a status, such as "PE_ERROR_RANGE"; never null. */
const char *pe_status_name(pe_status status);

/* ---- A host and its guests ---- */

enum { PE_STORE_BYTES = 0, PE_STORE_TOKENS = 1 };

typedef struct pe_host_options {
    uint32_t struct_size;
    uint32_t store;            /* PE_STORE_BYTES; PE_STORE_TOKENS takes a few bytes a page, for very large hosts */
    uint64_t memory_bytes;     /* at least a page */
    uint32_t clean_scans;      /* scans for which a page must stay unwritten before it is merged, 0 to 7; KSM: 1 */
    uint32_t max_sharers;      /* pages that one frame serves at most, from 2; 0: 256 */
    uint32_t use_zero_pages;   /* whether a page of zeros gives its frame back */
    uint32_t reserved;
} pe_host_options;

/* KSM's counters under its names; pages or frames. */
typedef struct pe_sharing_report {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t pages_shared;     /* frames that more than one page maps */
    uint64_t pages_sharing;    /* references saved */
    uint64_t pages_unshared;   /* examined, without an equal so far */
    uint64_t pages_volatile;   /* every other mapped page */
    uint64_t zero_pages;       /* pages of zeros that gave their frame back */
    uint64_t pages_skipped;    /* sums since the start, from here on */
    uint64_t pages_scanned;
    uint64_t full_scans;
    uint64_t merges;
    uint64_t breaks;           /* private copies made by the first write to a shared frame */
    uint64_t metadata_bytes;
    int64_t profit_bytes;      /* bytes saved less metadata_bytes */
    uint64_t used_frames;
    uint64_t free_frames;
} pe_sharing_report;

typedef struct pe_page_range {
    uint64_t first_page;
    uint64_t page_count;
} pe_page_range;

pe_status pe_host_create(const pe_host_options *options, pe_host *host);
pe_status pe_host_free(pe_host host);

/* Visits every page that is due and lets equal pages share a frame. report may be null. workers: 1 to 64. */
pe_status pe_host_share(pe_host host, uint32_t workers, pe_sharing_report *report);
pe_status pe_host_get_report(pe_host host, pe_sharing_report *report);

/* The same as JSON, with the names of the fields as keys. Like every call for a text: length, which is not null, is set
 * to the bytes of the text without its final 0; the text is written if capacity is larger than that, and otherwise the
 * answer is PE_ERROR_BUFFER_TOO_SMALL. text may be null if capacity is 0. */
pe_status pe_host_report_json(pe_host host, char *text, size_t capacity, size_t *length);

/* Adds a guest whose memory is all zeros and takes no frame yet. */
pe_status pe_guest_create(pe_host host, const char *name, uint64_t memory_bytes, pe_guest *guest);
pe_status pe_guest_free(pe_guest guest);

/* Writes as a whole or not at all; breaks what is shared first, and marks the pages dirty. */
pe_status pe_guest_write(pe_guest guest, uint64_t address, const void *bytes, size_t length);
pe_status pe_guest_read(pe_guest guest, uint64_t address, void *bytes, size_t length);

/* Gives pages back to the host: they read as zeros afterwards. Not a write of the guest, so not dirty. */
pe_status pe_guest_discard(pe_guest guest, uint64_t first_page, uint64_t page_count);

/* Opens a reader of the pages written from now on. Readers do not see each other. */
pe_status pe_cursor_open(pe_guest guest, pe_cursor *cursor);
pe_status pe_cursor_close(pe_cursor cursor);

/* Takes the leading runs of dirty pages, at most capacity; count is 0 when none is dirty. Read the pages after it. */
pe_status pe_cursor_harvest(pe_cursor cursor, pe_page_range *ranges, size_t capacity, size_t *count);

/* Makes harvested pages dirty again, for this reader only: their copy failed. All of them, or none. */
pe_status pe_cursor_give_back(pe_cursor cursor, const pe_page_range *ranges, size_t count);

/* ---- A simulation ---- */

typedef struct pe_sim_host_options {
    uint32_t struct_size;
    uint32_t cpus;                 /* 0: 16 */
    const char *name;
    uint64_t memory_bytes;
    uint64_t nic_bits_per_second;  /* 0: 10 Gb/s */
    uint64_t swap_bytes;           /* 0: no swap */
} pe_sim_host_options;

typedef struct pe_link_options {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t bits_per_second;      /* 0: 10 Gb/s */
    int64_t round_trip_ns;
} pe_link_options;

enum {
    PE_WORKLOAD_NONE = 0,          /* nothing runs in the machine */
    PE_WORKLOAD_IDLE = 1,
    PE_WORKLOAD_UNIFORM = 2,
    PE_WORKLOAD_SEQUENTIAL = 3,
    PE_WORKLOAD_ZIPF = 4,
    PE_WORKLOAD_HOT_COLD = 5       /* a tenth of the memory takes nine tenths of the accesses */
};

typedef struct pe_machine_options {
    uint32_t struct_size;
    uint32_t vcpus;                /* 0: 1 */
    const char *name;
    uint64_t memory_bytes;
    uint32_t workload;
    uint32_t reserved;
    double accesses_per_second;    /* 0: 100 000; not of an idle one */
    double write_share;            /* the part of the accesses that write, 0 to 1 */
    uint64_t working_set_bytes;    /* 0: all that the kernel leaves */
} pe_machine_options;

enum {
    PE_STEP_COMPLETED = 0,
    PE_STEP_STOPPED_AT_EVENT = 1,
    PE_STEP_EVENT_LIMIT = 2,
    PE_STEP_DECISION_PENDING = 3,
    PE_STEP_FAULTED = 4            /* it found its own books wrong and does not go on; pe_last_error() says what */
};

typedef struct pe_step {
    uint32_t struct_size;
    uint32_t reason;
    int64_t now_ns;
    int64_t next_event_ns;         /* PE_NEVER if there is none */
    uint64_t events_handled;
    uint64_t event_hash;           /* of all that has happened: equal hashes, equal histories */
} pe_step;

enum {
    PE_MACHINE_DEFINED = 0,
    PE_MACHINE_STARTING = 1,
    PE_MACHINE_RUNNING = 2,
    PE_MACHINE_PAUSED = 3,
    PE_MACHINE_SUSPENDING = 4,
    PE_MACHINE_SUSPENDED = 5,
    PE_MACHINE_RESUMING = 6,
    PE_MACHINE_MIGRATING_OUT = 7,
    PE_MACHINE_MIGRATING_IN = 8,
    PE_MACHINE_STOPPED = 9,
    PE_MACHINE_CRASHED = 10,
    PE_MACHINE_DESTROYED = 11
};

typedef struct pe_machine_report {
    uint32_t struct_size;
    uint32_t state;
    int64_t time_ns;
    pe_sim_host host;              /* where it is now */
    uint64_t configured_pages;
    uint64_t resident_pages;
    uint64_t shared_pages;
    uint64_t zero_pages;
    uint64_t balloon_pages;
    uint64_t compressed_pages;
    uint64_t swapped_pages;
    uint64_t working_set_pages;
    uint64_t accesses;             /* sums since it was defined, from here on */
    int64_t stall_ns;
} pe_machine_report;

typedef struct pe_sim_host_report {
    uint32_t struct_size;
    uint32_t memory_state;         /* 0 high, 1 clear, 2 soft, 3 hard, 4 low */
    int64_t time_ns;
    uint64_t capacity_pages;
    uint64_t free_pages;
    uint64_t private_pages;
    uint64_t shared_pages;
    uint64_t sharing_pages;
    uint64_t zero_pages;
    uint64_t ballooned_pages;
    uint64_t compressed_frames;
    uint64_t swapped_pages;
    uint64_t reserved_pages;
    int64_t cpu_ns;                /* of machines and hypervisor, since the start */
} pe_sim_host_report;

enum {
    PE_MOVE_PRE_COPY = 0,
    PE_MOVE_STOP_AND_COPY = 1,
    PE_MOVE_POST_COPY = 2,
    PE_MOVE_HYBRID = 3,            /* pre-copy rounds, then post-copy */
    PE_MOVE_COLD = 4               /* of a machine that is switched off */
};

enum {
    PE_POLICY_QEMU = 0,
    PE_POLICY_XEN = 1,
    PE_POLICY_XEN_LEGACY = 2,
    PE_POLICY_VMOTION = 3,
    PE_POLICY_CLOUD_HYPERVISOR = 4,
    PE_POLICY_DRAIN = 5
};

typedef struct pe_move_options {
    uint32_t struct_size;
    uint32_t method;
    uint32_t policy;               /* who decides to stop, of pre-copy and hybrid */
    uint32_t rounds;               /* pre-copy: stop after so many instead, 0: by policy; hybrid: 0: 1 */
    int64_t downtime_limit_ns;     /* 0: 300 ms */
    int64_t time_cap_ns;           /* pre-copy and hybrid give up after it; 0: never */
    uint64_t bytes_per_second;     /* what the rounds may use; 0: what the link gives */
    uint32_t streams;              /* 0: 1 */
    uint32_t auto_converge;        /* whether a guest that writes too fast is slowed down */
} pe_move_options;

enum {
    PE_STAGE_PRE_MIGRATION = 0,
    PE_STAGE_RESERVATION = 1,
    PE_STAGE_ITERATIVE_PRE_COPY = 2,
    PE_STAGE_STOP_AND_COPY = 3,
    PE_STAGE_COMMITMENT = 4,
    PE_STAGE_ACTIVATION = 5,
    PE_STAGE_POST_COPY = 6,
    PE_STAGE_COMPLETED = 7,
    PE_STAGE_FAILED = 8,
    PE_STAGE_CANCELLED = 9
};

typedef struct pe_move_report {
    uint32_t struct_size;
    uint32_t stage;
    uint32_t is_over;
    uint32_t is_committed;         /* whether the destination is in charge */
    uint32_t is_interrupted;       /* a post-copy that stands still until its path is repaired */
    uint32_t round_count;
    int64_t begin_ns;
    int64_t total_ns;
    int64_t downtime_ns;           /* the sum of the four behind */
    int64_t downtime_memory_ns;
    int64_t downtime_device_ns;
    int64_t downtime_exchange_ns;
    int64_t downtime_activation_ns;
    uint64_t bytes;
    uint64_t pages;
    uint64_t zero_pages;
    uint64_t downtime_pages;
    uint64_t post_copy_pages;
    uint64_t post_copy_faults;
    int64_t post_copy_fault_ns;
    int64_t longest_post_copy_fault_ns;
} pe_move_report;

typedef struct pe_round_report {
    uint32_t struct_size;
    uint32_t index;
    int64_t begin_ns;
    int64_t duration_ns;
    uint64_t pages;
    uint64_t zero_pages;
    uint64_t bytes;
    uint64_t dirtied_pages;
    uint64_t remaining_pages;
    uint32_t throttle_percent;
    uint32_t reserved;
} pe_round_report;

pe_status pe_simulation_create(uint64_t seed, pe_simulation *simulation);
pe_status pe_simulation_free(pe_simulation simulation);

pe_status pe_sim_host_create(pe_simulation simulation, const pe_sim_host_options *options, pe_sim_host *host);

/* The same from JSON: what stands for a host in a scenario, without machines. */
pe_status pe_sim_host_create_json(pe_simulation simulation, const char *json, pe_sim_host *host);

/* Puts a link between two hosts; without one they reach each other through their network cards alone. */
pe_status pe_sim_host_connect(pe_sim_host first, pe_sim_host second, const pe_link_options *options);
pe_status pe_sim_host_get_report(pe_sim_host host, pe_sim_host_report *report);
pe_status pe_sim_host_report_json(pe_sim_host host, char *text, size_t capacity, size_t *length);

/* Starts a machine; PE_ERROR_REFUSED if the host has no room for it. */
pe_status pe_machine_start(pe_sim_host host, const pe_machine_options *options, pe_machine *machine);

/* The same from JSON: what stands for a machine in a scenario, with any workloads but traces and dumps. */
pe_status pe_machine_start_json(pe_sim_host host, const char *json, pe_machine *machine);

/* Accesses from outside, for which no time passes. A write that fails on a page has written those before it. */
pe_status pe_machine_write(pe_machine machine, uint64_t address, const void *bytes, size_t length);
pe_status pe_machine_read(pe_machine machine, uint64_t address, void *bytes, size_t length);
pe_status pe_machine_get_report(pe_machine machine, pe_machine_report *report);
pe_status pe_machine_report_json(pe_machine machine, char *text, size_t capacity, size_t *length);

/* Handles all events before a time (not PE_NEVER) and makes it the present. max_events: 0 for any number; where they
 * are too few, the present is the time of the last event. step may be null. */
pe_status pe_simulation_advance(pe_simulation simulation, int64_t to_ns, uint64_t max_events, pe_step *step);

/* Begins to move a machine to another host; PE_ERROR_REFUSED says why not. options may be null: pre-copy as in QEMU. */
pe_status pe_machine_migrate(
    pe_machine machine, pe_sim_host destination, const pe_move_options *options, pe_move *move);

/* Calls a move off: the machine runs on at the source. PE_ERROR_REFUSED if the destination is in charge already. */
pe_status pe_move_cancel(pe_move move);

/* Handles events until a move is over, or to a time (PE_NEVER for none) if that is first. step may be null. */
pe_status pe_move_advance(pe_move move, int64_t limit_ns, pe_step *step);
pe_status pe_move_get_report(pe_move move, pe_move_report *report);

/* A round of the pre-copy that has ended, from 0. */
pe_status pe_move_get_round(pe_move move, uint32_t index, pe_round_report *report);

/* Report, rounds and, where the move failed, the reason. */
pe_status pe_move_report_json(pe_move move, char *text, size_t capacity, size_t *length);

#ifdef __cplusplus
}
#endif

#endif
