#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-actions.py ROOT: every action of the window has a key in the table of shortcuts, or stands in a menu or on a button;
no key is given twice; and what the table, the menus and the buttons name is there."""
import re
import sys
from pathlib import Path

root = Path(sys.argv[1])
sources = {path: path.read_text() for path in sorted((root / 'src/ui').glob('*.c'))}
code = '\n'.join(text for path, text in sources.items() if path.name != 'att-shortcuts.c')
ui = '\n'.join(path.read_text() for path in sorted((root / 'ui').glob('*.ui')))
table = sources[root / 'src/ui/att-shortcuts.c']

# what only the desktop asks for: its launcher, its search, its notifications
FROM_OUTSIDE = {'app.show', 'app.search', 'app.raise', 'app.play-radio', 'app.play-pause', 'app.next', 'app.previous'}


def base(name):
    """without its target"""
    return re.split(r'::|\(', name)[0]


actions = set(re.findall(r'install_action \([^,]+,\s*"(win\.[a-z-]+)"', code))
window = '\n'.join(text for path, text in sources.items() if path.name.startswith('att-window'))
actions |= {'win.' + name for name in re.findall(r'g_(?:simple|property)_action_new(?:_stateful)? \("([a-z-]+)"', window)}
choices = re.search(r'\} choices\[\] = \{\n(.*?)\n\};', sources[root / 'src/ui/att-window-sound.c'], re.S).group(1)
actions |= {'win.' + name for name in re.findall(r'\{ "([a-z-]+)"', choices)}
entries = sources[root / 'src/ui/att-application-actions.c']
actions |= {'app.' + name for name in re.findall(r'\{ "([a-z-]+)", [a-z_]+_cb', entries)}

keys = {base(name) for name in re.findall(r'"((?:win|app)\.[^"]+)"', table)}
keys |= set(re.findall(r'add_binding_action \([^"]*"(win\.[a-z-]+)"', code))
shown = {base(name) for name in re.findall(r'>(?:action\()?((?:win|app)\.[^<)]+)', ui)}
shown |= {base(name) for name in re.findall(r'(?:menu_append|append_choice|set_action_name) \([^;]*?"((?:win|app)\.[^"]+)"', code)}
shown |= {base(name) for name in re.findall(r'"empty-action",?\s*"(win\.[^"]+)"', code)}

accels = [accel for row in re.findall(r'"(?:win|app|window)\.[^"]+", \{ ([^}]*) \}', table)
          for accel in re.findall(r'"([^"]+)"', row)]
checks = [
    ('there are actions to look at', [] if len(actions) > 40 else [str(len(actions))]),
    ('every action is reached', sorted(actions - keys - shown - FROM_OUTSIDE)),
    ('what has a key or is shown is an action', sorted((keys | shown) - actions)),
    ('no key is given twice', sorted({accel for accel in accels if accels.count(accel) > 1})),
]
print(f'1..{len(checks)}')
for number, (name, bad) in enumerate(checks, 1):
    print(f'{"not ok" if bad else "ok"} {number} - {name}')
    for line in bad:
        print(f'# {line}')
sys.exit(any(bad for _, bad in checks))
