/*
 * hello.c - a worker in C for preforkd, protocol 1, with board, self-accept and free accept: answers HTTP with "hello".
 * It also serves connections that the parent has accepted and passes.
 *
 *   cc -O2 -o hello hello.c
 *
 * In the usual case a connection costs accept4, recv, send, close, and one look at the back-channel.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_LISTENER = 3, SELF_ACCEPT = 1, RECORD = 128, BUCKETS = 16, MAX_BODY = 65536, REST_MS = 100, GRACE_MS = 2 };

struct frame { unsigned char verb, payload[4], end; };

struct record {                    /* a slot on the board; nobody else writes it */
    volatile uint64_t accepted, finished, failed, last_accept, service_nanos, reserved[3];
    volatile uint32_t buckets[BUCKETS];
};

static int channel, listeners, last, draining, greeted, has_board;
static int ready;                  /* the first I is out */
static int serving;                /* a connection is in hand, or its end not told yet */
static int may_go_on;              /* the order in hand allows self-accept */
static int freely;                 /* no order is needed */
static struct frame order;         /* its verb is 0 while there is none */
static int passed;                 /* what came with an order C; -1 if nothing did */
static struct record private_record, *record = &private_record;
static uint32_t accepted, finished;
static unsigned long first_byte;   /* milliseconds that a client may wait with its first byte; 0: for ever */
static unsigned char deferred[256]; /* by listener: whoever comes with no byte has been silent for that time */
static unsigned long most;         /* after so many connections none is accepted unasked; 0: no limit */

static _Noreturn void fail(int code, const char *why) { fprintf(stderr, "hello: %s\n", why); exit(code); }

static int number(const char *name, int otherwise) { return getenv(name) ? atoi(getenv(name)) : otherwise; }

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void map_board(void)
{
    int board = number("PREFORKD_BOARD", -1), slot = number("PREFORKD_SLOT", 0);
    struct stat st;
    if (board < 0) return;
    if (fstat(board, &st) || st.st_size < (off_t)(slot + 1) * RECORD)
        fail(EX_CONFIG, "PREFORKD_BOARD has no room for PREFORKD_SLOT");
    char *map = mmap(0, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, board, 0);
    if (map == MAP_FAILED) fail(EX_OSERR, "cannot map PREFORKD_BOARD");
    record = (struct record *)(map + slot * RECORD);
    has_board = 1;
}

/* Errors are left to the next read of the channel, which finds its end. */
static void report_with(int flags, char verb, uint32_t payload)
{
    struct frame f = { (unsigned char)verb, { 0 }, '\n' };
    memcpy(f.payload, &payload, sizeof payload);
    (void)!send(channel, &f, sizeof f, MSG_NOSIGNAL | flags);
}

static void report(char verb, uint32_t payload) { report_with(0, verb, payload); }

/* While we accept freely the parent may be away: what finds no room is left out, as the next count says it, too. */
static void report_unasked(char verb, uint32_t payload) { report_with(freely ? MSG_DONTWAIT : 0, verb, payload); }

static void report_idle(void)
{
    serving = 0;
    if (!draining && !(freely && has_board && ready)) report_unasked('I', finished);
    ready = 1;
}

static void drain(void)
{
    if (draining) return;
    draining = 1;
    for (int i = 0; i < listeners; i++) close(FIRST_LISTENER + i);
}

static const char *read_body(uint32_t length)
{
    static char body[MAX_BODY + 1];
    if (length > MAX_BODY) fail(EX_PROTOCOL, "a body of more than 64 KiB");
    if (length && recv(channel, body, length, MSG_WAITALL) != (ssize_t)length) return 0;
    body[length] = 0;
    return body;
}

/* The number behind a member's name, or 0; no text can look like it, since quotes within texts are escaped. */
static unsigned long limit(const char *json, const char *member)
{
    const char *at = strstr(json, member);
    return at ? strtoul(at + strlen(member), 0, 10) : 0;
}

static void note_deferred(const char *json)
{
    const char *at = strstr(json, "\"deferred\":[");
    for (at = at ? at + 12 : ""; *at >= '0' && *at <= '9'; at += *at == ',') {
        char *end;
        deferred[strtoul(at, &end, 10) & 255] = 1;
        at = end;
    }
}

static void greet(const char *json)
{
    greeted = 1;
    note_deferred(json);
    most = limit(json, "\"connections\":");
    first_byte = limit(json, "\"first-byte-ms\":");
}

static void accept_freely(uint32_t wanted)
{
    freely = wanted != 0;
    if (freely) return;
    may_go_on = 0;
    if (serving) report('B', accepted);
    else if (ready) report('I', finished);
}

/* The byte behind a C brings a connection, unless we have no descriptor left. */
static int receive_descriptor(void)
{
    char byte;
    union { struct cmsghdr head; char room[CMSG_SPACE(sizeof(int))]; } control;
    struct iovec one = { &byte, 1 };
    struct msghdr m = { .msg_iov = &one, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    ssize_t n;
    do n = recvmsg(channel, &m, MSG_CMSG_CLOEXEC); while (n < 0 && errno == EINTR);
    struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&m) : 0;
    if (!c || c->cmsg_type != SCM_RIGHTS) return -1;
    int fd;
    memcpy(&fd, CMSG_DATA(c), sizeof fd);
    return fd;
}

/* Reads one frame and obeys it. With MSG_DONTWAIT: 0 if there is none. */
static int obey(int flags)
{
    struct frame f;
    uint32_t payload;
    ssize_t n = recv(channel, &f, sizeof f, flags);
    if (n < 0 && errno == EINTR) return 1;
    if (n < 0 && errno == EAGAIN) return 0;
    if (n > 0 && n < (ssize_t)sizeof f && recv(channel, (char *)&f + n, sizeof f - (size_t)n, MSG_WAITALL) <= 0)
        n = 0;
    if (n <= 0) { drain(); return 1; }
    if (f.end != '\n') fail(EX_PROTOCOL, "a frame does not end with a newline");
    memcpy(&payload, f.payload, sizeof payload);
    if (f.verb == 'A') order = f;
    else if (f.verb == 'C') { order = f; passed = receive_descriptor(); }
    else if (f.verb == 'D') drain();
    else if (f.verb == 'F') accept_freely(payload);
    else if (f.verb == 'P') report('Q', payload);
    else if (f.verb >= 'a' && f.verb <= 'z') {
        const char *body = read_body(payload);
        if (!body) drain();
        else if (f.verb == 'h') greet(body);
    }
    return 1;
}

static int count(int c)
{
    record->last_accept = now();
    record->accepted = record->accepted + 1;
    accepted++;
    serving = 1;
    return c;
}

static int try_accept(int index)
{
    last = index;
    int c = accept4(FIRST_LISTENER + index, 0, 0, SOCK_CLOEXEC);
    return c < 0 ? c : count(c);
}

static int take_passed(int index)
{
    last = index;
    if (passed < 0) errno = EMFILE;
    return passed < 0 ? passed : count(passed);
}

static int means_nobody(int error) { return error == EAGAIN || error == ECONNABORTED || error == EINTR; }

/* Begins after the listener used last, so that none starves. If accept fails, one that means a fault wins errno. */
static int try_any(void)
{
    int fault = EAGAIN, first = last + 1;
    for (int i = 0; i < listeners; i++) {
        int c = try_accept((first + i) % listeners);
        if (c >= 0) return c;
        if (!means_nobody(errno)) fault = errno;
    }
    errno = fault;
    return -1;
}

/* Waits for the client, for so many milliseconds if not 0, with an ear for the parent: a drain must not wait for a slow
   client. */
static ssize_t read_client(int c, char *to, size_t room, unsigned long ms)
{
    uint64_t end = now() + (uint64_t)ms * 1000000;
    for (;;) {
        ssize_t n = recv(c, to, room, MSG_DONTWAIT);
        if (n >= 0 || (errno != EAGAIN && errno != EINTR)) return n;
        struct pollfd both[] = { { c, POLLIN, 0 }, { draining ? -1 : channel, POLLIN, 0 } };
        uint64_t time = now();
        if (ms && time >= end) { errno = ETIMEDOUT; return -1; }
        if (poll(both, 2, ms ? (int)((end - time) / 1000000 + 1) : -1) > 0 && both[1].revents) obey(MSG_DONTWAIT);
    }
}

/* How long to wait for the first byte; 0 for ever. Silent clients of a deferred listener come by the thousand. */
static unsigned long patience(void) { return deferred[last] && first_byte > GRACE_MS ? GRACE_MS : first_byte; }

/* The parent may still have its copy of a connection that it has passed: then close alone ends nothing. */
static void serve(int c, int is_copy)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";
    static char head[8192];
    size_t length = 0;
    ssize_t n = 0;
    while (length < 4 || memcmp(head + length - 4, "\r\n\r\n", 4)) {
        n = length < sizeof head ? read_client(c, head + length, sizeof head - length, length ? 0 : patience()) : -1;
        if (n <= 0) break;
        length += (size_t)n;
    }
    if (n > 0) n = send(c, answer, sizeof answer - 1, MSG_NOSIGNAL);
    if (is_copy) shutdown(c, SHUT_RDWR);
    close(c);
    uint64_t took = now() - record->last_accept;
    record->service_nanos = record->service_nanos + took;
    uint64_t units = took / 1000 >> 7;
    int bucket = units ? 64 - __builtin_clzll(units) : 0;
    if (bucket > BUCKETS - 1) bucket = BUCKETS - 1;
    record->buckets[bucket] = record->buckets[bucket] + 1;
    if (n < 0) record->failed = record->failed + 1;
    else record->finished = record->finished + 1;
    finished++;
}

/* The connections that one may take without a further order. */
static void serve_more(void)
{
    for (;;) {
        while (!draining && !order.verb && obey(MSG_DONTWAIT)) ;
        if (!may_go_on || draining || order.verb || (most && accepted >= most)) return;
        int c = try_any();
        if (c < 0) return;
        if (!has_board) report_unasked('B', accepted);
        serve(c, 0);
    }
}

/* Sleep in poll, not in recv, which would wake also when the parent takes in what we wrote. */
static int await_parent(int ms) { return poll(&(struct pollfd){ channel, POLLIN, 0 }, 1, ms); }

/* Without orders: sleeps until the parent speaks, or somebody comes to any listener. */
static void serve_freely(void)
{
    struct pollfd all[listeners + 1];
    int shut = 0;
    for (int i = 0; i <= listeners; i++) all[i] = (struct pollfd){ FIRST_LISTENER + i, POLLIN | POLLRDHUP, 0 };
    if (poll(all, (nfds_t)listeners + 1, -1) <= 0) return;
    if (all[listeners].revents) { obey(0); return; }
    for (int i = 0; i < listeners; i++) shut |= all[i].revents & POLLRDHUP;
    int c = try_any();
    if (c < 0) {
        if (shut || !means_nobody(errno)) await_parent(REST_MS); /* or poll would return at once, for ever */
        return;
    }
    if (!has_board) report_unasked('B', accepted);
    serve(c, 0);
    report_idle();
}

static void carry_out(struct frame o)
{
    int listener = o.payload[1];
    if (listener >= listeners) fail(EX_PROTOCOL, "an order for a listener that is not here");
    int is_passed = o.verb == 'C', c = is_passed ? take_passed(listener) : try_accept(listener);
    if (c < 0) {
        if (means_nobody(errno) || errno == EINVAL) report('I', finished);
        else report('E', (uint32_t)errno);
        return;
    }
    report('B', accepted);
    may_go_on = o.payload[0] & SELF_ACCEPT;
    serve(c, is_passed);
    serve_more();
    report_idle();
}

int main(void)
{
    static const char hello[] = "{\"version\":1,\"features\":[\"self\",\"board\",\"pong\",\"async\",\"free\",\"pass\"],\"name\":\"hello.c\"}";
    channel = number("PREFORKD_CHANNEL", -1);
    if (channel < FIRST_LISTENER) fail(EX_CONFIG, "PREFORKD_CHANNEL is not set: preforkd starts this program");
    listeners = channel - FIRST_LISTENER;
    map_board();
    report('h', sizeof hello - 1);
    (void)!send(channel, hello, sizeof hello - 1, MSG_NOSIGNAL);
    while (!greeted && !draining) obey(0);
    report_idle();
    while (!draining) {
        if (freely) serve_freely();
        else if (await_parent(-1) > 0) obey(0);
        struct frame current = order;
        order.verb = 0;
        if (current.verb) carry_out(current);
    }
    return EX_OK;
}
