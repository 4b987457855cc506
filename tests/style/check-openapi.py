#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds data/api/openapi.yaml against the field tables and the problems of the server.

check-openapi.py DUMP DOCUMENT SOURCES           complains about every difference
check-openapi.py --write DUMP DOCUMENT SOURCES   writes the parts of the document that come from the
                                                 tables anew (ninja refresh-api)

The parts stand between "# begin WHAT" and "# end": "list KIND" is the page of a kind beside other
methods of its path, "lists" the pages of all other kinds, "kinds" their schemas, "kind names" an
enumeration of them, "change records" what a change of each carries. What the tables do not know of a schema or a property is kept as it stands: descriptions,
examples, x-vocabulary, patterns narrower than the table's.
"""
import difflib
import json
import pathlib
import re
import subprocess
import sys

import yaml

ARGUMENTS = [argument for argument in sys.argv[1:] if argument != '--write']
WRITE = '--write' in sys.argv
DUMP, DOCUMENT, SOURCES = ARGUMENTS
WIDTH = 120
TYPES = {
    'text': {'type': 'string'}, 'code': {'type': 'string', 'pattern': '^[A-Za-z0-9_.-]+$'},
    'int': {'type': 'integer', 'format': 'int64'}, 'real': {'type': 'number'},
    'bool': {'type': 'boolean'}, 'time': {'type': 'string', 'format': 'date-time'},
    'point': {'$ref': '#/components/schemas/Point'},
    'geometry': {'$ref': '#/components/schemas/Geometry'},
    'list': {'type': 'array', 'items': {'type': 'string', 'maxLength': 1024}},
}
MASKS = {'n': 'name', 'p': 'phone', 't': 'text'}
# What a table says of a property; everything else in it was written by hand.
OF_TABLE = {'$ref', 'type', 'format', 'pattern', 'items', 'maxLength', 'maxItems', 'readOnly', 'x-masked', 'title'}
BY_HAND = ('description', 'examples')
BLOCK = re.compile(r'^( *)# begin (.*)\n((?:.*\n)*?)^ *# end\n', re.MULTILINE)


def schema_name(kind):
    return ''.join(word.capitalize() for word in kind.split('_'))


def read_tables():
    kinds = {}
    for line in subprocess.run([DUMP], check=True, capture_output=True, text=True).stdout.splitlines():
        kind, plural, name, type_name, flags, limit, title, kind_title = line.split('\t')
        table = kinds.setdefault(kind, {'plural': plural, 'title': kind_title, 'fields': []})
        table['fields'].append((name, type_name, flags, int(limit), title))
    return kinds


def make_property(field, old):
    name, type_name, flags, limit, title = field
    if name == 'id':
        schema = {'$ref': '#/components/schemas/Id'}
    elif type_name.startswith('rows:'):
        schema = {'type': 'array', 'items': {'$ref': '#/components/schemas/' + schema_name(type_name[5:])}}
    elif type_name in TYPES:
        schema = dict(TYPES[type_name])
    else:
        raise SystemExit(f'{name}: how the type “{type_name}” looks in JSON is not known here')
    if limit and '$ref' not in schema:
        schema['maxItems' if schema['type'] == 'array' else 'maxLength'] = limit
    if 's' in flags:
        schema['readOnly'] = True
    if flags[2] in MASKS:
        schema['x-masked'] = MASKS[flags[2]]
    schema['title'] = title
    schema.update({key: value for key, value in old.items() if key not in OF_TABLE})
    return schema


def make_schema(kind, table, old):
    old = old or {}
    known = old.get('properties', {})
    required = [field[0] for field in table['fields'] if 'r' in field[2]]
    if any(field[0] == 'version' for field in table['fields']):
        required.append('version')
    schema = {'type': 'object', 'title': table['title']}
    schema.update({key: value for key, value in old.items()
                   if key not in ('type', 'title', 'required', 'properties', 'examples')})
    schema['required'] = required
    schema['properties'] = {field[0]: make_property(field, known.get(field[0], {})) for field in table['fields']}
    if 'examples' in old:
        schema['examples'] = old['examples']
    return schema


def make_list(kind, table, old):
    what = table['title'][0].lower() + table['title'][1:]
    operation = {
        'operationId': 'list_' + table['plural'],
        'summary': f'A snapshot page: {what}',
        'description': 'Ordered by id, at most `limit` records and about one megabyte. See Page for how to go on.',
        'tags': ['reading'],
        'x-roles': 'readers',
        'x-other-region': 404,
        'parameters': [{'$ref': '#/components/parameters/' + name} for name in ('Region', 'After', 'Limit')],
        'responses': {
            '200': {
                'description': 'A page; without `next` it is the last one.',
                'content': {'application/json': {'schema': {'allOf': [
                    {'$ref': '#/components/schemas/Page'},
                    {'type': 'object', 'properties': {'records': {
                        'type': 'array', 'maxItems': 500,
                        'items': {'$ref': '#/components/schemas/' + schema_name(kind)}}}}]}}},
            },
            '400': {'$ref': '#/components/responses/BadRequest'},
            '401': {'$ref': '#/components/responses/Unauthenticated'},
            '403': {'$ref': '#/components/responses/Forbidden'},
            '404': {'$ref': '#/components/responses/UnknownRegion'},
            '5XX': {'$ref': '#/components/responses/Fault'},
        },
    }
    for key in ('x-roles', 'x-other-region', 'description'):
        if key in (old or {}):
            operation[key] = old[key]
    return operation


def flow(value):
    if isinstance(value, dict):
        return '{ ' + ', '.join(f'{flow(key)}: {flow(item)}' for key, item in value.items()) + ' }'
    if isinstance(value, list):
        return '[' + ', '.join(flow(item) for item in value) + ']'
    if isinstance(value, str):
        # A plain text where YAML 1.1 and 1.2 agree that it is one.
        if re.fullmatch(r"[A-Za-z/$*_][A-Za-z0-9_ ./'()$*–-]*[A-Za-z0-9_.)*–]|[A-Za-z]|x-[a-z-]+", value) \
                and not re.fullmatch(r'(?i)y|n|yes|no|on|off|true|false|null|\*.*', value):
            return value
        if "'" not in value and '\n' not in value:
            return f"'{value}'"
    return json.dumps(value, ensure_ascii=False)


def block(value, indent):
    """YAML lines; what fits on a line stands on one."""
    lines = []
    items = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    for key, item in items:
        head = ' ' * indent + ('- ' if key is None else flow(key) + ':')
        one_line = head + ('' if key is None else ' ') + flow(item)
        deep = isinstance(item, (dict, list)) and item
        if not deep or (len(one_line) <= WIDTH and key not in ('properties', 'responses')):
            lines.append(one_line)
        elif key is None:
            inner = block(item, indent + 2)
            lines.append(head + inner[0].lstrip())
            lines.extend(inner[1:])
        else:
            lines.append(head)
            lines.extend(block(item, indent + 2))
    return lines


def make_block(what, document, kinds, apart):
    paths = document['paths']

    def list_of(kind):
        return make_list(kind, kinds[kind], paths.get('/v1/' + kinds[kind]['plural'], {}).get('get'))

    if what.startswith('list '):
        return {'get': list_of(what[5:])}
    records = [kind for kind in kinds if is_record(kinds[kind])]
    if what == 'lists':
        return {'/v1/' + kinds[kind]['plural']: {'get': list_of(kind)} for kind in records if kind not in apart}
    if what == 'kinds':
        schemas = document['components']['schemas']
        return {schema_name(kind): make_schema(kind, kinds[kind], schemas.get(schema_name(kind))) for kind in kinds}
    if what == 'kind names':
        return {'enum': records}
    if what == 'change records':
        return {'allOf': [{
            'if': {'properties': {'kind': {'const': kind}}},
            'then': {'properties': {'record': {'$ref': '#/components/schemas/' + schema_name(kind)}}}}
            for kind in records]}
    raise SystemExit(f'“# begin {what}” is not known')


def is_record(table):
    return any(field[0] == 'version' for field in table['fields'])


def refresh(text, kinds):
    document = yaml.safe_load(text)
    whats = [match.group(2) for match in BLOCK.finditer(text)]
    apart = {what[5:] for what in whats if what.startswith('list ')}
    for what in ('lists', 'kinds'):
        if what not in whats:
            raise SystemExit(f'{DOCUMENT}: no “# begin {what}”')

    def write(match):
        indent = len(match.group(1))
        lines = block(make_block(match.group(2), document, kinds, apart), indent)
        return f'{match.group(1)}# begin {match.group(2)}\n' + '\n'.join(lines) + f'\n{match.group(1)}# end\n'

    return BLOCK.sub(write, text)


def read_problems():
    """Every status and name that the server refuses with."""
    call = re.compile(r'(?:refuse|refuse_early|new_problem|problem_new)\s*\((?:[^,"()]+,)?\s*(\d{3}),\s*"([a-z0-9-]+)"')
    found = set()
    for source in pathlib.Path(SOURCES).rglob('*.c'):
        found.update(call.findall(source.read_text(encoding='utf-8')))
    return {(int(status), name) for status, name in found}


PROBLEM = 'urn:liandong:problem:'


def check_problems(document, complaints):
    served = read_problems()
    everywhere = set(document['components']['schemas']['Problem']['properties']['type']['enum'])
    documented = set()
    for name, response in document['components']['responses'].items():
        media = response.get('content', {}).get('application/problem+json')
        if media is None:
            continue
        own = media['schema']['allOf'][1]['properties']
        statuses = [own['status']['const']] if 'const' in own['status'] else own['status']['enum']
        documented.update((status, kind) for status in statuses for kind in own['type']['enum'])
        for kind in sorted(set(own['type']['enum']) - everywhere):
            complaints.append(f'responses.{name}: {kind} is not in Problem.type')
    answers_of_documented = {problem for problem in documented if problem[1] in everywhere}
    for status, name in sorted(served):
        if PROBLEM + name not in everywhere:
            complaints.append(f'Problem.type: {name} ({status}) is said by the server')
        elif (status, PROBLEM + name) not in answers_of_documented and status not in (404, 405):
            complaints.append(f'responses: none for {name} ({status})')
    for kind in sorted(everywhere - {PROBLEM + name for _, name in served}):
        complaints.append(f'Problem.type: {kind} is never said by the server')
    return len(served)


def main():
    kinds = read_tables()
    path = pathlib.Path(DOCUMENT)
    text = path.read_text(encoding='utf-8')
    wanted = refresh(text, kinds)
    if WRITE:
        path.write_text(wanted, encoding='utf-8')
        text = wanted
    complaints = list(difflib.unified_diff(text.splitlines(), wanted.splitlines(), 'document', 'tables', lineterm='', n=0))
    n_problems = check_problems(yaml.safe_load(text), complaints)
    for complaint in complaints:
        print(complaint)
    print(f'{len(kinds)} kinds, {n_problems} problems, {len(complaints)} differences')
    if complaints:
        print('ninja refresh-api writes what comes from the tables anew')
    return 1 if complaints or len(kinds) < 10 or n_problems < 10 else 0


sys.exit(main())
