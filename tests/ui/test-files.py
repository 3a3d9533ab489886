# SPDX-License-Identifier: GPL-3.0-or-later
"""What belongs to a file: its words follow the music and are played from, its tags are edited and taken back, its drawing
on the seek bar; a file that cannot be changed says so before.

Arguments: ATTACCA CLI LIBRARY-MAKER WORK-DIR. ATT_TEST_SHOTS names a folder for screenshots."""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from gi.repository import Atspi

from attacca_app import App, Failed, role_name, state
from story import Steps
from tour import Keyboard

program, cli = sys.argv[1:3]
temp = tempfile.mkdtemp()
music, data = os.path.join(temp, 'music'), os.path.join(temp, 'data')
os.makedirs(music)
os.makedirs(data)
for number, name in enumerate(('One', 'Two', 'Three')):
    subprocess.run(['ffmpeg', '-nostdin', '-loglevel', 'error', '-f', 'lavfi', '-i', f'sine={330 + 110 * number}:duration=60',
                    '-metadata', f'title={name}', '-metadata', 'artist=Mira', '-metadata', 'album=Kites', '-metadata', f'composer=Composer {number}',
                    os.path.join(music, f'{name}.flac')], check=True)
with open(os.path.join(music, 'One.lrc'), 'w', encoding='utf-8') as f:
    f.write('[00:00.00]Paper kites\n[00:20.00]Salt on the window\n[00:50.00]One for the rain\n')
os.chmod(os.path.join(music, 'Three.flac'), 0o444)
app = App(program, cli, data, shots=os.environ.get('ATT_TEST_SHOTS'))
steps = Steps(app)


def tags(title):
    return next((track for track in app.cli('tracks') if track['title'] == title), None)


def go_to_song(title):
    """in the list of all, come to from another page"""
    app.key('alt+2')
    app.find('^Kites$', 'label')
    app.key('alt+4')
    app.find('^Three$', 'label')
    app.focus_song(title)


def open_menu(title):
    """of a row in the list of songs"""
    go_to_song(title)
    app.key('shift+F10')
    app.find('^Edit tags…$', 'menu item')


def edit_tags(title, item, wanted):
    """the editor of a row's song; a list that is read again meanwhile may have taken the keys to another row"""
    for attempt in range(4):
        open_menu(title)
        app.choose(item)
        app.find('^Several artists', 'label')
        try:
            return app.find(wanted, seconds=2)
        except Failed:
            if attempt == 3:
                raise
            app.key('Escape')
            app.gone('^Several artists', 'label')


def tone_plays():
    slider = app.find('^Position$', 'slider')
    return slider if Atspi.Value.get_current_value(slider) >= 0 and state(slider, Atspi.StateType.SENSITIVE) else None


@steps.add('a library of three songs')
def start():
    subprocess.run([cli, 'scan', music, '--data-dir', data], check=True, stdout=subprocess.DEVNULL)
    with sqlite3.connect(f'{data}/attacca.db') as db:
        db.execute("INSERT OR REPLACE INTO settings VALUES ('first-run.done', '1')")
    app.start()
    app.find(seconds=20)
    app.key('alt+4')
    app.find('^One$', 'label')


@steps.add('the words of what plays, and a line that is played from')
def lyrics():
    app.focus_song('One')
    app.key('Return')
    app.wait(tone_plays, 'music')
    app.key('ctrl+t')
    app.find('Salt on the window', 'list item')
    steps.names('the lyrics')
    app.shot('lyrics')
    app.key('Tab', 'Tab')
    app.wait(lambda: seek_to_line(), 'a line to be played from', 15)
    app.key('ctrl+space')
    app.key('ctrl+t')
    app.gone('Salt on the window')
    app.key('ctrl+t')  # the keyboard comes in where the song is
    app.wait(lambda: focused('One for the rain'), 'the focus on the line that is sung')
    keyboard = Keyboard(app)
    for _ in range(4):  # row by row
        left = keyboard.press('shift+Tab', seconds=10)
        if left and role_name(left) != 'list item':
            break
    else:
        raise AssertionError('Shift+Tab does not lead out of the lines')
    entered = keyboard.press('Tab', seconds=10)
    assert entered and entered.get_name() == 'One for the rain', entered and entered.get_name()
    app.key('ctrl+t')
    app.gone('Salt on the window')


def focused(name):
    return any(state(node, Atspi.StateType.FOCUSED) for node in app.all(name, 'list item', app.find('^Lyrics$', 'list')))


@steps.add('the button is there for songs that have words')
def button():
    def can_be_pressed():
        return any(state(node, Atspi.StateType.SENSITIVE) for node in app.all('^Lyrics$', 'push button'))
    app.wait(can_be_pressed, 'lyrics to press for')
    play('Two')
    app.wait(lambda: not can_be_pressed(), 'no lyrics to press for')
    app.key('ctrl+t')  # the page says where they would come from
    app.find('^No lyrics$', 'label')
    app.key('ctrl+t')
    app.gone('^No lyrics$', 'label')
    play('One')
    app.wait(can_be_pressed, 'lyrics to press for')


def play(title):
    go_to_song(title)
    app.key('Return')
    app.find(f'^Now playing: {title} by ', 'push button')


def seek_to_line():
    """the focus goes to the lines; Down and Enter play from the last one"""
    app.key('End', 'Return')
    slider = app.find('^Position$', 'slider')
    if Atspi.Value.get_current_value(slider) >= 49000:
        return True
    app.key('Tab')
    return False


@steps.add('the drawing of the song is kept')
def waveform():
    def kept():
        with sqlite3.connect(f'file:{data}/attacca.db?mode=ro', uri=True) as db:
            return db.execute("SELECT length (data) FROM envelopes JOIN tracks ON id = track_id WHERE title = 'One'").fetchone()
    assert app.wait(kept, 'an envelope', 30)[0] == 300


@steps.add('tags are edited, shown at once, and taken back')
def edit():
    open_menu('Two')
    app.choose('^Edit tags…$')
    app.find('Several artists', 'label')
    steps.names('the tag editor')
    app.shot('tags')
    app.key('ctrl+a')
    app.type('Deux')
    app.key('Return')
    app.word('^Tags of 1 file changed$')
    app.wait(lambda: tags('Deux'), 'the new title in the library')
    assert tags('Deux')['artist'] == 'Mira'
    app.find('^Deux$', 'label')
    app.key('ctrl+l')  # another word takes the place of the one with Undo
    app.gone('^Undo$', 'push button')
    app.key('ctrl+z')
    app.wait(lambda: tags('Two'), 'the old title in the library')
    app.find('^Two$', 'label')


@steps.add('a file that is read-only says so, and cannot be saved')
def protected():
    edit_tags('Three', '^Edit tags…$', '“Three.flac” is read-only')
    assert not any(state(n, Atspi.StateType.SENSITIVE) for n in app.all('Save', 'push button'))
    app.shot('tags-read-only')
    app.key('Escape')
    app.gone('is read-only')


@steps.add('an album is edited as a whole')
def album():
    open_menu('One')
    app.choose('^Edit tags of the album…$')
    app.find('^Composer \(several values\)$')
    app.find('1 file cannot be changed', 'label')
    app.shot('tags-album')
    app.key('Escape')
    app.gone('several values')


@steps.add('nothing complained')
def end():
    app.quit()
    assert not app.complaints(), '\n'.join(app.complaints())


status = steps.run()
shutil.rmtree(temp)
sys.exit(status)
