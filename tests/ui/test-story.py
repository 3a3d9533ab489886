# SPDX-License-Identifier: GPL-3.0-or-later
"""The listener's story in the real window, through accessibility, read back with attacca-cli; and a walk over every
page that finds controls without a name.

Arguments: ATTACCA CLI LIBRARY-MAKER WORK-DIR. ATT_TEST_MUSIC names a library to use instead of the made one,
ATT_TEST_SHOTS a folder for screenshots."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

from gi.repository import GLib

from attacca_app import App
from story import Steps, make_library, now_title, upcoming

program, cli, maker, work = sys.argv[1:5]
temp = tempfile.mkdtemp()
music = os.environ.get('ATT_TEST_MUSIC') or make_library(maker, work)
os.makedirs(os.path.expanduser('~/.config'), exist_ok=True)
with open(os.path.expanduser('~/.config/user-dirs.dirs'), 'w') as f:
    f.write(f'XDG_MUSIC_DIR="{music}"\n')
app = App(program, cli, os.path.join(temp, 'data'), shots=os.environ.get('ATT_TEST_SHOTS'))
steps = Steps(app)
facts = {}


@steps.add('first run asks where the music is')
def _():
    app.start()
    app.find('Where is your music', 'label')
    steps.names('the first question')
    app.press('Your music folder')
    app.find('What do you like', 'label')


@steps.add('two genres of the library are picked')
def _():
    app.find('In your music', 'label')
    facts['genres'] = ['Folk', 'Jazz'] if app.all('^Jazz$') and app.all('^Folk$') else \
        [n.get_name() for n in app.all(None, 'push button') if n.get_name() in
         [g['genre'] for g in app.cli('genres') if g['tracks'] > 0]][:2]
    for genre in facts['genres']:
        app.switch_on(f'^{genre}$')
    steps.names('the second question')
    chosen = [g['genre'] for g in app.cli('genres') if g['chosen']]
    assert chosen == [], chosen
    app.press('Start the Radio')
    app.find('Your radio is on', 'label')
    chosen = sorted(g['genre'] for g in app.cli('genres') if g['chosen'])
    assert chosen == sorted(facts['genres']), chosen


@steps.add('the radio plays a song of them, and says why')
def _():
    app.press('Go to the Radio')
    title = app.wait(lambda: now_title(app), 'a song that plays', 10)
    app.find('^Pause$', 'push button')
    steps.names('the radio page')
    track = facts['first'] = next(t for t in app.cli('tracks') if t['title'] == title[0] and t['artist'] == title[1])
    assert set(track['genres']) & set(facts['genres']), track
    app.press('Why this')
    app.find('^Chosen (by|for) ', 'label')
    points = [int(n.split()[0]) for n in app.labels() if re.match(r'\d+ points?$', n)]
    total = next(n for n in app.labels() if n.startswith('Together'))
    assert len(points) >= 2 and f'Together {sum(points)} of 100' == total, (points, total)
    app.shot('story-why')
    app.key('Escape')
    app.gone('^Chosen (by|for) ', 'label')


@steps.add('a skip is heard: another song, other songs next')
def _():
    before, queue = now_title(app), upcoming(app)
    seen = set(queue)  # it may be planned anew before the press arrives, while songs are listened to

    def skipped():
        title = now_title(app)
        seen.update(upcoming(app))
        return title if title not in (None, before) else None

    assert len(queue) >= 5, queue
    app.press('^Skip$')
    title = app.wait(skipped, 'another song')
    assert title in seen, (title, seen)
    app.wait(lambda: upcoming(app) != queue[1:], 'a queue planned anew')
    app.wait(lambda: sum(row['n'] for row in app.cli('portrait')['calibration']) == 1, 'the skip in the log')


@steps.add('love is kept')
def _():
    title = now_title(app)
    app.press('^Love$')
    app.wait(lambda: [t for t in app.cli('tracks', '--loved') if (t['title'], t['artist']) == title], 'love in the store')
    assert len(app.cli('tracks', '--loved')) == 1
    app.shot('story-loved')


@steps.add('a song is taken out of the radio, and put back')
def _():
    title = now_title(app)
    app.press('^Not in my radio$')
    app.wait(lambda: now_title(app) not in (None, title), 'another song')
    app.wait(lambda: [t for t in app.cli('tracks') if t['banned']], 'the ban in the store')
    assert title not in upcoming(app)
    app.undo()
    app.wait(lambda: not [t for t in app.cli('tracks') if t['banned']], 'the ban taken back')


@steps.add('every page names every control')
def _():
    for key, tag, title in (('alt+2', 'albums', 'Albums'), ('alt+3', 'artists', 'Artists'), ('alt+4', 'songs', 'Songs'),
                            ('alt+5', 'genres', 'Genres'), ('alt+6', 'playlists', 'Playlists'),
                            ('alt+7', 'history', 'History'), ('alt+8', 'stations', 'Stations'),
                            ('ctrl+f', 'search', 'Search'), ('alt+1', 'radio', 'Radio')):
        app.key(key)
        app.find(f'^{title}$', 'label')
        if tag == 'search':
            app.type(facts['first']['title'][:3])
            app.find('^Songs$', 'label')
        steps.names(title)
    app.key('ctrl+j')
    app.find('^Album$', 'label')
    steps.names('an album')
    app.key('ctrl+shift+j')
    app.find('^Artist$', 'label')
    steps.names('an artist')
    app.key('ctrl+u')
    app.find('^Next$', 'label')
    steps.names('the queue')
    app.key('Escape')
    app.key('ctrl+comma')
    app.find('^Music folders$', 'label')
    steps.names('the preferences')
    app.key('Escape')
    app.gone('^Music folders$', 'label')
    app.key('ctrl+question')
    app.find('Play or pause', 'label')
    app.key('Escape')
    app.gone('Play or pause', 'label')


@steps.add('a narrow window keeps everything within reach')
def _():
    app.key('alt+1')
    app.resize(360, 640)
    steps.names('the narrow radio page')
    title = app.wait(lambda: now_title(app), 'the bar')
    app.press('^Now playing: ')
    app.find('^Now playing$', 'label')
    steps.names('the now-playing page')
    app.shot('story-narrow')
    app.press('^Skip$')
    app.wait(lambda: app.labels() and title[0] not in app.labels()[:12], 'another song')
    app.press('Close now playing')
    app.press('^Back$')
    app.find('^Places$', 'list')
    app.resize(1080, 720)


@steps.add('it quits cleanly, with nothing on the console')
def _():
    app.quit()
    assert app.complaints() == [], app.complaints()


@steps.add('files given at the start are played, by the first instance')
def _():
    # any kind of file will do, if it says itself what it is: a title from a list beside it is known to the library only
    def path(track):
        return GLib.filename_from_uri(track['uri'])[0]

    def tells(track):
        with open(path(track), 'rb') as f:
            head = f.read(1 << 16)
        return all(track[tag] and track[tag].encode() in head for tag in ('title', 'artist'))

    tracks = sorted(filter(tells, app.cli('tracks')), key=path)
    one, other = tracks[0], next(t for t in reversed(tracks) if t['title'] != tracks[0]['title'])
    app.data_dir = os.path.join(temp, 'other')
    app.start(path(one))
    app.wait(lambda: now_title(app) == (one['title'], one['artist']), f'{path(one)}, which was given')
    subprocess.run([program, path(other)], check=True, timeout=20)
    app.wait(lambda: now_title(app) == (other['title'], other['artist']), f'{path(other)}, of the second start')
    app.quit()
    assert app.complaints() == [], app.complaints()


status = steps.run()
shutil.rmtree(temp)
sys.exit(status)
