/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the start of quoted history looks like: the catalogue of clients and languages,
 * and the matchers for lines of text and for elements of HTML. It knows no message and no
 * place; place_text and place_html ask it. */
#pragma once

#include "slice.h"

/* The separators in force: the built-in catalogue and what an administrator added.
 * Immutable, shared. */
typedef struct MsSeparators MsSeparators;

MsSeparators *ms_separators_new (void); /* the built-in catalogue */
void ms_separators_free (MsSeparators *separators);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsSeparators, ms_separators_free)
