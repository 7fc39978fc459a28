/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Single values as an administrator writes them. Each function gives NULL when it took
 * the text, else what is wrong and what was expected (caller frees). */
#pragma once

#include <glib.h>

/* One of `names` (NULL-terminated), by its index. */
char *ms_setting_choice (const char *text, const char *const *names,
                         guint *index) G_GNUC_WARN_UNUSED_RESULT;

/* true, yes, on; false, no, off. */
char *ms_setting_bool (const char *text, gboolean *value) G_GNUC_WARN_UNUSED_RESULT;

char *ms_setting_number (const char *text, guint64 min, guint64 max,
                         guint64 *value) G_GNUC_WARN_UNUSED_RESULT;

/* Octets; K, M or G behind the number multiply it by 1024 and so on. */
char *ms_setting_size (const char *text, guint64 min, guint64 max,
                       guint64 *value) G_GNUC_WARN_UNUSED_RESULT;

/* "500ms", "2s", "10m", "1h" or "7d", in milliseconds. */
char *ms_setting_duration (const char *text, guint64 min, guint64 max,
                           guint64 *value) G_GNUC_WARN_UNUSED_RESULT;

/* "2025-12-24", "2025-12-24T18:00", "2025-12-24T18:00:00+01:00"; local time where no
 * zone is given. The first and the last second it stands for: a date is a whole day. */
char *ms_setting_time (const char *text, gint64 *first,
                       gint64 *last) G_GNUC_WARN_UNUSED_RESULT;

/* "Name: value", a header field: printable ASCII, neither side empty. */
char *ms_setting_field (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the `len` octets of `name` are a field's name (RFC 5322 section 3.6.8). */
gboolean ms_setting_is_field_name (const char *name, gsize len);
