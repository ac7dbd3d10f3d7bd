#include "pageengine.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* Errors are a matter of the thread, and a host that several threads use and one frees never crashes. */
static pe_host shared_host;
static pe_guest shared_guest;

static void *use(void *number) {
    long bad = 0;
    for (long i = 0; i < 2000; i++) {
        uint64_t wrong = UINT64_C(0xdead0000) + (uint64_t)(intptr_t)number;
        bad += pe_guest_write(wrong, 0, "x", 1) != PE_ERROR_HANDLE;
        char expected[32];
        snprintf(expected, sizeof expected, "0x%" PRIx64 " is", wrong);
        bad += strncmp(pe_last_error(), expected, strlen(expected)) != 0;
        uint64_t page = (uint64_t)(i % 8);
        pe_status status = pe_guest_write(shared_guest, page * PE_PAGE_SIZE, expected, sizeof expected);
        bad += status != PE_OK && status != PE_ERROR_HANDLE;
        if (i % 100 == 0) {
            status = pe_host_share(shared_host, 1, NULL);
            bad += status != PE_OK && status != PE_ERROR_HANDLE;
        }
    }

    return (void *)(intptr_t)bad;
}

int main(void) {
    int failures = 0;
    pe_host_options options = { .struct_size = sizeof options, .memory_bytes = 64 * PE_PAGE_SIZE };
    failures += !(pe_host_create(&options, &shared_host) == PE_OK);
    failures += !(pe_guest_create(shared_host, "shared", 8 * PE_PAGE_SIZE, &shared_guest) == PE_OK);
    pthread_t all[4];
    for (intptr_t i = 0; i < 4; i++) {
        pthread_create(&all[i], NULL, use, (void *)i);
    }

    char byte;
    for (int i = 0; i < 1000; i++) {
        failures += !(pe_guest_read(shared_guest, 0, &byte, 1) == PE_OK);
    }

    failures += !(pe_host_free(shared_host) == PE_OK);
    for (int i = 0; i < 4; i++) {
        void *bad;
        pthread_join(all[i], &bad);
        failures += !(bad == NULL);
    }

    printf("%d failures\n", failures);
    return failures != 0;
}
