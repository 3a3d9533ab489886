# SPDX-License-Identifier: GPL-3.0-or-later
"""The stranger's ten minutes: from the first start to the second, by way of everything a listener tries first, with
screenshots, and nothing on the console. The music is linked into a folder of its own: tags are written in it.

Arguments: ATTACCA CLI LIBRARY-MAKER WORK-DIR. ATT_TEST_MUSIC names a library to use instead of the made one,
ATT_TEST_SHOTS a folder for the screenshots (default: under WORK-DIR)."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

from gi.repository import GLib

from attacca_app import App, role_name
from story import Steps, make_library, now_title, upcoming
from tour import Keyboard

program, cli, maker, work = sys.argv[1:5]
temp = tempfile.mkdtemp()
music, data = os.path.join(temp, 'music'), os.path.join(temp, 'data')


def link(source, target):
    """what writes tags writes beside a file and renames, so that the other name keeps the file of before"""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


shutil.copytree(os.environ.get('ATT_TEST_MUSIC') or make_library(maker, work), music, copy_function=link)
shots = os.environ.get('ATT_TEST_SHOTS') or os.path.join(work, 'ten-minutes')
os.makedirs(os.path.expanduser('~/.config'), exist_ok=True)
with open(os.path.expanduser('~/.config/user-dirs.dirs'), 'w') as f:
    f.write(f'XDG_MUSIC_DIR="{music}"\n')
app = App(program, cli, data, shots=shots)
steps = Steps(app)
keyboard = Keyboard(app)
seen = {}


def position():
    """what the seek bar says: seconds"""
    for label in app.labels():
        parts = label.split(':')
        if len(parts) == 2 and all(part.isdigit() for part in parts):
            return int(parts[0]) * 60 + int(parts[1])
    return None


@steps.add('a file from outside, before there is a library')
def _():
    app.start(next(os.path.join(where, name) for where, _, names in sorted(os.walk(music)) for name in sorted(names)
                   if name.endswith(('.ogg', '.flac', '.mp3', '.opus'))))
    app.find('is not in your library$', 'label')
    app.find('^There is no music in your library yet', 'label')
    app.find('^Add Folder…$', 'push button')
    assert not app.all('found nothing', 'label'), app.labels()
    app.shot('00-outside')
    app.quit()


@steps.add('start, folder, two genres')
def _():
    app.start()
    app.find('Where is your music', 'label', 5)
    app.shot('01-where')
    app.press('Your music folder')
    app.find('What do you like', 'label')
    app.find('In your music', 'label')
    own = [g['genre'] for g in app.cli('genres') if g['tracks'] > 0]
    seen['genres'] = sorted(own[:2])
    for genre in seen['genres']:
        app.switch_on(f'^{genre}$')
    app.shot('02-genres')


@steps.add('music within ten seconds')
def _():
    app.press('Start the Radio')
    app.find('Your radio is on', 'label')
    app.wait(lambda: now_title(app) or any(label in titles() for label in app.labels()), 'a first song', 10)
    app.shot('03-ready')
    app.press('Go to the Radio')
    app.find('^Pause$', 'push button')
    app.wait(lambda: (position() or 0) >= 1, 'a second of music', 10)
    app.shot('04-radio')


def titles():
    return {track['title'] for track in app.cli('tracks')}


@steps.add('three skips, and the queue has changed and says why')
def _():
    first = upcoming(app)
    for _ in range(3):
        before = now_title(app)
        app.key('ctrl+Right')
        app.wait(lambda: now_title(app) not in (None, before), 'the next song')
    app.wait(lambda: upcoming(app) and upcoming(app) != first[3:], 'another queue')
    app.shot('05-skipped')

    def told():  # read anew where the queue changed meanwhile
        rows = app.all(' by ', 'list item', app.find('^Next$', 'list'))[:8]
        return rows and all(len([text for text in app.labels(row) if text]) >= 3 for row in rows)

    app.wait(told, 'a reason for every pick')
    app.key('ctrl+y')
    app.find('^Chosen (by|for) ', 'label')
    app.shot('06-why')
    app.key('Escape')


@steps.add('love one, open its album')
def _():
    seen['loved'] = now_title(app)
    app.key('ctrl+l')
    app.wait(lambda: app.cli('tracks', '--loved'), 'love in the store')
    loved = app.cli('tracks', '--loved')[0]
    assert (loved['title'], loved['artist']) == seen['loved']
    app.key('ctrl+j')
    app.find('^Album$', 'label')
    app.find('^' + re.escape(loved['album']) + '$', 'label')
    seen['album'] = loved['album']
    app.shot('07-album')


@steps.add('search, and a radio from what is found')
def _():
    track = next(t for t in app.cli('tracks') if t['album'] != seen['album'] and not t['missing'])
    app.key('ctrl+f')
    app.find('^Search$', 'label')
    app.type(track['title'])
    app.find('^More for ' + re.escape(track['title']), 'push button')
    app.shot('08-search')
    app.press('^More for ' + re.escape(track['title']))
    app.find('More like this', 'menu item')
    app.shot('09-menu')
    app.choose('More like this')
    app.gone('More like this', 'menu item')
    app.key('alt+1')
    app.find('^from: ' + re.escape(track['title']), 'label')
    app.shot('10-radio-from')
    seen['seed'] = track['title']


def track_of(title, artist):
    return next(t for t in app.cli('tracks') if (t['title'], t['artist']) == (title, artist))


def focus_song():
    """in the list of the page that is shown: Tab leads to it, Down over its heading"""
    key = 'Tab'
    for _ in range(40):
        node = keyboard.press(key)
        role = role_name(node) if node else ''
        if role in ('list item', 'table row', 'table cell') and ' by ' in node.get_name():
            return
        key = 'Down' if role == 'list item' else 'Tab'
    raise AssertionError('no key leads to a song')


@steps.add('an artist is found though mistyped')
def _():
    artist = max((t['artist'] for t in app.cli('tracks') if re.fullmatch('[A-Za-z ]+', t['artist'])), key=len)
    n = max(range(1, len(artist) - 2), key=lambda i: (artist[i] != artist[i + 1]) * artist[i:i + 2].isalpha() * i)
    app.key('ctrl+f')
    app.find('^Search$', 'label')
    app.key('ctrl+a')
    app.type(artist[:n] + artist[n + 1] + artist[n] + artist[n + 2:])
    app.find('^Artists$', 'label')
    app.find('^' + re.escape(artist) + '$', 'label')
    app.shot('11-mistyped')
    app.key('Escape')


@steps.add('stars, a playlist, and the playlist as a file')
def _():
    app.key('alt+1')
    title, artist = now_title(app)
    app.key('ctrl+4')
    app.find('^Rating: 4 stars$', 'slider')
    assert track_of(title, artist)['rating'] == 8
    app.key('ctrl+d')
    app.find('Find a playlist, or name a new one')
    app.type('Tonight')
    app.find('New playlist “Tonight”')
    app.key('Return')
    app.find(r'^1 song\s· ', 'label')
    app.shot('12-playlist')
    path = os.path.join(temp, 'Tonight.xspf')
    app.cli('export', 'Tonight', path)
    with open(path) as f:
        assert title.split('&')[0] in f.read()
    subprocess.run([program, '--data-dir', data, path], check=True, timeout=20)
    app.wait(lambda: now_title(app) == (title, artist), 'the playlist to be played')


def rested():
    """nothing is planned anew just now"""
    before = upcoming(app)
    time.sleep(1)
    return upcoming(app) == before


@steps.add('the queue by keyboard: a song earlier, and taken back')
def _():
    app.key('alt+1', 'ctrl+r')
    app.wait(lambda: len(upcoming(app)) >= 4, 'the radio')
    app.wait(rested, 'the new radio in place of the old one', 30)  # where the keyboard would go with its song
    focus_song()
    keyboard.press('Down')
    before = upcoming(app)
    app.key('alt+Down')
    app.wait(lambda: upcoming(app)[:4] != before[:4] and sorted(upcoming(app)[:4]) == sorted(before[:4]), 'the song to move')
    app.find('^Your queue$', 'label')
    app.shot('13-queue')
    app.key('ctrl+shift+u')
    app.gone('^Your queue$', 'label')
    app.undo()
    app.find('^Your queue$', 'label')


@steps.add('the sound: equalizer, speed, a timer')
def _():
    app.key('ctrl+e')
    app.find('^29 hertz$', 'slider')
    app.shot('14-equalizer')
    app.key('Escape')
    app.gone('^29 hertz$', 'slider')
    app.key('ctrl+plus')
    app.press('^Plays at ')
    app.gone('^Plays at ', 'push button')
    app.press('^How it plays$')
    app.find('^Sleep timer$', 'menu item')
    app.shot('15-how-it-plays')
    app.key('Escape')
    app.gone('^Sleep timer$', 'menu item')


@steps.add('words beside the music')
def _():
    title, artist = now_title(app)
    path = GLib.filename_from_uri(track_of(title, artist)['uri'])[0]
    with open(os.path.splitext(path)[0] + '.lrc', 'w') as f:
        f.write('[00:00.50]A line of a song\n[00:02.00]and the one after it\n')
    app.key('ctrl+t')
    app.find('^A line of a song$', 'label')
    app.find('^and the one after it$', 'label')
    app.shot('16-lyrics')
    app.key('ctrl+t')
    app.gone('^A line of a song$', 'label')


@steps.add('a title mended, and the tags as they were')
def _():
    app.key('alt+4')
    app.find('^Songs$', 'label')
    focus_song()
    before = {t['title'] for t in app.cli('tracks')}
    app.key('shift+F10')
    app.find('^Edit tags…$', 'menu item')
    app.choose('^Edit tags…$')
    app.find('^(Save|Several artists)', seconds=10)
    app.key('ctrl+a')
    app.type('Mended')
    app.shot('17-tags')
    app.key('Return')
    app.word('^Tags of 1 file changed$')
    assert 'Mended' in {t['title'] for t in app.cli('tracks')}
    app.undo()
    app.wait(lambda: {t['title'] for t in app.cli('tracks')} == before, 'the old title')


@steps.add('a small window; none at all, and the music goes on')
def _():
    size = app.geometry()
    app.key('ctrl+shift+m')
    app.wait(lambda: app.geometry()['HEIGHT'] < 200, 'the mini player')
    app.shot('18-mini')
    app.key('ctrl+shift+m')
    app.wait(lambda: (app.geometry()['WIDTH'], app.geometry()['HEIGHT']) == (size['WIDTH'], size['HEIGHT']), 'the window')
    app.find('^Pause$', 'push button')
    app.key('ctrl+w')
    app.wait(lambda: not app.window(), 'no window')
    subprocess.run([program, '--data-dir', data], check=True, timeout=20)
    app.wait(app.window, 'the window again')
    app.find('^Pause$', 'push button')
    app.key('alt+1', 'ctrl+f')
    app.find('^Search$', 'label')
    app.type(seen['seed'])
    app.press('^More for ' + re.escape(seen['seed']))
    app.find('More like this', 'menu item')
    app.choose('More like this')
    app.gone('More like this', 'menu item')


@steps.add('quit and start again: same place, same taste')
def _():
    app.key('alt+4')
    app.find('^Songs$', 'label')
    taste = {g['genre']: g['weight'] for g in app.cli('portrait')['genres']}
    app.key('ctrl+space')
    app.find('^Play$', 'push button')
    seen['now'] = now_title(app)
    app.quit()
    assert app.complaints() == [], app.complaints()
    app.start()
    app.wait(lambda: now_title(app) == seen['now'], 'the same song')
    app.find('^Songs$', 'label')
    app.shot('19-again')
    chosen = sorted(g['genre'] for g in app.cli('genres') if g['chosen'])
    assert chosen == seen['genres'], chosen
    again = {g['genre']: g['weight'] for g in app.cli('portrait')['genres']}
    assert taste.keys() == again.keys()
    # one play more has ended: the one that was cut off by quitting, which is no rating
    for genre, weight in taste.items():
        assert abs(again[genre] - weight) < 0.02, (genre, weight, again[genre])
    app.key('alt+1')
    app.find('^from: ' + re.escape(seen['seed']), 'label')
    assert len(app.cli('tracks', '--loved')) == 1


@steps.add('nothing on the console')
def _():
    app.quit()
    assert app.complaints() == [], app.complaints()


status = steps.run()
shutil.rmtree(temp)
sys.exit(status)
