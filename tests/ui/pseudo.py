# SPDX-License-Identifier: GPL-3.0-or-later
"""A language that nobody speaks: every string that is marked for translation is accented, longer by 40 % and in
brackets. What is shown without brackets was not marked, or is data."""
import ast
import os
import re
import shutil
import subprocess

LANGUAGE = 'en_XA'
ACCENTS = str.maketrans('aceinosuyzACEINOSUYZ', 'áçéíñóšúýžÁÇÉÍÑÓŠÚÝŽ')
# what stays as it is: places of printf and strftime, markup, the letter of a mnemonic
KEPT = re.compile(r"(%(?:\d+\$)?[-+#0']*\d*(?:\.\d+)?(?:l{1,2}|h{1,2}|z)?[a-zA-Z%]|<[^>]*>|&\w+;|_\w|\n)")


def say(text):
    """what the window says for a string of the source"""
    parts = [part if i % 2 else part.translate(ACCENTS) for i, part in enumerate(KEPT.split(text))]
    words = ''.join(parts)
    bare = words.rstrip('\n')
    # in words that a line can end between, as those of a longer language
    longer = ' '.join(['~~~~~~~'] * (len(text) // 20)) or '~' * (len(text) * 2 // 5)
    return '⟦' + bare + longer + '⟧' + words[len(bare):]


def unmarked(text, data):
    """what is left of a shown text without what was translated and without data; longest data first"""
    while True:
        rest = re.sub('⟦[^⟦⟧]*⟧', ' ', text)
        if rest == text:
            break
        text = rest
    for word in data:
        text = text.replace(word, ' ')
    return text if re.search(r'[^\W\d_]{2}', text) else ''


def make_catalogue(pot, folder):
    """writes FOLDER/LANGUAGE/LC_MESSAGES/attacca.mo; returns the environment that speaks it"""
    def quoted(text):
        return '"' + text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n') + '"'

    lines = ['msgid ""', 'msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=2; plural=n != 1;\\n"']
    with open(pot, encoding='utf-8') as file:
        for block in file.read().split('\n\n')[1:]:
            entry = {}
            for line in block.split('\n'):
                match = re.match(r'(msgctxt|msgid_plural|msgid|msgstr)(?:\[\d\])? (".*")', line)
                if match:
                    field = match.group(1)
                    entry[field] = ast.literal_eval(match.group(2))
                elif line.startswith('"'):
                    entry[field] += ast.literal_eval(line)
            lines += [''] + [f'{field} {quoted(entry[field])}' for field in ('msgctxt', 'msgid', 'msgid_plural') if field in entry]
            if 'msgid_plural' in entry:
                lines += [f'msgstr[0] {quoted(say(entry["msgid"]))}', f'msgstr[1] {quoted(say(entry["msgid_plural"]))}']
            else:
                lines += [f'msgstr {quoted(say(entry["msgid"]))}']
    messages = os.path.join(folder, LANGUAGE, 'LC_MESSAGES')
    os.makedirs(messages)
    subprocess.run(['msgfmt', '-o', os.path.join(messages, 'attacca.mo'), '-'], input='\n'.join(lines) + '\n', text=True,
                   check=True)
    # newer C libraries translate nothing in C.UTF-8, and no other locale is sure to be there: the same by another name
    shutil.copytree('/usr/lib/locale/C.utf8', os.path.join(folder, LANGUAGE + '.utf8'))
    return {'ATT_LOCALE_DIR': folder, 'LANGUAGE': LANGUAGE, 'LC_ALL': LANGUAGE + '.UTF-8', 'LOCPATH': folder}
