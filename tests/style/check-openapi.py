#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds data/api/openapi.yaml and docs/api.md against the field tables, the workflow of the default
dictionary and the problems of the server.

check-openapi.py FIELDS ACTIONS DOCUMENT PAGE SOURCES           complains about every difference
check-openapi.py --write FIELDS ACTIONS DOCUMENT PAGE SOURCES   writes what comes from the tables anew
                                                                (ninja refresh-api)

These parts stand between "# begin WHAT" and "# end" (in the page "<!-- begin WHAT -->"):

  list KIND            the page of a kind beside other methods of its path
  lists                pages and single records of all other kinds
  kinds                their schemas, those of their rows, and of what comes in: Act, and Order, in
                       which the action is called kind
  kind names           an enumeration of the kinds
  change records       what a change of each carries
  unknown problems     what is answered when there is none of a kind
  actions              the actions of the default dictionary, and what each needs
  roles of DOOR        who may do each of them as an "act" or an "order"

What the tables do not know of a schema or a property is kept as it stands: descriptions, examples,
x-vocabulary, patterns narrower than the table's.
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
FIELDS, ACTIONS, DOCUMENT, PAGE, SOURCES = ARGUMENTS
WIDTH = 120
PROBLEM = 'urn:liandong:problem:'
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
BLOCK = re.compile(r'^( *)# begin (.*)\n((?:.*\n)*?)^ *# end\n', re.MULTILINE)
TABLE = re.compile(r'^<!-- begin actions -->\n((?:.*\n)*?)^<!-- end -->\n', re.MULTILINE)
# Single records that say more than the others and are written by hand.
DETAILED = ('case', 'instruction')


def schema_name(kind):
    return ''.join(word.capitalize() for word in kind.split('_'))


def lines_of(program):
    return subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines()


def read_tables():
    tables = {}
    for line in lines_of(FIELDS):
        kind, plural, what, name, type_name, flags, limit, title, kind_title = line.split('\t')
        table = tables.setdefault(kind, {'plural': plural, 'title': kind_title, 'part': what == 'part', 'fields': []})
        table['fields'].append((name, type_name, flags, int(limit), title))
    for table in tables.values():
        table['comes_in'] = table['part'] and table['fields'][0][0] == 'id'
        if table['comes_in']:
            # Version and region are the server's to say; and nothing is masked yet.
            table['fields'] = [(name, type_name, flags[:2] + '-', limit, title)
                               for name, type_name, flags, limit, title in table['fields']
                               if 's' not in flags and name != 'region_code']
    return tables


def read_actions():
    actions = {}
    for line in lines_of(ACTIONS):
        code, title, title_zh, about, door, *rest = line.split('\t')
        start, to, roles, condition, needs, effects = rest
        actions[code] = {'title': title, 'title_zh': title_zh, 'about': about, 'door': door, 'from': start.split('|'),
                         'to': to, 'roles': roles.split('|'), 'condition': condition, 'needs': needs.split('|'),
                         'effects': effects.split('|')}
        for key in ('from', 'roles', 'needs', 'effects'):
            actions[code][key] = [one for one in actions[code][key] if one]
    return actions


def make_property(field, old, comes_in):
    name, type_name, flags, limit, title = field
    if name == 'id':
        schema = {'$ref': '#/components/schemas/' + ('NewId' if comes_in else 'Id')}
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
    if not table['part']:
        required.append('version')
    schema = {'type': 'object', 'title': table['title']}
    schema.update({key: value for key, value in old.items()
                   if key not in ('type', 'title', 'required', 'properties', 'examples')})
    schema['required'] = required
    schema['properties'] = {field[0]: make_property(field, known.get(field[0], {}), table['comes_in'])
                            for field in table['fields']}
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


def make_order(act, old):
    """An instruction says what an act says, and calls its action kind."""
    properties = {'kind' if name == 'action' else name: schema for name, schema in act['properties'].items()}
    properties['kind'] = {**properties['kind'], 'title': 'Kind'}
    order = {'type': 'object', 'title': 'Orders'}
    order.update({key: value for key, value in old.items()
                  if key not in ('type', 'title', 'required', 'properties', 'not', 'examples')})
    order['required'] = ['kind' if name == 'action' else name for name in act['required']]
    order['properties'] = properties
    order['not'] = {'properties': {'kind': {'const': 'register'}}}
    if 'examples' in old:
        order['examples'] = old['examples']
    return order


def make_record(kind, table, old):
    what = table['title'][0].lower() + table['title'][1:]
    properties = {'record': {'$ref': '#/components/schemas/' + schema_name(kind)},
                  'position': {'$ref': '#/components/schemas/Position'}}
    if kind == 'item':
        properties['allowed_actions'] = {'$ref': '#/components/schemas/AllowedActions'}
    operation = {
        'operationId': 'get_' + kind,
        'summary': f'A single record: {what}',
        'description': 'As it was at `position`. What is of another region does not exist for whoever asks.',
        'tags': ['reading'],
        'x-roles': 'readers',
        'x-other-region': 404,
        'responses': {
            '200': {
                'description': 'The record',
                'content': {'application/json': {'schema': {
                    'type': 'object', 'required': list(properties), 'properties': properties}}},
            },
            '401': {'$ref': '#/components/responses/Unauthenticated'},
            '403': {'$ref': '#/components/responses/Forbidden'},
            '404': {'$ref': '#/components/responses/UnknownRecord'},
            '5XX': {'$ref': '#/components/responses/Fault'},
        },
    }
    for key in ('x-roles', 'x-other-region', 'description'):
        if key in (old or {}):
            operation[key] = old[key]
    return {'parameters': [{'$ref': '#/components/parameters/Id'}], 'get': operation}


def make_lists(paths, tables, apart):
    lists = {}
    for kind, table in tables.items():
        path = '/v1/' + table['plural']
        if table['part']:
            continue
        if kind not in apart:
            lists[path] = {'get': make_list(kind, table, paths.get(path, {}).get('get'))}
        if kind not in DETAILED:
            lists[path + '/{id}'] = make_record(kind, table, paths.get(path + '/{id}', {}).get('get'))
    return lists


def make_schemas(schemas, tables):
    made = {schema_name(kind): make_schema(kind, table, schemas.get(schema_name(kind)))
            for kind, table in tables.items()}
    made['Order'] = make_order(made['Act'], schemas.get('Order', {}))
    return made


def make_roles(actions, door):
    doors = ('both',) if door == 'act' else ('both', 'order')
    return {'values': {code: action['roles'] for code, action in actions.items() if action['door'] in doors}}


def make_block(what, document, tables, actions, apart):
    kinds = [kind for kind in tables if not tables[kind]['part']]
    if what.startswith('list '):
        kind = what[5:]
        path = document['paths'].get('/v1/' + tables[kind]['plural'], {})
        return {'get': make_list(kind, tables[kind], path.get('get'))}
    if what.startswith('roles of '):
        return make_roles(actions, what[9:])
    makers = {
        'lists': lambda: make_lists(document['paths'], tables, apart),
        'kinds': lambda: make_schemas(document['components']['schemas'], tables),
        'kind names': lambda: {'enum': kinds},
        'change records': lambda: {'allOf': [{
            'if': {'properties': {'kind': {'const': kind}}},
            'then': {'properties': {'record': {'$ref': '#/components/schemas/' + schema_name(kind)}}}}
            for kind in kinds]},
        'unknown problems': lambda: [PROBLEM + 'unknown-' + kind for kind in kinds],
        'actions': lambda: {code: {key: value for key, value in action.items() if value and key != 'door'}
                            for code, action in actions.items()},
    }
    if what not in makers:
        raise SystemExit(f'“# begin {what}” is not known')
    return makers[what]()


def refresh(text, tables, actions):
    document = yaml.safe_load(text)
    whats = [match.group(2) for match in BLOCK.finditer(text)]
    apart = {what[5:] for what in whats if what.startswith('list ')}
    for what in ('lists', 'kinds', 'actions', 'roles of act', 'roles of order'):
        if what not in whats:
            raise SystemExit(f'{DOCUMENT}: no “# begin {what}”')

    def write(match):
        indent = len(match.group(1))
        lines = block(make_block(match.group(2), document, tables, actions, apart), indent)
        return f'{match.group(1)}# begin {match.group(2)}\n' + '\n'.join(lines) + f'\n{match.group(1)}# end\n'

    return BLOCK.sub(write, text)


def describe_action(code, action):
    ways = [effect[5:].split('=') for effect in action['effects'] if effect.startswith('goto:')]
    if code == 'unmerge':
        action = {**action, 'to': 'where it was'}
    start = action['from']
    if len(start) > 8:
        start = [f'{start[0]} … {start[8]}'] + start[9:]
    to = [action['to'] or '='] + [f'{result}: {state}' for result, state in ways]
    needs = [', '.join(f'`{name}`' for name in action['needs'])]
    needs += [f'only if `{action["condition"]}`'] if action['condition'] else []
    return ' | '.join([
        f'`{code}` {action["title_zh"]}',
        ', '.join(action['roles']) or 'by approval',
        ', '.join(start) or '–',
        '; '.join(to) if action['about'] != 'none' else '–',
        '; '.join(one for one in needs if one)])


def refresh_page(text, actions):
    """The table of the actions for people."""
    if not TABLE.search(text):
        raise SystemExit(f'{PAGE}: no “<!-- begin actions -->”')
    rows = [f'| {describe_action(code, action)} |' for code, action in actions.items()]
    lines = ['| action | who | from | to | needs |', '|---|---|---|---|---|'] + rows
    table = '<!-- begin actions -->\n' + '\n'.join(lines) + '\n<!-- end -->\n'
    return TABLE.sub(lambda _: table, text)


def status_of(name):
    """Of what the workflow refuses, as lian-intake-act.c answers it."""
    if name.startswith('unknown-'):
        return 404
    return {'bad-request': 400, 'forbidden': 403}.get(name, 409)


def read_problems(tables):
    """Every status and name that the server and the workflow refuse with."""
    call = re.compile(r'(?:refuse|refuse_early|new_problem|problem_new)\s*\((?:[^,"()]+,)?\s*(\d{3}),\s*"([a-z0-9-]+)"')
    of_workflow = re.compile(r'refuse \(refusal,\s*"([a-z-]+)"')
    found = set()
    for source in pathlib.Path(SOURCES, 'server').rglob('*.c'):
        text = source.read_text(encoding='utf-8')
        found.update((int(status), name) for status, name in call.findall(text))
        if '"unknown-%s"' in text:
            found.update((404, 'unknown-' + kind) for kind in tables if not tables[kind]['part'])
    for source in pathlib.Path(SOURCES, 'core').glob('lian-act*.c'):
        found.update((status_of(name), name) for name in of_workflow.findall(source.read_text(encoding='utf-8')))
    return found


def check_problems(document, tables, complaints):
    served = read_problems(tables)
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


def differences(text, wanted):
    return difflib.unified_diff(text.splitlines(), wanted.splitlines(), 'document', 'tables', lineterm='', n=0)


def main():
    tables = read_tables()
    actions = read_actions()
    complaints = []
    for path, write in ((DOCUMENT, lambda text: refresh(text, tables, actions)),
                        (PAGE, lambda text: refresh_page(text, actions))):
        text = pathlib.Path(path).read_text(encoding='utf-8')
        wanted = write(text)
        if WRITE:
            pathlib.Path(path).write_text(wanted, encoding='utf-8')
        else:
            complaints += differences(text, wanted)
    document = yaml.safe_load(pathlib.Path(DOCUMENT).read_text(encoding='utf-8'))
    n_problems = check_problems(document, tables, complaints)
    for complaint in complaints:
        print(complaint)
    print(f'{len(tables)} tables, {len(actions)} actions, {n_problems} problems, {len(complaints)} differences')
    if complaints:
        print('ninja refresh-api writes what comes from the tables anew')
    return 1 if complaints or len(tables) < 10 or len(actions) < 10 or n_problems < 10 else 0


sys.exit(main())
