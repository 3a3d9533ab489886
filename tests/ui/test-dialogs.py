# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens every dialog and every other shape of the window, in a language that nobody speaks, wide and 360 px narrow, and
judges each: every control says what it is, no string was left unmarked, nothing stands out.

Arguments: ATTACCA CLI LIBRARY-MAKER WORK-DIR POT FIT. ATT_TEST_SHOTS names a folder for screenshots."""
import os
import re
import shutil
import sys
import tempfile

import pseudo
from attacca_app import App
from dialogs import LYRICS, Dialogs, write_lyrics
from judge import Judge
from story import Steps, make_library
from tour import pattern, prepare

program, cli, maker, work, pot = sys.argv[1:6]
temp = tempfile.mkdtemp()
music = os.path.join(temp, 'music')
app = App(program, cli, os.path.join(temp, 'data'), shots=os.environ.get('ATT_TEST_SHOTS'))
steps = Steps(app)
judge = Judge(app, [temp, 'Nobody', 'The Winter of the Bells', 'Lanterns', 'bells', 'lanterns', 'nowhere', 'ogg',
                   'Rain', *LYRICS])


@steps.add('the radio plays a song with lyrics')
def _():
    shutil.copytree(make_library(maker, work), music)  # for lyrics are put beside it
    prepare(app, music, os.path.join(temp, 'lists'))
    judge.add_data(music)
    app.env.update(pseudo.make_catalogue(pot, os.path.join(temp, 'locale')))
    app.start()
    app.press(pattern(pseudo.say('Start the Radio')))
    words = pattern(pseudo.say('Now playing: %s by %s')).replace('.*', '(.*)')
    playing = app.find(words[:-1], 'push button').get_name().split('\n')[0]
    write_lyrics(app, re.match(words, playing).group(1))
    app.key('ctrl+space')


@steps.add('every dialog: names and marked strings')
def _():
    judge.all(Dialogs(app, pseudo.say).all(os.path.join(temp, 'a.m3u')),
              judge.unnamed, judge.unmarked)


@steps.add('every dialog in a window of 360 px')
def _():
    app.resize(360, 640)
    judge.all(Dialogs(app, pseudo.say, narrow=True).all(os.path.join(temp, 'b.m3u')), judge.unnamed)


@steps.add('nothing was complained about')
def _():
    app.quit()
    # GTK 4.8 says so of labels that wrap
    complaints = [line for line in app.complaints() if not re.search('GtkLabel .* reported min width', line)]
    assert complaints == [], complaints


status = steps.run()
shutil.rmtree(temp)
sys.exit(status)
