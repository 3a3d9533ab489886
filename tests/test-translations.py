#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-translations.py SOURCE: the POT is what the source says, and every language has all of it, none of it fuzzy, with
the placeholders of the original. What is planted in copies proves that the check can refuse (TAP)."""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

source = Path(sys.argv[1])
po = source / 'po'
pot = po / 'attacca.pot'
languages = [line for line in (po / 'LINGUAS').read_text().split('\n') if line and not line.startswith('#')]


def wrong(path):
    """what is wrong with a catalogue, or nothing"""
    check = subprocess.run(['msgfmt', '--check', '--statistics', '-o', '/dev/null', path], capture_output=True, text=True,
                           env={'PATH': '/usr/bin:/bin', 'LC_ALL': 'C.UTF-8'})
    words = [line for line in check.stderr.split('\n') if line]
    if check.returncode != 0 or not re.fullmatch(r'\d+ translated messages\.', words[-1]):
        return words
    compare = subprocess.run(['msgcmp', path, pot], capture_output=True, text=True)
    return compare.stderr.split('\n') if compare.returncode != 0 else []


cases = []


def case(name, bad):
    cases.append(not bad)
    print(f'{"not ok" if bad else "ok"} {len(cases)} - {name}')
    for line in bad:
        print('# ' + line)


stale = subprocess.run([po / 'update-pot', '--check'], capture_output=True, text=True)
case('attacca.pot is what po/update-pot writes', stale.stdout.split('\n')[:40] if stale.returncode else [])
for language in languages:
    case(f'{language}: all of it, none fuzzy, placeholders as in the original', wrong(po / f'{language}.po'))
with tempfile.TemporaryDirectory() as temp:
    text = (po / f'{languages[0]}.po').read_text()
    for name, pattern, planted in (
            ('an untranslated string', r'\nmsgid "Undo"\nmsgstr ".*"', '\nmsgid "Undo"\nmsgstr ""'),
            ('a fuzzy string', r'\nmsgid "Undo"', '\n#, fuzzy\nmsgid "Undo"'),
            ('a lost placeholder', r'\nmsgid "Skipped “%s”"\nmsgstr ".*"', '\nmsgid "Skipped “%s”"\nmsgstr "Skipped"'),
            ('a missing string', r'\nmsgid "Undo"\nmsgstr ".*"\n', '\n')):
        copy = Path(temp, 'copy.po')
        changed = re.sub(pattern, planted, text, count=1)
        copy.write_text(changed)
        case(f'{name} is refused', [] if changed != text and wrong(copy) else [f'{name} passes'])
print(f'1..{len(cases)}')
sys.exit(not all(cases))
