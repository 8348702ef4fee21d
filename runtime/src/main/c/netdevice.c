/* A network device that moves into a container: under its new name at once, with its addresses, and up. */
#define _GNU_SOURCE
#include "launcher.h"
#include "syscalls.h"

#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

enum { MOST_ADDRESSES = 64 };

/* One address of a device: RTM_NEWADDR's own header, and the bytes. */
struct device_address {
    struct address_header header;
    unsigned char bytes[16];
};

struct device {
    int index;
    uint32_t count;
    struct device_address addresses[MOST_ADDRESSES];
};

/* A request with its attributes behind its header. */
struct request {
    struct netlink_header header;
    char body[256];
};

static void *begin_request(struct request *request, uint16_t type, uint16_t flags, size_t size) {
    memset(request, 0, sizeof *request);
    request->header.length = (uint32_t)(sizeof request->header + size);
    request->header.type = type;
    request->header.flags = (uint16_t)(NETLINK_REQUEST | flags);
    return request->body;
}

static void add_attribute(struct request *request, uint16_t type, const void *data, size_t size) {
    struct netlink_attribute *attribute = (void *)((char *)request + NETLINK_ALIGNED(request->header.length));
    attribute->type = type;
    attribute->length = (uint16_t)(sizeof *attribute + size);
    memcpy(attribute + 1, data, size);
    request->header.length = (uint32_t)(NETLINK_ALIGNED(request->header.length) + attribute->length);
}

static int ask(int socket_fd, struct request *request) {
    request->header.flags |= NETLINK_ACKNOWLEDGE;
    return ask_route(socket_fd, request, request->header.length, NULL);
}

static int set_link(int socket_fd, int index, unsigned flags, unsigned changed, const char *name, int namespace_fd) {
    struct request request;
    struct link_header *link = begin_request(&request, ROUTE_NEW_LINK, 0, sizeof *link);
    link->index = index;
    link->flags = flags;
    link->changed = changed;
    if (name != NULL) {
        add_attribute(&request, LINK_NAME, name, strlen(name) + 1);
        add_attribute(&request, LINK_NAMESPACE, &namespace_fd, sizeof namespace_fd);
    }
    return ask(socket_fd, &request);
}

/* Only what somebody has given to the device: the kernel makes those of its own again. */
static void keep_address(struct device *device, const struct address_header *header, size_t length) {
    const char *at = (const char *)(header + 1), *end = (const char *)header + length;
    if (header->index != (uint32_t)device->index || !(header->flags & ADDRESS_PERMANENT) ||
        header->scope != ADDRESS_GLOBAL || device->count == MOST_ADDRESSES)
        return;
    const void *local = NULL;
    while (end - at >= (ptrdiff_t)sizeof(struct netlink_attribute)) {
        const struct netlink_attribute *attribute = (const void *)at;
        if (attribute->length < sizeof *attribute)
            break;
        if (attribute->type == ADDRESS_LOCAL || (attribute->type == ADDRESS_ITSELF && local == NULL))
            local = attribute + 1;
        at += NETLINK_ALIGNED(attribute->length);
    }
    if (local == NULL)
        return;
    struct device_address *kept = &device->addresses[device->count++];
    kept->header = *header;
    memcpy(kept->bytes, local, header->family == AF_INET ? 4 : 16);
}

/* 1 at the end of the list */
static int read_addresses(struct device *device, const char *bytes, ssize_t length) {
    while (length >= (ssize_t)sizeof(struct netlink_header)) {
        const struct netlink_header *header = (const void *)bytes;
        if (header->type == NETLINK_DONE || header->type == NETLINK_ERROR || header->length < sizeof *header)
            return 1;
        if (header->type == ROUTE_NEW_ADDRESS)
            keep_address(device, (const void *)(header + 1), header->length - sizeof *header);
        bytes += NETLINK_ALIGNED(header->length);
        length -= (ssize_t)NETLINK_ALIGNED(header->length);
    }
    return 0;
}

static int list_addresses(int socket_fd, struct device *device) {
    char bytes[32768] __attribute__((aligned(8)));
    struct request request;
    begin_request(&request, ROUTE_GET_ADDRESS, NETLINK_DUMP, sizeof(struct address_header));
    if (send(socket_fd, &request, request.header.length, 0) < 0)
        return -1;
    for (;;) {
        ssize_t length = recv(socket_fd, bytes, sizeof bytes, 0);
        if (length < 0)
            return -1;
        if (read_addresses(device, bytes, length))
            return 0;
    }
}

static int add_addresses(int socket_fd, const struct device *device, int index) {
    for (uint32_t i = 0; i < device->count; i++) {
        const struct device_address *kept = &device->addresses[i];
        size_t size = kept->header.family == AF_INET ? 4 : 16;
        struct request request;
        struct address_header *header =
            begin_request(&request, ROUTE_NEW_ADDRESS, NETLINK_CREATE | NETLINK_EXCLUSIVE, sizeof *header);
        header->family = kept->header.family;
        header->prefix_length = kept->header.prefix_length;
        header->index = (uint32_t)index;
        add_attribute(&request, ADDRESS_LOCAL, kept->bytes, size);
        add_attribute(&request, ADDRESS_ITSELF, kept->bytes, size);
        if (ask(socket_fd, &request) < 0)
            return -1;
    }
    return 0;
}

static int index_of(int socket_fd, const char *name) {
    struct ifreq request = {.ifr_ifindex = 0};
    strncpy(request.ifr_name, name, sizeof request.ifr_name - 1);
    return ioctl(socket_fd, SIOCGIFINDEX, &request) < 0 ? -1 : request.ifr_ifindex;
}

/* Down first, so that nobody uses it on the way; what it forgets by that has been asked before. */
static int move(struct device *device, const char *name, const char *new_name, int namespace_fd) {
    int socket_fd = open_route(), moved = -1;
    device->index = socket_fd < 0 ? -1 : index_of(socket_fd, name);
    if (device->index > 0 && list_addresses(socket_fd, device) == 0 &&
        set_link(socket_fd, device->index, 0, IFF_UP, NULL, -1) == 0)
        moved = set_link(socket_fd, device->index, 0, 0, new_name, namespace_fd);
    int error = errno;
    close_fd(&socket_fd);
    errno = error;
    return moved;
}

static int settle(const struct device *device, const char *name) {
    int socket_fd = open_route(), settled = -1;
    int index = socket_fd < 0 ? -1 : index_of(socket_fd, name);
    if (index > 0 && add_addresses(socket_fd, device, index) == 0)
        settled = set_link(socket_fd, index, IFF_UP, IFF_UP, NULL, -1);
    int error = errno;
    close_fd(&socket_fd);
    errno = error;
    return settled;
}

int op_net_device(struct action *action, const struct step *step) {
    int namespace_fd = action->job->slots[step->arguments[0].slot];
    struct device device = {.count = 0};
    if (move(&device, step->arguments[1].text, step->arguments[2].text, namespace_fd) < 0)
        return -1;
    int own_fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), settled = -1;
    if (own_fd >= 0 && setns(namespace_fd, CLONE_NEWNET) == 0)
        settled = settle(&device, step->arguments[2].text);
    int error = errno;
    if (own_fd >= 0 && setns(own_fd, CLONE_NEWNET) < 0)
        settled = -1;
    close_fd(&own_fd);
    errno = error;
    return settled;
}
