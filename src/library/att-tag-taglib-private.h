/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * att-tag-taglib-private.h - what the two C++ files share: a file that TagLib has open
 */
#pragma once

#include <memory>

#include <aifffile.h>
#include <apefile.h>
#include <apetag.h>
#include <asffile.h>
#include <asftag.h>
#include <flacfile.h>
#include <id3v1tag.h>
#include <id3v2tag.h>
#include <infotag.h>
#include <mp4file.h>
#include <mp4tag.h>
#include <mpcfile.h>
#include <mpegfile.h>
#include <oggflacfile.h>
#include <opusfile.h>
#include <speexfile.h>
#include <taglib.h>
#include <tiostream.h>
#include <tpropertymap.h>
#include <trueaudiofile.h>
#include <vorbisfile.h>
#include <wavfile.h>
#include <wavpackfile.h>
#include <xiphcomment.h>

#include "att-types.h"

struct _AttTaglibFile
{
  explicit _AttTaglibFile (TagLib::IOStream *stream) : stream (stream) {}

  std::unique_ptr<TagLib::IOStream> stream;
  std::unique_ptr<TagLib::File> file; /* the tags below are its own */
  TagLib::FLAC::File *flac = nullptr;
  TagLib::Ogg::XiphComment *xiph = nullptr;
  TagLib::ID3v2::Tag *id3v2 = nullptr;
  TagLib::APE::Tag *ape = nullptr;
  TagLib::MP4::Tag *mp4 = nullptr;
  TagLib::ASF::Tag *asf = nullptr;
  TagLib::ID3v1::Tag *id3v1 = nullptr;
  TagLib::RIFF::Info::Tag *info = nullptr;
};

/* fills all but the stream. @create: where there is no tag of the kind that is usual for @type, an empty one is made */
void att_taglib_open_type (struct _AttTaglibFile *self, AttAudioType type, bool create);
