# SPDX-License-Identifier: GPL-3.0-or-later
"""What the stories in this folder share: steps told as TAP, the made library, how the window shows what plays."""
import fcntl
import os
import re
import subprocess
import sys
import traceback

from gi.repository import GLib

from attacca_app import Failed

# What libadwaita 1.2 leaves unnamed and lets nobody name: a toast's closing button, the search of a preferences window
# (which is off here), the choice shown in a combo row
TOOLKIT = re.compile("in filler 'AdwToastWidget'|^entry 'GtkSearchEntry' in panel '' in panel 'GtkStackPage'|"
                     "^list item '' in list '(GtkListView)?' .* in combo box")


class Steps:
    """Each step needs the ones before it: the first failure ends the story."""

    def __init__(self, app):
        self.app, self.steps, self.unnamed = app, [], {}

    def add(self, name):
        def take(function):
            self.steps.append((name, function))
            return function
        return take

    def names(self, place):
        bad = []

        def all_named():  # what has just appeared may be told before its name is
            bad[:] = [line for line in self.app.unnamed() if not TOOLKIT.search(line)]
            return not bad
        try:
            self.app.wait(all_named, f'names on {place}')
        except Failed as failed:
            raise Failed(f'{failed}, without one:\n' + '\n'.join(bad)) from None

    def run(self):
        print(f'1..{len(self.steps)}', flush=True)
        for number, (name, step) in enumerate(self.steps, 1):
            try:
                step()
            except BaseException:
                print(f'not ok {number} - {name}', flush=True)
                for line in traceback.format_exc().splitlines():
                    print('# ' + line)
                try:
                    for line in self.app.complaints():
                        print('# stderr: ' + line)
                    self.app.shot('failed')
                    print('# on the screen:', self.app.labels())
                except Exception as error:
                    print(f'# {error}')
                self.app.kill()
                return 1
            print(f'ok {number} - {name}', flush=True)
        return 0


def make_library(maker, work, n=24):
    """the made library, once for all tests of a build"""
    folder = os.path.join(work, f'library-{n}')
    with open(folder + '.lock', 'w') as lock:  # several tests may be the first
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(os.path.join(folder, '.complete')):
            subprocess.run([sys.executable, maker, folder, str(n)], check=True)
            open(os.path.join(folder, '.complete'), 'w').close()
    return folder


def now_title(app):
    """(title, artist) of what plays, as the player bar says it; None while nothing does"""
    for node in app.all('^Now playing: ', 'push button'):
        match = re.match('Now playing: (.*) by (.*)$', node.get_name().split('\n')[0])
        if match:
            return match.group(1), match.group(2)
    return None


def upcoming(app):
    """[(title, artist)…] of what comes next, as the list on the radio page says it"""
    def rows():
        lists = app.all('^Next$', 'list')
        return [node.get_name() for node in app.all(' by ', 'list item', lists[0])] if lists else []

    for _ in range(20):
        try:
            return [tuple(row.rsplit(' by ', 1)) for row in rows()]
        except GLib.Error:  # a row went meanwhile: the next picks have come
            pass
    raise AssertionError('the list of what comes next does not come to rest')


def mpris(name):
    """a property of the player, as the desktop sees it"""
    answer = subprocess.run(['gdbus', 'call', '--session', '-d', 'org.mpris.MediaPlayer2.attacca', '-o',
                             '/org/mpris/MediaPlayer2', '-m', 'org.freedesktop.DBus.Properties.Get',
                             'org.mpris.MediaPlayer2.Player', name], capture_output=True, text=True).stdout
    return answer.strip()[2:-3].strip("'")
