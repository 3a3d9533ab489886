# SPDX-License-Identifier: GPL-3.0-or-later
"""What the listener does with the queue, the stars and the small window, and what the desktop does with the application:
files it opens, its search, its notifications, its launcher's menu, being started by the bus.

Arguments: ATTACCA CLI LIBRARY-MAKER WORK-DIR. ATT_TEST_SHOTS names a folder for screenshots."""
import os
import shutil
import subprocess
import sys
import tempfile
import time

from gi.repository import Atspi, Gio, GLib

from attacca_app import App, role_name, state
from story import Steps, make_library, now_title, upcoming
from tour import Keyboard

NAME, PATH = 'io.github.attacca_player.Attacca', '/io/github/attacca_player/Attacca'
SEARCH = 'org.gnome.Shell.SearchProvider2'
NOTIFICATIONS = '''<node><interface name="org.freedesktop.Notifications">
<method name="Notify"><arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
<arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
<arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/></method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
<method name="GetCapabilities"><arg type="as" direction="out"/></method>
<method name="GetServerInformation"><arg type="s" direction="out"/><arg type="s" direction="out"/>
<arg type="s" direction="out"/><arg type="s" direction="out"/></method></interface></node>'''

BACKGROUND = '''<node><interface name="org.freedesktop.portal.Background"><method name="RequestBackground">
<arg type="s" direction="in"/><arg type="a{sv}" direction="in"/><arg type="o" direction="out"/></method></interface></node>'''

program, cli, maker, work = sys.argv[1:5]
temp = tempfile.mkdtemp()
data, outside = os.path.join(temp, 'data'), os.path.join(temp, 'Elsewhere')
music = make_library(maker, work)
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
told, asked = [], []
facts = {}

# the sound of somewhere that is not in the library
files = sorted(os.path.join(where, name) for where, _, names in os.walk(music) for name in names
               if name.endswith(('.ogg', '.flac', '.mp3', '.opus')))
os.makedirs(os.path.join(outside, 'deep'))
for number, path in enumerate(files[:3]):
    shutil.copy(path, os.path.join(outside, 'deep' if number else '', f'{number}{os.path.splitext(path)[1]}'))
with open(os.path.join(outside, 'two.m3u'), 'w') as f:
    f.writelines(path + '\n' for path in files[3:5])
subprocess.run([cli, 'scan', music, '--data-dir', data, '--json'], check=True, stdout=subprocess.DEVNULL)

app = App(program, cli, data, shots=os.environ.get('ATT_TEST_SHOTS'))
steps = Steps(app)


def notified(connection, sender, path, interface, method, arguments, invocation):
    if method == 'Notify':
        told.append(('told', arguments.unpack()[3]))
        invocation.return_value(GLib.Variant('(u)', (7,)))
    elif method == 'GetCapabilities':
        invocation.return_value(GLib.Variant('(as)', (['actions', 'body'],)))
    elif method == 'GetServerInformation':
        invocation.return_value(GLib.Variant('(ssss)', ('test', 'test', '1', '1.2')))
    else:
        told.append(('withdrawn', None))
        invocation.return_value(None)


def background(connection, sender, path, interface, method, arguments, invocation):
    asked.append(arguments.unpack())
    handle = '/org/freedesktop/portal/desktop/request/' + sender[1:].replace('.', '_') + '/' + asked[-1][1]['handle_token']
    invocation.return_value(GLib.Variant('(o)', (handle,)))
    connection.emit_signal(sender, handle, 'org.freedesktop.portal.Request', 'Response',
                           GLib.Variant('(ua{sv})', (0, {'background': GLib.Variant('b', facts['allowed'])})))


def turn():
    while GLib.MainContext.default().iteration(False):
        pass
    return True


def ask(method, signature, *arguments):
    return bus.call_sync(NAME, PATH + '/SearchProvider', SEARCH, method, GLib.Variant(signature, arguments), None, 0,
                         10000, None).unpack()


def rows():
    lists = app.all('^Next$', 'list')
    return [node for node in app.all(' by ', 'list item', lists[0])] if lists else []


def focus_row(number):
    """the keyboard in the queue of the radio page, on that row"""
    keyboard = Keyboard(app)
    node = keyboard.look()
    for _ in range(40):
        if node and role_name(node) == 'list item' and node.get_parent().get_name() == 'Next':
            break
        node = keyboard.press('Tab')
    else:
        raise AssertionError('Tab does not come to the queue')
    while (at := [row.get_name() for row in rows()].index(node.get_name())) != number:
        node = keyboard.press('Down' if at < number else 'Up') or node


def rating():
    track = next(t for t in app.cli('tracks') if (t['title'], t['artist']) == facts['now'])
    return track['rating']


@steps.add('it starts with a queue')
def _():
    app.start()
    app.find('^Radio$', 'label', 20)
    app.key('alt+1', 'ctrl+r')
    app.wait(lambda: now_title(app) and len(upcoming(app)) >= 5, 'the radio', 20)
    app.key('ctrl+space')
    app.find('^Play$', 'push button')
    assert not app.all('^Your queue$', 'label'), 'a heading with nothing to tell apart'


@steps.add('songs are moved by key, and what was moved is the listener\'s')
def _():
    before = upcoming(app)
    focus_row(2)
    app.key('alt+Up')
    app.wait(lambda: upcoming(app)[:3] == [before[0], before[2], before[1]], 'the song one up')
    app.find('^Your queue$', 'label')
    app.find('^Then the radio$', 'label')
    assert state(rows()[1], Atspi.StateType.FOCUSED), 'the focus is lost'
    app.key('alt+Down')
    app.wait(lambda: upcoming(app)[:3] == before[:3], 'the song one down')
    steps.names('the queue')


@steps.add('a song is taken out, and put back')
def _():
    before = upcoming(app)
    app.key('Delete')
    app.wait(lambda: upcoming(app)[:2] == [before[0], before[1]] and upcoming(app)[2] != before[2], 'the song to go')
    app.key('ctrl+z')
    app.wait(lambda: upcoming(app)[:4] == before[:4], 'the song to come back')


def selected():
    return [i for i, row in enumerate(rows()) if state(row, Atspi.StateType.SELECTED)]


@steps.add('several songs are selected, taken out, and put back')
def _():
    gone = upcoming(app)[3:5]
    focus_row(3)
    app.key('shift+Down')
    app.wait(lambda: selected() == [3, 4], 'two songs selected')
    app.key('Delete')
    app.find('^2 songs are out of the queue$', 'label')
    app.wait(lambda: not set(gone) & set(upcoming(app)[3:5]), 'the songs to go')
    app.wait(lambda: state(rows()[3], Atspi.StateType.FOCUSED), 'the keyboard on what is in their place')
    before = upcoming(app)
    app.key('shift+Up', 'shift+Up', 'Delete')
    app.find('^3 songs are out of the queue$', 'label')
    app.key('ctrl+z')
    app.wait(lambda: upcoming(app)[:4] == before[:4], 'the songs to come back')
    focus_row(1)
    app.key('ctrl+a')
    app.wait(lambda: len(selected()) == len(rows()), 'every song selected')
    app.key('shift+F10')
    app.find('^Take out of the queue$', 'menu item')
    assert not app.all('^Move up$', 'menu item'), 'the menu of one song'
    app.key('Escape')
    app.gone('^Take out of the queue$', 'menu item')
    app.key('Escape')
    app.wait(lambda: not selected(), 'none selected')


@steps.add('the own songs are cleared, and put back')
def _():
    before = upcoming(app)
    app.key('ctrl+shift+u')
    app.gone('^Your queue$', 'label')
    assert before[0] not in upcoming(app)[:1], upcoming(app)
    app.undo()
    app.wait(lambda: upcoming(app)[:3] == before[:3], 'the own songs')
    app.shot('desktop-queue')


@steps.add('stars by key, half by half, and taken back')
def _():
    facts['now'] = now_title(app)
    app.key('ctrl+4')
    app.find('^Rating: 4 stars$', 'slider')
    assert rating() == 8
    app.undo()
    app.find('^Rating: not rated$', 'slider')
    keyboard = Keyboard(app)
    for _ in range(40):
        node = keyboard.press('shift+Tab')
        if node and node.get_name().startswith('Rating'):
            break
    else:
        raise AssertionError('Shift+Tab does not lead to the stars')
    app.key('3', 'Right')
    app.find('^Rating: 3 and a half stars$', 'slider')
    app.wait(lambda: rating() == 7, 'three and a half stars in the library')


@steps.add('a small window, and a large one again')
def _():
    app.resize(900, 640)
    app.key('ctrl+shift+m')
    app.wait(lambda: app.geometry()['HEIGHT'] < 200 and app.geometry()['WIDTH'] < 420, 'a small window')
    app.find('^Whole window$', 'push button')
    steps.names('the mini player')
    app.shot('desktop-mini')
    app.key('ctrl+shift+m')
    app.wait(lambda: (app.geometry()['WIDTH'], app.geometry()['HEIGHT']) == (900, 640), 'the window as it was')


@steps.add('stations: honest about what is not there')
def _():
    app.key('alt+8')
    app.find('^Internet radio$', 'label')
    app.press('^Open Address')
    app.find('^Address$', 'text')
    steps.names('the address')
    app.key('Escape')
    app.gone('^Address$', 'text')
    app.key('alt+1')


@steps.add('a song has its menu where the queue is shown beside another page')
def _():
    app.key('alt+8')
    app.find('^Open Address', 'push button')
    app.key('ctrl+u')
    app.wait(lambda: ' by ' in app.focused(), 'the keyboard in the queue')
    for key in ('shift+F10', 'Menu'):
        app.key(key)
        app.find('^Take out of the queue$', 'menu item')
        app.key('Escape')
        app.gone('^Take out of the queue$', 'menu item')
    app.key('Escape')
    app.gone('^Next$', 'list')


@steps.add('what else is of the genre of a song is two keys away')
def _():
    app.key('alt+4')
    app.focus_first_song()
    app.key('shift+F10')
    app.choose_by_key('^Go to genre$')
    app.find('^Genre$', 'label')


@steps.add('the folder of a song is opened by what the desktop opens folders with')
def _():
    home, opened, opener = os.environ['HOME'], os.path.join(temp, 'opened'), os.path.join(temp, 'opener')
    with open(opener, 'w') as f:
        f.write(f'#!/bin/sh\nprintf %s "$1" >{opened}.new && mv {opened}.new {opened}\n')
    os.chmod(opener, 0o755)
    os.makedirs(f'{home}/.local/share/applications')
    os.makedirs(f'{home}/.config', exist_ok=True)
    with open(f'{home}/.local/share/applications/files.desktop', 'w') as f:
        f.write(f'[Desktop Entry]\nType=Application\nName=Files\nExec={opener} %f\nMimeType=inode/directory;\n')
    with open(f'{home}/.config/mimeapps.list', 'w') as f:
        f.write('[Default Applications]\ninode/directory=files.desktop\n')
    app.key('alt+4')
    app.focus_first_song()
    app.key('shift+F10')
    app.choose_by_key('^Open containing folder$')
    app.wait(lambda: os.path.exists(opened), 'the folder')
    with open(opened) as f:
        folder = f.read()
    assert folder.startswith(music) and os.path.isdir(folder), folder
    app.key('alt+8')
    app.find('^Open Address', 'push button')


@steps.add('the keys of the window are heard in the queue, too')
def _():
    app.key('ctrl+u')
    app.wait(lambda: ' by ' in app.focused(), 'the keyboard in the queue')
    app.key('ctrl+u')
    app.gone('^Next$', 'list')
    app.key('ctrl+u')
    app.wait(lambda: ' by ' in app.focused(), 'the keyboard in the queue')
    app.key('ctrl+f')
    app.wait(lambda: app.focused() == 'Search', 'the keyboard in the search')
    app.gone('^Next$', 'list')
    app.key('alt+1')


@steps.add('a folder is opened by another start, and offered to the library')
def _():
    n = len(app.cli('tracks'))
    subprocess.run([program, outside], check=True, timeout=20)
    app.press('^Add Folder')
    app.wait(lambda: len(upcoming(app)) >= 2, 'what is in the folder')
    app.wait(lambda: len(app.cli('tracks')) >= n + 3, 'the folder in the library', 20)


@steps.add('a playlist is opened')
def _():
    before = now_title(app)
    subprocess.run([program, os.path.join(outside, 'two.m3u')], check=True, timeout=20)
    app.wait(lambda: now_title(app) not in (None, before), 'its first song')
    app.wait(lambda: len(upcoming(app)) >= 1, 'its second')


@steps.add('what cannot be opened is told with its cause, however long its name, and what plays plays on')
def _():
    subprocess.run([program, os.path.join(outside, 'x' * 200 + '.mp3')], check=True, timeout=20)
    app.find('^Cannot open “x+…x+.mp3”: No such file or directory$', 'label')
    app.find('^Pause$', 'push button')


@steps.add('the desktop\'s search finds, describes, and plays')
def _():
    title, artist = now_title(app)
    track = next(t for t in app.cli('tracks') if (t['title'], t['artist']) != (title, artist))
    (ids,) = ask('GetInitialResultSet', '(as)', track['title'].split())
    assert f'track:{track["id"]}' in ids, (track, ids)
    (ids,) = ask('GetSubsearchResultSet', '(asas)', ids, track['title'].split() + track['artist'].split())
    assert f'track:{track["id"]}' in ids, (track, ids)
    (metas,) = ask('GetResultMetas', '(as)', [f'track:{track["id"]}', 'track:987654'])
    assert [m['name'] for m in metas] == [track['title']] and metas[0]['description'].startswith(track['artist']), metas
    assert ask('GetInitialResultSet', '(as)', ['qqxxyyzz']) == ([],)
    ask('ActivateResult', '(sasu)', f'track:{track["id"]}', [track['title']], 0)
    app.wait(lambda: now_title(app) == (track['title'], track['artist']), 'the song that was chosen')
    ask('LaunchSearch', '(asu)', [track['artist'].split()[0]], 0)
    app.find('^Search$', 'label')
    app.key('alt+1')


@steps.add('another song is told while the window is not in front')
def _():
    bus.register_object('/org/freedesktop/Notifications', Gio.DBusNodeInfo.new_for_xml(NOTIFICATIONS).interfaces[0],
                        notified, None, None)
    Gio.bus_own_name_on_connection(bus, 'org.freedesktop.Notifications', Gio.BusNameOwnerFlags.NONE, None, None)
    app.key('ctrl+r')
    app.find('^Pause$', 'push button')
    app.wait(lambda: turn() and len(upcoming(app)) >= 2, 'the radio')
    assert not told, told
    other = subprocess.Popen([sys.executable, '-c', '''
import gi
gi.require_version('Gtk', '3.0')
from gi.repository import Gtk
w = Gtk.Window(title='other'); w.show_all(); w.present(); Gtk.main()'''])
    try:
        app.wait(lambda: subprocess.run(['xdotool', 'getactivewindow', 'getwindowname'], capture_output=True,
                                        text=True).stdout.strip() == 'other', 'another window in front')
        before = now_title(app)
        subprocess.run([program, '--next'], check=True, timeout=20)
        app.wait(lambda: turn() and now_title(app) != before, 'the next song')
        app.wait(lambda: turn() and ('told', now_title(app)[0]) in told, 'a notification of it')
    finally:
        other.kill()
        other.wait()
    subprocess.run(['xdotool', 'windowactivate', app.window()], check=True)
    app.wait(lambda: turn() and ('withdrawn', None) in told, 'the notification to go')


@steps.add('closed while it plays, it asks the portal to stay; quitting does not')
def _():
    bus.register_object('/org/freedesktop/portal/desktop', Gio.DBusNodeInfo.new_for_xml(BACKGROUND).interfaces[0],
                        background, None, None)
    Gio.bus_own_name_on_connection(bus, 'org.freedesktop.portal.Desktop', Gio.BusNameOwnerFlags.NONE, None, None)
    facts['allowed'] = True
    app.find('^Pause$', 'push button')
    app.key('ctrl+w')
    app.wait(lambda: turn() and asked and not app.window(), 'the window to go, and the portal to be asked')
    assert asked == [('', {'handle_token': 'attacca', 'reason': 'Music plays on without the window', 'autostart': False})], asked
    bus.call_sync(NAME, PATH, 'org.freedesktop.Application', 'Activate', GLib.Variant('(a{sv})', ({},)), None, 0, 10000, None)
    app.wait(lambda: turn() and app.window(), 'the window again')
    app.find('^Pause$', 'push button')


@steps.add('where the portal refuses, the window comes back and says so')
def _():
    facts['allowed'] = False
    app.key('ctrl+w')
    app.wait(lambda: turn() and len(asked) == 2, 'the portal to be asked again')
    app.wait(lambda: turn() and app.window() and app.all('^Your desktop lets no music play without the window', 'label'),
             'the window, and a word about it')
    app.find('^Pause$', 'push button')


@steps.add('closed again it quits cleanly, with nothing on the console')
def _():
    app.key('ctrl+w')
    assert app.process.wait(20) == 0
    assert turn() and len(asked) == 2, asked
    assert app.complaints() == [], app.complaints()


@steps.add('started by the bus it answers without a window, and goes')
def _():
    service = subprocess.Popen([program, '--gapplication-service', '--data-dir', data])
    try:
        end = time.monotonic() + 15
        while True:
            try:
                (ids,) = ask('GetInitialResultSet', '(as)', [app.cli('tracks')[0]['title'].split()[0]])
                break
            except GLib.Error:
                assert time.monotonic() < end, 'no answer from the bus'
                time.sleep(0.05)
        assert ids
        assert not subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(service.pid)],
                                  capture_output=True, text=True).stdout.strip()
        bus.call_sync(NAME, PATH, 'org.gtk.Actions', 'Activate', GLib.Variant('(sava{sv})', ('quit', [], {})), None, 0,
                      10000, None)
        assert service.wait(20) == 0
    finally:
        if service.poll() is None:
            service.kill()


status = steps.run()
shutil.rmtree(temp)
sys.exit(status)
