# SPDX-License-Identifier: GPL-3.0-or-later
"""The library as its listener uses it: found though mistyped, composers and their works, shelves, the trash, folders left
out, what is remembered.

Arguments: ATTACCA CLI. ATT_TEST_SHOTS names a folder for screenshots."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

from gi.repository import Atspi

import works
from attacca_app import App, Failed, role_name
from story import Steps, mpris, now_title, upcoming
from tour import Keyboard

program, cli = sys.argv[1:3]
temp = tempfile.mkdtemp()
music, data = os.path.join(temp, 'music'), os.path.join(temp, 'data')
os.makedirs(data)
works.make(music, only='ABE', covers=False)
# an album that is one file, and the sheet of its tracks; one of them alone tells a year
os.makedirs(os.path.join(music, 'G'))
subprocess.run(['ffmpeg', '-v', 'error', '-f', 'lavfi', '-i', 'sine=500:duration=46', os.path.join(music, 'G', 'One Disc.flac')],
               check=True)
with open(os.path.join(music, 'G', 'One Disc.cue'), 'w') as f:
    f.write('PERFORMER "Ivo Tarn"\nTITLE "One Disc"\nFILE "One Disc.flac" WAVE\n' +
            ''.join(f'TRACK {n:02} AUDIO\nTITLE "{title}"\nINDEX 01 00:{second:02}:00\n' + 'REM DATE 1979\n' * (n == 2)
                    for n, title, second in ((1, 'First Light', 0), (2, 'Second Wind', 6), (3, 'Third Rail', 26))))
with open(os.path.join(music, 'G', 'One Disc.lrc'), 'w') as f:
    f.write('[00:01.00]The light comes first\n[00:08.00]The wind comes up\n[00:30.00]The rail comes last\n')
app = App(program, cli, data, shots=os.environ.get('ATT_TEST_SHOTS'))
steps = Steps(app)
keyboard = Keyboard(app)


def tab_to(beginning):
    """a row: Tab leads to its list, Down to it. What moves after the key is waited for, however slow the machine."""
    trace, key = [], 'Tab'
    for _ in range(60):
        node = keyboard.press(key)
        trace.append(node.get_name() if node else None)
        if trace[-1] and trace[-1].startswith(beginning):
            return
        # newer versions of GTK select at the first arrow what the keyboard is on, and move at the second
        if key == 'Down' and node is None and trace[-2] is not None:
            continue
        key = 'Down' if node and role_name(node) == 'list item' else 'Tab'
    raise AssertionError(f'{beginning} cannot be reached: {trace}')


def search(text):
    app.key('ctrl+f')
    app.find('^(Search your music|Search)$')
    app.key('ctrl+a')
    app.type(text)


def play(title):
    """a song that was searched for"""
    app.key('Escape')
    search(title)
    app.find(f'^{title} by |^{title}$', 'list item')
    tab_to(title)
    app.key('Return')


def titles(which):
    return {track['title'] for track in app.cli('tracks') if which(track)}


@steps.add('a composer is found though mistyped, and listed by works')
def _():
    app.cli('scan', music)
    app.cli('analyze')
    app.start()
    if app.all('Where is your music', 'label'):
        app.press('Skip|Later|Not now')
    search('beethovn')
    app.find('^Composers$', 'label')
    app.find('^Ludwig van Beethoven$', 'label')
    app.key('Down', 'Return')
    app.find('^Composer$', 'label')
    app.find(r'^2 works\s· 11 songs', 'label')
    app.find(r'^2 performances\s· 4 movements$', 'label')
    app.find('^Other songs$', 'label')
    steps.names('a composer')
    app.shot('composer')


@steps.add('the performances of a work beside each other; one is played, in order')
def _():
    tab_to('Symphony No. 5 in C minor')
    app.key('Return')
    app.find('^Work$', 'label')
    app.find(r'^Symphonies 5 and 7\s· 1963\s· ', 'label')
    for numeral, movement in zip(works.ROMAN, works.MOVEMENTS):
        app.find(f'^{numeral}. {movement}$', 'label')
    steps.names('a work')
    app.shot('work')
    app.press('^Play Orchestra of the Coast, Tomas Arden')
    app.wait(lambda: now_title(app) == ('Allegro con brio', 'Orchestra of the Coast'), 'the first movement')
    app.key('alt+1')
    app.wait(lambda: [title for title, _ in upcoming(app)][:3] == works.MOVEMENTS[1:], 'its movements in order')
    app.find('^Symphony No.5 in C minor op.67, composed by Ludwig van Beethoven$', 'label')
    app.key('ctrl+alt+j')
    app.find('^Other songs$', 'label')


def order():
    return subprocess.run(['gsettings', 'get', 'io.github.attacca_player.Attacca', 'songs-order'], check=True,
                          stdout=subprocess.PIPE, text=True).stdout.strip()


def drag_heading():
    """that of the first column, over the second; where the headings are nobody tells"""
    g = app.geometry()
    for y in range(g['Y'] + 60, g['Y'] + 220, 12):
        for x, button in ((290, 'mousedown'), (310, None), (360, None), (430, None), (500, None), (500, 'mouseup')):
            subprocess.run(['xdotool', 'mousemove', str(g['X'] + x), str(y), *([button, '1'] if button else [])], check=True)
            time.sleep(0.03)
        try:
            app.wait(lambda: order() != '@as []', 'another order', 0.5)
            return
        except Failed:
            pass
    raise AssertionError('no heading can be dragged')


@steps.add('composers are a view of artists, which is remembered as the orders are')
def _():
    app.key('alt+3')
    app.find('^Copper Teeth$', 'label')
    app.press('^Composers')
    app.find('^Ludwig van Beethoven$', 'label')
    app.gone('^Copper Teeth$', 'label')
    app.key('alt+2')
    app.press('^(Sorted by: )?Artist$')  # the button in the button that says what it is sorted by
    app.choose('^Last played$')
    app.find('^Sorted by: Last played$')
    app.key('alt+4')
    app.find(' by ', 'table row')
    assert not app.all('^Ludwig van Beethoven$', 'label'), 'a column that nobody chose'
    for column in ('Composer', 'Rating'):
        app.press('^(Sorted by: )?Artist$')
        app.find('^Columns$', 'menu item')
        app.choose_by_key('^Columns$')
        app.find(f'^{column}$', 'menu item')
        app.shot('columns-menu')
        app.choose_by_key(f'^{column}$')
        app.key('Escape')
        app.gone('^Columns$', 'menu item')
    app.find('^Ludwig van Beethoven$', 'label')
    app.wait(lambda: 'Rating' not in app.labels(), 'the column to go')
    app.shot('columns')
    drag_heading()
    app.shot('columns-dragged')
    app.quit()
    app.start()
    app.find('^Ludwig van Beethoven$', 'label')
    assert 'Composer' in app.labels() and 'Rating' not in app.labels(), app.labels()
    headings = [label for label in app.labels() if label in ('Title', 'Artist', 'Album', 'Length')]
    assert headings[-4:] == ['Artist', 'Title', 'Album', 'Length'], headings
    app.key('alt+2')
    app.find('^Sorted by: Last played$')
    app.key('alt+3')
    app.find('^Ludwig van Beethoven$', 'label')
    app.press('^Artists')
    app.find('^Copper Teeth$', 'label')


@steps.add('what goes to the trash leaves the queue; Undo brings it back')
def _():
    play('Harbour Road')
    app.wait(lambda: now_title(app) == ('Harbour Road', 'Copper Teeth'), 'the song')
    app.key('ctrl+j')
    app.find('^Loud Machines$', 'label')
    app.press('^(Play all )?Play$')
    app.wait(lambda: now_title(app) == ('Harbour Road', 'Copper Teeth'), 'the album')
    app.key('alt+1')
    app.wait(lambda: [title for title, _ in upcoming(app)][:2] == ['Slow Thunder', 'Little Comet'], 'the rest of it')
    app.press('^Pause$')  # the songs are short
    app.key('ctrl+j')
    app.find('^Loud Machines$', 'label')
    tab_to('Harbour Road by')
    app.key('shift+F10')
    app.find('^Move to trash$', 'menu item')
    app.choose('^Move to trash$')
    app.word('“Harbour Road” is in the trash')
    app.wait(lambda: now_title(app) == ('Slow Thunder', 'Copper Teeth'), 'the next song')
    app.undo()
    app.key('alt+1')
    app.wait(lambda: [title for title, _ in upcoming(app)][:2] == ['Harbour Road', 'Little Comet'], 'it comes back')
    app.wait(lambda: not titles(lambda track: track['missing']), 'its file')


@steps.add('a shelf is played at a press, from the pages of an album, an artist and a song')
def _():
    for keys, word in (('ctrl+j', 'Album'), ('ctrl+shift+j', 'Artist'), ('ctrl+i', 'Song')):
        app.key('alt+1')
        app.find('^Next$', 'list')
        if mpris('PlaybackStatus') == 'Playing':
            app.key('ctrl+space')  # the songs are short
        app.wait(lambda: mpris('PlaybackStatus') == 'Paused', 'a pause')
        app.key(keys)
        app.find(f'^{word}$', 'label')
        app.wait(lambda: app.all('^Sounds like this$', 'label') or app.scroll_down(5), 'the shelf below the songs')
        assert not app.all('^Listeners of this also play$', 'label'), 'a shelf without evidence'
        before = now_title(app)
        app.press('^Play all of “Sounds like this”')
        app.wait(lambda: now_title(app) not in (None, before), 'another song')
        assert now_title(app)[1] != before[1], (before, now_title(app))
        app.key('alt+1')
        app.wait(lambda: len(upcoming(app)) > 1, 'the rest of the shelf')


@steps.add('a folder is left out, and taken in again')
def _():
    app.key('ctrl+comma')
    app.find('^Music folders$', 'label')
    tab_to('music')  # the row of the folder: it opens
    app.key('Return')
    time.sleep(0.3)
    app.press('^Leave out a folder of')
    app.find('_?Leave Out$')
    app.type(os.path.join(music, 'E'))
    app.shot('leave-out')
    # not by Return, at which newer versions of GTK go on completing the name, to what is in the folder
    app.press('_?Leave Out$')
    app.wait(lambda: titles(lambda track: not track['missing'] and track['artist'] == 'Copper Teeth') == set(), 'its songs to go')
    app.press('^Undo$|^Take .* in again$')  # the word with Undo may have gone meanwhile
    app.wait(lambda: len(titles(lambda track: not track['missing'] and track['artist'] == 'Copper Teeth')) == 3, 'its songs')
    # the list of folders is made anew just now, and a key may be lost
    app.wait(lambda: not app.all('^Music folders$', 'label') or app.key('Escape'), 'the preferences to close')
    app.wait(lambda: subprocess.run(['xdotool', 'getactivewindow'], capture_output=True, text=True).stdout.strip() ==
             app.window(), 'the window in front')


@steps.add('an album that is one file: its tracks, the second from its beginning, the next after it')
def _():
    def of_position(ask):
        return ask(app.find('^Position$', 'slider'))

    play('Second Wind')
    app.wait(lambda: now_title(app) == ('Second Wind', 'Ivo Tarn'), 'the second track')
    app.key('ctrl+j')
    app.find('^One Disc$', 'label')
    app.find(r'^1979\s· ', 'label')
    for title in ('First Light', 'Second Wind', 'Third Rail'):
        app.find(f'^{title} by Ivo Tarn$', 'list item')
    app.key('ctrl+space')
    app.wait(lambda: mpris('PlaybackStatus') == 'Paused', 'a pause')
    tab_to('Second Wind by')
    app.key('Return')
    app.wait(lambda: mpris('PlaybackStatus') == 'Playing', 'the second track again')
    app.wait(lambda: of_position(Atspi.Value.get_maximum_value) == 20000, 'its own length')
    app.wait(lambda: 0 < of_position(Atspi.Value.get_current_value) < 20000, 'its own time')
    app.key('ctrl+i')
    app.find('^0:06 – 0:26 of the file “One Disc.flac”$', 'label')
    app.find(r'^FLAC · [\d.]+ kHz · (mono|stereo) · \d+ kbit/s\nAdded: (Today|Yesterday)\n(Played .*\n)?File: /.*/One Disc\.flac$', 'label')
    steps.names('the page of a part of a file')
    app.shot('part')
    app.key('ctrl+space')
    app.wait(lambda: mpris('PlaybackStatus') == 'Paused', 'a pause')
    app.key('ctrl+t')  # the words of the file, those of this part
    app.find('^The wind comes up$', 'list item')
    assert not app.all('^The light comes first$|^The rail comes last$', 'list item')
    app.key('ctrl+t')
    app.find('of the file “One Disc.flac”$', 'label')
    app.key('ctrl+space')
    app.wait(lambda: mpris('PlaybackStatus') == 'Playing', 'the second track again')
    app.key('ctrl+shift+Right')
    app.wait(lambda: now_title(app) == ('Third Rail', 'Ivo Tarn'), 'the third track', 40)


@steps.add('the tags of a part of a file are in its sheet, and the editor says so')
def _():
    tab_to('Second Wind by')
    app.key('shift+F10')
    app.find('^Edit tags…$', 'menu item')
    app.choose('^Edit tags…$')
    app.find('“One Disc.flac” is cut into songs by a cue sheet', 'label')
    app.shot('part-tags')
    app.key('Escape')
    app.gone('is cut into songs', 'label')


@steps.add('it quits, and nobody complained')
def _():
    app.quit()
    assert not app.complaints(), app.complaints()


status = steps.run()
shutil.rmtree(temp, ignore_errors=True)
sys.exit(status)
