# SPDX-License-Identifier: GPL-3.0-or-later
"""Several songs at once: selected by keyboard and by pointer in the table of songs and on an album's page, played next,
rated, kept in a playlist, thrown away and taken back.

Arguments: ATTACCA CLI LIBRARY-MAKER WORK-DIR. ATT_TEST_SHOTS names a folder for screenshots."""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from gi.repository import Atspi

from attacca_app import App, state
from story import Steps, now_title, upcoming

program, cli = sys.argv[1:3]
temp = tempfile.mkdtemp()
music, data = os.path.join(temp, 'music'), os.path.join(temp, 'data')
os.makedirs(music)
os.makedirs(data)
NAMES = ('One', 'Two', 'Three', 'Four')
for number, name in enumerate(NAMES, 1):
    subprocess.run(['ffmpeg', '-nostdin', '-loglevel', 'error', '-f', 'lavfi', '-i', f'sine={220 + 110 * number}:duration=40',
                    '-metadata', f'title={name}', '-metadata', 'artist=Mira', '-metadata', 'album=Kites',
                    '-metadata', f'track={number}', '-metadata', f'genre={"Rock" if number < 3 else "Jazz"}', os.path.join(music, f'{number}.flac')], check=True)
app = App(program, cli, data, shots=os.environ.get('ATT_TEST_SHOTS'))
steps = Steps(app)


def ratings():
    return [next(t['rating'] for t in app.cli('tracks') if t['title'] == name) for name in NAMES]


def focus_row(title):
    """with Tab into the list, then with the arrows"""
    for _ in range(40):
        name = app.focused()
        if name.startswith(title + ' by '):
            return
        if ' by ' in name:
            app.move('Down' if NAMES.index(name.split(' by ')[0]) < NAMES.index(title) else 'Up')
        else:
            app.move('Down' if name.startswith('More for ') and 'this' not in name else 'Tab')
    raise AssertionError(f'{title} cannot be reached from {app.focused()!r}')


@steps.add('a library of four songs')
def _():
    subprocess.run([cli, 'scan', music, '--data-dir', data], check=True, stdout=subprocess.DEVNULL)
    with sqlite3.connect(f'{data}/attacca.db') as db:
        db.execute("INSERT OR REPLACE INTO settings VALUES ('first-run.done', '1')")
    app.start()
    app.find('^Radio$', 'label', 20)
    app.key('alt+4')
    app.find('^Four$', 'label')
    app.find(r'^4 songs\s· 3\smin$', 'label')
    assert not app.all('selected', 'label')


@steps.add('the table by genre, which has a column then; how long a genre plays')
def _():
    def shown():
        return [text for text in app.labels() if text in NAMES]
    app.press('^(Sorted by: )?Artist$')  # the short name is of the button in the button, which newer versions of GTK do not give
    app.choose('^Genre$')
    app.find('^Sorted by: Genre$')
    app.find('^Jazz$', 'label')
    app.wait(lambda: shown() == ['Three', 'Four', 'One', 'Two'], 'jazz before rock')
    app.press('^(Genre: )?Any genre$')
    app.choose('^Jazz$')
    app.find(r'^2 songs\s· 1\smin$', 'label')
    app.shot('songs-by-genre')
    app.press('^(Genre: )?Jazz$')
    app.choose('^Any genre$')
    app.find(r'^4 songs\s· 3\smin$', 'label')
    app.press('^(Sorted by: )?Genre$')
    app.choose('^Artist$')
    app.wait(lambda: shown() == list(NAMES), 'one album after the other')
    app.key('alt+1')
    app.find('^Radio$', 'label')
    app.key('alt+4')  # the keyboard is in the table


@steps.add('all songs of the table are rated, and it is undone')
def _():
    app.focus_first_song()
    app.key('ctrl+a')
    app.find('^4 selected$', 'label')
    steps.names('what is selected')
    app.shot('songs-selected')
    app.key('shift+F10')
    app.find('^Add 4 songs to playlist…$', 'menu item')
    app.shot('songs-selected-menu')
    app.choose('^Rate')
    app.find('^4 and a half stars$', 'menu item')
    app.choose_by_key('^4 and a half stars$')
    app.word('^4 songs: 4 and a half stars$')
    app.wait(lambda: ratings() == [9] * 4, 'the stars in the library')
    app.key('ctrl+z')
    app.wait(lambda: ratings() == [0] * 4, 'the stars to go')


@steps.add('Escape ends it, and does not leave the page')
def _():
    app.focus_first_song()
    app.key('ctrl+a')
    app.find('^4 selected$', 'label')
    app.key('Escape')
    app.gone('selected$', 'label')
    app.find('^Four$', 'label')


def pasted():
    """what a file manager would paste"""
    targets = [('text/uri-list', ''), ('x-special/gnome-copied-files', 'copy\n')]
    texts = [subprocess.run(['xclip', '-selection', 'clipboard', '-out', '-target', target], stdout=subprocess.PIPE,
                            text=True, check=False, timeout=30).stdout for target, _ in targets]
    names = [[os.path.basename(line) for line in text.removeprefix(head).split()] for text, (_, head) in zip(texts, targets)]
    return names[0] if names[0] == names[1] else texts


@steps.add('the files of what is selected are copied, and of one song')
def _():
    app.focus_first_song()
    app.key('shift+Down', 'ctrl+c')
    app.word('^2 files are copied: paste them in a folder$')
    app.wait(lambda: pasted() == ['1.flac', '2.flac'], 'the two files')
    app.key('Escape')
    focus_row('Four')
    app.key('shift+F10')
    app.choose('^Copy file$')
    app.wait(lambda: pasted() == ['4.flac'], 'the file')


@steps.add('Ctrl+A on a button above the table selects what is in it')
def _():
    app.wait(lambda: app.move('shift+Tab') == 'Not played', 'the keyboard on a button')
    app.key('ctrl+a')
    app.find('^4 selected$', 'label')
    app.key('Escape')
    app.gone('selected$', 'label')
    app.wait(lambda: ' by ' in app.move('Tab'), 'the keyboard back in the table')


@steps.add('what is selected next begins where the keyboard is')
def _():
    app.key('Home', 'shift+Down', 'shift+Down')
    app.find('^3 selected$', 'label')
    app.key('Escape')
    app.gone('selected$', 'label')
    before = app.focused()
    if app.move('shift+Up') == before:  # GTK 4.18 selects the row itself before it goes on from there
        app.key('shift+Up')
    app.find('^2 selected$', 'label')
    app.press('^End the selection$')
    app.gone('selected$', 'label')
    app.wait(lambda: ' by ' in app.focused(), 'the keyboard back in the table')


@steps.add('two songs of an album are played later, then kept in a playlist')
def _():
    app.key('alt+4')
    app.focus_first_song()
    app.key('Return')
    app.find('^Pause$', 'push button')
    app.key('ctrl+space', 'ctrl+j')
    app.find('^Album$', 'label')
    focus_row('Two')
    for key, title in (('End', 'Four'), ('Home', 'One')):  # the songs, not what stands above and below them
        app.key(key)
        app.wait(lambda: app.focused().startswith(title + ' by '), f'{title} after {key}')
    app.key('shift+End')
    app.find('^4 selected$', 'label')
    app.key('Escape')
    focus_row('Two')
    app.key('shift+Down')
    app.find('^2 selected$', 'label')
    app.shot('album-selected')
    app.press('^Play what is selected later$')
    app.word('^2 songs play later$')
    app.key('alt+1')
    app.wait(lambda: [title for title, _ in upcoming(app)][3:5] == ['Two', 'Three'], 'them in the queue')
    app.key('ctrl+j')
    app.find('^Album$', 'label')
    focus_row('Two')
    app.key('shift+Down')
    app.press('^Add what is selected to a playlist$')
    app.find('^Add to Playlist$|^New Playlist', seconds=10)
    app.key('Escape')


@steps.add('a whole album is copied, rated and loved, and it is undone')
def _():
    def choose(*items):
        app.press('^More$')
        for item in items:
            app.choose_by_key(item)

    def loved():
        return len(app.cli('tracks', '--loved'))

    choose('^Copy files$')
    app.wait(lambda: pasted() == ['1.flac', '2.flac', '3.flac', '4.flac'], 'the files of the album')
    choose('^Rate all songs$', '^4 stars$')
    app.wait(lambda: ratings() == [8] * 4, 'the stars in the library')
    app.key('ctrl+z')
    app.wait(lambda: ratings() == [0] * 4, 'the stars to go')
    choose('^Love all songs$')
    app.wait(lambda: loved() == 4, 'love in the library')
    choose('^Love all songs$')
    app.wait(lambda: loved() == 0, 'love to go')
    app.key('ctrl+z')
    app.wait(lambda: loved() == 4, 'love back in the library')
    choose('^Love all songs$')
    app.wait(lambda: loved() == 0, 'love to go once more')
    app.key('alt+1')
    app.wait(lambda: app.move('shift+Tab').startswith('Rating: '), 'the keyboard on the stars of what plays')
    app.key('3')
    app.wait(lambda: ratings() == [6, 0, 0, 0], 'three stars in the library')
    app.key('ctrl+z')
    app.wait(lambda: loved() == 4, 'love back in the library')
    assert app.all('^Rating: 3 stars$', 'slider'), 'the song has its older rating again'
    app.key('ctrl+j')
    app.find('^Album$', 'label')


@steps.add('the tags of two are edited at once; they are thrown away and come back')
def _():
    focus_row('One')
    focus_row('Three')
    app.key('shift+Down')
    app.find('^2 selected$', 'label')
    app.press('^More for what is selected$')
    app.choose('^Edit tags…$')
    app.find('^Tags of 2 Files$')
    app.key('Escape')
    app.gone('^Tags of 2 Files$')
    app.press('^More for what is selected$')
    app.choose('^Move to trash$')
    app.word('^2 songs are in the trash$')
    app.wait(lambda: len(os.listdir(music)) == 2, 'the files gone')
    app.key('ctrl+z')
    app.wait(lambda: len(os.listdir(music)) == 4, 'the files back')


@steps.add('one by one, by pressing')
def _():
    app.key('alt+4')
    app.find('^Four$', 'label')
    focus_row('One')
    app.key('shift+F10')
    app.choose('^Select$')
    app.find('^1 selected$', 'label')
    app.resize(360, 640)
    app.find('^1 selected$', 'label')
    app.shot('selected-narrow')
    g = app.geometry()
    for y in range(140, 420, 20):  # to the next row
        subprocess.run(['xdotool', 'mousemove', str(g['X'] + 100), str(g['Y'] + y), 'click', '1'], check=True)
        time.sleep(0.2)
        if app.all('^2 selected$', 'label'):
            break
    app.find('^2 selected$', 'label')
    app.press('^End the selection$')
    app.gone('selected$', 'label')


@steps.add('an album in another order')
def _():
    app.resize(1000, 700)
    app.key('ctrl+j')
    app.find('^Album$', 'label')
    app.press('^More$')
    app.choose('^Play in random order$')
    # the menu may still take the first key
    app.wait(lambda: app.key('alt+1') or {now_title(app)[0], *(title for title, _ in upcoming(app)[:3])} == set(NAMES),
             'all of it')


@steps.add('nothing was complained about')
def _():
    app.quit()
    assert app.complaints() == [], app.complaints()


status = steps.run()
shutil.rmtree(temp)
sys.exit(status)
