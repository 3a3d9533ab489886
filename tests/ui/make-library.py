#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""make-library.py DIR [N]: a small library to look at and to test with: N (default 60) short real audio files, tagged,
with covers, in six genres that also sound different. Always the same for the same N. Needs ffmpeg and ImageMagick."""
import os
import random
import subprocess
import sys

# artist, genre, albums (title, year)
ARTISTS = [
    ('Mira Osei', 'Jazz', [('Salt Letters', 2019), ('Kites over Water', 2022)]),
    ('The Harbour Quartet', 'Jazz', [('Low Tide', 2008)]),
    ('Juno Vale', 'Electronic', [('Glasshouse', 2021), ('Paper Satellites', 2017)]),
    ('Cassette Garden', 'Electronic', [('Rewind the Rain', 2015)]),
    ('Nils Fjord', 'Ambient', [('Long Winter Light', 2013), ('Drift Ice', 2020)]),
    ('Ash & Alder', 'Folk', [('The Mill Road', 2011), ('Letters to the Coast', 2018)]),
    ('Brannoch', 'Folk', [('Nine Wells', 2004)]),
    ('Copper Teeth', 'Rock', [('Loud Machines', 2016), ('Static Crown', 2023)]),
    ('Velvet Riot', 'Rock', [('Second Skin', 1998)]),
    ('Ensemble Meridian', 'Classical', [('Nocturnes & Small Hours', 2010)]),
]
WORDS = ('Harbour Lantern Ember Willow Signal Copper Velvet Mirror Orchard Comet Thread Tunnel Feather Compass Marble '
         'Shutter Candle Meadow Circuit Anchor Pebble Ribbon Thunder Almanac').split()
SHAPES = ('{} Road', 'The {} Song', '{} at Night', 'Slow {}', '{} and I', 'After the {}', '{} Weather', 'Little {}')

# what a genre sounds like: an ffmpeg expression of t (seconds) and f (Hz)
SOUNDS = {
    'Jazz': '0.2*(sin(2*PI*{f}*t)+sin(2*PI*{f}*1.26*t)+sin(2*PI*{f}*1.5*t))*exp(-3*mod(t,0.66))',
    'Electronic': '0.6*sin(2*PI*55*t)*exp(-18*mod(t,0.46))+0.15*lt(mod({f}*t,1),0.5)*lt(mod(t,0.23),0.1)',
    'Ambient': '0.25*(sin(2*PI*{f}*t)+sin(2*PI*{f}*1.005*t))*(0.6+0.4*sin(2*PI*0.1*t))',
    'Folk': '0.3*(sin(2*PI*{f}*t)+0.5*sin(4*PI*{f}*t)+0.3*sin(6*PI*{f}*t))*exp(-4*mod(t,0.4))',
    'Rock': '0.3*(2*mod({f}*t,1)-1)+0.25*(2*random(0)-1)*exp(-12*mod(t,0.5))',
    'Classical': '0.2*(sin(2*PI*{f}*t)+0.6*sin(4*PI*{f}*t)+0.4*sin(6*PI*{f}*t))*(0.5+0.5*sin(2*PI*0.25*t))',
}
FORMATS = ('flac', 'mp3', 'ogg', 'opus', 'm4a')


def run(*command):
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def make_cover(path, seed):
    shades = random.Random(seed)
    colours = ['#%02x%02x%02x' % tuple(shades.randrange(30, 226) for _ in range(3)) for _ in range(3)]
    run('convert', '-size', '480x480', f'gradient:{colours[0]}-{colours[1]}', '-fill', colours[2], '-draw',
        'circle {0},{1} {0},{2}'.format(shades.randrange(120, 360), shades.randrange(120, 360), shades.randrange(20, 110)),
        '-swirl', str(shades.randrange(-60, 60)), '-quality', '88', path)


def main(target, wanted):
    chance = random.Random(7)
    titles = [shape.format(word) for shape in SHAPES for word in WORDS]
    chance.shuffle(titles)
    albums = [(artist, genre, title, year) for artist, genre, own in ARTISTS for title, year in own]
    per_album = max(2, -(-wanted // len(albums)))
    made = 0
    for number, (artist, genre, album, year) in enumerate(albums):
        folder = os.path.join(target, artist, album)
        os.makedirs(folder, exist_ok=True)
        # two albums in three have a cover: what is made for the others is to be seen too
        if number % 3 != 2:
            make_cover(os.path.join(folder, 'cover.jpg'), number)
        for track in range(1, per_album + 1):
            if made == wanted:
                return
            title = titles[made]
            sound = SOUNDS[genre].format(f=chance.choice((110, 131, 147, 165, 196, 220, 262, 294)))
            kind = FORMATS[number % len(FORMATS)]
            path = os.path.join(folder, f'{track:02} {title}.{kind}')
            # what would also let newer ffmpeg write FLAC of 32 bits, which GStreamer does not play
            strict = ['-strict', '-2'] if kind == 'opus' else []
            run('ffmpeg', '-y', '-v', 'error', '-f', 'lavfi', '-i',
                f"aevalsrc='{sound}':s=16000:d={chance.randrange(32, 56)}", '-ac', '2', '-ar', '48000', '-metadata', f'title={title}',
                '-metadata', f'artist={artist}', '-metadata', f'album={album}', '-metadata', f'album_artist={artist}',
                '-metadata', f'genre={genre}', '-metadata', f'date={year}', '-metadata', f'track={track}', '-map_metadata',
                '0', *strict, path)
            made += 1


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit('usage: make-library.py DIR [N]')
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 60)
