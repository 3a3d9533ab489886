/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The benchmarks of the rooms, as figures to print.
 */
#include "config.h"

#include "att-session-private.h"
#include "att-session-tools.h"

#include <glib/gi18n-lib.h>

#include "att-bench-analysis.h"
#include "att-bench-als.h"
#include "att-bench-neighbours.h"
#include "att-bench-radio.h"
#include "att-bench-tags.h"
#include "att-features.h"

#define BENCH_NEIGHBOURS 100000

gboolean
att_session_bench_tags (const char *dir, guint64 *n_files, double *cpu_s, GCancellable *cancellable, GError **error)
{
  return att_bench_tags (dir, n_files, cpu_s, cancellable, error);
}

static void
add_figure (GArray *figures, const char *name, double value)
{
  AttFigure figure = { name, value };

  g_array_append_val (figures, figure);
}

/* the figures of 100,000 tracks by their names, those of other sizes with the size behind */
GArray *
att_session_bench_radio (GCancellable *cancellable, GError **error)
{
  static const guint sizes[] = { 100000, 10000, 300000, 1000000 };
  g_autoptr (GArray) figures = g_array_new (FALSE, FALSE, sizeof (AttFigure));

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      AttRadioBench bench;
      g_autofree char *suffix = i > 0 ? g_strdup_printf ("_%u", sizes[i]) : g_strdup ("");
      const struct { const char *name; const double *value; } columns[] = {
        { "build_ms", &bench.build_ms }, { "first_plan_ms", &bench.first_plan_ms }, { "react_ms", &bench.react_ms },
        { "floor_ms", &bench.floor_ms }, { "radio_bytes", &bench.radio_bytes },
      };

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (!att_radio_bench (sizes[i], &bench))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("There is no memory for %u made-up tracks"), sizes[i]);
          return NULL;
        }
      if (i == 0)
        add_figure (figures, "tracks", bench.n_tracks);
      for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
        {
          g_autofree char *name = g_strconcat (columns[c].name, suffix, NULL);

          add_figure (figures, g_intern_string (name), *columns[c].value);
        }
      if (i > 0)
        continue;
      add_figure (figures, "ratio", bench.react_ms / bench.floor_ms);
      add_figure (figures, "track_bytes", bench.track_bytes);
    }
  return g_steal_pointer (&figures);
}

GArray *
att_session_bench_analysis (const char *dir, AttProgress *progress, GCancellable *cancellable, GError **error)
{
  AttAnalysisBench bench = { 0 };
  GArray *figures;

  if (!att_analysis_bench (dir, progress, cancellable, &bench, error))
    return NULL;
  figures = g_array_new (FALSE, FALSE, sizeof (AttFigure));
  add_figure (figures, "files", bench.n_files);
  add_figure (figures, "failed", bench.n_failed);
  add_figure (figures, "audio_s", bench.audio_s);
  add_figure (figures, "peer_s", bench.peer_s);
  add_figure (figures, "decode_s", bench.decode_s);
  add_figure (figures, "decode_ratio", bench.decode_ratio);
  add_figure (figures, "analysis_s", bench.analysis_s);
  add_figure (figures, "ratio", bench.ratio);
  add_figure (figures, "loudness_s", bench.loudness_s);
  add_figure (figures, "loudness_alone_s", bench.loudness_alone_s);
  add_figure (figures, "ebur128_s", bench.ebur128_s);
  add_figure (figures, "loudness_error", bench.loudness_error);
  add_figure (figures, "excerpt_s", bench.excerpt_s);
  add_figure (figures, "features_s", bench.features_s);
  add_figure (figures, "realtime", bench.realtime);
  add_figure (figures, "features_realtime", bench.features_realtime);
  add_figure (figures, "net_ms", bench.net_ms);
  add_figure (figures, "net_plain_ms", bench.net_plain_ms);
  add_figure (figures, "heads_ms", bench.heads_ms);
  add_figure (figures, "rss_mb", bench.rss_mb);
  if (bench.jobs_ratio > 0)
    add_figure (figures, "jobs_ratio", bench.jobs_ratio);
  return figures;
}

GArray *
att_session_bench_neighbours (AttSession *self, AttProgress *progress, GCancellable *cancellable, GError **error)
{
  AttNeighboursBench bench = { 0 };
  GArray *figures;

  if (!att_neighbours_bench (self->store, ATT_FEATURES_VERSION, BENCH_NEIGHBOURS, progress, cancellable, &bench, error))
    return NULL;
  figures = g_array_new (FALSE, FALSE, sizeof (AttFigure));
  add_figure (figures, "tracks", bench.n_tracks);
  add_figure (figures, "real", bench.n_real);
  add_figure (figures, "build_s", bench.build_s);
  add_figure (figures, "build_cpu_s", bench.build_cpu_s);
  add_figure (figures, "build_part_s", bench.build_part_s);
  add_figure (figures, "build_part_early_s", bench.build_part_early_s);
  add_figure (figures, "early_end_gain", 1 - bench.build_part_early_s / bench.build_part_s);
  add_figure (figures, "ended_early", bench.ended_early);
  add_figure (figures, "add_ms", bench.add_ms);
  add_figure (figures, "pass_ms", bench.pass_ms);
  add_figure (figures, "ratio", bench.add_ms / bench.pass_ms);
  add_figure (figures, "add_unbounded_ms", bench.add_unbounded_ms);
  add_figure (figures, "minimum_gain", 1 - bench.add_ms / bench.add_unbounded_ms);
  add_figure (figures, "dropped_at_once", bench.dropped);
  add_figure (figures, "add_early_ms", bench.add_early_ms);
  add_figure (figures, "lists_entered", bench.entered);
  add_figure (figures, "remove_ms", bench.remove_ms);
  add_figure (figures, "compact_bytes", sizeof (AttSoundCompact));
  add_figure (figures, "list_bytes", bench.list_bytes);
  add_figure (figures, "tags_ms", bench.tags_ms);
  return figures;
}

GArray *
att_session_bench_als (GCancellable *cancellable, GError **error)
{
  AttAlsBench bench;
  GArray *figures;

  if (!att_als_bench (&bench, cancellable, error))
    return NULL;
  figures = g_array_new (FALSE, FALSE, sizeof (AttFigure));
  add_figure (figures, "users", bench.n_users);
  add_figure (figures, "items", bench.n_items);
  add_figure (figures, "plays", bench.n_plays);
  add_figure (figures, "pairs", bench.n_pairs);
  add_figure (figures, "factors", bench.n_factors);
  add_figure (figures, "sweeps", bench.n_sweeps);
  add_figure (figures, "seconds_1", bench.seconds[0]);
  add_figure (figures, "seconds_2", bench.seconds[1]);
  add_figure (figures, "loss", bench.loss);
  add_figure (figures, "floor_1", bench.floor[0]);
  add_figure (figures, "floor_2", bench.floor[1]);
  add_figure (figures, "ratio_1", bench.seconds[0] / bench.floor[0]);
  add_figure (figures, "ratio_2", bench.seconds[1] / bench.floor[1]);
  add_figure (figures, "fold_in_ms", bench.fold_in_ms);
  add_figure (figures, "desktop_users", bench.desktop_users);
  add_figure (figures, "desktop_items", bench.desktop_items);
  add_figure (figures, "desktop_plays", bench.desktop_plays);
  add_figure (figures, "desktop_s", bench.desktop_seconds);
  add_figure (figures, "desktop_radio_s", bench.desktop_radio_seconds);
  add_figure (figures, "desktop_mb", bench.desktop_mb);
  return figures;
}
