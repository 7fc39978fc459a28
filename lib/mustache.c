/* SPDX-License-Identifier: BSD-2-Clause */
#include "mustache.h"
