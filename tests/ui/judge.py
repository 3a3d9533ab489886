# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of everything that the window shows: every control says what it is, Tab leads to every control, no
string was left unmarked, 360 px are wide enough."""
import re

import pseudo
from attacca_app import CLASS_NAME, Failed, name_of, role_name
from story import TOOLKIT
from tour import Keyboard, unreached

# made by the toolkit, not ours to name
OF_GTK = {'About'}
# keys of the window manager do what these do
OF_WINDOW = re.compile("^push button '(Minimize|Maximize|Close)'$")
KEYS = re.compile(r'^((Shift|Ctrl|Alt|Super)\+)+\S+$')
# what is shown and is nobody's to translate: the toolkit's words, and those of the lists that were made
WORDS = ['Minimize the window', 'Maximize the window', 'Close the window', 'Minimize', 'Maximize', 'Close', 'Preferences',
         'Dismiss', 'No Results Found', 'Try a different search.', '(None)', 'Attacca', 'Forgotten favourites', 'Loved',
         'Most played', 'Never played', 'Recently added']


class Judge:
    """`data`: words that are shown and come from elsewhere; `walked`: where Tab is tried, None for everywhere"""

    def __init__(self, app, data, walked=None):
        self.app, self.data, self.walked, self.keyboard = app, WORDS + data, walked, None

    def add_data(self, *words):
        """and those of the library"""
        for track in self.app.cli('tracks'):
            self.data.extend(filter(None, (track['title'], track['artist'], track['album'], *track['genres'])))
        self.data.extend(words)
        self.data.sort(key=len, reverse=True)

    def all(self, places, *judges):
        """every place before each judge; all that they say, at once"""
        bad = []
        try:
            for place in places:
                self.app.shot(re.sub(r'\W+', '-', f'{place} {self.app.geometry()["WIDTH"]}'))
                for judging in judges:
                    bad += [f'{place}: {said}' for said in self.complaints(judging, place)]
        except Failed as error:
            bad.append(str(error))
        assert not bad, '\n'.join(bad)

    def complaints(self, judging, place):
        """what is said twice: a list may change while it is looked at"""
        first, = self.app.wait(lambda: (judging(place),), f'{place} to stand still', 60)
        if not first:
            return []
        second, = self.app.wait(lambda: (judging(place),), f'{place} to stand still', 60)
        return [said for said in second if said in first]

    def unnamed(self, place):
        return [] if place in OF_GTK else [line for line in self.app.unnamed() if not TOOLKIT.search(line)]

    def out_of_reach(self, place):
        if self.walked is not None and place not in self.walked:
            return []
        self.keyboard = self.keyboard or Keyboard(self.app)
        return [f'Tab does not lead to the {control}' for control in unreached(self.app, self.keyboard.walk())
                if not OF_WINDOW.search(control)]

    def unmarked(self, place):
        if place in OF_GTK or place == 'Keyboard shortcuts':  # the names of keys are GTK's
            return []
        texts = {(role_name(node), text) for node in self.app.nodes() for text in (name_of(node), node.get_description() or '')}
        return [f'not marked for translation: {role} {text!r}' for role, text in texts
                if not CLASS_NAME.match(text) and not KEYS.match(text) and pseudo.unmarked(text, self.data)]

    def too_wide(self, place):
        # as wide as the window below it, and where nothing composes it has a frame of 5 px around it
        most = 370 if place == 'Keyboard shortcuts' else 360
        width = self.app.geometry()['WIDTH']
        return [f'{width} px wide'] if width > most and place not in OF_GTK and not place.startswith('Preferences') else []
