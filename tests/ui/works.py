# SPDX-License-Identifier: GPL-3.0-or-later
"""works.py DIR: a small classical library, twelve seconds a track: works tagged in three ways, and by their titles alone.

FLAC has WORK, MP3 a TXXX frame of that name, M4A what iTunes writes. Needs ffmpeg, ImageMagick and mutagen."""
import os
import subprocess
import sys

import mutagen.flac
import mutagen.id3
import mutagen.mp4

FIFTH = 'Symphony No. 5 in C minor, Op. 67'
MOVEMENTS = ['Allegro con brio', 'Andante con moto', 'Scherzo. Allegro', 'Allegro']
ROMAN = ['I', 'II', 'III', 'IV', 'V', 'VI']
BEETHOVEN, BACH = 'Ludwig van Beethoven', 'Johann Sebastian Bach'


def symphony(name, movements, colon=True):
    return [(f'{name}: {ROMAN[i]}. {title}' if colon else title, name, title, i + 1)
            for i, title in enumerate(movements)]


# folder, format, album, artist, conductor, composer, year, tracks (title, work, movement, its number)
ALBUMS = [
    ('A', 'flac', 'Symphonies 5 and 7', 'Harbour Philharmonic', 'Edda Lindqvist', BEETHOVEN, 1963,
     symphony(FIFTH, MOVEMENTS) + symphony('Symphony No. 7 in A, Op. 92', ['Vivace', 'Allegretto'])),
    ('B', 'mp3', 'The Fifth, Live', 'Orchestra of the Coast', 'Tomas Arden', BEETHOVEN, 1988,
     symphony('Symphony No.5 in C minor op.67', MOVEMENTS, colon=False) + [('Für Elise', None, None, 0)]),
    ('C', 'm4a', 'Fate', 'Ensemble Meridian', None, BEETHOVEN, 2011, symphony(FIFTH, MOVEMENTS[:2])),
    ('D', 'flac', 'Cello Suites', 'Mira Osei', None, BACH, 2004,
     [(f'Cello Suite No. 1 in G, BWV 1007: {title}', None, None, 0) for title in ('Prélude', 'Allemande', 'Gigue')] +
     [('Air', None, None, 0)]),
    ('E', 'flac', 'Loud Machines', 'Copper Teeth', None, None, 2016,
     [('Harbour Road', None, None, 0), ('Slow Thunder', None, None, 0), ('Little Comet', None, None, 0)]),
]


def tag(path, kind, fields):
    """fields by the names of Vorbis comments"""
    if kind == 'flac':
        audio = mutagen.flac.FLAC(path)
        audio.update(fields)
    elif kind == 'mp3':
        audio = mutagen.id3.ID3()
        frames = {'TITLE': 'TIT2', 'ALBUM': 'TALB', 'ARTIST': 'TPE1', 'CONDUCTOR': 'TPE3', 'COMPOSER': 'TCOM',
                  'DATE': 'TDRC', 'TRACKNUMBER': 'TRCK', 'GENRE': 'TCON', 'MOVEMENTNAME': 'MVNM', 'MOVEMENT': 'MVIN'}
        for name, text in fields.items():
            audio.add(getattr(mutagen.id3, frames[name])(text=text) if name in frames else
                      mutagen.id3.TXXX(desc=name, text=text))
        audio.save(path)
        return
    else:
        audio = mutagen.mp4.MP4(path)
        atoms = {'TITLE': '\xa9nam', 'ALBUM': '\xa9alb', 'ARTIST': '\xa9ART', 'COMPOSER': '\xa9wrt', 'DATE': '\xa9day',
                 'GENRE': '\xa9gen', 'WORK': '\xa9wrk', 'MOVEMENTNAME': '\xa9mvn'}
        for name, text in fields.items():
            if name in atoms:
                audio[atoms[name]] = text
        audio['trkn'] = [(int(fields['TRACKNUMBER']), 0)]
        if 'MOVEMENT' in fields:
            audio['\xa9mvi'] = [int(fields['MOVEMENT'])]
    audio.save()


def make(target, only=None, covers=True):
    """of `only` these folders"""
    for number, (folder, kind, album, artist, conductor, composer, year, tracks) in enumerate(ALBUMS):
        if only and folder not in only:
            continue
        os.makedirs(os.path.join(target, folder), exist_ok=True)
        if covers:
            subprocess.run(['convert', '-size', '300x300', f'gradient:hsl({number * 70},120,140)-hsl({number * 70 + 40},160,60)',
                            os.path.join(target, folder, 'cover.jpg')], check=True)
        for i, (title, work, movement, movement_number) in enumerate(tracks):
            path = os.path.join(target, folder, f'{i + 1:02}.{kind}')
            codec = {'m4a': ['-c:a', 'aac'], 'mp3': ['-c:a', 'libmp3lame'], 'flac': []}[kind]
            subprocess.run(['ffmpeg', '-v', 'error', '-y', '-f', 'lavfi', '-i', 'sine=%d:duration=12' %
                            (220 + 31 * i + 170 * number), *codec, path], check=True)
            tag(path, kind, {name: str(value) for name, value in {
                'TITLE': title, 'ALBUM': album, 'ARTIST': artist, 'CONDUCTOR': conductor, 'COMPOSER': composer,
                'DATE': year, 'TRACKNUMBER': i + 1, 'GENRE': 'Classical' if composer else 'Rock', 'WORK': work,
                'MOVEMENTNAME': movement, 'MOVEMENT': movement_number or None}.items() if value is not None})


if __name__ == '__main__':
    make(sys.argv[1])
