/*
 * When was a connection accepted? The kernel knows (inet_diag): the server's end has an inode only after accept. So a
 * burst is timed without any help from the server.
 */
#include "loadgen.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>

struct query {
    struct nlmsghdr header;
    struct inet_diag_req_v2 request;
};

static int diag_socket(void)
{
    static int fd = -1;
    if (fd < 0 && (fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG)) < 0)
        die("sock_diag");
    return fd;
}

static struct query server_end_of(const struct connection *c)
{
    return (struct query){
        .header = { .nlmsg_len = sizeof(struct query), .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                    .nlmsg_flags = NLM_F_REQUEST },
        .request = { .sdiag_family = AF_INET, .sdiag_protocol = IPPROTO_TCP, .idiag_states = -1,
                     .id = { .idiag_sport = options.server.sin_port, .idiag_dport = c->source.sin_port,
                             .idiag_src = { options.server.sin_addr.s_addr },
                             .idiag_dst = { c->source.sin_addr.s_addr },
                             .idiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE } } } };
}

int is_accepted(const struct connection *c)
{
    _Alignas(struct nlmsghdr) char answer[8192];
    const struct nlmsghdr *header = (const struct nlmsghdr *)answer;
    struct query query = server_end_of(c);
    if (send(diag_socket(), &query, sizeof query, 0) < 0)
        die("sock_diag send");
    ssize_t n = recv(diag_socket(), answer, sizeof answer, 0);
    if (n < (ssize_t)sizeof *header || header->nlmsg_type != SOCK_DIAG_BY_FAMILY)
        return 0;
    return ((const struct inet_diag_msg *)NLMSG_DATA(header))->idiag_inode != 0;
}
