# SPDX-License-Identifier: GPL-3.0-or-later
"""What a listener changes and takes back: the sample that cannot be had, another folder through GTK's own chooser, a skip
and its undo, every preference, read back from the database and after a new start.

Arguments: ATTACCA CLI LIBRARY-MAKER WORK-DIR. ATT_TEST_SHOTS names a folder for screenshots."""
import os
import shutil
import sqlite3
import sys
import tempfile
import time

from gi.repository import Atspi

from attacca_app import App, state
from story import Steps, make_library, now_title

program, cli, maker, work = sys.argv[1:5]
temp = tempfile.mkdtemp()
music = make_library(maker, work)
empty = os.path.join(temp, 'empty')
os.makedirs(empty)
os.makedirs(os.path.expanduser('~/.config'), exist_ok=True)
with open(os.path.expanduser('~/.config/user-dirs.dirs'), 'w') as f:
    f.write(f'XDG_MUSIC_DIR="{empty}"\n')
data = os.path.join(temp, 'data')
os.makedirs(data)
# in the way of the sample's folder
open(os.path.join(data, 'sample-music'), 'w').close()
app = App(program, cli, data, shots=os.environ.get('ATT_TEST_SHOTS'))
steps = Steps(app)
facts = {}


def setting(key):
    with sqlite3.connect(f'file:{data}/attacca.db?mode=ro', uri=True) as db:
        row = db.execute('SELECT value FROM settings WHERE key = ?', (key,)).fetchone()
    return row and row[0]


def roots():
    with sqlite3.connect(f'file:{data}/attacca.db?mode=ro', uri=True) as db:
        return [row[0] for row in db.execute('SELECT uri FROM roots ORDER BY uri')]


def choose_folder(path):
    """in GTK's own file chooser: a slash opens the line for a path"""
    app.find('Use This Folder', 'push button')
    app.key('slash')
    app.key('ctrl+a')
    app.type(path)
    app.key('shift+End', 'Delete')  # what newer ones complete by themselves
    app.press('Use This Folder')


def open_preferences():
    app.key('ctrl+comma')
    app.find('^Music folders$', 'label')


def close_preferences():
    # the first may close the list of a choice
    app.wait(lambda: not app.all('^Playback$', 'page tab') or app.key('Escape'), 'closed preferences')


def write_rhythmbox(uris):
    folder = os.path.expanduser('~/.local/share/rhythmbox')
    os.makedirs(folder)
    with open(os.path.join(folder, 'rhythmdb.xml'), 'w') as f:
        f.write('<rhythmdb>' + ''.join(f'<entry type="song"><location>{uri}</location><play-count>3</play-count></entry>'
                                       for uri in uris) + '</rhythmdb>')
    with open(os.path.join(folder, 'playlists.xml'), 'w') as f:
        f.write('<rhythmdb-playlists><playlist name="Rain" type="static">' +
                ''.join(f'<location>{uri}</location>' for uri in uris) + '</playlist></rhythmdb-playlists>')


@steps.add('what another player knows is taken over at a press')
def _():
    write_rhythmbox([f'file://{music}/{number}.flac' for number in range(5)])
    app.start()
    app.find('Your listening in Rhythmbox', 'label')
    steps.names('the first question, with another player')
    app.press('^Import|^Your listening in')  # newer ones name the button by its row
    app.find('^5 songs and 1 playlist$', 'label')
    assert not app.all('^Import|^Your listening in', 'push button')
    app.shot('changes-import')


@steps.add('a sample that cannot be had says file and cause')
def _():
    app.press('Try with sample music')
    app.find('could not be fetched whole: .*sample-music', 'label')
    app.find('Where is your music', 'label')
    app.shot('changes-sample')


@steps.add('another folder, through the chooser')
def _():
    app.press('Another folder')
    choose_folder(music)
    app.find('In your music', 'label')
    assert roots() == ['file://' + music], roots()
    app.switch_on('^Jazz$')
    app.press('Start the Radio')
    app.press('Go to the Radio')
    app.wait(lambda: now_title(app), 'a song')


@steps.add('a skip is undone: the song is back, and nothing was learned')
def _():
    def skips():
        return sum(row['n'] for row in app.cli('portrait')['calibration'])

    title = now_title(app)
    app.press('^Skip$')
    app.wait(lambda: now_title(app) not in (None, title), 'another song')
    app.wait(lambda: skips() == 1, 'the skip in the log')
    app.undo()
    app.wait(lambda: now_title(app) == title, 'the song that was skipped')
    app.wait(lambda: skips() == 0, 'the skip taken back')
    app.find('^Pause$', 'push button')


@steps.add('every preference is kept')
def _():
    open_preferences()
    app.press('Listen to new songs in the background')
    app.wait(lambda: setting('analysis.background') == 'off', 'no listening')
    app.press('^Radio$', 'page tab')
    Atspi.Value.set_current_value(app.find('Count plays as heard for', 'spin button'), 240)
    app.wait(lambda: setting('signals.attended-minutes') == '240', 'four hours')
    app.press('^Playback$', 'page tab')
    row = app.find('Even out loudness', 'combo box')
    for _ in range(8):
        if state(row, Atspi.StateType.FOCUSED) or state(row.get_parent(), Atspi.StateType.FOCUSED):
            break
        app.key('Tab')
        time.sleep(0.1)
    app.key('space', 'Down', 'Down', 'Return')
    app.wait(lambda: setting('playback.replaygain') == 'album', 'the gain of albums')
    close_preferences()
    app.quit()
    app.start()
    app.wait(lambda: now_title(app), 'the song')
    open_preferences()
    listen = app.find('Listen to new songs', 'check box')
    assert not state(listen, Atspi.StateType.CHECKED)
    app.press('^Radio$', 'page tab')
    assert Atspi.Value.get_current_value(app.find('Count plays as heard for', 'spin button')) == 240
    app.press('^Playback$', 'page tab')
    row = app.find('Even out loudness', 'combo box')
    assert 'Every album' in app.labels(row), app.labels(row)
    app.press('^Library$', 'page tab')
    app.press('Listen to new songs in the background')
    app.wait(lambda: setting('analysis.background') == 'on', 'listening')


@steps.add('a folder is added and removed in the preferences')
def _():
    app.press('Add a folder')
    choose_folder(empty)
    app.find('^Remove .*empty', 'push button')
    assert len(roots()) == 2, roots()
    app.press('^Remove .*empty')
    app.gone('^Remove .*empty', 'push button')
    assert roots() == ['file://' + music], roots()
    app.shot('changes-preferences')


@steps.add('genres are chosen again')
def _():
    app.press('^Radio$', 'page tab')
    app.press('Choose Again|^Genres$', 'push button')
    app.find('What do you like', 'label')
    app.switch_on('^Folk$')
    app.press('Start the Radio')
    app.press('Go to the Radio')
    app.wait(lambda: [g['genre'] for g in app.cli('genres') if g['chosen']] == ['Folk'], 'Folk alone')


@steps.add('it quits cleanly, with nothing on the console')
def _():
    app.quit()
    assert app.complaints() == [], app.complaints()


status = steps.run()
shutil.rmtree(temp)
sys.exit(status)
