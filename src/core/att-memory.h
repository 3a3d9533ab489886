/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-memory.h - what was needed for a moment goes back to the system
 *
 * With GNU's C library (see mallopt(3), malloc_trim(3)); with another both do nothing.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* First thing in main(): large arrays have maps of their own, however many of them came and went. */
void att_memory_set_up (void);
/* After a job that took much: free pages go back. Returns at once; any thread. It is done on a thread of GTask's, for a
 * thread of low priority must not hold the locks of what others allocate from. */
void att_memory_trim   (void);

G_END_DECLS
