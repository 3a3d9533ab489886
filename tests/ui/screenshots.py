# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the pictures of screenshots.sh in one look: ATTACCA CLI DATA-DIR OUT LOOK LOCALES."""
import gettext
import itertools
import os
import re
import shutil
import subprocess
import sys
import time

from attacca_app import App
from dialogs import Dialogs, write_lyrics
from tour import pattern, tour

program, cli, data, out, look, locales = sys.argv[1:7]
narrow = look.startswith('narrow')
width, height = (int(n) for n in os.environ['GEOMETRY'].split('x')[:2])
inside = f'{width - 10}x{height - 10}+5+5'
catalogue = gettext.translation('attacca', locales, [os.environ.get('LANGUAGE') or 'C'], fallback=True)
subprocess.run(['xdotool', 'mousemove', '0', '0'], check=True)  # nothing is pointed at
compositor = subprocess.Popen(['xcompmgr']) if shutil.which('xcompmgr') else None
# not as the look before left it; the frame counts as a part of the window
for key, value in (('window-maximized', 'true'), ('window-width', str(width)), ('window-height', str(height)),
                   ('page', 'radio'), ('artists-view', 'artists')):
    subprocess.run(['gsettings', 'set', 'io.github.attacca_player.Attacca', key, value], check=True)
subprocess.run(['xprop', '-root', '-f', 'RESOURCE_MANAGER', '8s', '-set', 'RESOURCE_MANAGER',
                f'Xft.dpi:\t{os.environ["DPI"]}\n'], check=True)
app = App(program, cli, data)


def say(text):
    return catalogue.gettext(text)


def shown(text, role='label', seconds=10):
    return app.find(pattern(say(text)), role, seconds)


def playing():
    return shown('Now playing: %s by %s', 'push button', 20).get_name()


def now_title():
    words = say('Now playing: %s by %s')  # Chinese says the artist first
    title = 2 if '%2$s' in words and words.index('%2$s') < words.index('%1$s') else 1
    return re.match(pattern(words).replace('.*', '(.*)'), playing().split('\n')[0]).group(title)


def take(name):
    # covers come from other threads: two equal pictures in a row are the picture
    name = re.sub(r'\W+', '-', name.lower()).strip('-')
    path, before = f'{out}/{name}-{look}.png', None
    for _ in range(40):
        time.sleep(0.25)
        subprocess.run(['import', '-window', 'root', '-crop', inside, '+repage', path], check=True)
        now = subprocess.run(['convert', path, '-format', '%#', 'info:'], capture_output=True, text=True).stdout
        if now == before:
            return
        before = now


def listened():
    tracks = app.cli('tracks')
    return sum(track['analyzed'] for track in tracks) > 0.9 * len(tracks)


def first_run():
    """from the first question to a radio that has learned something"""
    take('first-run-folder')
    app.press(re.escape(say('Your music folder')))  # the button of a row, with the row's name
    shown('In your music', seconds=60)
    app.wait(lambda: sum(g['tracks'] > 0 for g in app.cli('genres')) >= 3, 'genres', 60)
    time.sleep(1)
    own = [g['genre'] for g in app.cli('genres') if g['tracks'] > 0]
    for genre in own[:2]:
        app.switch_on(f'^{genre}$')
    take('first-run-genres')
    app.press(pattern(say('Start the Radio')))
    shown('Your radio is on')
    take('first-run-ready')
    app.press(pattern(say('Go to the Radio')))
    playing()
    app.wait(listened, 'everything to be listened to', 600)
    for _ in range(3):
        title = playing()
        app.key('ctrl+Right')
        app.wait(lambda: playing() != title, 'the next song')
    app.key('ctrl+l')
    time.sleep(8)
    app.key('ctrl+space')
    shown('Play', 'push button')
    time.sleep(4)


app.start()
try:
    app.find(seconds=20)
    time.sleep(1)
    if app.all(pattern(say('Where is your music?')), 'label'):
        first_run()
    write_lyrics(app, now_title())
    for place in itertools.chain(tour(app, say, narrow), Dialogs(app, say, narrow).all(data + '.m3u')):
        take(place)
    app.quit()
    for line in app.complaints():
        print(line, file=sys.stderr)
finally:
    app.kill()
    if compositor:
        compositor.terminate()
