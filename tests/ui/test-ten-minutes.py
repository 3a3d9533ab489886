# SPDX-License-Identifier: GPL-3.0-or-later
"""The stranger's ten minutes: from the first start to the second, with screenshots, and nothing on the console.

Arguments: ATTACCA CLI LIBRARY-MAKER WORK-DIR. ATT_TEST_MUSIC names a library to use instead of the made one,
ATT_TEST_SHOTS a folder for the screenshots (default: under WORK-DIR)."""
import os
import re
import shutil
import sys
import tempfile

from attacca_app import App
from story import Steps, make_library, now_title, upcoming

program, cli, maker, work = sys.argv[1:5]
temp = tempfile.mkdtemp()
music = os.environ.get('ATT_TEST_MUSIC') or make_library(maker, work)
shots = os.environ.get('ATT_TEST_SHOTS') or os.path.join(work, 'ten-minutes')
os.makedirs(os.path.expanduser('~/.config'), exist_ok=True)
with open(os.path.expanduser('~/.config/user-dirs.dirs'), 'w') as f:
    f.write(f'XDG_MUSIC_DIR="{music}"\n')
app = App(program, cli, os.path.join(temp, 'data'), shots=shots)
steps = Steps(app)
seen = {}


def position():
    """what the seek bar says: seconds"""
    for label in app.labels():
        parts = label.split(':')
        if len(parts) == 2 and all(part.isdigit() for part in parts):
            return int(parts[0]) * 60 + int(parts[1])
    return None


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
    rows = app.all(' by ', 'list item', app.find('^Next$', 'list'))
    for row in rows[:8]:
        texts = [text for text in app.labels(row) if text]
        assert len(texts) >= 3, f'a pick without a reason: {texts}'
    app.key('ctrl+y')
    app.find('^Chosen by', 'label')
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
    app.shot('11-again')
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
