// SPDX-License-Identifier: GPL-3.0-or-later
// stories.mjs DOCUMENT SERVER: what becomes of a case, its deliveries, applications, cards, items and handovers, told by the
// real server over HTTP after every step.
import { isDeepStrictEqual } from 'node:util';
import { Document } from './document.mjs';
import { TestServer } from './server.mjs';
import { Surface } from './surface.mjs';
import { check, finish } from './tap.mjs';
import { Walker } from './walker.mjs';

const COUNTY = '421202000000';
const UNIT = 'unit-cg';
const ROLES = [
  'viewer', 'leader', 'operator', 'inspector', 'dispatcher', 'duty_chief', 'commander', 'unit_handler', 'grid_member',
  'resident', 'connector',
];

const [, , documentFile, program] = process.argv;
const server = new TestServer(program);
const surface = new Surface(new Document(documentFile), server);
const walker = new Walker(surface, (role) => `seat-${role}`, UNIT);

// A case or an item and the words in which its story is told.
class Story {
  complaints = [];

  async of(steps, more) {
    this.about = { case_id: await walker.makeCase(steps, more) };
    return this;
  }

  get id() {
    return this.about.case_id;
  }

  async take(role, action, more, about = this.about) {
    return walker.take(`seat-${role}`, action, about, { more });
  }

  // It is refused with that problem.
  async refuse(role, action, problem, more, about = this.about) {
    const answer = await walker.perform(ROLES.includes(role) ? `seat-${role}` : role, action, about, { more });
    const type = answer.status >= 400 ? JSON.parse(answer.text).type : 'nothing';
    this.is(`${role} ${action}`, type.replace('urn:liandong:problem:', ''), problem);
    this.complaints.push(...answer.complaints);
  }

  is(what, one, wanted) {
    if (!isDeepStrictEqual(one, wanted)) this.complaints.push(`${what} is ${JSON.stringify(one)}, not ${JSON.stringify(wanted)}`);
  }

  holds(what, truth) {
    if (!truth) this.complaints.push(`not so: ${what}`);
  }

  // The case as it stands; @wanted: members with their values, undefined for none, true for any
  async sees(wanted) {
    const detail = await walker.detail(this.id);
    this.#compare('case', detail.case, wanted);
    return detail;
  }

  async seesRecord(kind, plural, id, wanted) {
    const { record } = await surface.read('seat-viewer', `/v1/${plural}/${encodeURIComponent(id)}`);
    this.#compare(kind, record, wanted);
    return record;
  }

  #compare(what, record, wanted) {
    for (const [name, value] of Object.entries(wanted))
      if (value === true ? record[name] === undefined : !isDeepStrictEqual(record[name], value))
        this.complaints.push(`${what}.${name} is ${JSON.stringify(record[name])}, not ${JSON.stringify(value)}`);
  }
}

const states = (records) => records.map((one) => one.state);
const TO_HANDLING = ['accept', 'file', 'dispatch', 'sign', 'handle'];
const TO_CLOSED = [...TO_HANDLING, 'feedback', 'check', 'checked', 'close'];

const stories = {
  'from dispatch to archive': async (story) => {
    await story.of(['accept', 'file']);
    const order = await story.take('dispatcher', 'dispatch');
    const { deliveries: [delivered] } = await story.sees({ state: 'dispatched', lead_unit_id: UNIT, instruction_id: order, deadline: true });
    story.is('delivery', [delivered.state, delivered.part, delivered.unit_id], ['delivered', 'lead', UNIT]);
    await story.refuse('dispatcher', 'dispatch', 'already-dispatched');
    await story.take('unit_handler', 'sign');
    const { deliveries: [signed], instructions: [standing] } = await story.sees({ state: 'signed', signed_at: true });
    story.is('delivery', [signed.state, signed.signed_by !== undefined, standing.state], ['signed', true, 'signed']);
    await walker.walk(story.about, ['handle', 'feedback']);
    const { deliveries: [fed] } = await story.sees({ state: 'feedback', feedback_at: true });
    story.is('answer', [fed.state, fed.answer], ['feedback', '已核，按要求办理。']);
    await walker.walk(story.about, ['check', 'checked']);
    await story.sees({ state: 'checked', check_result: 'passed', checked_at: true });
    await walker.walk(story.about, ['close', 'answer']);
    const { deliveries, case: closed } = await story.sees({ state: 'closed', closed_at: true, answer_text: true, deadline: undefined });
    story.is('deliveries', states(deliveries), ['done']);
    story.holds('closed before it was due', closed.closed_at < closed.close_due);
    await story.take('operator', 'archive');
    await story.sees({ state: 'archived' });
  },
  'a dissatisfied resident': async (story) => {
    await story.of(TO_CLOSED);
    await story.take('operator', 'callback', { result: 'unreached' });
    await story.sees({ state: 'closed', callback_count: 1, callback_result: 'unreached', satisfaction: undefined });
    await story.refuse('operator', 'callback', 'bad-request', { satisfaction: undefined });
    const called = await story.take('operator', 'callback', { satisfaction: 'dissatisfied', opinion: '路面又陷了。' });
    await story.sees({ state: 'evaluated', callback_count: 2, satisfaction: 'dissatisfied', evaluation_text: '路面又陷了。', evaluated_at: true });
    await story.seesRecord('evaluation', 'evaluations', called, { direction: 'resident_case', subject_id: story.id, satisfaction: 'dissatisfied' });
    await story.take('dispatcher', 'reopen');
    const { deliveries } = await story.sees({ state: 'dispatched', reopen_count: 1, closed_at: undefined, lead_unit_id: UNIT, deadline: true });
    story.is('deliveries', states(deliveries), ['delivered']);
    await story.take('unit_handler', 'sign');
    await story.sees({ state: 'signed', bundle_unit_id: UNIT });
  },
  'a satisfied one is not asked again': async (story) => {
    await story.of(TO_CLOSED);
    await story.take('resident', 'evaluate');
    await story.sees({ state: 'evaluated', satisfaction: 'satisfied' });
    await story.refuse('dispatcher', 'reopen', 'not-allowed');
  },
  'rework on the bundled clock': async (story) => {
    await story.of([...TO_HANDLING, 'feedback', 'check', ['checked', { result: 'failed' }]]);
    const { case: failed } = await story.sees({ state: 'check_failed', check_result: 'failed', bundle_unit_id: UNIT, bundle_limit_min: true });
    await story.take('dispatcher', 'rework');
    await story.sees({ state: 'dispatched', rework_count: 1, feedback_at: undefined, checked_at: undefined });
    await story.take('unit_handler', 'sign');
    await story.sees({ state: 'signed', bundle_limit_min: failed.bundle_limit_min, limit_min: failed.bundle_limit_min });
  },
  'an extension': async (story) => {
    await story.of(TO_HANDLING);
    const { case: before } = await story.sees({ application_id: undefined });
    const id = await story.take('unit_handler', 'apply_extend');
    await story.sees({ application_id: id, application_kind: 'extend', deadline: before.deadline });
    await story.refuse('unit_handler', 'apply_return', 'not-allowed');
    await story.refuse('dispatcher', 'approve', 'unknown-application', { application_id: 'none' });
    await story.take('dispatcher', 'approve');
    const { case: after, applications: [application] } = await story.sees({ application_id: undefined, extend_count: 1, limit_min: before.limit_min + 240 });
    story.holds('the deadline is later', after.deadline > before.deadline && after.close_due > before.close_due);
    story.is('application', [application.state, application.requested_min, application.unit_id], ['approved', 240, UNIT]);
    await story.refuse('dispatcher', 'approve', 'not-allowed');
  },
  'arbitration': async (story) => {
    await story.of([...TO_HANDLING, 'apply_return', 'refuse']);
    const { applications: [refused] } = await story.sees({ application_id: undefined, state: 'handling' });
    story.is('application', [refused.state, refused.decision !== undefined], ['refused', true]);
    await story.take('unit_handler', 'appeal');
    const { applications: [appealed] } = await story.sees({ application_id: refused.id });
    story.is('application', appealed.state, 'appealed');
    await story.refuse('duty_chief', 'approve', 'forbidden');
    await story.take('commander', 'approve');
    const { applications: [approved], deliveries, instructions: [order] }
      = await story.sees({ state: 'filed', lead_unit_id: undefined, instruction_id: undefined, return_count: 1 });
    story.is('application', approved.state, 'approved');
    story.is('deliveries', [...states(deliveries), order.state], ['revoked', 'revoked']);
  },
  'suspension': async (story) => {
    await story.of(TO_HANDLING);
    const { case: before } = await story.sees({ deadline: true });
    await walker.walk(story.about, ['apply_suspend', 'approve']);
    await story.sees({ state: 'suspended', deadline: undefined, warn_at: undefined, hang_since: true, hang_until: true, hang_limit_min: before.limit_min });
    await story.refuse('unit_handler', 'feedback', 'not-allowed');
    await story.take('duty_chief', 'resume');
    await story.sees({ state: 'handling', deadline: true, hang_since: undefined, hang_until: undefined, limit_min: before.limit_min });
  },
  'another category': async (story) => {
    await story.of(TO_HANDLING);
    await walker.walk(story.about, ['apply_recategorise', 'approve']);
    await story.sees({ state: 'handling', category: 'utility-lamp', deadline: true });
    await story.refuse('unit_handler', 'apply_recategorise', 'bad-request', { category: 'nothing' });
  },
  'an application that is overtaken': async (story) => {
    await story.of(['accept', 'file', 'dispatch', 'apply_return']);
    await story.take('dispatcher', 'recall');
    const { applications: [application] } = await story.sees({ state: 'filed', application_id: undefined });
    story.is('application', application.state, 'overtaken');
  },
  'merging': async (story) => {
    const lead = await walker.makeCase(['accept']);
    await story.of(['accept', 'file', 'dispatch']);
    await story.refuse('dispatcher', 'merge', 'unknown-case', { lead_case_id: 'none' });
    await story.refuse('dispatcher', 'merge', 'not-allowed', { lead_case_id: story.id });
    await story.take('dispatcher', 'merge', { lead_case_id: lead });
    const { deliveries } = await story.sees({ state: 'merged', duplicate_of: lead, merged_from: 'filed', lead_unit_id: undefined, deadline: undefined });
    story.is('deliveries', states(deliveries), ['revoked']);
    await story.take('dispatcher', 'unmerge');
    await story.sees({ state: 'filed', duplicate_of: undefined, merged_from: undefined, deadline: true });
    await story.take('dispatcher', 'merge', { lead_case_id: lead });
    await walker.walk({ case_id: lead }, [['void', {}]]);
    await story.refuse('dispatcher', 'unmerge', 'not-allowed');
  },
  'cards': async (story) => {
    await story.of(TO_HANDLING);
    await story.refuse('duty_chief', 'supervise', 'forbidden', { card: 'red' });
    const yellow = await story.take('duty_chief', 'supervise', { opinion: '请说明原因。' });
    await story.sees({ card: 'yellow', state: 'handling' });
    await story.seesRecord('supervision', 'supervisions', yellow, { case_id: story.id, card: 'yellow', state: 'open', unit_id: UNIT, reply_due: true, text: '请说明原因。' });
    await story.take('unit_handler', 'reply_supervision', { opinion: '今日办结。' });
    await story.seesRecord('supervision', 'supervisions', yellow, { state: 'replied', reply: '今日办结。', replied_at: true, replied_by: true });
    await story.refuse('unit_handler', 'reply_supervision', 'not-allowed');
    await story.refuse('unit_handler', 'reply_supervision', 'unknown-supervision', { supervision_id: 'none' });
    await story.take('commander', 'supervise', { card: 'red' });
    await story.sees({ card: 'red' });
  },
  'handled by a grid member': async (story) => {
    await story.of([]);
    await story.take('grid_member', 'self_handle');
    await story.sees({ state: 'closed', audit_state: 'pending', closed_at: true });
    await story.take('duty_chief', 'audit_self', { result: 'failed' });
    await story.sees({ state: 'accepted', audit_state: 'failed', closed_at: undefined, deadline: true });
    await story.refuse('duty_chief', 'audit_self', 'not-allowed');
  },
  'verification': async (story) => {
    await story.of(['verify']);
    await story.sees({ state: 'verifying', verify_at: true });
    await story.refuse('grid_member', 'verified', 'bad-request', { result: 'passed' });
    await story.take('grid_member', 'verified', { result: 'unreal' });
    await story.sees({ state: 'reported', verify_result: 'unreal', verified_at: true });
    await story.take('operator', 'reject');
    await story.sees({ state: 'rejected', deadline: undefined });
  },
  'several units': async (story) => {
    const other = walker.otherUnit.id;
    await story.of(['accept', 'file', 'dispatch']);
    await story.take('dispatcher', 'joint');
    const { deliveries } = await story.sees({ co_unit_ids: [other], state: 'dispatched' });
    story.is('parts', deliveries.map((one) => [one.unit_id, one.part, one.state]).sort(), [[other, 'co', 'delivered'], [UNIT, 'lead', 'delivered']].sort());
    await story.refuse('dispatcher', 'joint', 'not-allowed');
    await story.refuse('dispatcher', 'joint', 'bad-request', { co_units: [UNIT, UNIT] });
    await story.refuse('co-handler', 'handle', 'not-allowed');
    await walker.take('co-handler', 'sign', story.about);
    const { deliveries: signed } = await story.sees({ state: 'dispatched', signed_at: undefined });
    story.is('parts', signed.map((one) => [one.unit_id, one.state]).sort(), [[other, 'signed'], [UNIT, 'delivered']].sort());
    await story.take('unit_handler', 'whistle', { co_units: ['unit-421202003'] });
    await story.sees({ co_unit_ids: [other, 'unit-421202003'], whistle_count: 1 });
    await story.take('unit_handler', 'sign');
    await story.take('dispatcher', 'transfer', { to_unit: other });
    const { deliveries: all } = await story.sees({ state: 'dispatched', lead_unit_id: other, co_unit_ids: undefined });
    story.is('deliveries', states(all).sort(), ['delivered', 'revoked', 'revoked', 'revoked']);
    await story.refuse('unit_handler', 'sign', 'forbidden');
    await story.refuse('dispatcher', 'revoke', 'not-allowed', { instruction_id: 'another' });
    await story.take('dispatcher', 'revoke');
    await story.sees({ state: 'filed', lead_unit_id: undefined, instruction_id: undefined });
    await story.refuse('dispatcher', 'dispatch', 'unit-inactive', { to_unit: 'nobody' });
  },
  'in the hands of the city': async (story) => {
    await story.of(['accept', 'file', 'dispatch']);
    await story.take('unit_handler', 'escalate');
    await story.sees({ level: 'city', state: 'dispatched' });
    await story.refuse('dispatcher', 'nudge', 'forbidden');
    await story.refuse('dispatcher', 'recall', 'forbidden');
    const { allowed_actions: left } = await surface.read('seat-dispatcher', `/v1/cases/${story.id}`);
    story.is('actions left to the county', left, []);
    await story.take('unit_handler', 'sign');
    await walker.take('city', 'nudge', story.about);
    await story.sees({ nudge_count: 1, state: 'signed' });
    await story.refuse('city', 'escalate', 'not-allowed');
  },
  'down to the street': async (story) => {
    await story.of(['accept']);
    await story.refuse('street', 'send_down', 'forbidden');
    await story.refuse('dispatcher', 'send_down', 'not-allowed', { level: 'city' });
    await story.take('dispatcher', 'send_down');
    await story.sees({ level: 'street' });
    await walker.take('street', 'escalate', story.about);
    await story.sees({ level: 'county' });
  },
  'a case from above': async (story) => {
    await story.of([], { upstream_no: '12345-7', upstream_deadline: '2026-11-27T18:00:00+08:00' });
    await story.sees({ upstream_no: '12345-7', upstream_deadline: '2026-11-27T18:00:00.000000+08:00' });
    await story.take('operator', 'return_upstream');
    await story.sees({ state: 'returned_up', upstream_state: 'returned', upstream_at: true });
    await story.of([...TO_HANDLING, 'feedback'], { upstream_no: '12345-8' });
    await story.take('operator', 'reply_upstream');
    await story.sees({ state: 'feedback', upstream_state: 'replied', upstream_at: true });
    await story.of([...TO_HANDLING, 'feedback']);
    await story.refuse('operator', 'reply_upstream', 'not-allowed');
  },
  'more urgent': async (story) => {
    await story.of(['accept', 'file', 'dispatch']);
    const { case: before } = await story.sees({ urgency: 'normal' });
    await story.take('duty_chief', 'change_urgency', { urgency: 'grave' });
    const { case: after } = await story.sees({ urgency: 'grave' });
    story.holds('due sooner', after.deadline < before.deadline && after.close_due < before.close_due);
  },
  'a remark': async (story) => {
    await story.of(TO_HANDLING);
    const id = await story.take('leader', 'remark', { opinion: '举一反三，全区排查。' });
    const { steps } = await story.sees({ state: 'handling' });
    story.is('last step', steps.at(-1).action, 'remark');
    await story.seesRecord('item', 'items', id, {
      programme: 'remark', title: '举一反三，全区排查。', owner_role: 'duty_chief', case_id: story.id, state: 'open', progress: 0, due_at: true, unit_id: undefined,
    });
    const { allowed_actions: actions } = await surface.read('seat-duty_chief', `/v1/items/${id}`);
    story.is('what the duty chief may', actions.map((one) => one.action), ['take_item', 'cancel_item', 'answer_remark']);
    await story.take('duty_chief', 'answer_remark', { opinion: '已排查 213 处。' }, { item_id: id });
    await story.seesRecord('item', 'items', id, { state: 'done', answer: '已排查 213 处。', done_at: true, progress: 100, answered_by: true });
    await story.refuse('duty_chief', 'answer_remark', 'not-allowed', {}, { item_id: id });
    await story.refuse('duty_chief', 'answer_remark', 'unknown-item', {}, { item_id: 'none' });
  },
  'a task for two units': async (story) => {
    const id = await walker.take('seat-dispatcher', 'issue_item', {}, { more: { to_unit: UNIT, co_units: [walker.otherUnit.id] } });
    const about = { item_id: id };
    const wanted = async (state, delivery, more = {}) => {
      await story.seesRecord('item', 'items', id, { state, ...more });
      const order = await surface.read('seat-viewer', `/v1/instructions/${id}`);
      story.is(`the order at ${state}`, [order.instruction.state, ...states(order.deliveries)], [delivery, delivery, 'delivered']);
    };
    await wanted('open', 'delivered', { unit_id: UNIT, programme: 'task' });
    await story.seesRecord('item', 'items', `${id}:0`, { state: 'open', unit_id: walker.otherUnit.id });
    await story.refuse('unit_handler', 'take_item', 'forbidden', {}, { item_id: `${id}:0` });
    await story.take('unit_handler', 'take_item', {}, about);
    await wanted('doing', 'signed');
    await story.take('unit_handler', 'report_progress', { progress: 60 }, about);
    await wanted('doing', 'signed', { progress: 60 });
    await story.take('unit_handler', 'submit_item', { opinion: '办结。' }, about);
    await wanted('submitted', 'feedback', { answer: '办结。' });
    await story.take('dispatcher', 'return_item', {}, about);
    await wanted('doing', 'signed');
    await story.take('unit_handler', 'submit_item', {}, about);
    await story.take('duty_chief', 'accept_item', {}, about);
    await wanted('done', 'done', { progress: 100, done_at: true });
    await story.refuse('duty_chief', 'cancel_item', 'not-allowed', {}, about);
  },
  'a handover': async (story) => {
    const id = await walker.take('seat-dispatcher', 'hand_over', {}, { more: { opinion: '夜间注意围挡。' } });
    const out = await story.seesRecord('handover', 'handovers', id, { state: 'signed_out', from_account: 'seat-dispatcher', notes: '夜间注意围挡。', signed_in_at: undefined });
    story.holds('it counts', out.open_count > 0 && out.overdue_count <= out.open_count && out.done_count >= 0);
    await story.refuse('dispatcher', 'take_over', 'forbidden', { handover_id: id }, {});
    await story.refuse('operator', 'take_over', 'unknown-handover', { handover_id: 'none' }, {});
    await story.take('operator', 'take_over', { handover_id: id }, {});
    await story.seesRecord('handover', 'handovers', id, { state: 'signed_in', to_account: 'seat-operator', signed_in_at: true });
    await story.refuse('duty_chief', 'take_over', 'not-allowed', { handover_id: id }, {});
  },
  'registered by hand': async (story) => {
    const body = walker.report({ kind: 'register', case_kind: 'complaint', reporter_name: '刘某某', reporter_phone: '13900000000', sent_at: '2026-11-24T09:00:00+08:00' });
    const answer = await surface.post('seat-operator', '/v1/instructions', body);
    story.is('answer', answer.status, 201);
    story.about = { case_id: body.id };
    const { instructions, steps } = await story.sees({ state: 'reported', kind: 'complaint', level: 'county', instruction_id: undefined, deadline: true });
    story.is('order', [instructions[0].kind, instructions[0].state, instructions[0].sent_at], ['register', 'done', '2026-11-24T09:00:00.000000+08:00']);
    story.is('step', [steps[0].action, steps[0].instruction_id], ['register', body.id]);
    const late = { ...walker.report({ kind: 'register' }), not_after: '2026-11-23T09:00:00+08:00' };
    const refused = await surface.post('seat-operator', '/v1/instructions', late);
    story.is('too late', [refused.status, JSON.parse(refused.text).type], [409, 'urn:liandong:problem:expired']);
    const wrong = await surface.post('seat-operator', '/v1/instructions', walker.report({ kind: 'report' }));
    story.is('a report at the other door', wrong.status, 400);
  },
};

async function prepare() {
  for (const role of ROLES) server.addAccount(`seat-${role}`, role, COUNTY, role === 'unit_handler' ? UNIT : undefined);
  server.addAccount('city', 'dispatcher', '421200000000');
  server.addAccount('street', 'dispatcher', '421202001000');
  await server.start();
  await surface.signIn([...ROLES.map((role) => `seat-${role}`), 'city', 'street', 'seat05']);
  await walker.learn();
  walker.location = (await surface.readAll('seat05', 'cases')).find((one) => one.location && one.region_code?.startsWith('421202001')).location;
}

async function addCoHandler() {
  server.child.stdin.end();
  await server.ended;
  server.addAccount('co-handler', 'unit_handler', COUNTY, walker.otherUnit.id);
  await server.start();
  await surface.signIn(['co-handler', ...surface.tokens.keys()]);
}

try {
  await prepare();
  await addCoHandler();
  for (const [name, tell] of Object.entries(stories)) {
    const story = new Story();
    await tell(story).catch((error) => story.complaints.push(error.stack));
    check(name, story.complaints);
  }
} finally {
  await server.stop();
}
finish();
