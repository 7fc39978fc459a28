/* SPDX-License-Identifier: BSD-2-Clause
 *
 * For LD_PRELOAD: name servers that do not answer, where it is about example.com. The
 * name of this machine, which libldap asks for when it starts, is in /etc/hosts. */
#include <dlfcn.h>
#include <netdb.h>
#include <string.h>
#include <unistd.h>

typedef int (*GetAddrInfo) (const char *, const char *, const struct addrinfo *,
                            struct addrinfo **);

int
getaddrinfo (const char *node, const char *service, const struct addrinfo *hints,
             struct addrinfo **found)
{
    GetAddrInfo next = (GetAddrInfo)dlsym (RTLD_NEXT, "getaddrinfo");

    if (node == NULL || strstr (node, "example.com") == NULL)
        return next (node, service, hints, found);
    sleep (20);
    return EAI_AGAIN;
}
