// SPDX-License-Identifier: GPL-3.0-or-later
// Results in TAP, as the C tests give them.
let n = 0;
let failed = 0;

export function check(name, complaints) {
  const list = complaints.filter(Boolean);
  n++;
  console.log(`${list.length ? 'not ok' : 'ok'} ${n} ${name.replaceAll('#', '')}`);
  for (const complaint of list.slice(0, 20)) console.log(`# ${String(complaint).replaceAll('\n', '\n# ')}`);
  if (list.length > 20) console.log(`# … and ${list.length - 20} more`);
  if (list.length) failed++;
}

export function finish() {
  console.log(`1..${n}`);
  process.exitCode = failed || n === 0 ? 1 : 0;
}
