# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window tells of the listener's taste: points that are the score, what sounds like an album and what its
listeners also play.

Arguments: ATTACCA CLI LIBRARY-MAKER WORK-DIR. ATT_TEST_SHOTS names a folder for screenshots."""
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from gi.repository import GLib

from attacca_app import App, role_name
from story import Steps, make_library, now_title

program, cli, maker, work = sys.argv[1:5]
temp = tempfile.mkdtemp()
music = make_library(maker, work)
data, lists = os.path.join(temp, 'data'), os.path.join(temp, 'lists')
app = App(program, cli, data, shots=os.environ.get('ATT_TEST_SHOTS'))
steps = Steps(app)
facts = {}


def scores():
    return {(pick['title'], pick['artist']): pick['score'] for pick in app.cli('radio', '-n', '100')['queue']}


def tile_names(shelf):
    boxes = [node for node in app.all(f'^{shelf}$') if role_name(node) != 'label']
    return [node.get_name() for box in boxes for node in app.all('^Play .* by ', None, box)]


def album_id(track):
    with sqlite3.connect(f'file:{data}/attacca.db?mode=ro', uri=True) as db:
        return db.execute('SELECT album_id FROM tracks WHERE id = ?', (track['id'],)).fetchone()[0]


@steps.add('a library that was listened to, and lists of some people')
def _():
    app.cli('scan', music)
    app.cli('genres', '--pick', 'jazz')
    subprocess.run([cli, 'analyze', '--data-dir', data, '--json'], check=True, timeout=400, stdout=subprocess.DEVNULL)
    by_artist = {}
    for track in app.cli('tracks'):
        by_artist.setdefault(track['artist'], []).append(track)
    (one, own), (other, theirs) = list(by_artist.items())[:2]
    os.makedirs(lists)
    for number in range(3):
        with open(os.path.join(lists, f'{number}.m3u'), 'w') as f:
            for track in (own[0], theirs[0]):
                f.write(GLib.filename_from_uri(track['uri'])[0] + '\n')
    facts.update(own=own[0], theirs=theirs[0])
    near = app.cli('similar', str(own[0]['id']), '-n', '30')
    assert near and not [pick for pick in near for reason in pick['reasons'] if reason['recommender'] == 'item-knn']


@steps.add('similar: listeners of this also play, as a reason and as a part of the score')
def _():
    app.cli('scan', lists)
    before = None
    for pick in app.cli('similar', str(facts['own']['id']), '-n', '30'):
        terms = {reason['recommender']: reason for reason in pick['reasons']}
        total = sum(reason['weight'] * reason['value'] for reason in pick['reasons'])
        assert abs(total - pick['score']) < 1e-4, pick
        assert before is None or pick['score'] <= before
        before = pick['score']
        assert ('item-knn' in terms) == (pick['id'] == facts['theirs']['id']), pick
        if 'item-knn' in terms:
            assert re.match('Listeners of .* also play', terms['item-knn']['text']), terms


@steps.add('the points of a song are its score')
def _():
    facts['scores'] = scores()
    app.start()
    app.wait(lambda: app.focused() == 'Start the Radio', 'the keyboard on what starts it')
    app.key('Return')
    title = app.wait(lambda: now_title(app), 'a song')
    app.press('^Pause$')
    app.press('Why this')
    app.find('^Chosen (by|for) ', 'label')
    points = [int(name.split()[0]) for name in app.labels() if re.match(r'\d+ points?$', name)]
    total = re.match(r'Together (\d+) of 100', app.find('^Together', 'label').get_name())
    assert len(points) >= 2 and sum(points) == int(total.group(1)), (points, total)
    # what the window listened to since it began may have moved it a little
    told = [facts['scores'][title], scores()[title]]
    assert min(abs(sum(points) - 100 * score) for score in told) <= 0.5 + 1e-6, (points, told)
    steps.names('the reasons')
    app.shot('taste-why')
    app.key('Escape')
    app.gone('^Chosen (by|for) ', 'label')


@steps.add('an album: what sounds like it, and what its listeners also play')
def _():
    app.quit()
    subprocess.run(['gsettings', 'set', 'io.github.attacca_player.Attacca', 'page',
                    f'album:{album_id(facts["own"])}'], check=True)
    app.start()
    app.find('^Sounds like this$', 'label')
    app.find('^Listeners of this also play$', 'label')
    sounds, together = tile_names('Sounds like this'), tile_names('Listeners of this also play')
    assert together == ['Play {title} by {artist}'.format(**facts['theirs'])], together
    assert len(sounds) >= 3 and not any(name.endswith('by ' + facts['own']['artist']) for name in sounds), sounds
    steps.names('an album with shelves')
    app.scroll_down()  # newer lists act only on what is in view
    app.press('Play all of .Listeners of this also play')
    app.wait(lambda: now_title(app) == (facts['theirs']['title'], facts['theirs']['artist']), 'the song of the shelf')
    app.shot('taste-album')


@steps.add('a song has a page with the same')
def _():
    app.key('alt+1')
    app.find('^Radio$', 'label')
    app.key('ctrl+i')
    app.find('^Song$', 'label')
    app.find('^Listeners of this also play$', 'label')
    names = tile_names('Listeners of this also play')
    assert names == ['Play {title} by {artist}'.format(**facts['own'])], names
    steps.names('a song')
    app.shot('taste-song')


@steps.add('the portrait: skips expected and come, by week; what waits to be heard has one song in twenty')
def _():
    app.quit()
    for number, track in enumerate(app.cli('tracks')[:8]):
        app.cli('feedback', str(track['id']), '--outcome', 'skip' if number < 2 else 'complete',
                '--at', str(1700000000 + 60 * number))
    [week] = [week for week in app.cli('portrait')['weeks'] if week['at'] <= 1700000000 < week['at'] + 7 * 86400]
    assert week['n'] == 8 and week['observed'] == 0.25, week
    app.start()
    app.key('ctrl+comma')
    app.find('^Music folders$', 'label')
    app.press('^Radio$', 'page tab')
    app.find('^Week of 13 November$', 'label')
    app.find('^8 songs of the radio$', 'label')
    labels = app.labels()
    at = labels.index('expected')
    assert labels[at:at + 4] == ['expected', f'{100 * week["predicted"]:.0f} %', 'skipped', '25 %'], labels[at:at + 4]
    app.find('^One song in 20, ', 'label')
    steps.names('the portrait')
    app.shot('taste-portrait')


@steps.add('songs drawn by lot: off, on at a switch, off again')
def _():
    def drawn():
        return [pick for pick in app.cli('radio', '-n', '24')['queue'] if 'by lot' in pick['reasons'][0]['text']]

    def share():
        with sqlite3.connect(f'file:{data}/attacca.db?mode=ro', uri=True) as db:
            return db.execute("SELECT value FROM settings WHERE key = 'radio.shuffle-share'").fetchone()

    assert share() is None and drawn() == [], share()
    app.press('Compare it with chance')
    app.wait(lambda: share() == ('0.10',), 'one in ten')
    app.press('Compare it with chance')
    app.wait(lambda: share() == ('0.00',), 'none')
    assert drawn() == []
    app.wait(lambda: not app.all('^Playback$', 'page tab') or app.key('Escape'), 'closed preferences')


@steps.add('it quits cleanly, with nothing on the console')
def _():
    app.quit()
    assert app.complaints() == [], app.complaints()


status = steps.run()
shutil.rmtree(temp)
sys.exit(status)
