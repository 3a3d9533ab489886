# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a running Attacca through its accessibility tree, for the tests in this folder.

Needs a display, a session bus and the accessibility bus: run under with-display.sh, with Debian's
/usr/bin/python3 (python3-gi, gir1.2-atspi-2.0). GTK 4.8 tells no screen coordinates and list rows have no action:
those are reached with the keyboard, through xdotool.
"""
import json
import os
import re
import subprocess
import sys
import time

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402


# seconds that a test waits for what it looks for: long, for a machine that has much else to do
PATIENCE = 30


class Failed(Exception):
    pass


# roles that a person acts on: each must say what it is
CONTROLS = {'push button', 'toggle button', 'check box', 'slider', 'entry', 'combo box', 'spin button', 'switch',
            'radio button', 'menu item', 'link', 'text', 'list item'}
# what the toolkit calls an unnamed widget
CLASS_NAME = re.compile(r'^(Gtk|Adw|Att)[A-Z]\w+$')
# which is wrong for these, too, though they are no controls
NO_NAMES = {'AttCell', 'GtkFlowBoxChild'}


def state(node, which):
    try:
        return node.get_state_set().contains(which)
    except GLib.Error:
        return False


def role_name(node):
    """as at-spi of Debian 12 calls it: what was a push button is a button since"""
    name = node.get_role_name()
    return 'push button' if name == 'button' else name


def text_of(node):
    try:
        return Atspi.Text.get_text(node, 0, -1)
    except GLib.Error:
        return node.get_name() or ''


def name_of(node):
    """what a screen reader says: the name, else what the control is labelled by (a menu item of GTK 4.18)"""
    name = node.get_name() or ''
    if name or role_name(node) not in CONTROLS:
        return name
    return ' '.join(text_of(relation.get_target(i)) for relation in node.get_relation_set()
                    if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY
                    for i in range(relation.get_n_targets()))


def walk(node, without=()):
    """every visible node under this one, itself first; what disappears meanwhile is left out, and what is in nodes of the
    roles `without`"""
    try:
        if not state(node, Atspi.StateType.VISIBLE):
            return
        yield node
        if without and node.get_role_name() in without:
            return
        for i in range(node.get_child_count()):
            child = node.get_child_at_index(i)
            if child is not None:
                yield from walk(child, without)
    except GLib.Error:
        return


class App:
    def __init__(self, program, cli, data_dir, args=(), env=None, shots=None, sink='fakesink sync=true'):
        self.program, self.cli_program, self.data_dir = program, cli, data_dir
        self.args, self.sink, self.shots = list(args), sink, shots
        self.env = dict(os.environ, **(env or {}))
        self.process = None
        self.stderr = None

    def start(self, *args):
        self.stderr = open(os.path.join(self.data_dir + '.stderr'), 'ab+')
        self.process = subprocess.Popen(
            [self.program, '--data-dir', self.data_dir, *(['--sink', self.sink] if self.sink else []), *self.args, *args],
            env=self.env, stdout=subprocess.DEVNULL, stderr=self.stderr)
        self.root = self.wait(self._find_app, 'the application on the accessibility bus', 60)
        self.wait(lambda: state(self.front(), Atspi.StateType.ACTIVE), 'a window that has the keyboard', 60)
        return self

    def _find_app(self):
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            app = desktop.get_child_at_index(i)
            try:
                if app is not None and app.get_process_id() == self.process.pid and app.get_child_count() > 0:
                    return app
            except GLib.Error:
                pass
        return None

    # --- looking ---

    def nodes(self, within=None):
        if within is not None:
            yield from walk(within)
            return
        for i in range(self.root.get_child_count()):
            window = self.root.get_child_at_index(i)
            if window is not None:
                yield from walk(window)

    def front(self):
        """the window that has the keyboard"""
        windows = [self.root.get_child_at_index(i) for i in range(self.root.get_child_count())]
        return next((window for window in windows if state(window, Atspi.StateType.ACTIVE)), windows[-1])

    def wait(self, look, what, seconds=PATIENCE):
        """the first true answer of look(); a bounded wait, never a fixed sleep"""
        end = time.monotonic() + seconds
        while True:
            if self.process.poll() is not None:
                raise Failed(f'the program ended ({self.process.returncode}) while waiting for {what}')
            try:
                found = look()
            except GLib.Error:
                found = None
            if found:
                return found
            if time.monotonic() > end:
                raise Failed(f'waited {seconds} s for {what}')
            time.sleep(0.05)

    def all(self, name=None, role=None, within=None):
        """nodes that are shown, by a pattern of their name and their role"""
        found = []
        for node in self.nodes(within):
            try:
                if (role is None or role_name(node) == role) and \
                        (name is None or re.search(name, name_of(node))):
                    found.append(node)
            except GLib.Error:
                pass
        return found

    def find(self, name=None, role=None, seconds=PATIENCE, within=None):
        return self.wait(lambda: next(iter(self.all(name, role, within)), None), f'{role or "a node"} {name!r}', seconds)

    def word(self, name):
        """a line over what is shown. It goes after some seconds, and a busy machine takes longer to walk through a list."""
        def look():
            for node in walk(self.front(), ('list', 'table', 'tree table')):
                if role_name(node) == 'label' and re.search(name, node.get_name() or ''):
                    return node
        return self.wait(look, f'the word {name!r}')

    def gone(self, name, role=None, seconds=PATIENCE):
        self.wait(lambda: not self.all(name, role), f'{name!r} to go', seconds)

    def labels(self, within=None):
        texts = []
        for node in self.all(None, 'label', within):
            try:
                texts.append(node.get_name())
            except GLib.Error:  # it went meanwhile
                pass
        return texts

    def focused(self):
        """the name of what has the keyboard"""
        for node in self.nodes():
            try:
                if state(node, Atspi.StateType.FOCUSED):
                    return name_of(node)
            except GLib.Error:  # it went meanwhile
                pass
        return ''

    # --- acting ---

    def press(self, name, role=None, seconds=PATIENCE):
        """a button by name: its click action"""
        def try_press():
            for node in self.all(name, role):
                try:
                    if role_name(node) in ('push button', 'toggle button', 'check box', 'switch', 'page tab') and \
                            state(node, Atspi.StateType.SENSITIVE) and Atspi.Action.get_n_actions(node) > 0 and \
                            Atspi.Action.do_action(node, 0):
                        return node
                except GLib.Error:
                    pass
            return None
        return self.wait(try_press, f'a button {name!r} that can be pressed', seconds)

    def undo(self):
        """what was done last: by the button of the word about it, or, where that has gone meanwhile, by key"""
        for node in self.all('^Undo', 'push button'):
            try:
                if Atspi.Action.do_action(node, 0):
                    return
            except GLib.Error:
                pass
        self.key('ctrl+z')

    def switch_on(self, name):
        """a toggle button. Newer ones act a moment later, and one that is made anew meanwhile forgets it; GTK 4.8, which
        calls it a push button, acts at once."""
        def is_on():
            return any(state(node, Atspi.StateType.PRESSED) or state(node, Atspi.StateType.CHECKED)
                       for node in self.all(name, 'toggle button'))
        for _ in range(5):
            if role_name(self.press(name)) != 'toggle button':
                return
            try:
                self.wait(is_on, f'{name!r} to be on', 2)
                return
            except Failed:
                pass
        raise Failed(f'{name!r} does not go on')

    def choose(self, name):
        """an item of the menu that is open"""
        item = self.find(name, 'menu item')
        if Atspi.Action.get_n_actions(item) == 0 or not Atspi.Action.do_action(item, 0):
            # GTK 4.8 gives menu items no action: walk down to it
            items = [name_of(node) for node in self.all(None, 'menu item')]
            self.key(*['Down'] * (items.index(name_of(item)) + 1), 'Return')

    def choose_by_key(self, name):
        """the same with the arrows, in a submenu too: where it begins differs between versions of GTK"""
        for _ in range(30):
            if re.search(name, self.focused()):
                self.key('Return')
                return
            self.move('Down')
        raise Failed(f'{name!r} is not in the menu, or cannot be reached from {self.focused()!r}')

    def window(self):
        pid = str(self.process.pid)
        ids = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', pid], capture_output=True,
                             text=True).stdout.split()
        return ids[-1] if ids else None

    def key(self, *keys):
        subprocess.run(['xdotool', 'key', '--clearmodifiers', *keys], check=True)

    def move(self, key):
        """what the keyboard is on once a key has moved it; where it was, if the key does not"""
        before = self.focused()
        self.key(key)
        try:
            return self.wait(lambda: self.focused() not in ('', before) and self.focused(), 'the focus to move', 3)
        except Failed:
            return before

    def focus_first_song(self):
        """of the list of songs that is shown, or is about to be"""
        return self.wait(lambda: self.key('Home') or ' by ' in self.focused() and self.focused(), 'the keyboard in the songs')

    def focus_song(self, title):
        """in the list of songs, with the arrows"""
        row = self.focus_first_song()
        while not row.startswith(title + ' by '):
            above, row = row, self.move('Down')
            assert row != above and ' by ' in row, f'{title} is not in the list: below {above!r} comes {row!r}'

    def scroll_down(self, clicks=40):
        """with the wheel; to the end of the page that is shown, unless it is long"""
        g = self.geometry()
        subprocess.run(['xdotool', 'mousemove', str(g['X'] + g['WIDTH'] * 2 // 3), str(g['Y'] + g['HEIGHT'] // 2),
                        'click', '--repeat', str(clicks), '--delay', '10', '5'], check=True)

    def type(self, text):
        subprocess.run(['xdotool', 'type', '--delay', '30', text], check=True)

    def geometry(self):
        place = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', self.window()], capture_output=True,
                               text=True).stdout
        return {key: int(value) for key, value in (line.split('=') for line in place.split())}

    def resize(self, width, height):
        """asks again until it is so: a wide window lets itself be narrowed only to where it folds"""
        def done():
            subprocess.run(['xdotool', 'windowsize', self.window(), str(width), str(height)], check=True)
            time.sleep(0.1)
            return self.geometry()['WIDTH'] == width
        self.wait(done, f'a window {width} px wide')

    def shot(self, name):
        if not self.shots:
            return
        os.makedirs(self.shots, exist_ok=True)
        if not self.window():
            return
        g = self.geometry()
        # of the whole screen, so that menus and popovers are in it
        subprocess.run(['import', '-window', 'root', '-crop', '{WIDTH}x{HEIGHT}+{X}+{Y}'.format(**g),
                        '+repage', os.path.join(self.shots, name + '.png')], check=True)

    def cli(self, *args):
        result = subprocess.run([self.cli_program, *args, '--data-dir', self.data_dir, '--json'], capture_output=True,
                                text=True, timeout=300, env=self.env)
        if result.returncode != 0:
            raise Failed(f'attacca-cli {args}: {result.stderr.strip()}')
        return json.loads(result.stdout)

    def quit(self):
        self.key('ctrl+q')
        try:
            code = self.process.wait(10)
        except subprocess.TimeoutExpired:
            raise Failed('the program did not quit within 10 s')
        if code != 0:
            raise Failed(f'the program ended with {code}')

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    # --- judging ---

    def complaints(self):
        """lines on stderr that GLib and GTK write when something is wrong"""
        self.stderr.seek(0)
        lines = self.stderr.read().decode(errors='replace').splitlines()
        # nobody shows notifications on the bus of a test; and libadwaita 1.7 measures the heading of its message dialog so
        known = 'unable to send notifications|Trying to measure GtkLabel .* for width of'
        return [line for line in lines if re.search(r'-(WARNING|CRITICAL|ERROR) \*\*|^Gtk-|Failed to|runtime error', line) and
                not re.search(known, line)]

    def unnamed(self):
        """controls that are shown and do not say what they are, or say the underscore of their mnemonic"""
        bad = []
        for node in self.nodes():
            try:
                name, role = name_of(node), role_name(node)
                if role in CONTROLS and (not name.strip() or CLASS_NAME.match(name)) or name in NO_NAMES or \
                        role == 'push button' and '_' in name:
                    path, up = [], node
                    for _ in range(4):
                        up = up.get_parent()
                        if up is None:
                            break
                        path.append(f'{role_name(up)} {up.get_name()!r}')
                    bad.append(f'{role} {name!r} in ' + ' in '.join(path))
            except GLib.Error:
                pass
        return bad

    def dump(self, file=sys.stdout):
        def show(node, depth):
            try:
                print('  ' * depth + role_name(node), repr(node.get_name()),
                      '' if state(node, Atspi.StateType.VISIBLE) else '(hidden)', file=file)
                for i in range(node.get_child_count()):
                    child = node.get_child_at_index(i)
                    if child is not None:
                        show(child, depth + 1)
            except GLib.Error:
                pass
        show(self.root, 0)
