# SPDX-License-Identifier: GPL-3.0-or-later
"""How it plays, set in the window: repeat, shuffle, the song to stop after, sleep timer, speed, equalizer; read back over
MPRIS, from the database, and after a new start. And music without the window.

Arguments: ATTACCA CLI LIBRARY-MAKER WORK-DIR. ATT_TEST_SHOTS names a folder for screenshots."""
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from gi.repository import Atspi

from attacca_app import App, role_name
from story import Steps, make_library, mpris, now_title
from tour import Keyboard

# what an output is, in an older and in a newer GTK
OF_SEVERAL = ('check box', 'radio button')
program, cli, maker, work = sys.argv[1:5]
temp = tempfile.mkdtemp()
music = make_library(maker, work)
data = os.path.join(temp, 'data')
os.makedirs(data)
calls = os.path.join(temp, 'calls')
open(calls, 'w').close()
# what GTK asks to keep the computer awake
manager = subprocess.Popen([sys.executable, '-W', 'ignore', '-c', '''
import sys
from gi.repository import Gio, GLib
xml = """<node><interface name="org.gnome.SessionManager">
  <method name="Inhibit"><arg direction="in" type="s"/><arg direction="in" type="u"/><arg direction="in" type="s"/>
    <arg direction="in" type="u"/><arg direction="out" type="u"/></method>
  <method name="Uninhibit"><arg direction="in" type="u"/></method></interface></node>"""
def call(bus, sender, path, interface, method, arguments, invocation):
    with open(sys.argv[1], "a") as f:
        f.write(method + " " + str(arguments.unpack()) + "\\n")
    invocation.return_value(GLib.Variant("(u)", (7,)) if method == "Inhibit" else None)
def ready(bus, name):
    bus.register_object("/org/gnome/SessionManager", Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0], call, None, None)
def owned(bus, name):
    with open(sys.argv[1], "a") as f:
        f.write("ready\\n")
Gio.bus_own_name(Gio.BusType.SESSION, "org.gnome.SessionManager", 0, ready, owned, None)
GLib.MainLoop().run()
''', calls])
app = App(program, cli, data, shots=os.environ.get('ATT_TEST_SHOTS'))
steps = Steps(app)


def setting(key):
    with sqlite3.connect(f'file:{data}/attacca.db?mode=ro', uri=True) as db:
        row = db.execute('SELECT value FROM settings WHERE key = ?', (key,)).fetchone()
    return row and row[0]


def action(name, *parameter):
    """as the menu does it"""
    subprocess.run(['gdbus', 'call', '--session', '-d', 'io.github.attacca_player.Attacca', '-o',
                    '/io/github/attacca_player/Attacca/window/1', '-m', 'org.gtk.Actions.Activate', name,
                    '[' + ', '.join(f'<{p!r}>' for p in parameter) + ']', '{}'], check=True, stdout=subprocess.DEVNULL)


def value(name):
    return Atspi.Value.get_current_value(app.find(name, 'slider'))


@steps.add('music plays')
def _():
    for _ in range(400):  # GTK asks for it when it starts
        if os.path.getsize(calls) > 0:
            break
        time.sleep(0.05)
    app.start('--add-folder', music)
    app.find('In your music', 'label', 30)
    app.switch_on('^Folk$')
    app.press('Start the Radio')
    app.press('Go to the Radio')
    app.wait(lambda: now_title(app), 'a song that plays', 30)


@steps.add('repeat and shuffle, by button and key, as the desktop sees them')
def _():
    app.press('^Repeat is off$')
    app.find('^Everything is repeated$', 'push button')
    app.wait(lambda: mpris('LoopStatus') == 'Playlist', 'the loop of MPRIS')
    app.key('ctrl+shift+r')
    app.find('^This song is repeated$', 'push button')
    app.wait(lambda: mpris('LoopStatus') == 'Track', 'the loop of MPRIS')
    app.press('^Shuffle is off$')
    app.find('^Songs are shuffled$', 'push button')
    app.wait(lambda: mpris('Shuffle') == 'true', 'the shuffle of MPRIS')
    action('shuffle', 'albums')
    app.find('^Albums are shuffled$', 'push button')


@steps.add('speed, shown and reset at a press')
def _():
    app.key('ctrl+plus', 'ctrl+plus')
    app.find('^Plays at 1.5×', 'push button')
    app.wait(lambda: mpris('Rate') == '1.5', 'the rate of MPRIS')
    app.shot('sound-bar')
    app.press('^Plays at 1.5×')
    app.gone('^Plays at', 'push button')
    app.wait(lambda: mpris('Rate') == '1.0', 'the rate of MPRIS')


@steps.add('the menu of how it plays')
def _():
    app.press('^How it plays$')
    app.find('^Sleep timer$', 'menu item')
    steps.names('the menu of how it plays')
    app.shot('sound-menu')
    app.key('Escape')


@steps.add('the sleep timer, and stopping after the song')
def _():
    action('sleep', '30')
    app.word('^The music fades out at ')
    app.find(r'the music fades out in 30\smin$', 'push button')
    app.find(r'^30\smin$', 'label')
    app.shot('sound-sleep')
    action('sleep', 'off')
    app.gone('the music fades out in', 'push button')
    app.gone(r'^30\smin$', 'label')
    action('repeat', 'none')
    action('stop-after')
    app.wait(lambda: mpris('CanSeek') == 'true', 'a song')
    title = now_title(app)
    for _ in range(40):
        if mpris('PlaybackStatus') == 'Stopped':
            break
        app.key('ctrl+shift+Right')
        time.sleep(0.3)
    assert mpris('PlaybackStatus') == 'Stopped' and now_title(app) == title, (mpris('PlaybackStatus'), title)
    app.key('ctrl+space')  # goes on with the next
    app.wait(lambda: now_title(app) not in (None, title), 'the next song')


@steps.add('the equalizer: a preset, a slider, off')
def _():
    app.key('ctrl+e')
    app.find('^29 hertz$', 'slider')
    app.press('^Equalizer')
    steps.names('the equalizer')
    Atspi.Value.set_current_value(app.find('^947 hertz$', 'slider'), 1)
    app.wait(lambda: abs(value('^947 hertz$')) == 1, 'one decibel')
    app.wait(lambda: setting('playback.equalizer') == 'on' and '1.0' in (setting('playback.equalizer-custom') or ''),
             'the equalizer in the database')
    app.shot('sound-equalizer')
    # two presses take a band back, wherever on it they are; it is the sixth of ten, beside the units
    g = app.geometry()
    subprocess.run(['xdotool', 'mousemove', str(g['X'] + 39 + (g['WIDTH'] - 59) * 11 // 20), str(g['Y'] + g['HEIGHT'] * 3 // 4),
                    'click', '--repeat', '2', '--delay', '60', '1'], check=True)
    app.wait(lambda: value('^947 hertz$') == 0, 'the band at 0 dB')
    Atspi.Value.set_current_value(app.find('^947 hertz$', 'slider'), 1)
    app.wait(lambda: '1.0' in (setting('playback.equalizer-custom') or ''), 'the band in the database')
    app.key('Escape')
    app.gone('^29 hertz$', 'slider')


@steps.add('the computer stays awake while it plays')
def _():
    def last():
        with open(calls) as f:
            return (f.read().splitlines() or [''])[-1]
    app.wait(lambda: last().startswith('Inhibit') and last().endswith(', 4)'), 'suspend to be inhibited')
    app.key('ctrl+space')
    app.wait(lambda: last() == 'Uninhibit (7,)', 'suspend to be allowed')
    app.key('ctrl+space')
    app.wait(lambda: last().startswith('Inhibit'), 'suspend to be inhibited again')


@steps.add('music plays on when the window is closed; another start and Raise show it')
def _():
    app.wait(lambda: mpris('PlaybackStatus') == 'Playing', 'music')
    app.key('ctrl+w')
    app.wait(lambda: not app.window(), 'no window')
    assert mpris('PlaybackStatus') == 'Playing'
    subprocess.run([program, '--data-dir', data], check=True, timeout=20)
    app.wait(app.window, 'the window again')
    app.find('^How it plays', 'push button')
    app.key('ctrl+w')
    app.wait(lambda: not app.window(), 'no window')
    subprocess.run(['gdbus', 'call', '--session', '-d', 'org.mpris.MediaPlayer2.attacca', '-o', '/org/mpris/MediaPlayer2',
                    '-m', 'org.mpris.MediaPlayer2.Raise'], check=True, stdout=subprocess.DEVNULL)
    app.wait(app.window, 'the window raised')
    assert mpris('PlaybackStatus') == 'Playing'


@steps.add('it quits from a remote control, though the window is closed; a new start knows it all')
def _():
    app.wait(lambda: setting('playback.shuffle') == 'albums', 'the shuffle in the database')
    app.key('ctrl+w')
    app.wait(lambda: not app.window(), 'no window')
    subprocess.run(['gdbus', 'call', '--session', '-d', 'org.mpris.MediaPlayer2.attacca', '-o', '/org/mpris/MediaPlayer2',
                    '-m', 'org.mpris.MediaPlayer2.Quit'], check=True, stdout=subprocess.DEVNULL)
    assert app.process.wait(10) == 0
    assert app.complaints() == [], app.complaints()
    app.start()
    app.find('^Albums are shuffled$', 'push button', 20)
    app.key('ctrl+e')
    app.find('^29 hertz$', 'slider')
    assert abs(value('^947 hertz$')) == 1
    app.key('Escape')
    app.gone('^29 hertz$', 'slider')
    app.quit()
    assert app.complaints() == [], app.complaints()


def start_pulse():
    """a sound server with two outputs"""
    os.environ.update(PULSE_SERVER=f'unix:{temp}/pulse', PULSE_COOKIE=os.path.join(temp, 'cookie'))
    app.env.update(os.environ)
    return subprocess.Popen(
        ['pulseaudio', '-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--realtime=no',
         '--high-priority=no', '--log-target=null', f'--load=module-native-protocol-unix socket={temp}/pulse auth-anonymous=1',
         *(f'--load=module-null-sink sink_name={name} sink_properties=device.description={name}' for name in ('Desk', 'Room'))])


def pactl(*command):
    return subprocess.run(['pactl', *command], capture_output=True, text=True, timeout=20).stdout


def playing_on():
    """names of the outputs that something plays on"""
    sinks = {line.split()[0]: line.split()[1] for line in pactl('list', 'short', 'sinks').splitlines()}
    return [sinks.get(line.split()[1]) for line in pactl('list', 'short', 'sink-inputs').splitlines()]


@steps.add('another output is chosen, unplugged, and plugged in again')
def _():
    global pulse
    if not shutil.which('pulseaudio'):
        print('# pulseaudio is not installed')
        return
    pulse = start_pulse()
    for _ in range(400):
        if pactl('list', 'short', 'sinks').count('\n') == 2:
            break
        time.sleep(0.05)
    app.sink = None
    app.start()
    app.find('^Albums are shuffled$', 'push button', 20)
    app.key('ctrl+r')
    app.wait(lambda: playing_on() == ['Desk'], 'music on the first output', 30)
    app.press('^Volume$')
    app.wait(lambda: [node for role in OF_SEVERAL for node in app.all('^Room$', role)], 'the outputs')
    steps.names('the outputs')
    keyboard = Keyboard(app)
    key = 'Tab'
    for _ in range(8):
        node = keyboard.press(key, seconds=10)
        key = 'Down' if node and role_name(node) in OF_SEVERAL else 'Tab'
        if node and node.get_name() == 'Room':
            break
    app.key('space')
    app.wait(lambda: playing_on() == ['Room'], 'music on the other output', 30)
    app.shot('sound-outputs')
    app.key('Escape')
    module = next(line.split()[0] for line in pactl('list', 'short', 'modules').splitlines() if 'sink_name=Room' in line)
    pactl('unload-module', module)
    app.find('^The chosen sound output is not there; the system.s own plays$', 'label', 20)
    app.wait(lambda: playing_on() == ['Desk'], 'music on the first output again', 30)
    app.wait(lambda: mpris('PlaybackStatus') == 'Playing', 'it to play on')
    pactl('load-module', 'module-null-sink', 'sink_name=Room', 'sink_properties=device.description=Room')
    app.wait(lambda: playing_on() == ['Room'], 'music on the chosen output, as it is back', 30)
    app.quit()
    assert app.complaints() == [], app.complaints()


pulse = None
status = steps.run()
if pulse:
    pulse.kill()
    pulse.wait()
manager.kill()
manager.wait()
shutil.rmtree(temp)
sys.exit(status)
