/* Calls every function with arguments that it must refuse. A line for each: "ok" or "FAILED", the call, the status. */
#include "pageengine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GIB (UINT64_C(1) << 30)
#define MADE_UP UINT64_C(0x0123456789abcdef)

static int failures;

static void expect(pe_status wanted, pe_status got, const char *call) {
    const char *reason = pe_last_error();
    int good = got == wanted && (got == PE_OK || (reason[0] != 0 && strchr(reason, '\n') == NULL));
    failures += !good;
    printf("%s %s -> %s%s%s\n", good ? "ok" : "FAILED", call, pe_status_name(got), got == PE_OK ? "" : ": ",
        got == PE_OK ? "" : reason);
}

#define EXPECT(wanted, call) expect(wanted, call, #call)

/* Something that holds after a call. */
#define HOLDS(what)                                                                                                    \
    do {                                                                                                               \
        if (!(what)) {                                                                                                 \
            failures++;                                                                                                \
            printf("FAILED line %d: %s\n", __LINE__, #what);                                                           \
        }                                                                                                              \
    } while (0)

/* Every way in which a handle can be none: made up, nothing, of another kind, freed. */
#define EXPECT_HANDLES(other, freed, call)                                                                             \
    do {                                                                                                               \
        uint64_t none[] = { MADE_UP, 0, other, freed, UINT64_MAX };                                                    \
        for (size_t n = 0; n < sizeof none / sizeof none[0]; n++) {                                                    \
            uint64_t h = none[n];                                                                                      \
            expect(PE_ERROR_HANDLE, call, #call);                                                                      \
        }                                                                                                              \
    } while (0)

/* A struct that is not there, whose size was not set, is too small, or makes no sense. */
#define EXPECT_SIZES(type, s, call)                                                                                    \
    do {                                                                                                               \
        type *p = NULL;                                                                                                \
        expect(PE_ERROR_ARGUMENT, call, #call);                                                                        \
        p = &(s);                                                                                                      \
        uint32_t sizes[] = { 0, 4, (uint32_t)sizeof(s) - 1, UINT32_MAX };                                              \
        for (size_t n = 0; n < sizeof sizes / sizeof sizes[0]; n++) {                                                  \
            (s).struct_size = sizes[n];                                                                                \
            expect(PE_ERROR_STRUCT_SIZE, call, #call);                                                                 \
        }                                                                                                              \
        (s).struct_size = (uint32_t)sizeof(s);                                                                         \
    } while (0)

#define EXPECT_TEXTS(call)                                                                                             \
    do {                                                                                                               \
        size_t room = 0, *length = NULL;                                                                               \
        char small[2] = { 'x', 'y' }, *text = NULL;                                                                    \
        expect(PE_ERROR_ARGUMENT, call, #call);                                                                        \
        size_t needed = 0;                                                                                             \
        length = &needed;                                                                                              \
        room = 5;                                                                                                      \
        expect(PE_ERROR_ARGUMENT, call, #call);                                                                        \
        room = 0;                                                                                                      \
        expect(PE_ERROR_BUFFER_TOO_SMALL, call, #call);                                                                \
        text = small;                                                                                                  \
        room = 2;                                                                                                      \
        expect(PE_ERROR_BUFFER_TOO_SMALL, call, #call);                                                                \
        HOLDS(small[0] == 'x' && small[1] == 'y' && needed >= 10);                                                     \
        text = calloc(1, needed + 1);                                                                                  \
        room = needed;                                                                                                 \
        expect(PE_ERROR_BUFFER_TOO_SMALL, call, #call);                                                                \
        room = needed + 1;                                                                                             \
        expect(PE_OK, call, #call);                                                                                    \
        HOLDS(strlen(text) == needed);                                                                                 \
        free(text);                                                                                                    \
    } while (0)

/* A struct of a later version: what this library knows, and a field behind it. */
#define LATER(type) struct { type known; uint64_t later; }

static void host_and_guest(pe_simulation other) {
    pe_host host = 0, freed_host = 0;
    pe_host_options options = { .struct_size = sizeof options, .memory_bytes = 16 * PE_PAGE_SIZE };
    EXPECT_SIZES(pe_host_options, options, pe_host_create(p, &host));
    EXPECT(PE_ERROR_ARGUMENT, pe_host_create(&options, NULL));
    options.reserved = 1;
    EXPECT(PE_ERROR_STRUCT_SIZE, pe_host_create(&options, &host));
    options.reserved = 0;
    options.store = 7;
    EXPECT(PE_ERROR_ARGUMENT, pe_host_create(&options, &host));
    options.store = PE_STORE_BYTES;
    options.clean_scans = 8;
    EXPECT(PE_ERROR_RANGE, pe_host_create(&options, &host));
    options.clean_scans = 0;
    options.max_sharers = 1;
    EXPECT(PE_ERROR_RANGE, pe_host_create(&options, &host));
    options.max_sharers = UINT32_MAX;
    EXPECT(PE_ERROR_RANGE, pe_host_create(&options, &host));
    options.max_sharers = 0;
    options.memory_bytes = 0;
    EXPECT(PE_ERROR_RANGE, pe_host_create(&options, &host));
    options.memory_bytes = UINT64_MAX;
    EXPECT(PE_ERROR_RANGE, pe_host_create(&options, &host));
    options.memory_bytes = 16 * PE_PAGE_SIZE;

    LATER(pe_host_options) later = { .known = options };
    later.known.struct_size = sizeof later;
    later.later = 1;
    EXPECT(PE_ERROR_STRUCT_SIZE, pe_host_create(&later.known, &freed_host));
    later.later = 0;
    EXPECT(PE_OK, pe_host_create(&later.known, &freed_host));
    EXPECT(PE_OK, pe_host_free(freed_host));
    EXPECT_HANDLES(other, freed_host, pe_host_free(h));
    EXPECT(PE_OK, pe_host_create(&options, &host));
    HOLDS(host != freed_host);

    pe_sharing_report report = { .struct_size = sizeof report };
    EXPECT_HANDLES(other, freed_host, pe_host_share(h, 1, &report));
    EXPECT(PE_ERROR_RANGE, pe_host_share(host, 0, &report));
    EXPECT(PE_ERROR_RANGE, pe_host_share(host, 65, NULL));
    report.struct_size = 8;
    EXPECT(PE_ERROR_STRUCT_SIZE, pe_host_share(host, 1, &report));
    EXPECT_HANDLES(other, freed_host, pe_host_get_report(h, &report));
    EXPECT_SIZES(pe_sharing_report, report, pe_host_get_report(host, p));
    LATER(pe_sharing_report) more;
    memset(&more, 0xff, sizeof more);
    more.known.struct_size = sizeof more;
    EXPECT(PE_OK, pe_host_get_report(host, &more.known));
    HOLDS(more.later == 0 && more.known.struct_size == sizeof more && more.known.free_frames == 16);
    size_t length;
    EXPECT_HANDLES(other, freed_host, pe_host_report_json(h, NULL, 0, &length));
    EXPECT_TEXTS(pe_host_report_json(host, text, room, length));

    pe_guest guest, freed_guest;
    EXPECT_HANDLES(other, freed_host, pe_guest_create(h, "x", PE_PAGE_SIZE, &guest));
    EXPECT(PE_ERROR_ARGUMENT, pe_guest_create(host, NULL, PE_PAGE_SIZE, &guest));
    EXPECT(PE_ERROR_ARGUMENT, pe_guest_create(host, "", PE_PAGE_SIZE, &guest));
    EXPECT(PE_ERROR_ARGUMENT, pe_guest_create(host, "x", PE_PAGE_SIZE, NULL));
    EXPECT(PE_ERROR_RANGE, pe_guest_create(host, "x", PE_PAGE_SIZE - 1, &guest));
    EXPECT(PE_OK, pe_guest_create(host, "x", 4 * PE_PAGE_SIZE, &freed_guest));
    pe_cursor orphan;
    EXPECT(PE_OK, pe_cursor_open(freed_guest, &orphan));
    EXPECT(PE_OK, pe_guest_free(freed_guest));
    EXPECT_HANDLES(host, freed_guest, pe_guest_free(h));
    EXPECT(PE_ERROR_HANDLE, pe_cursor_close(orphan));
    EXPECT(PE_OK, pe_guest_create(host, "\xff\xfe", 32 * PE_PAGE_SIZE, &guest));

    char bytes[PE_PAGE_SIZE] = { 1 };
    EXPECT_HANDLES(host, freed_guest, pe_guest_write(h, 0, bytes, 1));
    EXPECT(PE_ERROR_ARGUMENT, pe_guest_write(guest, 0, NULL, 1));
    EXPECT(PE_OK, pe_guest_write(guest, 0, NULL, 0));
    EXPECT(PE_ERROR_RANGE, pe_guest_write(guest, 32 * PE_PAGE_SIZE, bytes, 1));
    EXPECT(PE_ERROR_RANGE, pe_guest_write(guest, UINT64_MAX, bytes, 2));
    EXPECT(PE_ERROR_RANGE, pe_guest_write(guest, 0, bytes, SIZE_MAX));
    char *large = malloc(20 * PE_PAGE_SIZE);
    memset(large, 1, 20 * PE_PAGE_SIZE);
    EXPECT(PE_ERROR_OUT_OF_MEMORY, pe_guest_write(guest, 0, large, 20 * PE_PAGE_SIZE));
    EXPECT_HANDLES(host, freed_guest, pe_guest_read(h, 0, bytes, 1));
    EXPECT(PE_ERROR_ARGUMENT, pe_guest_read(guest, 0, NULL, 1));
    EXPECT(PE_ERROR_RANGE, pe_guest_read(guest, 32 * PE_PAGE_SIZE - 1, bytes, 2));
    EXPECT(PE_OK, pe_guest_read(guest, 0, large, 20 * PE_PAGE_SIZE));
    for (int i = 0; i < 20 * PE_PAGE_SIZE; i++) {
        HOLDS(large[i] == 0);
    }

    free(large);
    EXPECT_HANDLES(host, freed_guest, pe_guest_discard(h, 0, 1));
    EXPECT(PE_ERROR_RANGE, pe_guest_discard(guest, 31, 2));
    EXPECT(PE_ERROR_RANGE, pe_guest_discard(guest, UINT64_MAX, UINT64_MAX));

    pe_cursor cursor, closed;
    pe_page_range ranges[2] = { { 0, 1 }, { 31, 2 } };
    size_t count;
    EXPECT_HANDLES(host, freed_guest, pe_cursor_open(h, &cursor));
    EXPECT(PE_ERROR_ARGUMENT, pe_cursor_open(guest, NULL));
    EXPECT(PE_OK, pe_cursor_open(guest, &closed));
    EXPECT(PE_OK, pe_cursor_close(closed));
    EXPECT_HANDLES(guest, closed, pe_cursor_close(h));
    EXPECT(PE_OK, pe_cursor_open(guest, &cursor));
    EXPECT_HANDLES(guest, closed, pe_cursor_harvest(h, ranges, 2, &count));
    EXPECT(PE_ERROR_ARGUMENT, pe_cursor_harvest(cursor, NULL, 2, &count));
    EXPECT(PE_ERROR_ARGUMENT, pe_cursor_harvest(cursor, ranges, 2, NULL));
    EXPECT_HANDLES(guest, closed, pe_cursor_give_back(h, ranges, 1));
    EXPECT(PE_ERROR_ARGUMENT, pe_cursor_give_back(cursor, NULL, 1));
    EXPECT(PE_ERROR_RANGE, pe_cursor_give_back(cursor, ranges, 2));
    EXPECT(PE_OK, pe_cursor_harvest(cursor, ranges, 2, &count));
    HOLDS(count == 0);
    EXPECT(PE_OK, pe_host_free(host));
    EXPECT(PE_ERROR_HANDLE, pe_guest_write(guest, 0, bytes, 1));
    EXPECT(PE_ERROR_HANDLE, pe_cursor_harvest(cursor, ranges, 2, &count));
}

static void simulation(void) {
    pe_simulation simulation, freed, another;
    EXPECT(PE_ERROR_ARGUMENT, pe_simulation_create(1, NULL));
    EXPECT(PE_OK, pe_simulation_create(1, &freed));
    EXPECT(PE_OK, pe_simulation_free(freed));
    EXPECT(PE_OK, pe_simulation_create(1, &simulation));
    EXPECT(PE_OK, pe_simulation_create(1, &another));
    EXPECT_HANDLES(MADE_UP, freed, pe_simulation_free(h));

    pe_sim_host a, b, far;
    pe_sim_host_options host = { .struct_size = sizeof host, .name = "a", .memory_bytes = 2 * GIB };
    EXPECT_HANDLES(MADE_UP, freed, pe_sim_host_create(h, &host, &a));
    EXPECT_SIZES(pe_sim_host_options, host, pe_sim_host_create(simulation, p, &a));
    EXPECT(PE_ERROR_ARGUMENT, pe_sim_host_create(simulation, &host, NULL));
    host.name = NULL;
    EXPECT(PE_ERROR_ARGUMENT, pe_sim_host_create(simulation, &host, &a));
    host.name = "a";
    host.memory_bytes = 0;
    EXPECT(PE_ERROR_ARGUMENT, pe_sim_host_create(simulation, &host, &a));
    host.memory_bytes = 2 * GIB;
    host.cpus = UINT32_MAX;
    EXPECT(PE_ERROR_RANGE, pe_sim_host_create(simulation, &host, &a));
    host.cpus = 0;
    EXPECT(PE_OK, pe_sim_host_create(simulation, &host, &a));
    EXPECT(PE_ERROR_ARGUMENT, pe_sim_host_create(simulation, &host, &b));

    EXPECT_HANDLES(a, freed, pe_sim_host_create_json(h, "{}", &b));
    EXPECT(PE_ERROR_ARGUMENT, pe_sim_host_create_json(simulation, NULL, &b));
    EXPECT(PE_ERROR_ARGUMENT, pe_sim_host_create_json(simulation, "", &b));
    EXPECT(PE_ERROR_ARGUMENT, pe_sim_host_create_json(simulation, "{ \"name\": \"b\",\n \"memry\": \"1 GiB\" }", &b));
    HOLDS(strncmp(pe_last_error(), "line 2, column 2: ", 18) == 0);
    EXPECT(PE_ERROR_ARGUMENT, pe_sim_host_create_json(simulation, "]}]}]", &b));
    const char *two = "{ \"name\": \"b\", \"memory\": \"1 GiB\" }, { \"name\": \"c\", \"memory\": \"1 GiB\" }";
    EXPECT(PE_ERROR_ARGUMENT, pe_sim_host_create_json(simulation, two, &b));
    EXPECT(PE_ERROR_ARGUMENT, pe_sim_host_create_json(simulation, "{ \"name\": \"b\", \"memory\": \"2 GiB\" }", NULL));
    EXPECT(PE_OK, pe_sim_host_create_json(simulation, "{ \"name\": \"b\", \"memory\": \"2 GiB\" }", &b));
    EXPECT(PE_OK, pe_sim_host_create_json(another, "{ \"name\": \"far\", \"memory\": \"2 GiB\" }", &far));

    pe_link_options link = { .struct_size = sizeof link };
    EXPECT_HANDLES(simulation, freed, pe_sim_host_connect(h, b, &link));
    EXPECT_HANDLES(simulation, freed, pe_sim_host_connect(a, h, &link));
    EXPECT_SIZES(pe_link_options, link, pe_sim_host_connect(a, b, p));
    EXPECT(PE_ERROR_ARGUMENT, pe_sim_host_connect(a, a, &link));
    EXPECT(PE_ERROR_ARGUMENT, pe_sim_host_connect(a, far, &link));
    link.round_trip_ns = -1;
    EXPECT(PE_ERROR_RANGE, pe_sim_host_connect(a, b, &link));
    link.round_trip_ns = 0;
    link.reserved = 1;
    EXPECT(PE_ERROR_STRUCT_SIZE, pe_sim_host_connect(a, b, &link));
    pe_sim_host_report host_report = { .struct_size = sizeof host_report };
    EXPECT_HANDLES(simulation, freed, pe_sim_host_get_report(h, &host_report));
    EXPECT_SIZES(pe_sim_host_report, host_report, pe_sim_host_get_report(a, p));
    size_t length;
    EXPECT_HANDLES(simulation, freed, pe_sim_host_report_json(h, NULL, 0, &length));
    EXPECT_TEXTS(pe_sim_host_report_json(a, text, room, length));

    pe_machine machine, second;
    pe_machine_options guest = { .struct_size = sizeof guest, .name = "g", .memory_bytes = GIB / 4 };
    EXPECT_HANDLES(simulation, freed, pe_machine_start(h, &guest, &machine));
    EXPECT_SIZES(pe_machine_options, guest, pe_machine_start(a, p, &machine));
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_start(a, &guest, NULL));
    guest.workload = 77;
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_start(a, &guest, &machine));
    guest.workload = PE_WORKLOAD_UNIFORM;
    guest.write_share = -0.5;
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_start(a, &guest, &machine));
    guest.write_share = 0.0 / 0.0;
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_start(a, &guest, &machine));
    guest.write_share = 0.5;
    guest.accesses_per_second = 1000;
    guest.name = NULL;
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_start(a, &guest, &machine));
    guest.name = "g";
    EXPECT(PE_OK, pe_machine_start(a, &guest, &machine));
    EXPECT_HANDLES(simulation, freed, pe_machine_start_json(h, "{}", &second));
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_start_json(a, NULL, &second));
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_start_json(a, "{ \"name\": \"s\" }", &second));
    const char *traced = "{ \"name\": \"s\", \"memory\": \"64 MiB\","
                         " \"workloads\": [{ \"kind\": \"trace\", \"path\": \"/etc/passwd\" }] }";
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_start_json(a, traced, &second));
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_start_json(a, "{ \"name\": \"s\", \"memory\": \"64 MiB\" }", NULL));
    EXPECT(PE_OK, pe_machine_start_json(a, "{ \"name\": \"s\", \"memory\": \"64 MiB\" }", &second));

    char bytes[16] = "hello";
    EXPECT_HANDLES(a, freed, pe_machine_write(h, 0, bytes, 1));
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_write(machine, 0, NULL, 1));
    EXPECT(PE_ERROR_RANGE, pe_machine_write(machine, GIB, bytes, 1));
    EXPECT_HANDLES(a, freed, pe_machine_read(h, 0, bytes, 1));
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_read(machine, 0, NULL, 1));
    EXPECT(PE_ERROR_RANGE, pe_machine_read(machine, GIB / 4 - 1, bytes, 2));
    EXPECT(PE_OK, pe_machine_write(second, 4096, bytes, sizeof bytes));
    char back[16];
    EXPECT(PE_OK, pe_machine_read(second, 4096, back, sizeof back));
    HOLDS(memcmp(bytes, back, sizeof back) == 0);
    pe_machine_report machine_report = { .struct_size = sizeof machine_report };
    EXPECT_HANDLES(a, freed, pe_machine_get_report(h, &machine_report));
    EXPECT_SIZES(pe_machine_report, machine_report, pe_machine_get_report(machine, p));
    EXPECT_HANDLES(a, freed, pe_machine_report_json(h, NULL, 0, &length));
    EXPECT_TEXTS(pe_machine_report_json(machine, text, room, length));

    pe_step step = { .struct_size = sizeof step };
    EXPECT_HANDLES(a, freed, pe_simulation_advance(h, 1, 0, NULL));
    EXPECT(PE_OK, pe_simulation_advance(simulation, INT64_C(1000000000), 0, &step));
    EXPECT(PE_ERROR_RANGE, pe_simulation_advance(simulation, 0, 0, &step));
    EXPECT(PE_ERROR_RANGE, pe_simulation_advance(simulation, PE_NEVER, 0, &step));
    step.struct_size = 4;
    EXPECT(PE_ERROR_STRUCT_SIZE, pe_simulation_advance(simulation, INT64_C(2000000000), 0, &step));
    step.struct_size = sizeof step;
    EXPECT(PE_OK, pe_simulation_advance(simulation, INT64_C(2000000000), 1, &step));
    HOLDS(step.reason == PE_STEP_EVENT_LIMIT && step.events_handled == 1);

    pe_move move;
    pe_move_options how = { .struct_size = sizeof how };
    EXPECT_HANDLES(a, freed, pe_machine_migrate(h, b, &how, &move));
    EXPECT_HANDLES(machine, freed, pe_machine_migrate(machine, h, &how, &move));
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_migrate(machine, far, &how, &move));
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_migrate(machine, b, &how, NULL));
    how.struct_size = 5;
    EXPECT(PE_ERROR_STRUCT_SIZE, pe_machine_migrate(machine, b, &how, &move));
    how.struct_size = sizeof how;
    how.method = 9;
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_migrate(machine, b, &how, &move));
    how.method = PE_MOVE_PRE_COPY;
    how.policy = 9;
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_migrate(machine, b, &how, &move));
    how.policy = PE_POLICY_DRAIN;
    how.downtime_limit_ns = -1;
    EXPECT(PE_ERROR_ARGUMENT, pe_machine_migrate(machine, b, &how, &move));
    EXPECT(PE_ERROR_REFUSED, pe_machine_migrate(machine, a, NULL, &move));
    EXPECT(PE_OK, pe_machine_migrate(machine, b, NULL, &move));
    EXPECT(PE_ERROR_REFUSED, pe_machine_migrate(machine, b, NULL, &move));
    EXPECT_HANDLES(machine, freed, pe_move_advance(h, PE_NEVER, NULL));
    EXPECT(PE_ERROR_RANGE, pe_move_advance(move, 0, NULL));
    step.struct_size = 4;
    EXPECT(PE_ERROR_STRUCT_SIZE, pe_move_advance(move, PE_NEVER, &step));
    EXPECT_HANDLES(machine, freed, pe_move_cancel(h));
    EXPECT(PE_OK, pe_move_cancel(move));
    EXPECT(PE_ERROR_REFUSED, pe_move_cancel(move));
    pe_move_report move_report = { .struct_size = sizeof move_report };
    EXPECT_HANDLES(machine, freed, pe_move_get_report(h, &move_report));
    EXPECT_SIZES(pe_move_report, move_report, pe_move_get_report(move, p));
    EXPECT(PE_OK, pe_move_get_report(move, &move_report));
    HOLDS(move_report.stage == PE_STAGE_CANCELLED);
    pe_round_report round = { .struct_size = sizeof round };
    EXPECT_HANDLES(machine, freed, pe_move_get_round(h, 0, &round));
    EXPECT_SIZES(pe_round_report, round, pe_move_get_round(move, 0, p));
    EXPECT(PE_ERROR_RANGE, pe_move_get_round(move, 1000, &round));
    EXPECT_HANDLES(machine, freed, pe_move_report_json(h, NULL, 0, &length));
    EXPECT_TEXTS(pe_move_report_json(move, text, room, length));

    host_and_guest(simulation);
    EXPECT(PE_OK, pe_simulation_free(simulation));
    EXPECT(PE_OK, pe_simulation_free(another));
    EXPECT(PE_ERROR_HANDLE, pe_machine_read(machine, 0, bytes, 1));
    EXPECT(PE_ERROR_HANDLE, pe_move_cancel(move));
}

int main(void) {
    HOLDS(pe_version() == PE_VERSION);
    printf("ok pe_version() -> %x\n", pe_version());
    HOLDS(strcmp(pe_status_name(12345), "unknown status") == 0 && strcmp(pe_status_name(PE_OK), "PE_OK") == 0);
    printf("ok pe_status_name(12345) -> %s\n", pe_status_name(12345));
    HOLDS(pe_last_error()[0] == 0);
    printf("ok pe_last_error() -> nothing yet\n");
    simulation();
    printf("%d failures\n", failures);
    return failures != 0;
}
