/* What the parts of the load generator share: the options, a connection, and the sample that it leaves behind. */
#ifndef LOADGEN_H
#define LOADGEN_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/un.h>

enum mode { CLOSED, OPEN, HOLD };
enum result { OK, REFUSED, RESET, BAD, TIMEOUT, OTHER, RESULTS };

/* Durations and times are in nanoseconds of CLOCK_MONOTONIC. */
struct options {
    enum mode mode;
    int connections;            /* in flight at most */
    double rate;                /* open loop: arrivals a second */
    uint64_t length, warm_up, hold, limit;
    const char *series;         /* file for the time series, or NULL */
    const char *request;        /* what every connection sends */
    size_t request_length;      /* bytes */
    const char *expected;       /* part of every good answer */
    struct sockaddr_in server;
    struct sockaddr_un unix_server;     /* in use if its path is not empty */
};

enum { HEAD = 4096 };           /* longest answer */

struct connection {
    int fd;                     /* -1: free */
    int connected;
    size_t sent, got;           /* bytes */
    uint64_t due, started, send_at, accepted, first_byte;
    struct sockaddr_in source;  /* our end, by which the kernel is asked for the other one */
    struct connection *previous, *next;     /* in flight: oldest first */
    char head[HEAD];
};

/* Times after `due`; -1: never. */
struct sample {
    uint64_t due;
    int64_t accepted, first_byte, end;
    enum result result;
};

extern struct options options;

/* connection.c */
void open_pool(void);
int in_flight(void);
struct connection *oldest(void);        /* NULL: none */
struct connection *younger(const struct connection *c);     /* NULL: none */
void start(uint64_t due, uint64_t send_at);
void send_rest(struct connection *c, uint64_t now);
int is_unix(void);
void finish(struct connection *c, enum result result);
void wait_for_events(uint64_t wake);
uint64_t paused_until(void);

/* accepted.c */
int is_accepted(const struct connection *c);

/* report.c */
void record(const struct connection *c, enum result result, uint64_t now);
void report(uint64_t begin, uint64_t end);
void write_series(uint64_t begin);

/* main.c */
uint64_t now_ns(void);
void die(const char *what);

#endif
