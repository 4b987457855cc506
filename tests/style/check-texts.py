#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts: POTFILES.in names every file that has some, the Chinese is whole, current and well set."""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(sys.argv[1])
MARKED = re.compile(r'(\b(_|N_|C_|NC_) ?\("|\b(g_d)?n?gettext ?\(|translatable=)')
HAN = '\u3400-\u9fff'
# One space between Han and Latin or digits; none beside full-width punctuation.
TIGHT = re.compile(f'[{HAN}][A-Za-z0-9]|[A-Za-z0-9%][{HAN}]')
LOOSE = re.compile('[，。：；？！（）、] | [，。：；？！（）、]')
# Names of keys and formats that stand directly beside Han by rule, and directives.
ALLOWED = re.compile(r'%(\d\$)?[-0-9.]*l?[a-zA-Z%]|\\[nt]|\{[a-z]+\}|24\u00a0?小时')


def marked_files():
    for folder in ('src', 'resources/ui'):
        for path in sorted((ROOT / folder).rglob('*')):
            if path.suffix in ('.c', '.h', '.ui') and MARKED.search(path.read_text(encoding='utf-8')):
                yield str(path.relative_to(ROOT))


def run(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True,
                          env={'LC_ALL': 'C.UTF-8', 'PATH': '/usr/bin:/bin'}, check=False)


def check_whole(listed, complaints):
    with tempfile.TemporaryDirectory() as folder:
        pot = f'{folder}/liandong.pot'
        keywords = ['--keyword=_', '--keyword=N_', '--keyword=C_:1c,2', '--keyword=NC_:1c,2',
                    '--keyword=ngettext:1,2', '--keyword=g_dngettext:2,3', '--keyword=g_dgettext:2']
        made = run('xgettext', '--from-code=UTF-8', *keywords, '-o', pot, *listed)
        if made.returncode != 0:
            complaints.append(made.stderr)
            return
        for line in run('msgcmp', 'po/zh_CN.po', pot).stderr.splitlines():
            complaints.append(line)
    for line in run('msgfmt', '--check', '-o', '/dev/null', 'po/zh_CN.po').stderr.splitlines():
        complaints.append(line)
    if run('msgattrib', '--only-fuzzy', 'po/zh_CN.po').stdout.strip():
        complaints.append('po/zh_CN.po has fuzzy entries')


def check_setting(complaints):
    for number, line in enumerate((ROOT / 'po/zh_CN.po').read_text(encoding='utf-8').splitlines(), 1):
        found = re.match(r'msgstr(?:\[0\])? "(.*)"$', line)
        if not found:
            continue
        text = ALLOWED.sub('\x01', found.group(1))
        if TIGHT.search(text) or LOOSE.search(text):
            complaints.append(f'po/zh_CN.po:{number}: spacing: {found.group(1)}')


def main():
    complaints = []
    listed = [line for line in (ROOT / 'po/POTFILES.in').read_text().splitlines() if line]
    for name in marked_files():
        if name not in listed:
            complaints.append(f'po/POTFILES.in lacks {name}')
    complaints += [f'po/POTFILES.in names {name}, which is not there'
                   for name in listed if not (ROOT / name).exists()]
    check_whole(listed, complaints)
    check_setting(complaints)
    print('\n'.join(complaints) or f'{len(listed)} files, all texts are there')
    return 1 if complaints else 0


sys.exit(main())
