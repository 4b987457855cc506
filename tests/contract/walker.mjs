// SPDX-License-Identifier: GPL-3.0-or-later
// Walks cases and items to wherever an action of the dictionary starts from, over HTTP, each step by an account that
// may. How an action is asked for is worked out from its entry; what it needs to have happened is said here.
import { newId } from './server.mjs';

// The way of most cases; each step leads to the next state.
const MAIN = ['accept', 'file', 'dispatch', 'sign', 'handle', 'feedback', 'check', 'checked', 'close'];

const upTo = (action) => MAIN.slice(0, MAIN.indexOf(action) + 1);

// What has to happen to a new case where being in a state of the main way is not enough. [action, members]
const HELD = [...upTo('handle'), 'apply_suspend', 'approve'];
const WAYS = {
  verified: ['verify'], apply_resume: HELD, resume: HELD,
  approve: [...upTo('handle'), 'apply_extend'], refuse: [...upTo('handle'), 'apply_extend'],
  appeal: [...upTo('handle'), 'apply_extend', 'refuse'],
  reply_supervision: [...upTo('dispatch'), 'supervise'],
  audit_self: ['self_handle'],
  reopen: [...MAIN, ['callback', { satisfaction: 'dissatisfied' }]],
  unmerge: ['accept', 'merge'],
  // Nothing lies two levels above a county in the default dictionary.
  escalate_skip: ['accept', 'send_down', 'file', 'dispatch'],
  report_progress: ['take_item'], submit_item: ['take_item'], accept_item: ['take_item', 'submit_item'],
  return_item: ['take_item', 'submit_item'],
};

// What an act says beside what it is about.
const RESULTS = { verified: 'real', checked: 'passed', audit_self: 'passed', callback: 'reached' };
const SAYS = {
  opinion: '已核，按要求办理。', limit_min: 240, progress: 50, urgency: 'urgent', category: 'utility-lamp', card: 'yellow',
  programme: 'task', title: '排查辖区窨井盖', satisfaction: 'satisfied',
};

export class Walker {
  // @accountOf: role → account that has it; @unit: whose people the unit handlers are
  constructor(surface, accountOf, unit) {
    Object.assign(this, { surface, accountOf, unit: { id: unit } });
  }

  async learn() {
    const { entries } = await this.surface.read(this.accountOf('viewer'), '/v1/dictionary');
    const list = (vocabulary) => entries.filter((one) => one.vocabulary === vocabulary);
    this.entries = entries;
    this.now = Date.parse((await this.surface.read(this.accountOf('viewer'), '/v1/hello')).now);
    this.actions = new Map(list('action').map((one) => [one.code, {
      code: one.code, about: one.parent ?? 'case', from: one.codes ?? [], to: one.text, roles: one.codes2 ?? [],
      needs: one.needs ?? [], effects: one.effects ?? [], condition: one.condition,
    }]));
    this.applications = new Map(list('application_kind').map((one) => [one.code, { action: one.text, roles: one.codes2 }]));
    this.otherUnit = (await this.surface.readAll(this.accountOf('viewer'), 'units'))
      .find((one) => one.active && one.kind === 'department' && one.id !== this.unit.id);
  }

  effect(action, name) {
    const found = this.actions.get(action).effects.find((one) => one === name || one.startsWith(`${name}:`));
    return found && found.slice(name.length + 1);
  }

  // Whether it comes in as an instruction only.
  isOrder(action) {
    return action === 'register' || this.effect(action, 'deliver') !== undefined || this.effect(action, 'issue') !== undefined;
  }

  // --- what somebody says ---

  report(more) {
    return {
      id: newId(), title: '路面坑洼', category: 'utility-manhole', source: 'phone', location: this.location,
      urgency: 'normal', ...more,
    };
  }

  #value(name, action, detail) {
    switch (name) {
      case 'to_unit': return this.unit.id;
      case 'co_units': return [this.otherUnit.id];
      case 'until': return new Date(this.now + 3 * 24 * 3600 * 1000).toISOString();
      case 'level': return action === 'send_down' ? 'street' : 'city';
      case 'result': return RESULTS[action];
      case 'instruction_id': return detail?.case.instruction_id ?? 'none';
      case 'application_id': return detail?.applications.at(-1)?.id ?? 'none';
      case 'supervision_id': return detail?.supervisions.at(-1)?.id ?? 'none';
      case 'lead_case_id': return detail?.lead ?? 'none';
      case 'handover_id': return 'none';
      default: return SAYS[name];
    }
  }

  // @about: { case_id } or { item_id } or {}; @detail: of the case, to name what hangs on it
  say(action, about, detail, more) {
    const { needs } = this.actions.get(action);
    const members = Object.fromEntries(needs.map((name) => [name, this.#value(name, action, detail)]));
    if (action === 'callback') members.satisfaction = SAYS.satisfaction;
    return { id: newId(), opinion: SAYS.opinion, ...about, ...members, ...more };
  }

  // --- walking ---

  async detail(id) {
    return this.surface.read(this.accountOf('viewer'), `/v1/cases/${id}`);
  }

  async item(id) {
    return (await this.surface.read(this.accountOf('viewer'), `/v1/items/${id}`)).record;
  }

  // The answer to an act, or to an instruction when @door says so. Needs a subject that allows it.
  async perform(account, action, about, { more = {}, door } = {}) {
    const detail = about.case_id ? await this.detail(about.case_id) : undefined;
    if (detail && this.actions.get(action).needs.includes('lead_case_id')) detail.lead = await this.make('accept');
    const body = this.say(action, about, detail, more);
    const order = (door ?? (this.isOrder(action) ? 'instruct' : 'act')) === 'instruct';
    const version = async () => detail?.case.version ?? (about.item_id && (await this.item(about.item_id)).version);
    const answer = await (order
      ? this.surface.post(account, '/v1/instructions', { ...body, kind: action }, await version())
      : this.surface.post(account, '/v1/acts', { ...body, action }));
    return Object.assign(answer, { body, before: detail?.case });
  }

  // The same where it has to be taken; returns its id.
  async take(account, action, about, options) {
    const answer = await this.perform(account, action, about, options);
    if (answer.status !== 201 || answer.complaints.length)
      throw new Error(`${account} ${action} ${JSON.stringify(answer.body)}: ${answer.status} ${answer.complaints.join('; ')} ${answer.text.slice(0, 400)}`);
    return answer.body.id;
  }

  // Who may by role: the first, of an application who decides it.
  async whoMay(action, about) {
    const { roles } = this.actions.get(action);
    if (this.effect(action, 'decide') === undefined) return this.accountOf(roles[0]);
    const { application_kind: kind } = (await this.detail(about.case_id)).case;
    return this.accountOf(this.applications.get(kind).roles[0]);
  }

  async walk(about, steps) {
    for (const step of steps) {
      const [action, more] = Array.isArray(step) ? step : [step];
      await this.take(await this.whoMay(action, about), action, about, { more });
    }
  }

  async makeCase(steps, more) {
    const body = this.report({ kind: 'part', ...more });
    const answer = await this.surface.post(this.accountOf('operator'), '/v1/cases', body);
    if (answer.status !== 201) throw new Error(`report: ${answer.status} ${answer.text}`);
    await this.walk({ case_id: body.id }, steps);
    return body.id;
  }

  // The steps to the first state of the action that lies on the main way, with a unit if it has to be one's own.
  wayTo(action, role) {
    if (WAYS[action]) return WAYS[action];
    const { from } = this.actions.get(action);
    const states = ['reported', ...MAIN.map((step) => this.actions.get(step).to)];
    const least = role === 'unit_handler' ? states.indexOf('dispatched') : 0;
    const at = states.findIndex((state, i) => i >= least && (from.includes(state) || !from.length));
    if (at < 0) throw new Error(`no way to ${action}`);
    return MAIN.slice(0, at);
  }

  // A case on which somebody of @role may do it; its id.
  make(action, role) {
    const upstream = (this.actions.get(action).condition ?? '').startsWith('upstream_no');
    return this.makeCase(this.wayTo(action, role), upstream ? { upstream_no: 'SZ-20261124-7' } : {});
  }

  async makeItem(action) {
    const id = action === 'answer_remark'
      ? await this.take(this.accountOf('commander'), 'remark', {})
      : await this.take(this.accountOf('dispatcher'), 'issue_item', {}, { more: { to_unit: this.unit.id } });
    await this.walk({ item_id: id }, WAYS[action] ?? []);
    return id;
  }

  // What an act is about, made so that it is allowed, and what else it has to say.
  async prepare(action, role) {
    const { about } = this.actions.get(action);
    if (about === 'case') return [{ case_id: await this.make(action, role) }, {}];
    if (about === 'item') return [{ item_id: await this.makeItem(action) }, {}];
    if (this.effect(action, 'take_over') !== undefined)
      return [{}, { handover_id: await this.take('seat02', 'hand_over', {}) }];
    return [{}, this.effect(action, 'issue') === '' ? { to_unit: this.unit.id } : {}];
  }

  // The state after an act that was taken, by the dictionary alone.
  stateAfter(action, body, before) {
    const entry = this.actions.get(action);
    const decided = this.effect(action, 'decide') === 'approved';
    if (decided) return this.stateAfter(this.applications.get(before.application_kind).action, {}, before);
    const go = (result) => entry.effects.find((one) => one.startsWith(`goto:${result}=`))?.split('=')[1];
    const ways = [
      body.result && go(body.result), before.lead_unit_id === undefined && go('no_unit'),
      this.effect(action, 'unmerge') !== undefined && before.merged_from, entry.to, before.state,
    ];
    return ways.find(Boolean);
  }
}
