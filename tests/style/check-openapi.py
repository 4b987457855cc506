#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds data/api/openapi.yaml against the field tables, in both directions."""
import subprocess
import sys

import yaml

DUMP, DOCUMENT = sys.argv[1:3]
TYPES = {
    'text': {'type': 'string'}, 'code': {'type': 'string', 'pattern': '^[A-Za-z0-9_.-]+$'},
    'int': {'type': 'integer', 'format': 'int64'}, 'real': {'type': 'number'},
    'bool': {'type': 'boolean'}, 'time': {'type': 'string', 'format': 'date-time'},
    'point': {'$ref': '#/components/schemas/Point'},
    'geometry': {'$ref': '#/components/schemas/Geometry'},
    'list': {'type': 'array', 'items': {'type': 'string'}},
    'rows': {'type': 'array', 'items': {'$ref': '#/components/schemas/Element'}},
}


def expected_property(name, type_name, flags, limit):
    if name == 'id':
        return {'$ref': '#/components/schemas/Id'}
    schema = dict(TYPES[type_name])
    if '$ref' in schema:
        return schema
    if limit:
        schema['maxItems' if schema['type'] == 'array' else 'maxLength'] = limit
    if 's' in flags:
        schema['readOnly'] = True
    if 'm' in flags:
        schema['x-masked'] = True
    return schema


def read_tables():
    kinds = {}
    for line in subprocess.run([DUMP], check=True, capture_output=True, text=True).stdout.splitlines():
        kind, plural, name, type_name, flags, limit = line.split('\t')
        kinds.setdefault((kind, plural), []).append((name, type_name, flags, int(limit)))
    return kinds


def check_kind(kind, fields, document, complaints):
    title = ''.join(word.capitalize() for word in kind.split('_'))
    schema = document['components']['schemas'].get(title)
    if schema is None:
        complaints.append(f'{title}: no schema')
        return
    properties = schema['properties']
    for name, type_name, flags, limit in fields:
        want = expected_property(name, type_name, flags, limit)
        if properties.get(name) != want:
            complaints.append(f'{title}.{name}: document {properties.get(name)}, table {want}')
    for name in properties.keys() - {field[0] for field in fields}:
        complaints.append(f'{title}.{name}: not in the table')
    required = {field[0] for field in fields if 'r' in field[2]}
    if kind != 'element':
        required.add('version')
    if set(schema['required']) != required:
        complaints.append(f'{title}: required {schema["required"]}, table {sorted(required)}')


def main():
    with open(DOCUMENT, encoding='utf-8') as stream:
        document = yaml.safe_load(stream)
    kinds = read_tables()
    complaints = []
    for (kind, plural), fields in kinds.items():
        check_kind(kind, fields, document, complaints)
        if kind != 'element' and f'/v1/{plural}' not in document['paths']:
            complaints.append(f'/v1/{plural}: no path')
    for complaint in complaints:
        print(complaint)
    print(f'{len(kinds)} kinds, {len(complaints)} differences')
    return 1 if complaints or len(kinds) < 10 else 0


sys.exit(main())
