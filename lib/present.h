/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whether a message carries its stamp already: nobody forgives a second one. */
#pragma once

#include "insert.h"

/* The reason to pass when one of the stamps is there already, in any alternative, else
 * MS_REASON_NONE. A message of ours then lost its mark to a relay that strips X- headers;
 * one of others has a mark that verifies as well. */
MsReason ms_stamps_present (const MsCase *mail, const GArray *stamps);
