/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the fields of people may be called. */
#pragma once

#include <glib.h>

/* Fields that a template has anyway (DESIGN section 3). */
gboolean ms_directory_name_is_reserved (const char *name);

/* Letters, digits, - and _: what a template can ask for as it is. */
gboolean ms_directory_name_is_field (const char *name);
