# SPDX-License-Identifier: GPL-3.0-or-later
"""Every dialog of the window and every other shape it takes, one after the other, by keyboard and by name: what the tests
walk that judge all that is shown, and what the pictures are taken of. Beside tour.py, which goes to the places."""
import os
import re
import time

from gi.repository import Atspi, GLib

from attacca_app import state
from tour import pattern

LYRICS = ('Low tide, and the harbour lights', 'go out one after one', 'We count the boats that have come home',
          'and the one that has not come', 'Hold the lantern higher', 'let it burn until the day',
          'Somebody knows the way from here', 'somebody knows the way', 'Salt on every letter',
          'that the wind has brought to me', 'Read it once, and read it slowly', 'read it out to sea')


def write_lyrics(app, title):
    """beside the song of that title: where its lines begin, three seconds apart"""
    uri = next(track['uri'] for track in app.cli('tracks') if track['title'] == title)
    with open(os.path.splitext(GLib.filename_from_uri(uri.partition('#t=')[0])[0])[0] + '.lrc', 'w') as f:
        f.writelines(f'[00:{3 * n:02d}.00]{line}\n' for n, line in enumerate(LYRICS))


def write_playlist(app, path):
    """one that comes from elsewhere: most of it is found, by its place or its name, and some is not"""
    tracks = app.cli('tracks')
    with open(path, 'w') as f:
        f.write('#EXTM3U\n' + ''.join(GLib.filename_from_uri(track['uri'])[0] + '\n' for track in tracks[:5]) +
                f'#EXTINF:-1,{tracks[6]["artist"]} - {tracks[6]["title"]}\n/nowhere/moved.ogg\n'
                '#EXTINF:181,Nobody - The Winter of the Bells\n/nowhere/bells.ogg\n'
                '#EXTINF:222,Nobody - Lanterns\n/nowhere/lanterns.ogg\n')


class Dialogs:
    """`say` gives the words of the language that the window speaks; something plays"""

    def __init__(self, app, say=lambda text: text, narrow=False):
        self.app, self.say, self.narrow = app, say, narrow

    def named(self, text):
        return pattern(self.say(text).replace('_', ''))

    def shown(self, text, role='label'):
        return self.app.find(self.named(text), role)

    def gone(self, text, role='label'):
        self.app.gone(self.named(text), role)

    def close(self, *texts_and_roles):
        """with the key that closes every dialog"""
        self.app.key('Escape')
        self.gone(*texts_and_roles)

    def go(self, number, title):
        self.app.key(f'alt+{number}')
        self.app.wait(lambda: len(self.app.all(self.named(title), 'label')) >= (1 if self.narrow else 2),
                      f'the page {title}')

    def choose(self, text):
        self.app.choose(self.named(text))

    def song_menu(self):
        """of the first song of all"""
        def focused():
            return any(state(node, Atspi.StateType.FOCUSED) for role in ('table cell', 'table row', 'list item')
                       for node in self.app.all(None, role))

        self.go(4, 'Songs')
        self.app.wait(lambda: focused() or self.app.key('Tab') or focused(), 'the focus in the list')
        self.app.key('shift+F10')
        self.shown('Edit tags…', 'menu item')

    def of_a_song(self):
        for item, name in (('Edit tags…', 'Tags of a song'), ('Edit tags of the album…', 'Tags of an album')):
            self.song_menu()
            self.choose(item)
            self.shown('Album artist', None)
            yield name
            self.close('Album artist', None)
        self.app.key('ctrl+d')
        self.app.find(self.named('Find a playlist, or name a new one'))
        yield 'Add to a playlist'
        self.app.key('Escape')
        self.app.gone(self.named('Find a playlist, or name a new one'))

    def of_playlists(self):
        app = self.app
        self.go(6, 'Playlists')
        app.press(self.named('New playlist'))
        self.shown('New Smart Playlist…', 'menu item')
        yield 'Menu of playlists'
        self.choose('New Smart Playlist…')
        self.shown('Rules')
        app.press(self.named('Add a rule'))
        app.wait(lambda: len(app.all(self.named('Value'))) >= 2, 'another rule')
        yield 'Rules'
        self.close('Rules')
        app.key('ctrl+shift+n')
        self.shown('C_reate')  # the title is that of a button of the page in some languages
        yield 'New playlist'
        self.close('C_reate')

    def of_import(self, path):
        app = self.app
        write_playlist(app, path)
        self.go(6, 'Playlists')
        app.press(self.named('New playlist'))
        self.shown('Import a File…', 'menu item')
        self.choose('Import a File…')
        button = '^' + re.escape(self.say('_Import').replace('_', '')).replace('I', '_?I', 1)
        app.find(button, 'push button')
        app.key('slash', 'ctrl+a')
        app.type(path)
        app.key('shift+End', 'Delete')
        app.press(button)
        app.find('^Nobody – Lanterns$', 'label')
        yield 'Import report'
        self.app.key('Escape')
        app.gone('^Nobody – Lanterns$', 'label')

    def of_sound(self):
        app = self.app
        app.key('ctrl+e')
        self.shown('Preset', None)
        switch = self.named('Equalizer')[:-1]  # some say what is below it, too
        app.press(switch)
        time.sleep(0.3)
        yield 'Equalizer'
        app.press(switch)
        self.close('Preset', None)
        if self.narrow:
            app.key('ctrl+n')
            self.shown('Close now playing', 'push button')
        app.press(self.named('How it plays'))
        self.shown('Sleep timer', 'menu item')
        yield 'How it plays'
        self.choose('Sleep timer')
        self.shown('End of this song', 'menu item')
        yield 'Sleep timer'
        self.close('End of this song', 'menu item')
        if not self.narrow:
            app.press(self.named('Volume'))
            self.shown('Mute', None)
            yield 'Volume'
            self.close('Mute', 'toggle button')
        else:
            app.key('alt+1')

    def of_the_window(self):
        app = self.app
        app.key('ctrl+t')
        self.shown('Lyrics', 'list')
        yield 'Lyrics'
        app.key('ctrl+t')
        self.gone('Lyrics', 'list')
        if self.narrow:
            app.key('ctrl+n')
            self.shown('Close now playing', 'push button')
            yield 'Now playing'
            app.key('Escape')
            app.key('alt+1', 'alt+Left')
            self.shown('Places', 'list')
            yield 'Places'
            self.go(1, 'Radio')
        app.key('ctrl+alt+o')
        self.shown('Open Address')
        yield 'Open an address'
        self.close('Open Address')
        app.key('F10')
        self.shown('About Attacca', 'menu item')
        yield 'Main menu'
        self.choose('About Attacca')
        self.shown('The Attacca authors')
        yield 'About'
        self.close('The Attacca authors')
        self.go(1, 'Radio')

    def of_the_mini_player(self):
        self.app.key('ctrl+shift+m')
        self.shown('Whole window', 'push button')
        yield 'Mini player'
        self.app.key('ctrl+shift+m')
        self.gone('Whole window', 'push button')

    def all(self, path):
        """the names of what is shown, in English; `path` is a file that can be written"""
        for part in (self.of_a_song(), self.of_playlists(), self.of_import(path), self.of_sound(), self.of_the_window(),
                     self.of_the_mini_player()):
            yield from part
