#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-audio.py make DIR           a.EXT and b.EXT, two sounds of 3 s in every format there is an encoder for
make-audio.py tag FILE rich|grow|strip|legacy|remux|lyrics   tags in one file: all fields; far more bytes; none; other
                                    kinds of tag beside the usual one; written anew by another program; words

Exit status 77: a program or python3-mutagen is missing."""
import os
import shutil
import subprocess
import sys

try:
    import mutagen
    from mutagen import id3
    from mutagen.aac import AAC
    from mutagen.aiff import AIFF
    from mutagen.apev2 import APEv2, APEBinaryValue, APETextValue
    from mutagen.asf import ASF, ASFUnicodeAttribute
    from mutagen.flac import FLAC, Picture
    from mutagen.mp4 import MP4, MP4Cover
    from mutagen.wave import WAVE
    from mutagen.wavpack import WavPack
except ImportError:
    sys.exit(77)

PIXEL = bytes.fromhex('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489'
                      '0000000d4944415478da63fcffff3f030005fe02fea72d7f4a0000000049454e44ae426082')


def run(*words):
    subprocess.run(words, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def ffmpeg(*words):
    run('ffmpeg', '-y', '-nostdin', '-loglevel', 'error', *words)


def make(folder):
    for program in 'ffmpeg', 'flac', 'lame', 'oggenc', 'opusenc', 'wavpack':
        if shutil.which(program) is None:
            sys.exit(77)
    for name, tone in ('a', 440), ('b', 660):
        base = os.path.join(folder, name)
        wav = base + '.wav'
        # noise makes long payloads, so that samples of them differ too
        ffmpeg('-f', 'lavfi', '-i', f'sine=frequency={tone}:duration=3', '-f', 'lavfi', '-i',
               f'anoisesrc=duration=3:seed={tone}:amplitude=0.2', '-filter_complex', 'amix=2', '-ac', '2', '-ar', '44100',
               '-bitexact', wav)
        run('lame', '-V2', wav, base + '.mp3')
        run('flac', '-f', wav, '-o', base + '.flac')
        run('flac', '-f', '--ogg', wav, '-o', base + '.oga')
        run('oggenc', '-q3', wav, '-o', base + '.ogg')
        run('opusenc', wav, base + '.opus')
        run('wavpack', '-y', wav, '-o', base + '.wv')
        with open(base + '-nomd5.flac', 'wb') as out:  # into a pipe: the encoder cannot go back for the MD5
            subprocess.run(['ffmpeg', '-nostdin', '-loglevel', 'error', '-i', wav, '-f', 'flac', '-'], check=True,
                           stdin=subprocess.DEVNULL, stdout=out)
        ffmpeg('-i', wav, '-c:a', 'aac', base + '-aac.m4a')
        ffmpeg('-i', wav, '-c:a', 'alac', base + '-alac.m4a')
        ffmpeg('-i', wav, '-c:a', 'aac', '-f', 'adts', base + '.aac')
        ffmpeg('-i', wav, base + '.aiff')
        ffmpeg('-i', wav, '-c:a', 'tta', base + '.tta')
        ffmpeg('-i', wav, '-c:a', 'wmav2', base + '.wma')
        ffmpeg('-i', wav, '-c:a', 'libspeex', '-ar', '32000', base + '.spx')


def id3_frames(tags, big):
    tags.add(id3.TIT2(encoding=3, text='Tïtle 音'))
    tags.add(id3.TPE1(encoding=3, text=['Artist A', 'Artist B']))
    tags.add(id3.TALB(encoding=1, text='Album'))
    tags.add(id3.TPE2(encoding=3, text='Album Artist'))
    tags.add(id3.TCON(encoding=3, text=['Jazz', 'Bebop']))
    tags.add(id3.TRCK(encoding=0, text='3/12'))
    tags.add(id3.TPOS(encoding=0, text='1/2'))
    tags.add(id3.TDRC(encoding=0, text='1999-03-01'))
    tags.add(id3.TCOM(encoding=3, text='Composer C'))
    tags.add(id3.TXXX(encoding=3, desc='REPLAYGAIN_TRACK_GAIN', text='-6.50 dB'))
    tags.add(id3.TXXX(encoding=3, desc='MusicBrainz Album Release Country', text='GB'))
    tags.add(id3.POPM(email='Windows Media Player 9 Series', rating=196))
    tags.add(id3.TMCL(encoding=3, people=[['violin', 'Violin V']]))
    tags.add(id3.UFID(owner='http://musicbrainz.org', data=b'11111111-2222-3333-4444-555555555555'))
    tags.add(id3.APIC(encoding=0, mime='image/png', type=3, desc='', data=PIXEL))
    if big:
        tags.add(id3.COMM(encoding=0, lang='eng', desc='', text='x' * 300000))


def vorbis(f, big):
    picture = Picture()
    picture.type, picture.mime, picture.data = 3, 'image/png', PIXEL
    f['title'], f['artist'], f['album'], f['albumartist'] = 'Tïtle 音', ['Artist A', 'Artist B'], 'Album', 'Album Artist'
    f['genre'], f['tracknumber'], f['tracktotal'] = ['Jazz', 'Bebop'], '3', '12'
    f['discnumber'], f['disctotal'], f['date'], f['composer'] = '1', '2', '1999-03-01', 'Composer C'
    f['replaygain_track_gain'], f['rating'], f['performer'] = '-6.50 dB', '4', 'Violin V (violin)'
    f['releasecountry'] = 'GB'
    f['musicbrainz_trackid'] = '11111111-2222-3333-4444-555555555555'
    if isinstance(f, FLAC):
        f.clear_pictures()
        f.add_picture(picture)
    else:
        import base64
        f['metadata_block_picture'] = base64.b64encode(picture.write()).decode()
    if big:
        f['comment'] = 'x' * 300000


def mp4(f, big):
    f['\xa9nam'], f['\xa9ART'], f['\xa9alb'], f['aART'] = 'Tïtle 音', ['Artist A', 'Artist B'], 'Album', 'Album Artist'
    f['\xa9gen'], f['trkn'], f['disk'] = ['Jazz', 'Bebop'], [(3, 12)], [(1, 2)]
    f['\xa9day'], f['\xa9wrt'] = '1999-03-01', 'Composer C'
    f['----:com.apple.iTunes:replaygain_track_gain'] = b'-6.50 dB'
    f['----:com.apple.iTunes:MusicBrainz Track Id'] = b'11111111-2222-3333-4444-555555555555'
    f['----:com.apple.iTunes:MusicBrainz Album Release Country'] = b'GB'
    f['----:com.apple.iTunes:RATING'] = b'4'
    f['covr'] = [MP4Cover(PIXEL, MP4Cover.FORMAT_PNG)]
    if big:
        f['\xa9cmt'] = 'x' * 300000


def ape(f, big):
    text = lambda *values: APETextValue('\0'.join(values), 0)
    f['Title'], f['Artist'], f['Album'] = text('Tïtle 音'), text('Artist A', 'Artist B'), text('Album')
    f['Album Artist'], f['Genre'], f['Track'], f['Disc'] = text('Album Artist'), text('Jazz', 'Bebop'), text('3/12'), text('1/2')
    f['Year'], f['Composer'], f['REPLAYGAIN_TRACK_GAIN'] = text('1999-03-01'), text('Composer C'), text('-6.50 dB')
    f['RELEASECOUNTRY'] = text('GB')
    f['RATING'], f['MUSICBRAINZ_TRACKID'] = text('4'), text('11111111-2222-3333-4444-555555555555')
    f['Cover Art (Front)'] = APEBinaryValue(b'cover.png\0' + PIXEL, 1)
    if big:
        f['Comment'] = text('x' * 300000)


def asf(f, big):
    f['Title'], f['Author'], f['WM/AlbumTitle'] = 'Tïtle 音', ['Artist A', 'Artist B'], 'Album'
    f['WM/AlbumArtist'], f['WM/Genre'], f['WM/TrackNumber'] = 'Album Artist', ['Jazz', 'Bebop'], '3/12'
    f['WM/PartOfSet'], f['WM/Year'], f['WM/Composer'] = '1/2', '1999-03-01', 'Composer C'
    f['REPLAYGAIN_TRACK_GAIN'], f['RATING'] = '-6.50 dB', '4'
    f['MusicBrainz/Album Release Country'] = 'GB'
    f['MusicBrainz/Track Id'] = '11111111-2222-3333-4444-555555555555'
    if big:
        f['WM/Comments'] = 'x' * 20000


def tag(path, mode):
    if path.endswith('.aac'):
        tags = id3.ID3()
        if mode == 'strip':
            id3.delete(path)
        else:
            id3_frames(tags, mode == 'grow')
            tags.save(path)
        return
    f = mutagen.File(path)
    if mode == 'strip':
        f.delete()
        return
    if f.tags is None:
        f.add_tags()
    big = mode == 'grow'
    if isinstance(f, MP4):
        mp4(f, big)
    elif isinstance(f, ASF):
        asf(f, big)
    elif isinstance(f.tags, id3.ID3):
        id3_frames(f.tags, big)
    elif isinstance(f.tags, APEv2):
        ape(f, big)
    else:
        vorbis(f, big)
    f.save()


def lyrics(path):
    """plain words, and where the format has a place for it the time of each line"""
    words, lrc = 'Plain one\nPlain two', '[00:01.50]One\n[00:02.00]Two'
    f = mutagen.File(path)
    if f.tags is None:
        f.add_tags()
    if isinstance(f, MP4):
        f['\xa9lyr'] = words
    elif isinstance(f, ASF):
        f['WM/Lyrics'] = words
    elif isinstance(f.tags, id3.ID3):
        f.tags.add(id3.USLT(encoding=3, lang='eng', desc='', text=words))
        if path.endswith('.mp3'):
            f.tags.add(id3.SYLT(encoding=3, lang='eng', format=2, type=1, desc='', text=[('One', 1500), ('Two', 2000)]))
        elif path.endswith('.tta'):
            f.tags.add(id3.SYLT(encoding=3, lang='eng', format=2, type=1, desc='',
                                text=[('\nO', 1500), ('ne', 1700), ('\nTwo', 2000)]))
    elif isinstance(f.tags, APEv2):
        f['Lyrics'] = APETextValue(words, 0)
    elif path.endswith('.opus'):
        f['unsyncedlyrics'] = words
    else:
        f['lyrics'] = lrc
    f.save()


def legacy(path):
    """what older programs leave: ID3v2.3, ID3v1, APEv2, in formats that have better"""
    if path.endswith('.mp3'):
        tags = id3.ID3(path)
        tags.update_to_v23()
        tags.save(path, v1=2, v2_version=3)
        more = APEv2()
        more['Comment'] = 'y' * 1000
        more.save(path)
    elif path.endswith('.flac'):
        tags = id3.ID3()
        tags.add(id3.TIT2(encoding=3, text='Not this one'))
        tags.save(path, v1=2)
    elif path.endswith('.ogg'):
        with open(path + '.txt', 'w', encoding='utf-8') as text:
            text.write('TITLE=Written by vorbiscomment\n' + 'COMMENT=' + 'z' * 70000 + '\n')
        run('vorbiscomment', '-w', '-c', path + '.txt', path)
        os.remove(path + '.txt')
    else:
        sys.exit('no such tags in ' + path)


def remux(path):
    base, extension = os.path.splitext(path)
    other = base + '-remux' + extension
    words = ['-movflags', '+faststart'] if extension == '.m4a' else []
    ffmpeg('-i', path, '-map', '0:a', '-c', 'copy', '-metadata', 'comment=' + 'w' * 5000, *words, other)
    os.rename(other, path)


if __name__ == '__main__':
    if sys.argv[1] == 'make':
        make(sys.argv[2])
    elif sys.argv[3] == 'legacy':
        legacy(sys.argv[2])
    elif sys.argv[3] == 'remux':
        remux(sys.argv[2])
    elif sys.argv[3] == 'other-cover':
        tags = id3.ID3()
        tags.add(id3.APIC(encoding=0, mime='image/png', type=3, desc='', data=PIXEL + b'another'))
        tags.save(sys.argv[2])
    elif sys.argv[3] == 'lyrics':
        lyrics(sys.argv[2])
    else:
        tag(sys.argv[2], sys.argv[3])
