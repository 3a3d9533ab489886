/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "att-tag-taglib.h"

#include <cstdlib>
#include <string>

#include <asfpicture.h>
#include <attachedpictureframe.h>
#include <fileref.h>
#include <id3v1genres.h>
#include <id3v2framefactory.h>
#include <popularimeterframe.h>
#include <synchronizedlyricsframe.h>

#include "att-tag-taglib-private.h"

#if TAGLIB_MAJOR_VERSION >= 2
typedef TagLib::offset_t Offset;
typedef size_t Size, Place;
typedef TagLib::offset_t Start;
#else
typedef long Offset;
typedef unsigned long Size, Start;
#endif

namespace {

/* TagLib's view of an AttFileBytes, from @base on; read only */
class Stream final : public TagLib::IOStream
{
public:
  Stream (AttFileBytes *bytes, gint64 base)
    : bytes (bytes), base (base), size (MAX (att_file_bytes_get_size (bytes) - base, 0)) {}

  TagLib::FileName name () const override { return ""; }
  bool readOnly () const override { return true; }
  bool isOpen () const override { return true; }
  Offset tell () const override { return at; }
  Offset length () override { return size; }
  void clear () override {}

  TagLib::ByteVector readBlock (Size length) override
  {
    const gint64 left = MAX (size - at, 0);
    const unsigned int n = static_cast<unsigned int> (MIN (static_cast<guint64> (left), MIN (length, G_MAXINT32)));
    TagLib::ByteVector data (n, '\0');
    const gsize got = n > 0 ? att_file_bytes_read (bytes, base + at, data.data (), n) : 0;

    if (got < n)
      data.resize (static_cast<unsigned int> (got));
    at += static_cast<Offset> (got);
    return data;
  }

  void seek (Offset offset, Position from) override
  {
    at = offset + (from == Current ? at : from == End ? size : 0);
    at = MAX (at, 0);
  }

  void writeBlock (const TagLib::ByteVector &) override {}
  void insert (const TagLib::ByteVector &, Start, Size) override {}
  void removeBlock (Start, Size) override {}
  void truncate (Offset) override {}

private:
  AttFileBytes *bytes;
  gint64 base;
  Offset size, at = 0;
};

} // namespace

namespace {

const TagLib::AudioProperties::ReadStyle style = TagLib::AudioProperties::Fast;

template <class T>
T *
own (AttTaglibFile *self, T *file)
{
  self->file.reset (file);
  return file;
}

TagLib::MPEG::File *
open_mpeg (AttTaglibFile *self, bool with_audio)
{
#if TAGLIB_MAJOR_VERSION >= 2
  return own (self, new TagLib::MPEG::File (self->stream.get (), with_audio, style));
#else
  auto factory = TagLib::ID3v2::FrameFactory::instance ();

  return own (self, new TagLib::MPEG::File (self->stream.get (), factory, with_audio, style));
#endif
}

TagLib::FLAC::File *
open_flac (AttTaglibFile *self)
{
#if TAGLIB_MAJOR_VERSION >= 2
  return own (self, new TagLib::FLAC::File (self->stream.get (), true, style));
#else
  auto factory = TagLib::ID3v2::FrameFactory::instance ();

  return own (self, new TagLib::FLAC::File (self->stream.get (), factory, true, style));
#endif
}

} // namespace

void
att_taglib_open_type (AttTaglibFile *self, AttAudioType type, bool create)
{
  using namespace TagLib;

  switch (type)
    {
    case ATT_AUDIO_MP3:
    case ATT_AUDIO_AAC:
    case ATT_AUDIO_DSF:
      {
        auto file = open_mpeg (self, type == ATT_AUDIO_MP3);
        self->id3v2 = file->ID3v2Tag (create);
        self->ape = file->APETag ();
        self->id3v1 = file->ID3v1Tag ();
        break;
      }
    case ATT_AUDIO_FLAC:
      {
        auto file = open_flac (self);
        self->flac = file;
        self->xiph = file->xiphComment (create);
        self->id3v2 = file->ID3v2Tag ();
        self->id3v1 = file->ID3v1Tag ();
        break;
      }
    case ATT_AUDIO_VORBIS:
      self->xiph = own (self, new Vorbis::File (self->stream.get (), true, style))->tag ();
      break;
    case ATT_AUDIO_OPUS:
      self->xiph = own (self, new Ogg::Opus::File (self->stream.get (), true, style))->tag ();
      break;
    case ATT_AUDIO_SPEEX:
      self->xiph = own (self, new Ogg::Speex::File (self->stream.get (), true, style))->tag ();
      break;
    case ATT_AUDIO_OGG_FLAC:
      self->xiph = own (self, new Ogg::FLAC::File (self->stream.get (), true, style))->tag ();
      break;
    case ATT_AUDIO_MP4:
      self->mp4 = own (self, new MP4::File (self->stream.get (), true, style))->tag ();
      break;
    case ATT_AUDIO_WAV:
      {
        auto file = own (self, new RIFF::WAV::File (self->stream.get (), true, style));
        self->id3v2 = file->ID3v2Tag ();
        self->info = file->InfoTag ();
        break;
      }
    case ATT_AUDIO_AIFF:
      self->id3v2 = own (self, new RIFF::AIFF::File (self->stream.get (), true, style))->tag ();
      break;
    case ATT_AUDIO_WAVPACK:
      {
        auto file = own (self, new WavPack::File (self->stream.get (), true, style));
        self->ape = file->APETag (create);
        self->id3v1 = file->ID3v1Tag ();
        break;
      }
    case ATT_AUDIO_APE:
      {
        auto file = own (self, new APE::File (self->stream.get (), true, style));
        self->ape = file->APETag (create);
        self->id3v1 = file->ID3v1Tag ();
        break;
      }
    case ATT_AUDIO_MUSEPACK:
      {
        auto file = own (self, new MPC::File (self->stream.get (), true, style));
        self->ape = file->APETag (create);
        self->id3v1 = file->ID3v1Tag ();
        break;
      }
    case ATT_AUDIO_TRUEAUDIO:
      {
        auto file = own (self, new TrueAudio::File (self->stream.get (), true, style));
        self->id3v2 = file->ID3v2Tag (create);
        self->id3v1 = file->ID3v1Tag ();
        break;
      }
    case ATT_AUDIO_ASF:
      self->asf = own (self, new ASF::File (self->stream.get (), true, style))->tag ();
      break;
    case ATT_AUDIO_UNKNOWN:
      break;
    }
}

namespace {

/* A further tag of a file only fills what the tags before it left open. */
void
add_properties (AttTagValues *values, const TagLib::PropertyMap &properties)
{
  for (auto i = properties.begin (); i != properties.end (); ++i)
    {
      const std::string field = i->first.to8Bit (true);

      if (!att_tag_values_wants (values, field.c_str ()))
        continue;
      for (auto j = i->second.begin (); j != i->second.end (); ++j)
        {
          const std::string text = j->to8Bit (true);
          att_tag_values_add (values, field.c_str (), text.data (), text.size ());
        }
    }
}

void
add_text (AttTagValues *values, const char *field, const TagLib::String &text)
{
  const std::string utf8 = text.to8Bit (true);

  if (att_tag_values_wants (values, field))
    att_tag_values_add (values, field, utf8.data (), utf8.size ());
}

void
add_id3v2 (AttTagValues *values, const TagLib::ID3v2::Tag *tag)
{
  const TagLib::ID3v2::FrameList &frames = tag->frameList ("POPM");

  add_properties (values, tag->properties ());
  for (auto i = frames.begin (); i != frames.end (); ++i)
    if (auto popm = dynamic_cast<const TagLib::ID3v2::PopularimeterFrame *> (*i))
      att_tag_values_add_popularimeter (values, popm->email ().to8Bit (true).c_str (), popm->rating ());
}

/* TagLib 1.13 gives only the freeform fields that it has a name for; ReplayGain and many of Picard's are not among
 * them */
void
add_mp4 (AttTagValues *values, const TagLib::MP4::Tag *tag)
{
  const TagLib::MP4::ItemMap &items = tag->itemMap ();

  add_properties (values, tag->properties ());
  for (auto i = items.begin (); i != items.end (); ++i)
    if (i->first.startsWith ("----:"))
      {
        const TagLib::String name = i->first.substr (static_cast<unsigned int> (i->first.rfind (":")) + 1);
        const std::string field = name.to8Bit (true);

        if (att_tag_values_wants (values, field.c_str ()))
          {
            const TagLib::StringList list = i->second.toStringList ();

            for (auto j = list.begin (); j != list.end (); ++j)
              {
                const std::string text = j->to8Bit (true);
                att_tag_values_add (values, field.c_str (), text.data (), text.size ());
              }
          }
      }
}

void
add_asf (AttTagValues *values, const TagLib::ASF::Tag *tag)
{
  const TagLib::ASF::AttributeListMap &attributes = tag->attributeListMap ();

  add_properties (values, tag->properties ());
  for (auto i = attributes.begin (); i != attributes.end (); ++i)
    for (auto j = i->second.begin (); j != i->second.end (); ++j)
      if (i->first == "Author" && j->toString () != tag->artist ()) /* the second and further ones are only here */
        {
          const std::string artist = j->toString ().to8Bit (true);
          att_tag_values_add (values, "ARTIST", artist.data (), artist.size ());
        }
      else if (j->type () == TagLib::ASF::Attribute::UnicodeType)
        add_text (values, i->first.to8Bit (true).c_str (), j->toString ());
      else if (i->first == "WM/SharedUserRating") /* 1, 25, 50, 75, 99: stars */
        add_text (values, "RATING", TagLib::String::number (static_cast<int> (MIN (j->toUInt (), 99)) / 25 + 1));
}

/* front covers first */
bool
better (int type, int best)
{
  return best < 0 || (type == 3 && best != 3);
}

TagLib::ByteVector
find_picture (AttTaglibFile *self)
{
  TagLib::ByteVector data;
  int best = -1;

  auto consider = [&] (int type, const TagLib::ByteVector &picture) {
    if (picture.size () > 0 && better (type, best))
      {
        data = picture;
        best = type;
      }
  };
  auto consider_list = [&] (const TagLib::List<TagLib::FLAC::Picture *> &pictures) {
    for (auto i = pictures.begin (); i != pictures.end (); ++i)
      if ((*i)->mimeType () != "-->")
        consider ((*i)->type (), (*i)->data ());
  };

  if (self->flac != nullptr)
    consider_list (self->flac->pictureList ());
  if (self->xiph != nullptr)
    consider_list (self->xiph->pictureList ());
  if (self->id3v2 != nullptr)
    {
      const TagLib::ID3v2::FrameList &frames = self->id3v2->frameList ("APIC");

      for (auto i = frames.begin (); i != frames.end (); ++i)
        if (auto apic = dynamic_cast<const TagLib::ID3v2::AttachedPictureFrame *> (*i))
          if (apic->mimeType () != "-->")
            consider (apic->type (), apic->picture ());
    }
  if (self->mp4 != nullptr && self->mp4->contains ("covr"))
    {
      const TagLib::MP4::CoverArtList covers = self->mp4->item ("covr").toCoverArtList ();

      for (auto i = covers.begin (); i != covers.end (); ++i)
        consider (3, i->data ());
    }
  if (self->ape != nullptr)
    {
      const TagLib::APE::ItemListMap &items = self->ape->itemListMap ();

      for (auto i = items.begin (); i != items.end (); ++i)
        if (i->first.upper ().startsWith ("COVER ART (") && i->second.type () == TagLib::APE::Item::Binary)
          {
            const TagLib::ByteVector binary = i->second.binaryData (); /* a name, NUL, the picture */
            const int end = binary.find ('\0');

            if (end >= 0)
              consider (i->first.upper () == "COVER ART (FRONT)" ? 3 : 0,
                        binary.mid (static_cast<unsigned int> (end) + 1));
          }
    }
  if (self->asf != nullptr)
    {
      const TagLib::ASF::AttributeList pictures = self->asf->attribute ("WM/Picture");

      for (auto i = pictures.begin (); i != pictures.end (); ++i)
        {
          const TagLib::ASF::Picture picture = i->toPicture ();

          if (picture.isValid ())
            consider (picture.type (), picture.picture ());
        }
    }
  return data;
}

} // namespace

AttTaglibFile *
att_taglib_open (AttFileBytes *bytes, AttAudioType type, gint64 offset)
{
  auto self = std::make_unique<_AttTaglibFile> (new Stream (bytes, offset));

  try
    {
      att_taglib_open_type (self.get (), type, false);
    }
  catch (const std::exception &) /* a size in the file was believed */
    {
      return nullptr;
    }
  return self->file != nullptr && self->file->isValid () ? self.release () : nullptr;
}

void
att_taglib_close (AttTaglibFile *self)
{
  delete self;
}

gboolean
att_taglib_get_audio (AttTaglibFile *self, AttTags *tags)
{
  const TagLib::AudioProperties *audio = self->file->audioProperties ();

  if (audio == nullptr)
    return FALSE;
  tags->duration_ms = MAX (audio->lengthInMilliseconds (), 0);
  tags->bitrate = CLAMP (audio->bitrate (), 0, G_MAXINT32 / 1000) * 1000;
  tags->sample_rate = MAX (audio->sampleRate (), 0);
  tags->channels = MAX (audio->channels (), 0);
  return tags->sample_rate > 0;
}

void
att_taglib_get_values (AttTaglibFile *self, AttTagValues *values)
{
  try
    {
      if (self->xiph != nullptr)
        add_properties (values, self->xiph->properties ());
      if (self->id3v2 != nullptr)
        add_id3v2 (values, self->id3v2);
      if (self->ape != nullptr)
        add_properties (values, self->ape->properties ());
      if (self->mp4 != nullptr)
        add_mp4 (values, self->mp4);
      if (self->asf != nullptr)
        add_asf (values, self->asf);
      if (self->id3v1 != nullptr)
        add_properties (values, self->id3v1->properties ());
      if (self->info != nullptr)
        add_properties (values, self->info->properties ());
    }
  catch (const std::exception &) /* what was added until then is good */
    {
    }
}

gboolean
att_taglib_has_picture (AttTaglibFile *self)
{
  try
    {
      return !find_picture (self).isEmpty ();
    }
  catch (const std::exception &)
    {
      return FALSE;
    }
}

GBytes *
att_taglib_get_picture (AttTaglibFile *self)
{
  try
    {
      const TagLib::ByteVector picture = find_picture (self);

      return picture.isEmpty () ? nullptr : g_bytes_new (picture.data (), picture.size ());
    }
  catch (const std::exception &)
    {
      return nullptr;
    }
}

/* Times in milliseconds only. Where a text begins with a line feed (ID3v2.4, 4.9) the others are syllables of its line. */
static std::string
read_sylt (const TagLib::ID3v2::Tag *tag)
{
  const TagLib::ID3v2::FrameList &frames = tag->frameList ("SYLT");
  std::string lrc;

  for (auto i = frames.begin (); i != frames.end () && lrc.empty (); ++i)
    {
      auto frame = dynamic_cast<const TagLib::ID3v2::SynchronizedLyricsFrame *> (*i);
      bool syllables = false;

      if (frame == nullptr ||
          frame->timestampFormat () != TagLib::ID3v2::SynchronizedLyricsFrame::AbsoluteMilliseconds)
        continue;
      const auto texts = frame->synchedText ();
      for (auto j = texts.begin (); j != texts.end (); ++j)
        syllables |= j->text.startsWith ("\n") || j->text.startsWith ("\r");
      for (auto j = texts.begin (); j != texts.end (); ++j)
        {
          const bool begins = j->text.startsWith ("\n") || j->text.startsWith ("\r");
          std::string text = j->text.to8Bit (true);
          char time[32];

          g_snprintf (time, sizeof time, "[%u:%02u.%03u]", j->time / 60000, j->time / 1000 % 60, j->time % 1000);
          text.erase (0, text.find_first_not_of ("\r\n") == std::string::npos ? text.size ()
                                                                              : text.find_first_not_of ("\r\n"));
          if (!syllables || begins || lrc.empty ())
            lrc += (lrc.empty () ? "" : "\n") + std::string (time);
          lrc += text;
        }
    }
  return lrc;
}

static std::string
read_words (const TagLib::PropertyMap &properties)
{
  static const char *const fields[] = { "SYNCEDLYRICS", "LYRICS", "UNSYNCEDLYRICS", "UNSYNCED LYRICS" };

  for (const char *field : fields)
    for (auto i = properties.begin (); i != properties.end (); ++i)
      if ((i->first == field || i->first.startsWith (TagLib::String (field) + ":")) && !i->second.toString ().isEmpty ())
        return i->second.toString ("\n").to8Bit (true);
  return std::string ();
}

char *
att_taglib_get_lyrics (AttTaglibFile *self)
{
  try
    {
      std::string words = self->id3v2 != nullptr ? read_sylt (self->id3v2) : std::string ();
      auto look = [&] (auto *tag) { /* properties () is not virtual in TagLib 1 */
        if (words.empty () && tag != nullptr)
          words = read_words (tag->properties ());
      };

      look (self->xiph);
      look (self->id3v2);
      look (self->ape);
      look (self->mp4);
      look (self->asf);
      return words.empty () ? nullptr : g_strndup (words.data (), words.size ());
    }
  catch (const std::exception &)
    {
      return nullptr;
    }
}

char *
att_id3_genre_name (int number)
{
  const TagLib::String name = TagLib::ID3v1::genre (number);

  return name.isEmpty () ? nullptr : g_strdup (name.to8Bit (true).c_str ());
}

gboolean
att_taglib_read_alone (const char *path)
{
  const TagLib::FileRef file (path);

  if (file.isNull () || file.audioProperties () == nullptr)
    return FALSE;
  file.file ()->properties ();
  return TRUE;
}

char *
att_taglib_get_version (void)
{
  return g_strdup_printf ("%d.%d.%d", TAGLIB_MAJOR_VERSION, TAGLIB_MINOR_VERSION, TAGLIB_PATCH_VERSION);
}
