/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which elements are open: what a tag opens, what an end tag closes, what closes by
 * itself. It follows the WHATWG tree builder as far as tables, paragraphs and lists go,
 * and has no tree. */
#pragma once

#include "template_tag.h"

#define MS_NEST_MAX 200 /* elements open at once; what is deeper does not count */

typedef struct {
    char name[32]; /* cut off where longer */
    MsWhere where;
} MsOpenElement;

typedef struct {
    MsOpenElement open[MS_NEST_MAX]; /* outermost first */
    guint depth;
    MsOpenElement closed[MS_NEST_MAX]; /* by the last tag, innermost first */
    guint n_closed;
} MsNest;

typedef enum {
    MS_NEST_TAKEN,    /* the tag does what it says */
    MS_NEST_STRAY,    /* an end tag that closes nothing */
    MS_NEST_TOO_DEEP, /* a start tag beyond MS_NEST_MAX; its end tag will be stray */
} MsNestResult;

/* A start tag closes nothing but what may end without an end tag: the <li> before this
 * <li>. An end tag closes its element, last in `closed`, and all that is open inside. */
MsNestResult ms_nest_tag (MsNest *nest, const MsTag *tag);

/* TRUE when an element of that name is open. */
gboolean ms_nest_has (const MsNest *nest, const char *name);

/* HTML lets its end tag be left out: </p>, </li>, </td>, … */
gboolean ms_nest_may_end_itself (const MsOpenElement *element);
