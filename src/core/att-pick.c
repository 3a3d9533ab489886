/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-pick.h"

G_DEFINE_FINAL_TYPE (AttPick, att_pick, G_TYPE_OBJECT)

const char *
att_recommender_to_string (AttRecommender recommender)
{
  static const char *const names[ATT_N_RECOMMENDERS] = {
    "als", "deepcf", "user-knn", "item-knn", "sound",
    "metadata", "genre-taste", "genre-net", "cold", "explore",
  };

  return (guint) recommender < ATT_N_RECOMMENDERS ? names[recommender] : "unknown";
}

AttReason *
att_reason_new (AttRecommender recommender, double weight, double value,
                AttTrackId because_of, const char *text)
{
  AttReason *self = g_new0 (AttReason, 1);

  self->recommender = recommender;
  self->weight = weight;
  self->value = value;
  self->because_of = because_of;
  self->text = g_strdup (text);
  return self;
}

void
att_reason_free (AttReason *self)
{
  g_free (self->text);
  g_free (self);
}

static void
att_pick_finalize (GObject *object)
{
  AttPick *self = ATT_PICK (object);

  g_clear_object (&self->track);
  g_clear_pointer (&self->reasons, g_ptr_array_unref);

  G_OBJECT_CLASS (att_pick_parent_class)->finalize (object);
}

static void
att_pick_class_init (AttPickClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = att_pick_finalize;
}

static void
att_pick_init (AttPick *self)
{
}

AttPick *
att_pick_new (AttTrack *track, double score, double skip_chance, AttEvidence evidence,
              GPtrArray *reasons, const AttOpinions *opinions)
{
  AttPick *self = g_object_new (ATT_TYPE_PICK, NULL);

  self->track = g_object_ref (track);
  self->score = score;
  self->skip_chance = skip_chance;
  self->evidence = evidence;
  self->reasons = reasons;
  self->opinions = *opinions;
  return self;
}
