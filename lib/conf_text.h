/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The words of a configuration file: what libconfuse's scanner would do to them behind an
 * administrator's back is undone or refused before it sees the text.
 *
 * - It counts two lines too many for each comment: comments are taken out.
 * - It drops the backslash of "\d" and makes a backspace of "\b", which changes regexes:
 *   here a backslash stands for itself, but for \" and \\.
 * - It puts the environment in for "${HOME}": here that is text.
 * - It skips characters that it does not know, and appends with +=: here that is an
 *   error, as are a string that is not closed on its line and a brace without its match.
 * - It says nothing of an empty list: here that is a list of one empty text.
 *
 * Lines keep their numbers. */
#pragma once

#include "slice.h"

/* NULL when something is wrong, with its file and line in `problems`. */
char *ms_conf_text_prepare (const char *file, MsSlice text, GPtrArray *problems);
