/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-tag-taglib.h"

#include <map>
#include <string>
#include <vector>

#include <asfpicture.h>
#include <attachedpictureframe.h>
#include <tfilestream.h>

#include "att-tag-taglib-private.h"

namespace {

const int FRONT_COVER = 3; /* as ID3v2, FLAC and ASF number the types of pictures */

typedef std::vector<std::string> Texts;
typedef std::map<std::string, Texts> Values;

struct Picture
{
  int type;
  TagLib::ByteVector data;
};

struct Changes
{
  Values values; /* an empty list: the field goes */
  bool exact;    /* as they are named; else numbers, totals and dates go where the file keeps them */
  guint picture_mode;
  std::vector<Picture> pictures;
};

Changes
read_changes (GVariant *variant)
{
  Changes changes;
  g_autoptr (GVariantIter) values = nullptr, pictures = nullptr;
  gboolean exact;
  const char *field;
  GVariant *list, *bytes;
  guint32 type;

  g_variant_get (variant, ATT_TAG_CHANGES_TYPE, &values, &exact, &changes.picture_mode, &pictures);
  changes.exact = exact;
  while (g_variant_iter_next (values, "{&s@as}", &field, &list))
    {
      gsize n;
      g_autofree const char **texts = g_variant_get_strv (list, &n);

      changes.values[field] = Texts (texts, texts + n);
      g_variant_unref (list);
    }
  while (g_variant_iter_next (pictures, "(u@ay)", &type, &bytes))
    {
      gsize n;
      auto data = static_cast<const char *> (g_variant_get_fixed_array (bytes, &n, 1));

      changes.pictures.push_back ({ static_cast<int> (type), TagLib::ByteVector (data, static_cast<unsigned int> (n)) });
      g_variant_unref (bytes);
    }
  return changes;
}

/* --- fields --- */

std::string
first (const TagLib::PropertyMap &map, const char *field)
{
  return map.contains (field) && !map[field].isEmpty () ? map[field].front ().to8Bit (true) : std::string ();
}

/* The changes as @map has to take them: "3/12" in one field, or number and total in two, as Vorbis comments have them; the
 * original date where there is one. */
Values
translate (const Changes &changes, const TagLib::PropertyMap &map, bool two_fields)
{
  static const char *const numbers[][4] = { { "TRACKNUMBER", "TRACKTOTAL", "TOTALTRACKS", "TRACK" },
                                            { "DISCNUMBER", "DISCTOTAL", "TOTALDISCS", "DISC" } };
  Values values = changes.values;

  if (changes.exact)
    return values;
  for (auto &names : numbers)
    {
      const auto number = values.find (names[0]), total = values.find (names[1]);
      std::string now = first (map, names[0]), n, all = first (map, names[1]);
      std::size_t slash;

      if (number == values.end () && total == values.end ())
        continue;
      if (now.empty ())
        now = first (map, names[3]);
      if (all.empty ())
        all = first (map, names[2]);
      slash = now.find ('/');
      n = now.substr (0, slash);
      if (slash != std::string::npos)
        all = now.substr (slash + 1);
      if (number != values.end ())
        n = number->second.empty () ? std::string () : number->second.front ();
      if (total != values.end ())
        all = total->second.empty () ? std::string () : total->second.front ();
      for (const char *name : names)
        values[name].clear ();
      if (two_fields && slash == std::string::npos)
        {
          if (!n.empty ())
            values[names[0]] = { n };
          if (!all.empty ())
            values[names[1]] = { all };
        }
      else if (!n.empty () || !all.empty ())
        {
          const std::string both = all.empty () ? n : (n.empty () ? "0" : n) + "/" + all;

          values[names[0]] = { both };
        }
    }
  if (values.count ("DATE") != 0)
    {
      const Texts date = values["DATE"];
      bool original = false;

      for (const char *name : { "ORIGINALDATE", "ORIGINALYEAR" })
        if (map.contains (name))
          {
            values[name] = date;
            original = true;
          }
      if (original && !date.empty ())
        values.erase ("DATE");
      else
        values["YEAR"].clear ();
    }
  return values;
}

/* @before: what the first tag that has a field said */
template <class Tag>
void
change_fields (Tag *tag, const Changes &changes, bool two_fields, Values &before)
{
  if (tag == nullptr || changes.values.empty ())
    return;
  TagLib::PropertyMap map (tag->properties ());
  const Values values = translate (changes, map, two_fields);
  for (auto &value : values)
    {
      Texts &old = before[value.first];
      TagLib::StringList list;

      if (old.empty () && map.contains (value.first))
        for (auto &text : map[value.first])
          old.push_back (text.to8Bit (true));
      for (auto &text : value.second)
        list.append (TagLib::String (text, TagLib::String::UTF8));
      if (list.isEmpty ())
        map.erase (value.first);
      else
        map.replace (value.first, list);
    }
  tag->setProperties (map);
}

/* TagLib puts several artists of ASF in one line, and does not see the second and further ones that are there */
void
set_asf_artists (TagLib::ASF::Tag *tag, const Texts &artists)
{
  tag->removeItem ("Author");
  tag->setArtist (artists.empty () ? TagLib::String () : TagLib::String (artists.front (), TagLib::String::UTF8));
  for (std::size_t i = 1; i < artists.size (); i++)
    tag->addAttribute ("Author", TagLib::ASF::Attribute (TagLib::String (artists[i], TagLib::String::UTF8)));
}

Texts
get_asf_artists (TagLib::ASF::Tag *tag)
{
  Texts artists;

  if (!tag->artist ().isEmpty ())
    artists.push_back (tag->artist ().to8Bit (true));
  for (auto &attribute : tag->attribute ("Author"))
    if (attribute.toString () != tag->artist ())
      artists.push_back (attribute.toString ().to8Bit (true));
  return artists;
}

/* --- pictures --- */

const char *
mime_type (const TagLib::ByteVector &data)
{
  if (data.startsWith (TagLib::ByteVector ("\x89PNG", 4)))
    return "image/png";
  if (data.startsWith ("GIF8"))
    return "image/gif";
  if (data.startsWith ("RIFF"))
    return "image/webp";
  return "image/jpeg";
}

std::vector<Picture>
list_pictures (AttTaglibFile *self)
{
  std::vector<Picture> pictures;
  auto add_list = [&] (const TagLib::List<TagLib::FLAC::Picture *> &list) {
    for (auto picture : list)
      pictures.push_back ({ picture->type (), picture->data () });
  };

  if (self->flac != nullptr)
    add_list (self->flac->pictureList ());
  else if (self->xiph != nullptr)
    add_list (self->xiph->pictureList ());
  else if (self->id3v2 != nullptr)
    {
      for (auto frame : self->id3v2->frameList ("APIC"))
        if (auto apic = dynamic_cast<const TagLib::ID3v2::AttachedPictureFrame *> (frame))
          pictures.push_back ({ apic->type (), apic->picture () });
    }
  else if (self->mp4 != nullptr)
    {
      if (self->mp4->contains ("covr"))
        for (auto &cover : self->mp4->item ("covr").toCoverArtList ())
          pictures.push_back ({ FRONT_COVER, cover.data () });
    }
  else if (self->ape != nullptr)
    {
      for (auto &item : self->ape->itemListMap ())
        if (item.first.upper ().startsWith ("COVER ART (") && item.second.type () == TagLib::APE::Item::Binary)
          {
            const TagLib::ByteVector binary = item.second.binaryData (); /* a name, NUL, the picture */
            const int end = binary.find ('\0');

            if (end >= 0)
              pictures.push_back ({ item.first.upper () == "COVER ART (FRONT)" ? FRONT_COVER
                                    : item.first.upper () == "COVER ART (BACK)" ? 4 : 0,
                                    binary.mid (static_cast<unsigned int> (end) + 1) });
          }
    }
  else if (self->asf != nullptr)
    for (auto &attribute : self->asf->attribute ("WM/Picture"))
      if (attribute.toPicture ().isValid ())
        pictures.push_back ({ attribute.toPicture ().type (), attribute.toPicture ().picture () });
  return pictures;
}

TagLib::FLAC::Picture *
make_flac_picture (const Picture &picture)
{
  auto made = new TagLib::FLAC::Picture ();

  made->setType (static_cast<TagLib::FLAC::Picture::Type> (picture.type));
  made->setMimeType (mime_type (picture.data));
  made->setData (picture.data);
  return made;
}

void
set_pictures (AttTaglibFile *self, const std::vector<Picture> &pictures)
{
  if (self->flac != nullptr)
    {
      self->flac->removePictures ();
      for (auto &picture : pictures)
        self->flac->addPicture (make_flac_picture (picture));
    }
  else if (self->xiph != nullptr)
    {
      self->xiph->removeAllPictures ();
      for (auto &picture : pictures)
        self->xiph->addPicture (make_flac_picture (picture));
    }
  else if (self->id3v2 != nullptr)
    {
      self->id3v2->removeFrames ("APIC");
      for (auto &picture : pictures)
        {
          auto frame = new TagLib::ID3v2::AttachedPictureFrame ();

          frame->setType (static_cast<TagLib::ID3v2::AttachedPictureFrame::Type> (picture.type));
          frame->setMimeType (mime_type (picture.data));
          frame->setPicture (picture.data);
          self->id3v2->addFrame (frame);
        }
    }
  else if (self->mp4 != nullptr)
    {
      TagLib::MP4::CoverArtList covers;

      for (auto &picture : pictures)
        covers.append (TagLib::MP4::CoverArt (g_str_equal (mime_type (picture.data), "image/png")
                                                ? TagLib::MP4::CoverArt::PNG : TagLib::MP4::CoverArt::JPEG, picture.data));
      if (covers.isEmpty ())
        self->mp4->removeItem ("covr");
      else
        self->mp4->setItem ("covr", covers);
    }
  else if (self->asf != nullptr)
    {
      self->asf->removeItem ("WM/Picture");
      for (auto &picture : pictures)
        {
          TagLib::ASF::Picture made;

          made.setType (static_cast<TagLib::ASF::Picture::Type> (picture.type));
          made.setMimeType (mime_type (picture.data));
          made.setPicture (picture.data);
          self->asf->addAttribute ("WM/Picture", TagLib::ASF::Attribute (made));
        }
    }
  if (self->ape == nullptr)
    return;
  for (const char *name : { "FRONT", "BACK", "OTHER" })
    self->ape->removeItem (TagLib::String ("COVER ART (") + name + ")");
  if (self->id3v2 != nullptr)
    return;
  for (auto &picture : pictures)
    {
      const char *name = picture.type == FRONT_COVER ? "Cover Art (Front)"
                         : picture.type == 4 ? "Cover Art (Back)" : "Cover Art (Other)";
      TagLib::ByteVector binary ("cover");

      binary.append ('\0');
      binary.append (picture.data);
      self->ape->setItem (name, TagLib::APE::Item (name, binary, true));
    }
}

std::vector<Picture>
change_pictures (const Changes &changes, const std::vector<Picture> &now)
{
  std::vector<Picture> pictures = changes.pictures;
  bool front = false;

  if (changes.picture_mode != 1 /* ATT_PICTURE_REPLACE */)
    return pictures;
  for (auto &picture : now)
    front |= picture.type == FRONT_COVER;
  for (auto &picture : now) /* where none is called the front, the first was shown as it */
    if (front ? picture.type != FRONT_COVER : &picture != &now.front ())
      pictures.push_back (picture);
  return pictures;
}

/* --- the file --- */

bool
save (AttTaglibFile *self)
{
  using namespace TagLib;

  if (auto mpeg = dynamic_cast<MPEG::File *> (self->file.get ()))
    {
      const bool old = mpeg->hasID3v2Tag () && self->id3v2->header ()->majorVersion () == 3;

      return mpeg->save (MPEG::File::AllTags, File::StripNone, old ? ID3v2::v3 : ID3v2::v4, File::DoNotDuplicate);
    }
  if (auto wav = dynamic_cast<RIFF::WAV::File *> (self->file.get ()))
    return wav->save (RIFF::WAV::File::AllTags, File::StripNone);
  return self->file->save ();
}

GVariant *
write_before (const Values &values, const std::vector<Picture> &pictures, bool with_pictures)
{
  GVariantBuilder fields, list;

  g_variant_builder_init (&fields, G_VARIANT_TYPE ("a{sas}"));
  g_variant_builder_init (&list, G_VARIANT_TYPE ("a(uay)"));
  for (auto &value : values)
    {
      GVariantBuilder texts;

      g_variant_builder_init (&texts, G_VARIANT_TYPE ("as"));
      for (auto &text : value.second)
        g_variant_builder_add (&texts, "s", text.c_str ());
      g_variant_builder_add (&fields, "{sas}", value.first.c_str (), &texts);
    }
  for (auto &picture : pictures)
    if (with_pictures)
      g_variant_builder_add (&list, "(u@ay)", static_cast<guint32> (picture.type),
                             g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, picture.data.data (), picture.data.size (), 1));
  return g_variant_ref_sink (g_variant_new (ATT_TAG_CHANGES_TYPE, &fields, TRUE,
                                            with_pictures ? ATT_TAG_PICTURES_ALL : 0u, &list));
}

} // namespace

GVariant *
att_taglib_write (const char *path, AttAudioType type, GVariant *variant)
{
  try
    {
      const Changes changes = read_changes (variant);
      Values before;
      std::vector<Picture> pictures;
      auto stream = new TagLib::FileStream (path);
      _AttTaglibFile self (stream);

      if (!stream->isOpen () || stream->readOnly ())
        return nullptr;
      att_taglib_open_type (&self, type, true);
      if (self.file == nullptr || !self.file->isValid ())
        return nullptr;
      change_fields (self.xiph, changes, true, before);
      change_fields (self.id3v2, changes, false, before);
      change_fields (self.ape, changes, false, before);
      change_fields (self.mp4, changes, false, before);
      if (self.asf != nullptr)
        {
          const bool artists = changes.values.count ("ARTIST") != 0;
          const Texts old = get_asf_artists (self.asf);

          change_fields (self.asf, changes, false, before);
          if (artists)
            {
              before["ARTIST"] = old;
              set_asf_artists (self.asf, changes.values.at ("ARTIST"));
            }
        }
      if (self.id3v1 != nullptr && !self.id3v1->isEmpty ())
        change_fields (self.id3v1, changes, false, before);
      if (self.info != nullptr && !self.info->isEmpty ())
        change_fields (self.info, changes, false, before);
      if (changes.picture_mode != 0)
        {
          pictures = list_pictures (&self);
          set_pictures (&self, change_pictures (changes, pictures));
        }
      return save (&self) ? write_before (before, pictures, changes.picture_mode != 0) : nullptr;
    }
  catch (const std::exception &)
    {
      return nullptr;
    }
}

char *
att_taglib_get_comment (AttTaglibFile *self)
{
  try
    {
      std::string comment;
      auto look = [&] (auto *tag) {
        if (tag != nullptr && comment.empty ())
          comment = first (tag->properties (), "COMMENT");
      };

      look (self->xiph);
      look (self->id3v2);
      look (self->ape);
      look (self->mp4);
      look (self->asf);
      look (self->id3v1);
      look (self->info);
      return g_strdup (comment.c_str ());
    }
  catch (const std::exception &)
    {
      return g_strdup ("");
    }
}
