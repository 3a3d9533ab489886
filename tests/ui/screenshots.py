# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes the pictures of screenshots.sh in one kind of window: ATTACCA CLI DATA-DIR OUT KIND."""
import shutil
import subprocess
import sys
import time

from attacca_app import App
from story import now_title, upcoming

program, cli, data, out, kind = sys.argv[1:6]
narrow = kind == 'narrow'
compositor = subprocess.Popen(['xcompmgr']) if shutil.which('xcompmgr') else None
subprocess.run(['gsettings', 'set', 'io.github.attacca_player.Attacca', 'window-maximized', 'true'], check=True)
subprocess.run(['gsettings', 'set', 'io.github.attacca_player.Attacca', 'page', 'radio'], check=True)
app = App(program, cli, data)


def take(name):
    # covers come from other threads: two equal pictures in a row are the picture
    path, before = f'{out}/{name}-{kind}.png', None
    for _ in range(40):
        time.sleep(0.25)
        subprocess.run(['import', '-window', 'root', path], check=True)
        now = subprocess.run(['convert', path, '-format', '%#', 'info:'], capture_output=True, text=True).stdout
        if now == before:
            return
        before = now


def listened():
    tracks = app.cli('tracks')
    return sum(track['analyzed'] for track in tracks) > 0.9 * len(tracks)


app.start()
try:
    app.find(seconds=20)
    time.sleep(1)
    if app.all('Where is your music', 'label'):
        take('first-run-folder')
        app.press('Your music folder')
        app.find('In your music', 'label', 60)
        app.wait(lambda: sum(g['tracks'] > 0 for g in app.cli('genres')) >= 3, 'genres', 60)
        time.sleep(1)
        own = [g['genre'] for g in app.cli('genres') if g['tracks'] > 0]
        for genre in own[:2]:
            app.switch_on(f'^{genre}$')
        take('first-run-genres')
        app.press('Start the Radio')
        app.find('Your radio is on', 'label')
        take('first-run-ready')
        app.press('Go to the Radio')
        app.wait(lambda: now_title(app), 'music')
        app.wait(listened, 'everything to be listened to', 600)
        for _ in range(3):
            title = now_title(app)
            app.key('ctrl+Right')
            app.wait(lambda: now_title(app) not in (None, title), 'the next song')
        app.key('ctrl+l')
        time.sleep(8)
        app.key('ctrl+space')
        app.find('^Play$', 'push button')
        time.sleep(4)
    app.wait(lambda: upcoming(app), 'a queue')
    take('radio')
    app.key('ctrl+y')
    app.find('^Chosen by|^You chose', 'label')
    take('why')
    app.key('Escape')
    for key, name in (('alt+2', 'albums'), ('alt+3', 'artists'), ('alt+4', 'songs'), ('alt+5', 'genres'),
                      ('alt+6', 'playlists'), ('alt+7', 'history')):
        app.key(key)
        take(name)
    app.key('ctrl+f')
    app.type('the')
    time.sleep(0.5)
    take('search')
    app.key('ctrl+j')
    take('album')
    app.key('ctrl+shift+j')
    take('artist')
    app.key('ctrl+u')
    take('now-playing' if narrow else 'queue')
    app.key('Escape')
    time.sleep(1)
    if narrow:
        app.key('alt+1', 'alt+Left')
        take('pane')
    app.key('ctrl+comma')
    app.find('^Music folders$', 'label')
    take('preferences')
    app.key('Escape')
    app.gone('^Music folders$', 'label')
    app.quit()
    for line in app.complaints():
        print(line, file=sys.stderr)
finally:
    app.kill()
    if compositor:
        compositor.terminate()
