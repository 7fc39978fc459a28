/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The place in a text without a separator, found by what another form of the same text,
 * which has one, quotes behind it. */
#pragma once

#include "place.h"

/* One form of a text. */
typedef struct {
    MsSlice text;
    gboolean html;
    MsPlaceHints hints;
    MsPlaces *places;
} MsForm;

/* Gives `to` the history that `from` has, where it is beyond doubt: one of its first
 * lines stands in `to` at the start of a line, and just once. FALSE where it is not, and
 * nothing changed. */
gboolean ms_place_by_likeness (const MsForm *from, MsForm *to,
                               const MsSeparators *separators);
