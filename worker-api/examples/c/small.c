/* small.c - the least that a worker in C for preforkd needs: answers HTTP with "hello", a connection for each order.
 * What it leaves out makes workers faster: hello.c beside it keeps the board and accepts by itself, too. */
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct frame { char verb; uint32_t payload; char end; } __attribute__((packed));
static const char HELLO[] = "{\"version\":1,\"features\":[\"pong\",\"async\"],\"name\":\"small.c\"}";
static const char ANSWER[] = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";
static char limits[65537];              /* the parent's h; empty until it has come */
static int channel, timer, draining, order = -1;
static uint32_t finished;

/* An error shows at the next read of the channel, as its end. */
static void say(const void *what, size_t length) { (void)!send(channel, what, length, MSG_NOSIGNAL); }
static void report(char verb, uint32_t payload) { say(&(struct frame){ verb, payload, '\n' }, sizeof(struct frame)); }
static void drain(void) { for (int fd = 3; fd < channel && !draining; fd++) close(fd); draining = 1; }

static void obey(void) {                /* one frame: six bytes, and the text behind a lower-case verb */
    static char text[65536];
    struct frame f;
    if (recv(channel, &f, sizeof f, MSG_WAITALL) != sizeof f) { drain(); return; }      /* the parent is gone */
    int has_text = f.verb >= 'a' && f.verb <= 'z' && f.payload;
    if (has_text && f.payload > sizeof text) errx(76, "a text of more than 64 KiB");
    if (has_text && recv(channel, text, f.payload, MSG_WAITALL) != (ssize_t)f.payload) drain();
    else if (f.verb == 'h') memcpy(limits, text, f.payload);
    else if (f.verb == 'A') order = ((unsigned char *)&f)[2];   /* the listener; the flags allow more than we do */
    else if (f.verb == 'P') report('Q', f.payload);
    else if (f.verb == 'D') drain();
}

static int patience(int listener) {     /* milliseconds for the first byte, 0 for ever; quotes in texts are escaped */
    char *first = strstr(limits, "\"first-byte-ms\":"), *next = strstr(limits, "\"deferred\":[");
    int ms = first ? atoi(first + 16) : 0;
    for (next = next ? next + 12 : ""; *next >= '0' && *next <= '9'; next += *next == ',')
        if (strtol(next, &next, 10) == listener && ms > 2) ms = 2;      /* its clients have waited in the kernel */
    return ms;
}

static void serve(int client, int ms) {
    char head[8192];
    timerfd_settime(timer, 0, &(struct itimerspec){ { 0, 0 }, { ms / 1000, ms % 1000 * 1000000L } }, 0);
    for (size_t length = 0; length < 4 || memcmp(head + length - 4, "\r\n\r\n", 4);) {
        struct pollfd all[] = { { client, POLLIN, 0 }, { draining ? -1 : channel, POLLIN, 0 }, { timer, POLLIN, 0 } };
        poll(all, length ? 2 : 3, -1);
        if (all[1].revents) obey();
        ssize_t n = all[0].revents ? recv(client, head + length, sizeof head - length, 0) : 0;
        if (n <= 0 && (all[0].revents || all[2].revents)) return;
        length += (size_t)n;
    }
    (void)!send(client, ANSWER, sizeof ANSWER - 1, MSG_NOSIGNAL);
}

static void carry_out(void) {
    int listener = order, client = accept(3 + listener, 0, 0);
    int nobody = errno == EAGAIN || errno == ECONNABORTED || errno == EINTR || errno == EINVAL;
    order = -1;
    if (client < 0) { report(nobody ? 'I' : 'E', nobody ? finished : (uint32_t)errno); return; }
    report('B', finished + 1);          /* before the first read */
    serve(client, patience(listener));
    close(client);
    if (finished++, !draining) report('I', finished);
}

int main(void) {
    if (!getenv("PREFORKD_CHANNEL")) errx(78, "PREFORKD_CHANNEL is not set: preforkd starts this program");
    channel = atoi(getenv("PREFORKD_CHANNEL")), timer = timerfd_create(CLOCK_MONOTONIC, 0);
    report('h', sizeof HELLO - 1);
    say(HELLO, sizeof HELLO - 1);
    while (!*limits && !draining) obey();
    if (!draining) report('I', 0);
    while (!draining) { obey(); if (order >= 0) carry_out(); }
}
