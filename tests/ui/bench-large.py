#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench-large.py ATTACCA CLI BENCH [--tracks N] [--runs R] [--library DIR]: the window with a large library, beside rhythmbox and quodlibet.

Run by with-display.sh, with xdotool. The library is N made-up songs that can be decoded, or the files of DIR. Each player has a home of its own with the same songs in
it: Attacca scans them; rhythmbox gets its rhythmdb.xml and quodlibet its songs, written as those two write them, for what is measured is the start and
not the import. Start: until the window is on the screen, warm (the first start of each does not count). Memory: PSS of all its processes, when it has
been idle for some seconds, or after 40 for Attacca listens to the library all the time; then the most it had, and the most that the first start had, which
is when Attacca learns from the library. A player that is not installed is named as absent. Then, from within Attacca's window (BENCH is bench-large.c):
when it draws and answers a key, memory while it listens, frames while all songs pass by, letters typed into the search until their rows are painted,
memory after each when listening is paused.
"""
import argparse, glob, json, os, pickle, re, shutil, statistics, subprocess, sys, tempfile, time
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

WORDS = 'Almanac Anchor Candle Circuit Cobalt Comet Copper Coral Ember Feather Harbour Lantern Marble Meadow Mirror Orchard'.split()
FRAME, FRAMES = 65535, 121  # samples, and how many frames of them a song
TICKS = os.sysconf('SC_CLK_TCK')
# what is asked of Attacca, and what a figure may be at most (at least)
GOALS = {'first key answered': 1.0, 'memory, listening': 160, 'memory, radio': 160, 'memory, songs': 160, 'memory, search': 160, 'frames a second': -50, 'search, median': 50, 'search, 90 %': 50}
UNITS = {'fir': 's', 'rad': 's', 'mem': 'MB', 'fra': 'ms', 'sea': 'ms'}


def check_sum(data, polynomial, bits):
    value = 0
    for byte in data:
        value ^= byte << bits - 8
        for _ in range(8):
            value = (value << 1 ^ (polynomial if value >> bits - 1 else 0)) & (1 << bits) - 1
    return value.to_bytes(bits // 8, 'big')


def make_tone(pitch):
    """the frames of three minutes in 3 KB: eight samples, and a predictor that repeats them without a residual"""
    wave, frames = bytes((pitch * 31 + k * 97) * (k + 3) % 61 for k in range(8)), b''
    for n in range(FRAMES):
        head = bytes((0xff, 0xf8, 0x79, 0x02, n)) + (FRAME - 1).to_bytes(2, 'big')
        frame = head + check_sum(head, 0x07, 8) + b'\x4e' + wave + (1 << 36 | 1 << 15 | 15 << 5).to_bytes(5, 'big')
        frames += frame + check_sum(frame, 0x8005, 16)
    return frames


def write_music(folder, n):
    """FLAC (RFC 9639): the marker, STREAMINFO, VORBIS_COMMENT, sound; the checksum of the sound is what tells one file from another"""
    tones = [make_tone(pitch) for pitch in range(16)]
    for i in range(n):
        album, artist = i // 10, i // 60
        path = f'{folder}/{artist}/{album}/{i % 10 + 1:02}.flac'
        if i % 10 == 0:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        tags = [t.encode() for t in (f'TITLE={WORDS[i % 16]} {WORDS[i // 7 % 16]} {i}', f'ARTIST=The {WORDS[artist % 16]} Band {artist}', 'GENRE=Jazz',
                                     f'ALBUM={WORDS[album % 16]} and {WORDS[artist % 16]} {album}', f'TRACKNUMBER={i % 10 + 1}', f'DATE={1960 + album % 60}')]
        block = (0).to_bytes(4, 'little') + len(tags).to_bytes(4, 'little') + b''.join(len(t).to_bytes(4, 'little') + t for t in tags)
        info = FRAME.to_bytes(2, 'big') * 2 + bytes(6) + (44100 << 44 | 7 << 36 | FRAMES * FRAME).to_bytes(8, 'big') + (i + 1).to_bytes(16, 'big')
        with open(path, 'wb') as file:
            file.write(b'fLaC' + (34).to_bytes(4, 'big') + info + (0x84000000 | len(block)).to_bytes(4, 'big') + block + tones[i % 16])


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def read_songs(cli, data):
    """as Attacca has them: what the other players' files are written from"""
    with tempfile.TemporaryFile() as out:
        subprocess.run([cli, 'tracks', '--json', '--data-dir', data], check=True, stdout=out)
        out.seek(0)
        songs = json.load(out)
    for song in songs:
        song['path'] = unquote(song['uri'].removeprefix('file://'))
    return songs


def write_rhythmbox(home, songs):
    os.makedirs(f'{home}/.local/share/rhythmbox')
    with open(f'{home}/.local/share/rhythmbox/rhythmdb.xml', 'w') as out:
        out.write('<?xml version="1.0" standalone="yes"?>\n<rhythmdb version="2.0">\n')
        for song in songs:
            about = os.stat(song['path'])
            out.write(f'<entry type="song"><title>{escape(song["title"] or "")}</title><genre>Jazz</genre><artist>{escape(song["artist"] or "")}</artist>'
                      f'<album>{escape(song["album"] or "")}</album><track-number>{song["track"] or 0}</track-number>'
                      f'<duration>{(song["duration_ms"] or 0) // 1000}</duration><file-size>{about.st_size}</file-size>'
                      f'<location>file://{escape(quote(song["path"]))}</location><mtime>{int(about.st_mtime)}</mtime><first-seen>1</first-seen>'
                      f'<last-seen>1</last-seen><date>{(song["year"] or 0) * 365}</date><media-type>audio/x-flac</media-type></entry>\n')
        out.write('</rhythmdb>\n')


QUODLIBET = '''
import os, pickle, sys
import quodlibet
quodlibet.init_cli()
from quodlibet import formats
from quodlibet.formats import dump_audio_files
formats.init()
from quodlibet.formats.xiph import FLACFile
found = []
for path, tags, length, mtime, size in pickle.load(sys.stdin.buffer):
    song = FLACFile.__new__(FLACFile)
    song.update(tags)
    song.update({'~filename': path, '~mountpoint': '/', '~#length': length, '~#mtime': mtime, '~#added': 1, '~#filesize': size, '~format': 'FLAC'})
    found.append(song)
with open(sys.argv[1], 'wb') as out:
    out.write(dump_audio_files(found))
'''


def write_quodlibet(home, songs):
    os.makedirs(f'{home}/.config/quodlibet')
    rows = []
    for song in songs:
        about = os.stat(song['path'])
        tags = dict(title=song['title'], artist=song['artist'], album=song['album'], genre='Jazz', tracknumber=song['track'], date=song['year'])
        rows.append((song['path'], {k: str(v) for k, v in tags.items() if v}, (song['duration_ms'] or 0) / 1000, about.st_mtime, about.st_size))
    done = subprocess.run(['/usr/bin/python3', '-c', QUODLIBET, f'{home}/.config/quodlibet/songs'], capture_output=True, input=pickle.dumps(rows),
                          env=dict(os.environ, HOME=home))
    if done.returncode:
        raise RuntimeError(done.stderr.decode().strip().splitlines()[-1])


def tree(pid):
    result = [pid]
    for path in glob.glob(f'/proc/{pid}/task/*/children'):
        try:
            with open(path) as file:
                children = file.read().split()
        except OSError:  # a thread that has ended meanwhile
            continue
        result += [p for child in children for p in tree(int(child))]
    return result


def total(pid, read):
    result = 0
    for process in tree(pid):
        try:
            result += read(process)
        except OSError:
            pass
    return result


def cpu_s(pid):
    return sum(map(int, open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()[11:13])) / TICKS


def pss_mb(pid):
    return next(int(line.split()[1]) for line in open(f'/proc/{pid}/smaps_rollup') if line.startswith('Pss:')) / 1024


def make_env(home):
    return dict(os.environ, HOME=home, XDG_CONFIG_HOME=f'{home}/.config', XDG_DATA_HOME=f'{home}/.local/share', XDG_CACHE_HOME=f'{home}/.cache')


def start(command, window_class, home):
    """seconds until the window is there, memory when it is idle, and the most that it had"""
    began = time.monotonic()
    player = subprocess.Popen(command, env=make_env(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shown = None
    while not shown and time.monotonic() - began < 40 and player.poll() is None:
        found = subprocess.run(['xdotool', 'search', '--onlyvisible', '--class', window_class], capture_output=True).stdout
        shown = time.monotonic() - began if found.strip() else None
        time.sleep(0.01)
    idle_since, used, most = time.monotonic(), 0, 0
    while time.monotonic() - idle_since < 3 and time.monotonic() - began < 40 and player.poll() is None:
        now = total(player.pid, cpu_s)
        if now - used > 0.1:
            idle_since, used = time.monotonic(), now
        most = max(most, total(player.pid, pss_mb))
        time.sleep(0.25)
    memory = total(player.pid, pss_mb)
    player.terminate()
    try:
        player.wait(15)
    except subprocess.TimeoutExpired:
        player.kill()
        player.wait()
    return shown, memory, max(most, memory)


def measure_players(args, folder, songs):
    """{player: (window, memory, most)}"""
    players = (('attacca', 'attacca', [args.attacca, '--data-dir', f'{folder}/attacca/data', '--sink', 'fakesink'], None),
               ('rhythmbox', 'Rhythmbox', ['rhythmbox'], write_rhythmbox), ('quodlibet', 'quodlibet', ['quodlibet', '--run'], write_quodlibet))
    measured = {}
    print(f'{"":22}{"window, s":>10}{"PSS, MB":>10}{"most, MB":>10}{"first start, MB":>17}')
    for name, window_class, command, prepare in players:
        home = f'{folder}/{name}'
        if not shutil.which(command[0]):
            print(f'{name:22}absent', flush=True)
            continue
        try:
            if prepare:
                prepare(home, songs)
        except (RuntimeError, OSError) as error:
            print(f'{name:22}its songs could not be written: {error}', flush=True)
            continue
        first, *figures = [start(command, window_class, home) for _ in range(args.runs + 1)]
        if any(shown is None for shown, _, _ in figures):
            print(f'{name:22}showed no window', flush=True)
            continue
        measured[name] = [statistics.median(kind) for kind in zip(*figures)]
        print(f'{name:22}{measured[name][0]:10.2f}{measured[name][1]:10.0f}{measured[name][2]:10.0f}{first[2]:17.0f}', flush=True)
    return measured


def measure_window(args, folder, songs):
    """{figure: number}, as bench-large.c names them"""
    words = re.findall('[a-z]{5,}', ' '.join(song['title'] or '' for song in songs[::max(len(songs) // 60, 1)]).lower())
    typed, runs = [word[:6] for word in dict.fromkeys(words)][:8], []
    for _ in range(args.runs):
        command = [args.bench, str(time.monotonic_ns() // 1000), f'{folder}/attacca/data', *typed]
        out = subprocess.run(command, env=make_env(f'{folder}/attacca'), stdout=subprocess.PIPE, check=True, text=True, timeout=300).stdout
        runs.append(dict(line.split('\t') for line in out.splitlines() if '\t' in line))
    return {name: statistics.median(float(run[name]) for run in runs) for name in runs[0]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for word in ('attacca', 'cli', 'bench'):
        parser.add_argument(word)
    parser.add_argument('--tracks', type=int, default=100000)
    parser.add_argument('--runs', type=int, default=2)
    parser.add_argument('--library', default=os.environ.get('ATT_LARGE_LIBRARY'), help='a folder of music; else $ATT_LARGE_LIBRARY')
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix='att-large-')
    try:
        music, data = args.library or f'{folder}/music', f'{folder}/attacca/data'
        for name in ('attacca', 'rhythmbox', 'quodlibet'):
            os.makedirs(f'{folder}/{name}')
        if not args.library:
            write_music(music, args.tracks)
        run(args.cli, 'scan', music, '--data-dir', data)
        run(args.cli, 'genres', '--pick', 'jazz', '--data-dir', data)
        songs = read_songs(args.cli, data)
        print(f'{len(songs)} songs, median of {args.runs} warm starts')
        players = measure_players(args, folder, songs)
        for name, number in measure_window(args, folder, songs).items():
            unit, goal = '' if name == 'frames a second' else UNITS[name[:3]], GOALS.get(name)
            wanted = '' if goal is None else f'  (goal: at {"most" if goal > 0 else "least"} {abs(goal):g}{"" if number * (goal > 0 or -1) <= goal else ", missed"})'
            print(f'{name:22}{number:10.2f} {unit}{wanted}')
        behind = [name for name, figures in players.items() if any(ours > theirs for ours, theirs in zip(players['attacca'], figures))]
        if len(players) > 1:
            print('Attacca is ahead of ' + (', '.join(name for name in players if name not in behind and name != 'attacca') or 'nobody') +
                  (f'; not of {", ".join(behind)}' if behind else ''))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
