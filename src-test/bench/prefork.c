/*
 * prefork.c - the floor that preforkd is measured against: N forked children that block in accept.
 *
 *   prefork PORT CHILDREN
 *
 * Each child does the work of the hello workers: accept, one read, one write, close. The parent replaces children
 * that die and takes TERM as the sign to end them all.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

enum { BACKLOG = 1024, MOST_CHILDREN = 256 };

static pid_t child[MOST_CHILDREN];
static volatile sig_atomic_t stopping;

static void die(const char *what)
{
    perror(what);
    exit(EX_OSERR);
}

static int listen_on(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one))
        die("socket");
    if (bind(fd, (struct sockaddr *)&address, sizeof address) || listen(fd, BACKLOG))
        die("listen");
    return fd;
}

static void answer(int connection)
{
    static const char text[] = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n";
    char request[4096];
    if (read(connection, request, sizeof request) > 0)
        (void)!write(connection, text, sizeof text - 1);
    close(connection);
}

static void serve(int listener)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection >= 0)
            answer(connection);
        else if (errno != EINTR && errno != ECONNABORTED)
            die("accept");
    }
}

static void fill(int listener, int children)
{
    for (int i = 0; i < children; i++) {
        if (child[i] > 0)
            continue;
        child[i] = fork();
        if (child[i] < 0)
            die("fork");
        if (child[i] == 0)
            serve(listener);
    }
}

static void forget(pid_t pid, int children)
{
    for (int i = 0; i < children; i++)
        if (child[i] == pid)
            child[i] = 0;
}

static void end_all(int children)
{
    for (int i = 0; i < children; i++)
        if (child[i] > 0)
            kill(child[i], SIGTERM);
}

static void on_term(int signal)
{
    (void)signal;
    stopping = 1;
}

int main(int argc, char **argv)
{
    int children = argc == 3 ? atoi(argv[2]) : 0;
    if (children < 1 || children > MOST_CHILDREN) {
        fprintf(stderr, "usage: prefork PORT CHILDREN (1 to %d)\n", MOST_CHILDREN);
        return EX_USAGE;
    }
    int listener = listen_on(atoi(argv[1]));
    struct sigaction action = { .sa_handler = on_term };
    sigaction(SIGTERM, &action, NULL);
    while (!stopping) {
        fill(listener, children);
        forget(wait(NULL), children);
    }
    end_all(children);
    return EX_OK;
}
