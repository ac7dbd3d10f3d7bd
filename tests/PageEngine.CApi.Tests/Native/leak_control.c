/* Forgets a host. The leak checker must say so, or it does not see what the library allocates. */
#include "pageengine.h"

int main(void) {
    pe_host_options options = { .struct_size = sizeof options, .memory_bytes = 64 * PE_PAGE_SIZE };
    pe_host host;
    pe_guest guest;
    return pe_host_create(&options, &host) != PE_OK || pe_guest_create(host, "g", 8 * PE_PAGE_SIZE, &guest) != PE_OK
        || pe_guest_write(guest, 0, "x", 1) != PE_OK;
}
