/*
 * loadgen - load for servers that take one request per connection. One thread, epoll, TCP over IPv4 or AF_UNIX.
 * Every request is a fresh connection: connect, write the request, read until the server closes, compare.
 *
 *   loadgen [options] PORT|PATH
 *     -c N      closed loop: N connections in flight, a new one as each ends (default 8)
 *     -R RATE   open loop: RATE arrivals a second on a fixed timetable; a request's latency counts from the moment it
 *               was DUE, so a stalled server is charged for the requests that had to wait (no coordinated omission)
 *     -H K      hold: K connections at once; each sends half of its request now and the rest after -T, and so keeps
 *               the child that accepted it busy; half, because a server may have the kernel withhold silent
 *               connections. The last one is a probe that sends all at once: its first byte tells when a child was
 *               there for the K-th connection, since accept queues are first in, first out
 *     -d SEC    length of the run (default 3, at most 60); then up to -t to drain
 *     -w MS     warm-up: leave out what was started in the first MS (default 0)
 *     -T MS     hold time: with -H as above (default 3000); with -c and -R each request is sent by halves, too, the
 *               rest so long after the first, and so every request takes a child that long (default 0)
 *     -t MS     time limit of one request (default 10000)
 *     -q FILE   what every connection sends, instead of an HTTP request; at most 16,000 bytes
 *     -e TEXT   part of every good answer (default: hello)
 *     -S FILE   time series, CSV, a line a request: due_ms,accept_ms,first_byte_ms,end_ms,result
 *
 * Prints one line of JSON; latencies in microseconds, the begin in seconds of CLOCK_MONOTONIC. Exit codes: 0, 64 usage, 71 the system refused.
 */
#define _GNU_SOURCE
#include "loadgen.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

static const double MS = 1e6, SECOND = 1e9;
static const uint64_t LONGEST_SLEEP = 10000000, ACCEPT_POLL = 500000, HOLD_UNLESS_TOLD = 3000000000;
enum { MOST_OPEN = 4000 };      /* open loop; beyond it arrivals wait here, their clock running */
enum { LONGEST_REQUEST = 16000 };       /* fits a fresh socket's buffer */

static const char http_request[] = "GET /hello HTTP/1.0\r\nHost: bench\r\nConnection: close\r\n\r\n";

struct options options = { .mode = CLOSED, .connections = 8, .length = 3000000000ull,
                           .limit = 10000000000ull,
                           .request = http_request, .request_length = sizeof http_request - 1, .expected = "hello" };

static uint64_t begin, end;
static double next_due;         /* open loop's timetable */

void die(const char *what)
{
    perror(what);
    exit(EX_OSERR);
}

uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void usage(void)
{
    fprintf(stderr, "usage: loadgen [-c N | -R RATE | -H K] [-d SEC] [-w MS] [-T MS] [-t MS] [-q FILE] [-e TEXT] "
            "[-S FILE] PORT|PATH\n");
    exit(EX_USAGE);
}

static void read_address(const char *text)
{
    options.server = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(atoi(text)),
                                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    options.unix_server.sun_family = AF_UNIX;
    if (strlen(text) >= sizeof options.unix_server.sun_path)
        usage();
    if (strchr(text, '/'))
        strcpy(options.unix_server.sun_path, text);
}

static void read_request(const char *path)
{
    static char text[LONGEST_REQUEST + 1];
    FILE *file = fopen(path, "r");
    if (!file)
        die(path);
    options.request_length = fread(text, 1, sizeof text, file);
    fclose(file);
    if (options.request_length < 1 || options.request_length > LONGEST_REQUEST)
        usage();
    options.request = text;
}

static void read_options(int argc, char **argv)
{
    int letter, has_hold = 0;
    while ((letter = getopt(argc, argv, "c:R:H:d:w:T:t:q:e:S:")) != -1)
        switch (letter) {
        case 'c': options.mode = CLOSED; options.connections = atoi(optarg); break;
        case 'R': options.mode = OPEN; options.rate = atof(optarg); options.connections = MOST_OPEN; break;
        case 'H': options.mode = HOLD; options.connections = atoi(optarg); break;
        case 'd': options.length = atof(optarg) * SECOND; break;
        case 'w': options.warm_up = atof(optarg) * MS; break;
        case 'T': options.hold = atof(optarg) * MS; has_hold = 1; break;
        case 't': options.limit = atof(optarg) * MS; break;
        case 'q': read_request(optarg); break;
        case 'e': options.expected = optarg; break;
        case 'S': options.series = optarg; break;
        default: usage();
        }
    if (optind != argc - 1 || options.length < 1 || options.length > 60 * SECOND || options.connections < 1
        || (options.mode == OPEN && options.rate <= 0))
        usage();
    if (options.mode == HOLD && !has_hold)
        options.hold = HOLD_UNLESS_TOLD;
    read_address(argv[optind]);
}

static int arrivals_left(void)
{
    return options.mode == OPEN && next_due < end;
}

static int has_room(void)
{
    return in_flight() < options.connections;
}

/* An overloaded server's arrivals that were due before the end are started after it, too. */
static void start_what_is_due(uint64_t now)
{
    for (; arrivals_left() && next_due <= now && has_room(); next_due += SECOND / options.rate)
        start(next_due, next_due + options.hold);
    while (options.mode == CLOSED && now < end && has_room() && now_ns() >= paused_until())
        start(now_ns(), now_ns() + options.hold);
}

static void start_burst(void)
{
    for (int i = 1; i <= options.connections; i++) {
        uint64_t now = now_ns();
        start(now, i == options.connections ? now : now + options.hold);
    }
}

/* The run is bounded: what has not ended by now never will, nor what could not even start. */
static void give_up(uint64_t now)
{
    while (oldest())
        finish(oldest(), TIMEOUT);
    for (; arrivals_left(); next_due += SECOND / options.rate) {
        struct connection never = { .due = next_due };
        record(&never, TIMEOUT, now);
    }
}

static void watch_held(uint64_t now)
{
    struct connection *next;
    for (struct connection *c = oldest(); c; c = next) {
        next = younger(c);
        if (options.mode == HOLD && !is_unix() && !c->accepted && is_accepted(c))
            c->accepted = now_ns();
        if (c->connected && c->send_at <= now)
            send_rest(c, now);
    }
}

static uint64_t next_wake(uint64_t now)
{
    uint64_t wake = now + (options.hold ? ACCEPT_POLL : LONGEST_SLEEP);
    if (arrivals_left() && has_room() && next_due < wake)
        wake = next_due;
    if (options.mode == CLOSED && paused_until() > now && paused_until() < wake)
        wake = paused_until();
    return wake;
}

static void run(void)
{
    for (uint64_t now = now_ns(); now < end || in_flight() || arrivals_left(); now = now_ns()) {
        if (now > end + options.limit) {
            give_up(now);
            return;
        }
        start_what_is_due(now);
        wait_for_events(next_wake(now));
        now = now_ns();
        if (options.hold)
            watch_held(now);
        while (oldest() && now > oldest()->started + options.limit)
            finish(oldest(), TIMEOUT);
    }
}

int main(int argc, char **argv)
{
    read_options(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    open_pool();
    begin = now_ns();
    next_due = begin;
    end = begin + options.length;
    if (options.mode == HOLD) {
        start_burst();
        end = now_ns();
    }
    run();
    report(begin, options.mode == HOLD ? now_ns() : end);
    if (options.series)
        write_series(begin);
    return EX_OK;
}
