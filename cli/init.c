/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mailstamp init: a starter configuration with templates, ready to edit. */
#include "options.h"

int
command_init (int argc, char **argv)
{
    (void)argc;
    (void)argv;
    return EXIT_WRONG;
}
