/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the style of an element means, however its client spells it: order, case, spacing,
 * shorthand or longhand. Only the few things that mark quoted history or unfit a place
 * for a signature. */
#pragma once

#include "slice.h"

typedef struct {
    gboolean line_above; /* a visible border at the top and not all around */
    gboolean no_border;  /* said to have none at all: a <blockquote> that only indents */
    gboolean hidden;     /* display: none, mso-hide: all */
    gboolean bold;
} MsStyle;

/* `style` is the value of a style attribute as it is written. */
MsStyle ms_style_read (MsSlice style);
