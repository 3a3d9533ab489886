# SPDX-License-Identifier: GPL-3.0-or-later
"""Every place, opened thing, menu and dialog of the window, one after the other, by keyboard: what the tests walk that
judge all that is shown, and what the pictures are taken of."""
import os
import re
import time

from gi.repository import Atspi, GLib

from attacca_app import CONTROLS, name_of, role_name, state

# what lies in a container that arrow keys walk: one that Tab reaches is enough
WITHIN_LIST = {'list item', 'table cell', 'table row', 'radio button', 'menu item', 'page tab'}


def prepare(app, music, extra):
    """a library that was read, two genres chosen, and a playlist beside it in the folder `extra`"""
    app.cli('scan', music)
    tracks = app.cli('tracks')
    os.makedirs(extra)
    with open(os.path.join(extra, 'Rain.m3u'), 'w') as f:
        f.writelines(GLib.filename_from_uri(track['uri'])[0] + '\n' for track in tracks[:3])
    app.cli('scan', extra)
    app.cli('genres', '--pick', ','.join([g['genre'] for g in app.cli('genres') if g['tracks'] > 0][:2]))


class Keyboard:
    """knows what has the focus, by listening for it"""

    def __init__(self, app):
        self.app, self.focused = app, None
        self.listener = Atspi.EventListener.new(self._changed)
        self.listener.register('object:state-changed:focused')

    def _changed(self, event):
        if event.detail1:
            self.focused = event.source

    def press(self, *keys, seconds=2):
        """what has the focus afterwards; None where it did not move"""
        context = GLib.MainContext.default()
        while context.iteration(False):
            pass
        self.focused = None
        self.app.key(*keys)
        end = time.monotonic() + seconds
        while self.focused is None and time.monotonic() < end:
            if not context.iteration(False):
                time.sleep(0.002)
        return self.focused

    def look(self):
        """what has the focus now"""
        return next((node for node in self.app.nodes(self.app.front()) if state(node, Atspi.StateType.FOCUSED)), None)

    def walk(self, key='Tab', most=150):
        """what Tab reaches, until it comes round"""
        reached, first = {}, None
        for _ in range(most):
            node = self.press(key)
            if node is None:
                continue
            if node.path == first:
                break
            first = first or node.path
            reached[node.path] = node
        return reached


def lines_of(node):
    """the node and what it is in, up to the window"""
    try:
        while node is not None:
            yield node
            node = node.get_parent()
    except GLib.Error:  # gone meanwhile
        pass


def unreached(app, reached):
    """controls of the window in front that take the focus, and that no key led to"""
    def group(node):
        """of what arrow keys walk, the whole"""
        try:
            return next((up.get_parent() for up in lines_of(node) if role_name(up) in WITHIN_LIST), None)
        except GLib.Error:
            return None

    # an entry is one with the text in it
    paths = {up.path for node in reached.values() for up in list(lines_of(node))[:4]}
    groups = {whole.path for whole in map(group, reached.values()) if whole is not None}
    missed = []
    for node in app.nodes(app.front()):
        try:
            role = role_name(node)
            if role not in CONTROLS and role not in WITHIN_LIST or not state(node, Atspi.StateType.FOCUSABLE) or \
                    not state(node, Atspi.StateType.SENSITIVE) or node.path in paths:
                continue
            whole = group(node)
            if whole is None or whole.path not in groups:
                missed.append(f'{role} {name_of(node)!r}')
        except GLib.Error:
            pass
    return missed


PLACES = ['Radio', 'Albums', 'Artists', 'Songs', 'Genres', 'Playlists', 'History', 'Stations', 'Recently Added']


def pattern(text):
    """matches a string of the source with whatever was put into it"""
    return '^' + re.sub(r"%(?:\d+\$)?'?l*[a-z]", '.*', re.escape(text).replace(r'\%', '%').replace(r'\$', '$')) + '$'


def tour(app, say=lambda text: text, narrow=False):
    """Yields the name of what is shown, in English. `say` gives the words of the language that the window speaks; the
    sample of prepare() is in the library, and something plays."""
    def named(text):
        return pattern(say(text))

    def shown(text, role='label'):
        return app.find(named(text), role)

    def gone(text, role='label'):
        app.gone(named(text), role)

    def go(number, title):
        app.key(f'alt+{number}')
        # above the page; and in the pane
        app.wait(lambda: len(app.all(named(title), 'label')) >= (1 if narrow else 2), f'the page {title}')

    def first_of_list():
        """the keyboard is in the list that a page shows"""
        def in_list(node):
            return node is not None and role_name(node) in ('table cell', 'table row', 'list item')

        # past what sorts it
        app.wait(lambda: in_list(keyboard.look()) or in_list(keyboard.press('Tab')), 'the focus in the list')

    keyboard = Keyboard(app)
    for number, title in enumerate(PLACES, 1):
        go(number, title)
        yield title
    for number, title, kind in ((2, 'Albums', 'Album'), (3, 'Artists', 'Artist'), (5, 'Genres', 'Genre'),
                                (6, 'Playlists', 'Smart playlist')):
        go(number, title)
        first_of_list()
        # the last playlist is what was added of late; others may be empty
        if title == 'Playlists':
            app.move('End')
        app.key('Return')
        shown(kind)
        yield kind
        app.key('alt+Left')
    app.key('ctrl+i')
    shown('Song')
    yield 'Song'
    go(3, 'Artists')
    if app.all(named('Composers'), 'push button') or app.all(named('Composers'), 'toggle button'):
        app.switch_on(named('Composers'))
        shown('Composers')
        first_of_list()
        yield 'Composers'
        app.key('Return')
        shown('Composer')
        yield 'Composer'
        if app.all(named('Works'), 'label'):
            row = app.find(named('%u movements').replace('^', ''), 'list item')
            first_of_list()
            # one row at a time: who presses again too soon goes past it
            app.wait(lambda: state(row, Atspi.StateType.FOCUSED) or keyboard.press('Down') and False, 'the focus on a work')
            app.key('Return')
            shown('Work')
            yield 'Work'
            app.key('alt+Left')
        app.key('alt+Left')
        app.switch_on(named('Artists'))

    app.key('ctrl+f')
    app.type('the')
    shown('Songs')
    yield 'Search'
    app.key('ctrl+f', 'ctrl+a')
    app.type('qqzx')
    shown('Nothing found')
    yield 'Nothing found'

    go(4, 'Songs')
    first_of_list()
    app.key('shift+F10')
    shown('More like this', 'menu item')
    yield 'Menu of a song'
    app.key('Escape')
    gone('More like this', 'menu item')
    go(1, 'Radio')
    # by keyboard, which brings the button into view: a menu cannot open beside what is below the window
    app.wait(lambda: re.search(named('What the radio starts from'), name_of(keyboard.press('Tab') or app.root)),
             'the focus on what the radio starts from', 60)
    app.wait(lambda: re.search(named('What the radio starts from'), app.focused()), 'the focus to stay there')
    app.press(named('What the radio starts from'))
    shown('My taste', 'menu item')
    yield 'Menu of the radio'
    app.key('Escape')
    gone('My taste', 'menu item')
    app.key('ctrl+y')
    shown('Why this?', None)
    shown('Together %ld of 100')
    yield 'Why this?'
    app.key('Escape')
    app.key('ctrl+u')
    app.wait(lambda: [node for whole in app.all(named('Next'), 'list') for node in app.all(None, 'list item', whole)],
             'what comes next')
    app.wait(lambda: re.search(named('%s by %s'), app.focused()), 'the keyboard in the queue')
    yield 'Queue'
    app.key('Escape')
    app.wait(lambda: not re.search(named('%s by %s'), app.focused()), 'the queue to close')

    app.key('ctrl+comma')
    shown('Music folders')
    for tab in dict.fromkeys(name_of(tab) for tab in app.all(None, 'page tab')):
        app.press('^' + re.escape(tab) + '$', 'page tab')
        yield 'Preferences: ' + tab
    app.key('Escape')
    app.wait(lambda: not app.all(None, 'page tab'), 'closed preferences')
    app.key('ctrl+question')
    shown('Play or pause')
    yield 'Keyboard shortcuts'
    app.key('Escape')
    gone('Play or pause')
