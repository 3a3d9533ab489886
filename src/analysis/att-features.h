/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-features.h - what a feature vector holds
 *
 * The layout belongs to ATT_FEATURES_VERSION: changing one number of it is a
 * new version, and tracks are listened to again in the background. See
 * att-features.c for the table of columns.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ATT_FEATURES_VERSION 1

/* number of floats in a vector of this version */
gsize att_features_get_n (void);

G_END_DECLS
