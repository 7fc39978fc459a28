/* SPDX-License-Identifier: BSD-2-Clause */
#include "output.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void
say (const char *format, ...)
{
    g_autofree char *text = NULL, *line = NULL;
    va_list args;

    va_start (args, format);
    text = g_strdup_vprintf (format, args);
    va_end (args);
    line = ms_printable (text, '?');
    fprintf (stderr, "%s\n", line);
}

gboolean
write_octets (int fd, const void *octets, gsize len)
{
    const char *at = octets;

    while (len > 0) {
        gssize done = write (fd, at, len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return FALSE;
        at += done;
        len -= (gsize)done;
    }
    return TRUE;
}

gboolean
print (const char *text)
{
    if (write_octets (STDOUT_FILENO, text, strlen (text)))
        return TRUE;
    say ("mailstamp: standard output: %s", g_strerror (errno));
    return FALSE;
}

void
say_failed (const GError *error)
{
    g_autoptr (GString) text = g_string_new (NULL);

    for (const char *at = error->message; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c (text, '\\');
        g_string_append_c (text, *at);
    }
    say ("failed error=\"%s\"", text->str);
}
