/* Two guests share equal pages, and a virtual machine moves between two simulated hosts.
 *
 *   cc -std=c11 -Iinclude samples/sample.c -Lpublish -l:libpageengine.so -Wl,-rpath,'$ORIGIN/publish' -o sample
 */
#include "pageengine.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)
#define SECOND INT64_C(1000000000)

static void check(pe_status status, const char *what) {
    if (status != PE_OK) {
        fprintf(stderr, "%s: %s: %s\n", what, pe_status_name(status), pe_last_error());
        exit(1);
    }
}

/* A guest writes, equal pages share a frame, a write breaks the share, and a cursor says which page was written. */
static void share(void) {
    pe_host_options options = { .struct_size = sizeof options, .memory_bytes = 64 * MIB };
    pe_host host;
    check(pe_host_create(&options, &host), "create a host");

    pe_guest web, db;
    check(pe_guest_create(host, "web", 16 * MIB, &web), "add web");
    check(pe_guest_create(host, "db", 16 * MIB, &db), "add db");

    char page[PE_PAGE_SIZE];
    for (int i = 0; i < 100; i++) {
        memset(page, 'a' + i % 25, sizeof page);
        check(pe_guest_write(web, (uint64_t)i * PE_PAGE_SIZE, page, sizeof page), "write to web");
        check(pe_guest_write(db, (uint64_t)(i + 7) * PE_PAGE_SIZE, page, sizeof page), "write to db");
    }

    pe_sharing_report report = { .struct_size = sizeof report };
    check(pe_host_share(host, 1, &report), "share");
    uint64_t pages = report.pages_shared + report.pages_sharing;
    printf("%" PRIu64 " frames serve %" PRIu64 " pages\n", report.used_frames, pages);

    pe_cursor cursor;
    check(pe_cursor_open(web, &cursor), "open a cursor");
    check(pe_guest_write(web, 3 * PE_PAGE_SIZE + 5, "!", 1), "write again");
    pe_page_range ranges[8];
    size_t count;
    check(pe_cursor_harvest(cursor, ranges, 8, &count), "harvest");
    for (size_t i = 0; i < count; i++) {
        printf("dirty: page %" PRIu64 ", %" PRIu64 " of them\n", ranges[i].first_page, ranges[i].page_count);
    }

    check(pe_guest_read(web, 3 * PE_PAGE_SIZE, page, 8), "read");
    printf("web has %.8s\n", page);

    /* Outside of the guest: refused with a reason, and nothing was written. */
    pe_status status = pe_guest_write(web, 16 * MIB, "x", 1);
    printf("%s\n", pe_status_name(status));
    check(pe_host_free(host), "free the host");
}

/* A machine of 1 GiB moves live while it writes. */
static void move(void) {
    pe_simulation simulation;
    check(pe_simulation_create(42, &simulation), "create a simulation");

    pe_sim_host_options options = { .struct_size = sizeof options, .name = "a", .memory_bytes = 8 * GIB };
    pe_sim_host a, b;
    check(pe_sim_host_create(simulation, &options, &a), "add host a");
    check(pe_sim_host_create_json(simulation, "{ \"name\": \"b\", \"memory\": \"8 GiB\" }", &b), "add host b");

    pe_machine_options guest = {
        .struct_size = sizeof guest,
        .name = "web",
        .memory_bytes = 1 * GIB,
        .workload = PE_WORKLOAD_HOT_COLD,
        .accesses_per_second = 20000,
        .write_share = 0.5,
        .working_set_bytes = 128 * MIB,
    };
    pe_machine machine;
    check(pe_machine_start(a, &guest, &machine), "start web");
    pe_step step = { .struct_size = sizeof step };
    check(pe_simulation_advance(simulation, 10 * SECOND, 0, &step), "advance");
    printf("%.0f s, %s\n", step.now_ns / 1e9, step.events_handled > 0 ? "and things happened" : "and nothing happened");

    pe_move_options how = { .struct_size = sizeof how, .method = PE_MOVE_PRE_COPY, .policy = PE_POLICY_QEMU };
    pe_move moving;
    check(pe_machine_migrate(machine, b, &how, &moving), "migrate");
    check(pe_move_advance(moving, PE_NEVER, NULL), "wait for the move");

    pe_move_report report = { .struct_size = sizeof report };
    check(pe_move_get_report(moving, &report), "report");
    const char *end = report.stage == PE_STAGE_COMPLETED ? "moved" : "not moved";
    printf("%s after %" PRIu32 " rounds\n", end, report.round_count);
    printf("downtime under its limit: %s\n", report.downtime_ns <= 300 * SECOND / 1000 ? "yes" : "no");

    pe_machine_report where = { .struct_size = sizeof where };
    check(pe_machine_get_report(machine, &where), "report of the machine");
    printf("now on b: %s\n", where.host == b ? "yes" : "no");

    size_t length = 0;
    pe_move_report_json(moving, NULL, 0, &length);
    char *text = malloc(length + 1);
    check(pe_move_report_json(moving, text, length + 1, &length), "report as JSON");
    printf("%s\n", text);
    free(text);
    check(pe_simulation_free(simulation), "free the simulation");
}

int main(void) {
    if (pe_version() >> 16 != PE_VERSION_MAJOR) {
        fprintf(stderr, "the library is of another major version\n");
        return 1;
    }

    share();
    move();
    return 0;
}
