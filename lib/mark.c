/* SPDX-License-Identifier: BSD-2-Clause */
#include "mark.h"
