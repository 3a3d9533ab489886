# SPDX-License-Identifier: GPL-3.0-or-later
"""Playlists through the window: made from a song, added to, ordered, emptied, taken back; rules; out to a file and in.

Arguments: ATTACCA CLI LIBRARY-MAKER WORK-DIR. ATT_TEST_SHOTS names a folder for screenshots."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

from gi.repository import Atspi, GLib

from attacca_app import App, Failed
from story import Steps, make_library

program, cli, maker, work = sys.argv[1:5]
temp = tempfile.mkdtemp()
music = make_library(maker, work)
data = os.path.join(temp, 'data')
os.makedirs(data)
app = App(program, cli, data, shots=os.environ.get('ATT_TEST_SHOTS'))
steps = Steps(app)


def export(name):
    """what is in a playlist, as a file says: the titles"""
    path = os.path.join(temp, 'peek.pls')
    if os.path.exists(path):
        os.remove(path)
    app.cli('export', name, path)
    with open(path) as file:
        return [line.split('=', 1)[1].strip().split(' - ')[-1] for line in file if line.startswith('Title')]


def add_song(down, name):
    """the song that many rows down in the table, into a playlist"""
    app.key('alt+4')
    app.find('^Songs$', 'label')
    song = app.focus_first_song()
    for _ in range(down):
        song = app.move('Down')
    app.key('shift+F10')
    app.find('Add to playlist', 'menu item')
    app.choose('Add to playlist')
    app.find('Find a playlist, or name a new one')
    app.type(name)
    app.find(f'New playlist “{name}”')
    app.find(f'^{name}$')
    app.key('Return')
    return song


@steps.add('a first start has smart playlists')
def _():
    app.cli('scan', music)
    app.start()
    if app.all('Where is your music', 'label'):
        app.press('Skip|Later|Not now')
    app.key('alt+6')
    for name in ('Loved', 'Recently added', 'Never played', 'Most played', 'Forgotten favourites'):
        app.find(f'^{name}$', 'label')
    steps.names('the page of playlists')
    app.shot('playlists')


@steps.add('a new one by its name')
def _():
    app.press('^New playlist$')
    app.choose('^New Playlist…$')
    app.find('^New Playlist$', 'label')
    app.key('ctrl+a')
    app.type('Rainy days')
    app.key('Return')
    app.find('^Nothing in it yet$', 'label')
    app.find('^Rainy days$', 'label')
    assert export('Rainy days') == []


@steps.add('songs are added, and what is there is not added again')
def _():
    songs = []
    for n in range(1, 4):
        songs.append(add_song(n, 'Rainy days'))
        app.find('1 song added to “Rainy days”', 'label')
        app.wait(lambda: len(export('Rainy days')) == n, 'the song in the playlist')
    assert len(set(songs)) == 3, songs
    assert add_song(3, 'Rainy days') == songs[2]
    app.find('It is in “Rainy days” already')
    app.press('^Add Again')
    app.wait(lambda: len(export('Rainy days')) == 4, 'it twice')
    app.undo()
    app.wait(lambda: len(export('Rainy days')) == 3, 'the undo')


@steps.add('order and removal by keyboard, with Undo')
def _():
    before = export('Rainy days')
    app.key('alt+6')
    app.find('^Rainy days$', 'label')
    open_playlist('Rainy days')
    steps.names('a playlist')
    focus_row(before[0])
    app.key('alt+Down')
    app.wait(lambda: export('Rainy days') == [before[1], before[0], before[2]], 'the song one down')
    app.key('alt+Down')
    app.wait(lambda: export('Rainy days') == [before[1], before[2], before[0]], 'the song two down, the focus with it')
    app.key('Delete')
    app.find('is out of “Rainy days”', 'label')
    app.wait(lambda: export('Rainy days') == before[1:], 'the song gone')
    app.wait(lambda: app.focused().startswith(before[2] + ' by '), 'the focus on the song before it')
    app.key('ctrl+z')
    app.wait(lambda: export('Rainy days') == [before[1], before[2], before[0]], 'the song back')
    app.shot('playlist')


@steps.add('several are taken out at once, by key and by button, and come back together')
def _():
    before = export('Rainy days')
    # all of them by the button: pressed twice on a loaded machine it finds nothing more
    for n, select, take_out in ((2, 'shift+Down', lambda: app.key('Delete')),
                                (3, 'ctrl+a', lambda: app.press('^Take out of the playlist$'))):
        app.wait(lambda: app.key('Home') or app.focused().startswith(before[0] + ' by '), 'the first song')
        app.key(select)
        app.find(f'^{n} selected$', 'label')
        app.shot('playlist-selected')
        take_out()
        app.word(f'^{n} songs are out of “Rainy days”$')
        app.wait(lambda: export('Rainy days') == before[n:], f'{n} songs gone')
        app.undo()
        app.wait(lambda: export('Rainy days') == before, 'all back')
        app.find(f'^{before[1]}', 'label')


def open_playlist(name, key='Return'):
    """by keyboard: the tiles are a grid, ordered by name"""
    cells = [n.get_name() for n in app.all(None, 'table cell') if n.get_name()] or \
            [n.get_name() for n in app.all(None, 'list item') if n.get_name()]
    for _ in range(30):
        if app.focused() in cells:
            break
        app.move('Tab')
    app.wait(lambda: app.key('Home') or app.focused() == min(cells, key=str.casefold), 'the first tile')
    for _ in cells:
        if app.focused() == name:
            break
        app.move('Right')
    assert app.focused() == name, app.focused()
    app.key(key)
    if key == 'Return':
        app.find('^More for this playlist$')


def focus_row(title):
    """down the list, from wherever the focus is"""
    trace = []
    for _ in range(40):
        name = app.focused()
        trace.append(name)
        if name.startswith(title + ' by ') or name.startswith('More for ' + title):
            return
        app.move('Down' if ' by ' in name else 'Tab')
    raise AssertionError(f'{title} cannot be reached: {trace}')


@steps.add('a song is dragged to another place')
def _():
    before = export('Rainy days')
    g = app.geometry()
    x, top = g['X'] + g['WIDTH'] * 2 // 3, g['Y']
    # where a row is nobody tells: from a place below what stands above the list to one that is a row further down
    for y in range(240, g['HEIGHT'] - 160, 30):
        subprocess.run(['xdotool', 'mousemove', str(x), str(top + y), 'mousedown', '1'], check=True)
        for step in (10, 20, 30, 40, 50, 60, 70):
            subprocess.run(['xdotool', 'mousemove', str(x), str(top + y + step)], check=True)
            time.sleep(0.03)
        time.sleep(0.1)
        subprocess.run(['xdotool', 'mouseup', '1'], check=True)
        try:
            app.wait(lambda: export('Rainy days') != before, 'another order', 1)
            break
        except Failed:
            pass
    after = export('Rainy days')
    assert after != before and sorted(after) == sorted(before), (before, after)
    app.shot('dragged')


@steps.add('what is done with a playlist from its tile')
def _():
    app.key('alt+6')
    app.find('^New playlist$', 'push button')
    app.wait(lambda: any(n.get_description() == 'Smart playlist' for n in app.all('^Loved$')), 'the kind of a playlist')
    open_playlist('Rainy days', 'shift+F10')
    app.find('^Rename…$', 'menu item')
    steps.names('the menu of a playlist')
    app.shot('playlist-menu')
    app.choose('^Delete$')
    app.word('“Rainy days” is deleted')
    app.gone('^Rainy days$', 'label')
    app.undo()
    app.find('^Rainy days$', 'label')
    open_playlist('Rainy days')


@steps.add('renamed, deleted and back')
def _():
    app.press('^More for this playlist$')
    app.choose('^Rename…$')
    app.find('^Rename Playlist$', 'label')
    app.key('ctrl+a')
    app.type('Sunny days')
    app.key('Return')
    app.find('^Sunny days$', 'label')
    app.press('^More for this playlist$')
    app.choose('^Delete$')
    app.word('“Sunny days” is deleted')
    app.gone('^Sunny days$', 'label')
    app.undo()
    app.find('^Sunny days$', 'label')
    assert len(export('Sunny days')) == 3


@steps.add('rules in the window')
def _():
    app.press('^New playlist$')
    app.choose('^New Smart Playlist…$')
    app.find('^Rules$', 'label')
    steps.names('the rules')
    app.find(r'^(\d+) songs\s· ', 'label')
    value = next(node for node in app.all('^Value$') if node.get_role_name() in ('text', 'entry'))
    Atspi.EditableText.set_text_contents(value, 'nothing has this title')
    app.find('^No song fits$', 'label')
    app.shot('rules')
    Atspi.EditableText.set_text_contents(value, '')
    app.find(r'^(\d+) songs\s· ', 'label')
    app.press('^C_?reate')
    app.find('^Smart playlist$', 'label')
    app.find('^Follows your library by its rules$', 'label')
    assert len(export('Smart playlist')) == len(app.cli('tracks'))


@steps.add('a file is imported, with a report of what was not found')
def _():
    tracks = app.cli('tracks')
    path = os.path.join(temp, 'from elsewhere.m3u8')
    with open(path, 'w') as file:
        file.write('#EXTM3U\n#PLAYLIST:From elsewhere\n' + GLib.filename_from_uri(tracks[0]['uri'])[0] + '\n'
                   f'#EXTINF:-1,{tracks[1]["artist"]} - {tracks[1]["title"]}\n/nowhere/moved.ogg\n'
                   '#EXTINF:5,Nobody - Nothing\n/nowhere/gone.ogg\n')
    app.key('alt+6')
    app.press('^New playlist$')
    app.choose('^Import a File…$')
    app.find('^_?Import', 'push button')
    app.key('slash')
    app.key('ctrl+a')
    app.type(path)
    app.key('shift+End', 'Delete')
    app.press('^_?Import')
    app.find('2 of 3 songs are in your library', 'label')
    app.find('1 was found by its name', 'label')
    app.find('^Nobody – Nothing$', 'label')
    app.shot('import-report')
    steps.names('the report')
    app.key('Escape')
    app.gone('2 of 3 songs')
    app.find('^From elsewhere$', 'label')
    app.find('1 not found', 'label')


@steps.add('nothing was complained about')
def _():
    app.quit()
    complaints = app.complaints()
    assert not complaints, '\n'.join(complaints)


status = steps.run()
shutil.rmtree(temp, ignore_errors=True)
sys.exit(status)
