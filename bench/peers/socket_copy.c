/*
 * The limit of a transfer over loopback: another process gets a copy of some memory over a TCP socket, and nothing else.
 *
 *   socket_copy FILE [--runs N]
 *
 * fresh_gbps    the receiving process reads into memory that it has never touched, as a receiver of a guest does
 * touched_gbps  it reads into memory that it has touched before
 * memcpy_gbps   the C library's copy within one process, into memory that was touched before
 *
 * Sent and read 256 KiB at a time; from the first byte sent until the other process has said that it has the last. The
 * median of N runs, 1 GB = 1e9 bytes.
 */
#define _GNU_SOURCE
#include "peer.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/wait.h>

enum { CHUNK_BYTES = 256 * 1024, MOST_RUNS = 99 };

static void fail(const char *what)
{
    peer_end(PEER_FAILED, "%s: %s", what, strerror(errno));
}

static int listen_on_loopback(struct sockaddr_in *address)
{
    socklen_t length = sizeof *address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    *address = (struct sockaddr_in){ .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (listener < 0 || bind(listener, (struct sockaddr *)address, length) != 0 || listen(listener, 1) != 0
        || getsockname(listener, (struct sockaddr *)address, &length) != 0)
        fail("listening");
    return listener;
}

/* The other process: reads everything, then says so with one byte. */
static _Noreturn void receive(int listener, size_t pages, int is_touched)
{
    struct peer_memory memory = peer_allocate(pages);
    if (is_touched)
        memset(memory.bytes, 1, memory.length);
    int connection = accept(listener, NULL, NULL);
    if (connection < 0)
        fail("accept");
    /* Ready: the sender's clock starts behind this. */
    if (write(connection, "r", 1) != 1)
        fail("write");
    for (size_t done = 0; done < memory.length;) {
        size_t rest = memory.length - done;
        ssize_t got = recv(connection, memory.bytes + done, rest < CHUNK_BYTES ? rest : CHUNK_BYTES, 0);
        if (got <= 0)
            fail("recv");
        done += (size_t)got;
    }
    if (write(connection, "d", 1) != 1)
        fail("write");
    _exit(0);
}

static double send_once(struct peer_memory memory, int is_touched)
{
    struct sockaddr_in address;
    int listener = listen_on_loopback(&address);
    pid_t child = fork();
    if (child < 0)
        fail("fork");
    if (child == 0)
        receive(listener, memory.pages, is_touched);

    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;
    char word;
    if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address) != 0)
        fail("connect");
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (read(connection, &word, 1) != 1)
        fail("read");
    double start = peer_seconds();
    for (size_t done = 0; done < memory.length;) {
        size_t rest = memory.length - done;
        ssize_t put = send(connection, memory.bytes + done, rest < CHUNK_BYTES ? rest : CHUNK_BYTES, 0);
        if (put <= 0)
            fail("send");
        done += (size_t)put;
    }
    if (read(connection, &word, 1) != 1)
        fail("read");
    double spent = peer_seconds() - start;
    close(connection);
    close(listener);
    int status;
    if (waitpid(child, &status, 0) != child || status != 0)
        peer_end(PEER_FAILED, "the receiving process failed");
    return spent;
}

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static double median(double *seconds, long runs)
{
    qsort(seconds, (size_t)runs, sizeof *seconds, compare);
    return seconds[runs / 2];
}

int main(int count, char **arguments)
{
    const char *path = peer_file(count, arguments, "socket_copy FILE [--runs N]");
    long runs = peer_count(count, arguments, "--runs", 5);
    runs = runs > MOST_RUNS ? MOST_RUNS : runs;
    struct peer_memory memory = peer_load(path, SIZE_MAX);
    double fresh[MOST_RUNS], touched[MOST_RUNS], copied[MOST_RUNS];
    for (long run = 0; run < runs; run++) {
        fresh[run] = send_once(memory, 0);
        touched[run] = send_once(memory, 1);
    }
    struct peer_memory copy = peer_allocate(memory.pages);
    memset(copy.bytes, 1, copy.length);
    for (long run = 0; run < runs; run++) {
        double start = peer_seconds();
        memcpy(copy.bytes, memory.bytes, memory.length);
        copied[run] = peer_seconds() - start;
        peer_keep(copy.bytes[memory.length - 1]);
    }
    double gigabytes = (double)memory.length * 1e-9;
    printf("fresh_gbps=%.4f\n", gigabytes / median(fresh, runs));
    printf("touched_gbps=%.4f\n", gigabytes / median(touched, runs));
    printf("memcpy_gbps=%.4f\n", gigabytes / median(copied, runs));
    return 0;
}
