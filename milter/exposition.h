/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The text format of Prometheus (exposition format 0.0.4): how figures are written, not
 * which. */
#pragma once

#include <glib.h>

/* The head of a family; its samples follow. `type` is counter, gauge or histogram. */
void exposition_head (GString *out, const char *name, const char *type, const char *help);

/* One label, name="value"; several have a comma between them. Caller frees. */
char *exposition_label (const char *name, const char *value);

/* One sample; `labels` may be NULL. */
void exposition_count (GString *out, const char *name, const char *labels, guint64 count);
void exposition_value (GString *out, const char *name, const char *labels, double value);

/* A family of one sample without labels. */
void exposition_gauge (GString *out, const char *name, const char *help, double value);

/* `counts` has one number more than `bounds`: of what is beyond the last. None includes
 * that of the bucket before it. */
typedef struct {
    const double *bounds;
    const guint64 *counts;
    guint n_bounds;
    double sum;
} ExpositionHistogram;

void exposition_histogram (GString *out, const char *name, const char *labels,
                           const ExpositionHistogram *histogram);
