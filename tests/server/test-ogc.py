#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""test-ogc.py SERVER: the small county on a real server, read by GDAL and by hand.

What GDAL counts is held against what the API of the platform itself says; every answer that is read by
hand is looked at as RFC 7946 and the schemas of OGC API – Features want it.
"""
import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

PROGRAM = sys.argv[1]
PASSWORD = 'correct horse 7'
CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
# The collection, the kind behind it.
COLLECTIONS = {'regions': 'regions', 'grids': 'grids', 'complexes': 'service_complexes', 'places': 'places', 'cases': 'cases'}
OPEN_STAGES_NOT = ('done', 'off')
STREET = '421202001000'
CASE_PROPERTIES = {'id', 'region_code', 'code', 'category', 'source', 'urgency', 'state', 'grid_id', 'reported_at',
                   'deadline', 'lead_unit_id', 'stage', 'light'}

tests = []


def check(name, complaints):
    complaints = [str(one) for one in complaints if one]
    tests.append(not complaints)
    print(f'{"ok" if not complaints else "not ok"} {len(tests)} {name}')
    for one in complaints[:20]:
        print('# ' + one.replace('\n', '\n# '))
    sys.stdout.flush()


def same(what, found, wanted):
    return None if found == wanted else f'{what}: {found}, not {wanted}'


class Server:
    """A real server of its own county, until the block ends."""

    def __init__(self, directory, config=None):
        self.directory = pathlib.Path(directory)
        self.options = []
        if config:
            (self.directory / 'server.conf').write_text(config)
            self.options = ['--config', str(self.directory / 'server.conf')]

    def __enter__(self):
        database = f'sqlite:{self.directory}/county.db'
        password = self.directory / 'password'
        if not password.exists():
            password.write_text(PASSWORD + '\n')
            subprocess.run([PROGRAM, 'init', '--database', database, '--county', 'small', '--demo-password-file', password], check=True)
            subprocess.run([PROGRAM, 'account', 'add', 'street', '--role', 'viewer', '--region', STREET, '--password-file',
                            password, '--database', database], check=True)
        self.child = subprocess.Popen([PROGRAM, 'serve', '--database', database, '--listen', '127.0.0.1:0', '--until-stdin-closes',
                                       *self.options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.child.stdout.readline().split()[1]
        return self

    def __exit__(self, *_):
        self.child.stdin.close()
        self.child.wait()
        self.child.stdout.close()

    def ask(self, path, account=None, token=None, password=PASSWORD, method='GET', body=None):
        url = path if path.startswith('http') else self.url + path
        request = urllib.request.Request(url, method=method, data=body)
        if account:
            words = base64.b64encode(f'{account}:{password}'.encode()).decode()
            request.add_header('Authorization', f'Basic {words}')
        if token:
            request.add_header('Authorization', f'Bearer {token}')
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def read(self, path, **who):
        status, headers, body = self.ask(path, **who)
        if status != 200:
            raise AssertionError(f'{path}: {status} {body}')
        return json.loads(body), headers.get_content_type()

    def sign_in(self, account):
        body = json.dumps({'account': account, 'password': PASSWORD, 'seat': ''}).encode()
        return json.loads(self.ask('/v1/session', method='POST', body=body)[2])['token']


# --- RFC 7946 and the schemas of the standard ---

DEPTHS = {'Point': 0, 'MultiPoint': 1, 'LineString': 1, 'MultiLineString': 2, 'Polygon': 2, 'MultiPolygon': 3}


def positions(value, depth):
    if depth == 0:
        yield value
        return
    if not isinstance(value, list) or not value:
        raise ValueError('coordinates that are none')
    for one in value:
        yield from positions(one, depth - 1)


def area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))


def geometry_faults(geometry):
    if geometry is None:
        return
    if set(geometry) != {'type', 'coordinates'} or geometry['type'] not in DEPTHS:
        yield f'a geometry of {sorted(geometry)}'
        return
    kind, coordinates = geometry['type'], geometry['coordinates']
    for position in positions(coordinates, DEPTHS[kind]):
        if len(position) != 2 or not all(isinstance(one, (int, float)) for one in position) or \
                abs(position[0]) > 180 or abs(position[1]) > 90:
            yield f'a position {position}'
    polygons = [coordinates] if kind == 'Polygon' else coordinates if kind == 'MultiPolygon' else []
    for polygon in polygons:
        for n, ring in enumerate(polygon):
            if len(ring) < 4 or ring[0] != ring[-1]:
                yield 'a ring that is none'
            # Reckoned from the first point: degrees are large beside a grid.
            near = [(x - ring[0][0], y - ring[0][1]) for x, y in ring]
            if (area(near) > 0) != (n == 0):
                yield f'ring {n} runs the wrong way round'


def link_faults(server, links, *wanted):
    for link in links:
        if not link.get('href', '').startswith(server.url + '/ogc') or not link.get('rel') or not link.get('type'):
            yield f'a link {link}'
    for rel in wanted:
        if rel not in [link['rel'] for link in links]:
            yield f'no link {rel}'


def feature_faults(feature):
    if feature.get('type') != 'Feature' or not isinstance(feature.get('id'), str):
        yield f'no feature: {str(feature)[:100]}'
    if 'geometry' not in feature or not isinstance(feature.get('properties'), dict):
        yield f'{feature.get("id")}: geometry or properties are missing'
        return
    if feature['properties'].get('id') != feature['id']:
        yield f'{feature["id"]}: another id among the properties'
    for value in feature['properties'].values():
        if isinstance(value, (dict, list)):
            yield f'{feature["id"]}: a property that no table holds'
    for fault in geometry_faults(feature['geometry']):
        yield f'{feature["id"]}: {fault}'


TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)')


def page_faults(server, page, content_type):
    yield same('type', page.get('type'), 'FeatureCollection')
    yield same('media type', content_type, 'application/geo+json')
    yield same('numberReturned', page.get('numberReturned'), len(page['features']))
    if not TIME.fullmatch(page.get('timeStamp', '')):
        yield f'timeStamp {page.get("timeStamp")}'
    yield from link_faults(server, page['links'], 'self', 'alternate', 'collection')
    for feature in page['features']:
        yield from feature_faults(feature)


def walk(server, collection, query, faults, **who):
    """All features of a collection, page by page; complaints go into faults."""
    url = f'/ogc/collections/{collection}/items{query}'
    features, pages, matched = [], 0, None
    while url:
        page, content_type = server.read(url, **who)
        faults += [one for one in page_faults(server, page, content_type) if one]
        faults += [one for one in [matched is not None and same('numberMatched', page['numberMatched'], matched)] if one]
        matched = page['numberMatched']
        features += page['features']
        pages += 1
        url = next((link['href'] for link in page['links'] if link['rel'] == 'next'), None)
    faults += [one for one in [same(f'{collection}{query}: features', len(features), matched),
                               same(f'{collection}{query}: ids', len({one['id'] for one in features}), matched)] if one]
    return features, pages


# --- what the platform says itself ---


def snapshot(server, plural, token):
    records, after = [], ''
    while after is not None:
        page, _ = server.read(f'/v1/{plural}?limit=500&after={urllib.parse.quote(after)}', token=token)
        records += page['records']
        after = page.get('next')
    return records


def read_county(server, token):
    county = {collection: snapshot(server, plural, token) for collection, plural in COLLECTIONS.items()}
    dictionary, _ = server.read('/v1/dictionary', token=token)
    is_open = {entry['code'] for entry in dictionary['entries']
               if entry['vocabulary'] == 'state' and entry.get('text') not in OPEN_STAGES_NOT}
    county['cases'] = [one for one in county['cases'] if one['state'] in is_open and not one.get('secrecy')]
    return county


# --- GDAL ---


def gdal(*arguments, account='seat05', password=PASSWORD, env=None):
    who = ['-oo', f'USERPWD={account}:{password}'] if account else []
    return subprocess.run([*arguments, *who], capture_output=True, text=True, env={**os.environ, 'no_proxy': '*', **(env or {})})


def count_by_gdal(server, collection, *options, page_size=None, **who):
    pages = ['-oo', f'PAGE_SIZE={page_size}'] if page_size else []
    result = gdal('ogrinfo', '-ro', '-so', '-al', f'OAPIF_COLLECTION:{server.url}/ogc/collections/{collection}', *options, *pages, **who)
    found = re.search(r'Feature Count: (\d+)', result.stdout)
    return int(found.group(1)) if found and 'ERROR' not in result.stderr else result.stdout + result.stderr


def copy_by_gdal(server, collection, target, *options, **who):
    result = gdal('ogr2ogr', '-f', 'GeoJSON', target, f'OAPIF_COLLECTION:{server.url}/ogc/collections/{collection}', *options, **who)
    if result.returncode or 'ERROR' in result.stderr:
        return result.stderr, []
    features = json.loads(pathlib.Path(target).read_text(encoding='utf-8'))['features']
    pathlib.Path(target).unlink()
    return None, features


BOXES = ['114.2,29.8,114.35,29.9', '114.31,29.84,114.33,29.86', '100,20,130,40', '114.30,29.70,114.3001,30.1', '0,0,1,1']


def test_documents(server):
    landing, _ = server.read('/ogc', account='seat05')
    faults = list(link_faults(server, landing['links'], 'self', 'service-desc', 'conformance', 'data'))
    for link in landing['links']:
        _, content_type = server.read(link['href'], account='seat05')
        faults.append(same(link['href'], content_type, link['type'].split(';')[0]))
    api, _ = server.read('/ogc/api', account='seat05')
    faults += [same('servers', api['servers'], [{'url': server.url + '/ogc'}]), same('openapi', api['openapi'][:3], '3.0')]
    for match in re.findall(r'"#/components/(\w+)/(\w+)"', json.dumps(api).replace('"$ref": ', '')):
        faults.append(match[1] not in api['components'][match[0]] and f'{match} is nowhere')
    check('landing page, conformance and API', faults)


def test_collections(server):
    answer, _ = server.read('/ogc/collections', account='seat05')
    faults = [same('collections', [one['id'] for one in answer['collections']], list(COLLECTIONS))]
    faults += link_faults(server, answer['links'], 'self')
    for one in answer['collections']:
        faults += link_faults(server, one['links'], 'self', 'items')
        faults += [same('crs', one['crs'], [CRS84]), same('extent', one['extent']['spatial']['crs'], CRS84),
                   '演示数据·示意图，不代表实际行政区界线' not in one['description'] and f'{one["id"]} is not marked as a demonstration',
                   same('alone', server.read(f'/ogc/collections/{one["id"]}', account='seat05')[0], one)]
        west, south, east, north = one['extent']['spatial']['bbox'][0]
        faults.append(not (113 < west < east < 116 and 29 < south < north < 31) and f'{one["id"]}: {one["extent"]}')
    check('collections', faults)


def test_counts(server, county, directory):
    for collection, records in county.items():
        faults = []
        features, _ = walk(server, collection, '?limit=1000', faults, account='seat05')
        _, pages = walk(server, collection, '?limit=37', faults, account='seat05')
        ids = {one['id'] for one in records}
        error, copied = copy_by_gdal(server, collection, f'{directory}/copy.json')
        faults += [error, same('features', {one['id'] for one in features}, ids), same('pages of 37', pages, -(-len(records) // 37)),
                   same('GDAL copies', {one['properties']['id'] for one in copied}, ids),
                   same('GDAL counts', count_by_gdal(server, collection), len(records)),
                   same('GDAL counts by pages of 37', count_by_gdal(server, collection, page_size=37), len(records)),
                   len(records) < 38 and 'not more than a page']
        if collection == 'cases':
            faults += [same('properties', set(one['properties']), CASE_PROPERTIES) for one in features[:1]]
        check(f'{collection}: {len(records)} as the platform says', faults)


def test_boxes(server, county, directory):
    for collection in county:
        faults, sizes = [], []
        for box in BOXES:
            features, _ = walk(server, collection, f'?limit=200&bbox={box}', faults, account='seat05')
            error, copied = copy_by_gdal(server, collection, f'{directory}/copy.json', '-spat', *box.split(','))
            faults += [error, same(f'-spat {box}', {one['properties']['id'] for one in copied}, {one['id'] for one in features})]
            sizes.append(len(features))
        everywhere = len(county[collection])
        around, _ = walk(server, collection, '?limit=1000&bbox=114,-90,-114,90', faults, account='seat05')
        beyond, _ = walk(server, collection, '?limit=1000&bbox=116,-90,113,90', faults, account='seat05')
        faults += [same('the county', sizes[2], everywhere), same('the Gulf of Guinea', sizes[4], 0),
                   same('across the antimeridian, without the county', len(beyond), 0),
                   not sizes[1] <= sizes[0] < everywhere and f'boxes of {sizes}', len(around) < everywhere / 2 and 'hardly any across']
        check(f'{collection}: boxes with {sizes} of {everywhere}', faults)


def test_times(server, county):
    day = '2026-11-23T00:00:00+08:00/2026-11-23T23:59:59.999999+08:00'
    faults = []
    features, _ = walk(server, 'cases', f'?limit=1000&datetime={urllib.parse.quote(day)}', faults, account='seat05')
    wanted = {one['id'] for one in county['cases'] if one['reported_at'].startswith('2026-11-23')}
    grids, _ = walk(server, 'grids', '?limit=1000&datetime=../2023-12-31T00:00:00Z', faults, account='seat05')
    check(f'{len(wanted)} cases of a day', [*faults, same('cases', {one['id'] for one in features}, wanted), same('old grids', len(grids), 0),
                                           not 0 < len(wanted) < len(county['cases']) and 'all of them, or none'])


def test_people(server, county, directory):
    faults = []
    token = server.sign_in('street')
    mine = read_county(server, token)
    for collection, records in mine.items():
        features, _ = walk(server, collection, '', faults, account='street')
        faults += [same(collection, {one['id'] for one in features}, {one['id'] for one in records}),
                   same('GDAL', count_by_gdal(server, collection, account='street'), len(records)),
                   len(records) >= len(county[collection]) and f'{collection}: as many as in the county']
    check('a street sees itself', faults)
    wrong = gdal('ogrinfo', '-ro', '-so', '-al', f'OAPIF:{server.url}/ogc', account='seat02', password='wrong')
    without = gdal('ogrinfo', '-ro', '-so', '-al', f'OAPIF:{server.url}/ogc', account=None)
    check('nobody gets in without a password, or with a wrong one', [
        ('Feature Count' in wrong.stdout or '401' not in wrong.stderr) and wrong.stdout + wrong.stderr,
        ('Feature Count' in without.stdout or '401' not in without.stderr) and without.stdout + without.stderr])


def test_odd_ids(server):
    faults = []
    for escaped, status in (("o'brien", 404), ('%22', 404), ('a%2Fb', 404), ('%27%20OR%20%271%27=%271', 404)):
        found, _, body = server.ask(f'/ogc/collections/grids/items/{escaped}', account='seat05')
        faults.append(same(escaped, found, status))
        faults.append('urn:liandong:problem:not-found' not in body.decode() and body.decode())
    check('ids with slashes and quotes are none of a grid', faults)


def test_anonymous(server, county):
    faults = []
    for collection, records in county.items():
        if collection == 'cases':
            faults.append(isinstance(count_by_gdal(server, collection, account=None), int) and 'cases are open to all')
            continue
        # Of what lies above the county too.
        features, _ = walk(server, collection, '?limit=1000', faults)
        faults += [same(collection, count_by_gdal(server, collection, account=None), len(features)),
                   not {one['id'] for one in records} <= {one['id'] for one in features} and f'{collection} are missing']
    answer, _ = server.read('/ogc/collections')
    faults.append(same('collections', [one['id'] for one in answer['collections']], [one for one in COLLECTIONS if one != 'cases']))
    check('open to everybody, without cases', faults)


def main():
    directory = tempfile.mkdtemp(prefix='liandong-ogc-')
    try:
        with Server(directory) as server:
            token = server.sign_in('seat05')
            county = read_county(server, token)
            test_documents(server)
            test_collections(server)
            test_counts(server, county, directory)
            test_boxes(server, county, directory)
            test_times(server, county)
            test_people(server, county, directory)
            test_odd_ids(server)
        with Server(directory, '[ogc]\nanonymous=true\n') as server:
            test_anonymous(server, county)
    finally:
        shutil.rmtree(directory)
    print(f'1..{len(tests)}')
    return 0 if all(tests) else 1


if not shutil.which('ogrinfo'):
    print('1..0 # SKIP no GDAL here: gdal-bin')
    sys.exit(0)
sys.exit(main())
