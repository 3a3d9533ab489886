# SPDX-License-Identifier: GPL-3.0-or-later
"""Goes to every place, menu and dialog by keyboard, in a language that nobody speaks, and judges each: every control says
what it is, Tab leads to every control, no string was left unmarked, 360 px are wide enough; and what is empty says what
it is for. Tab is pressed on two pages; everywhere else it is followed from within (reach.h).

Arguments: ATTACCA CLI LIBRARY-MAKER WORK-DIR POT FIT. ATT_TEST_SHOTS names a folder for screenshots."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import pseudo
from attacca_app import App
from judge import Judge
from story import Steps, make_library
from tour import PLACES, pattern, prepare, tour

program, cli, maker, work, pot, fit = sys.argv[1:7]
temp = tempfile.mkdtemp()
os.makedirs(os.path.expanduser('~/.config'), exist_ok=True)
with open(os.path.expanduser('~/.config/user-dirs.dirs'), 'w') as f:
    f.write(f'XDG_MUSIC_DIR="{temp}"\n')
app = App(program, cli, os.path.join(temp, 'data'), shots=os.environ.get('ATT_TEST_SHOTS'))
steps = Steps(app)
WORK, MOVEMENTS = 'Symphony No. 5', ('Allegro con brio', 'Andante con moto', 'Scherzo')
judge = Judge(app, ['Rain', 'qqzx', 'the', 'lists'], {'Radio', 'Albums'})


def make_work(folder):
    """what is by a composer, and three movements long"""
    os.makedirs(folder)
    for number, movement in enumerate(MOVEMENTS, 1):
        tags = {'title': f'{WORK}: {movement}', 'artist': 'Harbour Philharmonic', 'album': 'Fate', 'WORK': WORK,
                'composer': 'Ludwig van Beethoven', 'MOVEMENTNAME': movement, 'MOVEMENT': number}
        subprocess.run(['ffmpeg', '-v', 'error', '-f', 'lavfi', '-i', 'sine=d=3',
                        *(word for tag in tags.items() for word in ('-metadata', '{}={}'.format(*tag))),
                        os.path.join(folder, f'{number}.flac')], check=True)


@steps.add('with no music every place says what it is for')
def _():
    os.makedirs(app.data_dir)
    app.start()
    app.find('Where is your music', 'label')
    steps.names('the first question')
    app.press('^Skip$')
    app.find('What do you like', 'label')
    steps.names('the second question')
    app.press('^Skip$')
    app.press('^Go to the Radio$')
    for number, title in enumerate(PLACES, 1):
        app.key(f'alt+{number}')
        app.wait(lambda: len(app.all(f'^{title}$', 'label')) >= 2, f'the page {title}')
        if title != 'Playlists':  # which has lists that fill themselves
            app.find('^(No |Nothing |Internet radio$)', 'label')
        steps.names(f'{title}, which is empty')
    app.key('alt+1')  # where the next start begins
    app.wait(lambda: len(app.all('^Radio$', 'label')) >= 2, 'the page Radio')
    app.quit()


@steps.add('the radio plays')
def _():
    music = make_library(maker, work)
    make_work(os.path.join(temp, 'works'))
    app.cli('scan', os.path.join(temp, 'works'))  # first: fit.c knows their numbers
    prepare(app, music, os.path.join(temp, 'lists'))
    for track in app.cli('tracks')[:3]:
        app.cli('feedback', str(track['id']), '--outcome', 'complete')
    judge.add_data(music, os.path.basename(music), temp, 'works', WORK, 'Ludwig van Beethoven', *MOVEMENTS)
    app.env.update(pseudo.make_catalogue(pot, os.path.join(temp, 'locale')))
    app.start()
    app.press(pattern(pseudo.say('Start the Radio')))
    app.find(pattern(pseudo.say('Now playing: %s by %s')), 'push button')


@steps.add('every place, menu and dialog: names, marked strings, and Tab leads to all')
def _():
    judge.all(tour(app, pseudo.say), judge.unnamed, judge.unmarked, judge.out_of_reach)


@steps.add('360 px are wide enough for all of it')
def _():
    app.resize(360, 640)
    judge.all(tour(app, pseudo.say, narrow=True), judge.too_wide)


@steps.add('no words are cut off, and Tab leads to all, at 1000 px, at 360, and there with text of 150 %')
def _():
    app.quit()
    # GTK 4.8 says so of the labels of libadwaita's view switcher, where titles are long
    complaints = [line for line in app.complaints() if not re.search('GtkLabel .* reported min width -', line)]
    assert complaints == [], complaints
    # a hint in an entry may be too long, and so may what has data (a name in quotes, too) or counts in it, and libadwaita's
    # tabs; with large text also the title of an entry
    may = {pseudo.say(hint) for hint in ('Songs, albums, artists, genres', 'Find a playlist, or name a new one',
                                         'Library', 'Radio', 'Playback')}
    bad = []
    for size in (('1000', '100'), ('360', '100'), ('360', '150')):
        lines = subprocess.run([fit, app.data_dir, *size], env=app.env, capture_output=True, text=True, check=True,
                               timeout=300).stdout.split('\n')
        for place, text in (line.split('\t', 1) for line in lines if '\t' in line):
            if text.endswith(' px') or text.startswith('Tab ') or text.count('⟦') == 1 and text not in may and \
                    not re.search(r'\d|“', text) and not (place == 'tags' and size[1] == '150') and \
                    not any(re.search(rf'\b{re.escape(word)}\b', text) for word in judge.data if len(word) > 2):
                bad.append(f'{" px, ".join(size)} %: {place}: {text}')
    assert not bad, '\n'.join(bad)


status = steps.run()
shutil.rmtree(temp)
sys.exit(status)
