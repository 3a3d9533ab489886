/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-genre-words.h"

#include <glib/gi18n-lib.h>

#include "att-reasons.h"

#define NO_LONGER 0.75      /* share of the prior below which skips have spoken */

static int
class_of (const AttContext *context, int item, guint i)
{
  return att_catalogue_class_of (context->catalogue, item, i);
}

/* index of the genre of the item that speaks most for it */
static guint
best_genre (const AttContext *context, const AttClassTaste *classes, int item)
{
  guint best = 0;

  for (guint i = 1; i < att_catalogue_item (context->catalogue, item)->n_genres; i++)
    if (classes[class_of (context, item, i)].value > classes[class_of (context, item, best)].value)
      best = i;
  return best;
}

/* what the sentences about an item are made of */
typedef struct {
  const AttContext *context;
  int item;
  AttTrack *track;
  const char *genre; /* that speaks most for it */
  int cls;
  gboolean plain;    /* it is the genre that lists show, by the file's own word: said without a doubt, else as a claim */
  char *claim, *name, *decade;
  const char *artist, *album;
} Words;

static void
words_clear (Words *words)
{
  g_free (words->claim);
  g_free (words->name);
  g_free (words->decade);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static Words
find_words (const AttContext *context, const AttClassTaste *classes, int item)
{
  const guint best = best_genre (context, classes, item);
  const AttCatalogueGenre *genre =
    att_catalogue_genre (context->catalogue, att_catalogue_genres_of (context->catalogue, item)[best].genre);
  AttTrack *track = att_catalogue_item (context->catalogue, item)->track;

  return (Words) {
    .context = context,
    .item = item,
    .track = track,
    .genre = genre->name,
    .cls = genre->cls,
    .plain = att_words_is_plain (context, item, best),
    .claim = att_words_claim (context, item, best),
    .name = att_words_track (context, item),
    .decade = att_words_decade (track->year),
    .artist = att_track_get_artist (track),
    .album = att_track_get_album (track),
  };
}

static void
say_chosen_plainly (const Words *words, const char *chosen, AttExplanation *out)
{
  const AttItem *item = att_catalogue_item (words->context->catalogue, words->item);

  if (att_track_has (words->track, ATT_TRACK_LOVED))
    att_explanation_say (out, 0, _("You picked %1$s, and you love %2$s"), chosen, words->name);
  if (words->track->rating >= 7)
    att_explanation_say (out, 0, _("You picked %1$s, and you rated %2$s highly"), chosen, words->name);
  if (item->n_playlists > 1 && *words->artist != '\0')
    att_explanation_say (out, 0, ngettext ("You picked %1$s, and this by %2$s is in %3$u of your playlists",
                                           "You picked %1$s, and this by %2$s is in %3$u of your playlists",
                                           item->n_playlists), chosen, words->artist, item->n_playlists);
  else if (item->n_playlists > 0)
    att_explanation_say (out, 0, _("You picked %1$s, and %2$s is in one of your playlists"), chosen, words->name);
  for (guint i = 0; i < 3; i++) /* one true thing as good as the other: not always the same first */
    switch ((words->track->id + i) % 3)
      {
      case 0:
        if (item->whole_album && *words->album != '\0')
          att_explanation_say (out, 0, _("You picked %1$s, and you own all of “%2$s”"), chosen, words->album);
        break;

      case 1:
        if (*words->artist != '\0' && g_str_equal (words->genre, chosen))
          att_explanation_say (out, 0, _("You picked %1$s, and %2$s plays it"), chosen, words->artist);
        else if (*words->artist != '\0')
          att_explanation_say (out, 0, _("You picked %1$s, and %2$s plays %3$s"), chosen, words->artist, words->genre);
        break;

      default:
        if (words->decade != NULL && *words->album != '\0')
          att_explanation_say (out, 0, _("%1$s from %2$s: the album “%3$s”"), words->genre, words->decade,
                               words->album);
        else if (words->decade != NULL)
          att_explanation_say (out, 0, _("%1$s from %2$s, a genre you picked"), words->genre, words->decade);
      }
}

static void
say_chosen (const Words *words, const char *chosen, AttExplanation *out)
{
  if (words->plain)
    say_chosen_plainly (words, chosen, out);
  if (g_str_equal (words->genre, chosen))
    att_explanation_say (out, 0, _("%s, a genre you picked"), words->claim);
  else
    att_explanation_say (out, 0, _("%1$s, and you picked %2$s"), words->claim, chosen);
}

static void
say_heard (const Words *words, const AttClassTaste *taste, const char *chosen, AttExplanation *out)
{
  const AttContext *context = words->context;

  if (taste->last_complete >= 0 && taste->last_complete != words->item)
    {
      const AttTrackId because_of = att_catalogue_item (context->catalogue, taste->last_complete)->track->id;
      g_autofree char *other = att_words_track (context, taste->last_complete);
      g_autofree char *deed = att_words_deed (context, taste->last_complete, TRUE);

      /* TRANSLATORS: genre, track, and "which you finished tonight" */
      if (words->plain)
        att_explanation_say (out, because_of, _("%1$s like %2$s, %3$s"), words->genre, other, deed);
      else
        att_explanation_say (out, because_of, _("%1$s, like %2$s, %3$s"), words->claim, other, deed);
      if (words->plain && *words->artist != '\0')
        att_explanation_say (out, because_of, _("%1$s plays %2$s, like %3$s, %4$s"), words->artist, words->genre,
                             other, deed);
      if (words->plain && words->decade != NULL)
        att_explanation_say (out, because_of, _("%1$s from %2$s, close to %3$s, %4$s"), words->genre, words->decade,
                             other, deed);
    }
  if (words->plain && taste->n_complete + taste->n_skip > 2)
    att_explanation_say (out, 0, _("You heard %1$u of %2$u %3$s tracks to the end"),
                         taste->n_complete, taste->n_complete + taste->n_skip, words->genre);
  if (chosen != NULL && words->plain)
    say_chosen_plainly (words, chosen, out);
  att_explanation_say (out, 0, _("%s, which you have been enjoying"), words->claim);
}

static void
say_skipped (const Words *words, const AttClassTaste *taste, AttExplanation *out)
{
  if (words->plain && taste->n_skip > 2)
    att_explanation_say (out, 0, _("You skipped %1$u of %2$u %3$s tracks"),
                         taste->n_skip, taste->n_complete + taste->n_skip, words->genre);
  if (words->plain && *words->artist != '\0')
    att_explanation_say (out, 0, _("%1$s plays %2$s, which you have been skipping"), words->artist, words->genre);
  att_explanation_say (out, 0, _("%s, which you have been skipping"), words->claim);
}

static void
say_seed (const Words *words, AttExplanation *out)
{
  const AttContext *context = words->context;

  for (guint i = 0; context->seed_class < 0 && i < context->n_seeds; i++)
    for (guint j = 0; j < att_catalogue_item (context->catalogue, context->seeds[i])->n_genres; j++)
      if (context->seeds[i] != words->item && class_of (context, context->seeds[i], j) == words->cls)
        {
          g_autofree char *seed = att_words_track (context, context->seeds[i]);
          const AttTrackId because_of = att_catalogue_item (context->catalogue, context->seeds[i])->track->id;

          if (words->plain)
            att_explanation_say (out, because_of, _("%1$s, like %2$s"), words->genre, seed);
          if (words->plain && *words->artist != '\0')
            att_explanation_say (out, because_of, _("%1$s plays %2$s, like %3$s"), words->artist, words->genre, seed);
          att_explanation_say (out, because_of, _("%1$s, like %2$s"), words->claim, seed);
          return;
        }
  if (words->plain && *words->artist != '\0' && words->decade != NULL)
    att_explanation_say (out, 0, _("%1$s plays %2$s from %3$s"), words->artist, words->genre, words->decade);
  if (words->plain && *words->artist != '\0')
    att_explanation_say (out, 0, _("%1$s plays %2$s"), words->artist, words->genre);
  att_explanation_say (out, 0, "%s", words->claim);
}

static void
say_beyond (const Words *words, const char *relative, AttExplanation *out)
{
  if (words->plain && *words->artist != '\0')
    {
      if (relative != NULL)
        att_explanation_say (out, 0, _("%1$s plays %2$s, close to %3$s, which you picked"),
                             words->artist, words->genre, relative);
      else if (words->context->n_chosen > 0)
        att_explanation_say (out, 0, _("A step beyond the genres you picked: %1$s by %2$s"), words->genre,
                             words->artist);
      else
        att_explanation_say (out, 0, _("%1$s by %2$s, from your library"), words->genre, words->artist);
    }
  att_explanation_say (out, 0, _("%s, from your library"), words->claim);
}

void
att_genre_words_explain (const AttContext *context, const AttClassTaste *classes, int item, AttExplanation *out)
{
  g_auto (Words) words = find_words (context, classes, item);
  const AttClassTaste *taste = &classes[words.cls];
  const char *chosen = NULL, *relative = NULL;

  for (guint i = 0; i < context->n_chosen; i++)
    {
      const AttChosenGenre *other = &context->chosen[i];

      if (chosen == NULL && att_catalogue_class_within (context->catalogue, words.cls, other->cls))
        chosen = other->name;
      else if (relative == NULL && att_catalogue_class_similarity (context->catalogue, words.cls, other->cls) > 0)
        relative = other->name;
    }

  out->from_log = taste->n_complete + taste->n_skip > 0;
  if (taste->n_skip > 0 && taste->value < NO_LONGER * taste->prior)
    say_skipped (&words, taste, out);
  else if (context->n_seeds > 0 || context->seed_class >= 0)
    say_seed (&words, out);
  else if (taste->sum > 0 && taste->n_complete > 0)
    say_heard (&words, taste, chosen, out);
  else if (chosen != NULL)
    say_chosen (&words, chosen, out);
  else
    say_beyond (&words, relative, out);
}
