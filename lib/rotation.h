/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which of several templates a message gets: any of them as often as any other, the same
 * one for the same message, on every machine. No secret is in it. */
#pragma once

#include "message.h"

/* An index below `count`, which is not 0: by the Message-ID, where there is none by Date,
 * From and Subject. */
guint ms_rotation_pick (const MsMessage *message, guint count);
