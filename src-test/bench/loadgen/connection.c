/* The life of one request: connect, send, read until the server closes, judge the answer. */
#define _GNU_SOURCE
#include "loadgen.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOURCES = 16, EVENTS = 256 };
static const uint64_t PAUSE = 1000000;

static int poller;
static struct connection *free_list;
static struct connection flying = { .fd = -1, .previous = &flying, .next = &flying };
static int flying_count;
static uint64_t pause_end;

void open_pool(void)
{
    struct connection *pool = calloc(options.connections, sizeof *pool);
    poller = epoll_create1(EPOLL_CLOEXEC);
    if (!pool || poller < 0)
        die("open_pool");
    for (int i = options.connections; i-- > 0; free_list = &pool[i]) {
        pool[i].fd = -1;
        pool[i].next = free_list;
    }
}

int in_flight(void)
{
    return flying_count;
}

struct connection *oldest(void)
{
    return younger(&flying);
}

struct connection *younger(const struct connection *c)
{
    return c->next == &flying ? NULL : c->next;
}

uint64_t paused_until(void)
{
    return pause_end;
}

static struct connection *take(uint64_t due, uint64_t send_at)
{
    struct connection *c = free_list;
    free_list = c->next;
    c->due = due;
    c->started = now_ns();
    c->send_at = send_at;
    c->accepted = c->first_byte = c->sent = c->got = c->connected = 0;
    c->previous = flying.previous;
    c->next = &flying;
    c->previous->next = c->next->previous = c;
    flying_count++;
    return c;
}

static void give_back(struct connection *c)
{
    c->fd = -1;
    c->previous->next = c->next;
    c->next->previous = c->previous;
    c->next = free_list;
    free_list = c;
    flying_count--;
}

/* A closed loop against a port that refuses would spin. */
void finish(struct connection *c, enum result result)
{
    uint64_t now = now_ns();
    record(c, result, now);
    if (result != OK && now - c->started < PAUSE)
        pause_end = now + PAUSE;
    close(c->fd);
    give_back(c);
}

static enum result result_of(int error)
{
    switch (error) {
    case ECONNREFUSED: case ENOENT: return REFUSED;     /* ENOENT: the socket file has been removed */
    case ECONNRESET: case EPIPE: return RESET;
    case ETIMEDOUT: return TIMEOUT;
    default: return OTHER;
    }
}

/* Requests are far smaller than a fresh socket's buffer: a short write is an error of this program. */
static void send_up_to(struct connection *c, size_t limit)
{
    ssize_t n = send(c->fd, options.request + c->sent, limit - c->sent, MSG_NOSIGNAL);
    if (n < 0)
        finish(c, result_of(errno));
    else if ((size_t)n != limit - c->sent)
        die("short write");
    else
        c->sent = limit;
}

void send_rest(struct connection *c, uint64_t now)
{
    size_t limit = c->send_at <= now ? options.request_length : options.request_length / 2;
    if (c->sent < limit)
        send_up_to(c, limit);
}

/* Many source addresses, so that ports in TIME_WAIT do not run out; the port is still chosen at connect. */
static int open_tcp_socket(void)
{
    static unsigned turn;
    struct sockaddr_in source = { .sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK + turn++ % SOURCES) };
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one)
        || setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one)
        || bind(fd, (struct sockaddr *)&source, sizeof source))
        die("open_tcp_socket");
    return fd;
}

/* Edge-triggered, so that one call per connection tells of both: it is connected, and it can be read. */
static void watch(struct connection *c)
{
    struct epoll_event event = { .data.ptr = c, .events = EPOLLIN | EPOLLOUT | EPOLLET };
    if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event))
        die("epoll_ctl");
}

int is_unix(void)
{
    return options.unix_server.sun_path[0] != 0;
}

/* A connect to AF_UNIX ends at once: EAGAIN says that the queue is full. */
static int connect_to_server(int fd)
{
    if (is_unix())
        return connect(fd, (struct sockaddr *)&options.unix_server, sizeof options.unix_server);
    return connect(fd, (struct sockaddr *)&options.server, sizeof options.server);
}

void start(uint64_t due, uint64_t send_at)
{
    struct connection *c = take(due, send_at);
    c->fd = is_unix() ? socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) : open_tcp_socket();
    if (c->fd < 0)
        die("socket");
    if (connect_to_server(c->fd) && errno != EINPROGRESS) {
        finish(c, result_of(errno));
        return;
    }
    socklen_t length = sizeof c->source;
    if (options.mode == HOLD && !is_unix() && getsockname(c->fd, (struct sockaddr *)&c->source, &length))
        die("getsockname");
    watch(c);
}

static void on_connected(struct connection *c)
{
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &error, &length))
        die("getsockopt");
    if (error) {
        finish(c, result_of(error));
        return;
    }
    c->connected = 1;
    send_rest(c, now_ns());
}

/* An answer that fills the head is none that was asked for: its read of no bytes ends it here as well. */
static void judge(struct connection *c)
{
    int good = c->sent == options.request_length
               && memmem(c->head, c->got, options.expected, strlen(options.expected));
    finish(c, good ? OK : BAD);
}

static void read_answer(struct connection *c)
{
    for (;;) {
        ssize_t n = read(c->fd, c->head + c->got, HEAD - c->got);
        if (n < 0 && errno == EAGAIN)
            return;
        if (n <= 0) {
            n == 0 ? judge(c) : finish(c, result_of(errno));
            return;
        }
        if (!c->first_byte)
            c->first_byte = now_ns();
        c->got += n;
    }
}

static void on_event(struct connection *c, uint32_t events)
{
    if (c->fd >= 0 && !c->connected && events & (EPOLLOUT | EPOLLERR | EPOLLHUP))
        on_connected(c);
    if (c->fd >= 0 && events & (EPOLLIN | EPOLLERR | EPOLLHUP))
        read_answer(c);
}

void wait_for_events(uint64_t wake)
{
    struct epoll_event event[EVENTS];
    uint64_t now = now_ns(), sleep = wake > now ? wake - now : 0;
    struct timespec t = { sleep / 1000000000, sleep % 1000000000 };
    int n = epoll_pwait2(poller, event, EVENTS, &t, NULL);
    if (n < 0 && errno != EINTR)
        die("epoll_pwait2");
    for (int i = 0; i < n; i++)
        on_event(event[i].data.ptr, event[i].events);
}
