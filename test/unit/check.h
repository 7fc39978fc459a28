/* SPDX-License-Identifier: BSD-2-Clause
 *
 * cmocka with what it needs before it, and checks for tables: a failure names the row and
 * shows both sides. */
#pragma once

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static inline void
check_text (const char *name, const char *got, const char *want)
{
    if (g_strcmp0 (got, want) != 0)
        fail_msg ("%s:\n  got  %s\n  want %s", name, got != NULL ? got : "(NULL)",
                  want != NULL ? want : "(NULL)");
}

static inline void
check_number (const char *name, gint64 got, gint64 want)
{
    if (got != want)
        fail_msg ("%s: got %" G_GINT64_FORMAT ", want %" G_GINT64_FORMAT, name, got,
                  want);
}
