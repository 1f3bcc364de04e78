import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileMessage } from '../smtp/mime.ts';
import { compileVersion, render } from './rendering.ts';
import { parseTemplate } from './template.ts';
import type { RenderValues } from './variables.ts';

const SECRET = 'attack-must-not-print-this';

/** Names that lead somewhere in JavaScript, or in the engines that others use. */
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'isPrototypeOf',
  'toLocaleString',
  '__defineGetter__',
  '__lookupGetter__',
  '__defineSetter__',
  '__lookupSetter__',
  'propertyIsEnumerable',
  '__proto__.polluted',
  'constructor.name',
  'constructor.constructor',
  'constructor.prototype',
  'name.constructor',
  'name.constructor.constructor',
  'name.length',
  'name.toString',
  'name.__proto__',
  'list.length',
  'list.0',
  'list.map',
  'list.constructor',
  'nested.__proto__',
  'nested.constructor',
  'nested.__proto__.polluted',
  'nested.toString.name',
  'nested.missing.deeper',
  'polluted',
  'process',
  'process.env',
  'process.env.ATTACK_SECRET',
  'env',
  'env.ATTACK_SECRET',
  'global',
  'globalThis',
  'globalThis.process',
  'window',
  'this',
  'self',
  'root',
  'require',
  'module',
  'exports',
  'import',
  'eval',
  'Function',
  'arguments',
  'arguments.callee',
  'attributes',
  'builtIn',
  'values',
  'data',
  'it',
  'locals',
  'settings',
  'config',
  'config.secret',
  'lookup',
  'helpers',
  'partials',
  'blockHelperMissing',
  'helperMissing',
  'log',
  'undefined',
  'null',
  'NaN',
  'true',
  'inherited',
  'getter',
  'hidden',
];

/** Syntax of other engines: all of it is text here. */
const SYNTAX = [
  '{{#each list}}x{{/each}}',
  '{{#with this as |x|}}{{/with}}',
  '{{#if name}}x{{/if}}',
  '{{lookup this "env"}}',
  '{{constructor.constructor("return process")()}}',
  '{{{constructor}}',
  '{{&name.constructor}}',
  '{{>partial}}',
  '{{!comment}}',
  '{{=<% %>=}}',
  '<% process.env %>',
  '<%= process.env %>',
  '#{process.env}',
  '{% for i in range(9) %}{% endfor %}',
  '{{ 7*7 }}',
  '{{range(999999999)}}',
  '{{"x".repeat(1e9)}}',
  '{{name|padStart:1e9}}',
  '{{name.padEnd(1e9)}}',
  '{{[].constructor}}',
  '{{name["constructor"]}}',
  "{{name['length']}}",
  '{{@root}}',
  '{{../name}}',
  '{{this.constructor}}x{{',
  '*{T(java.lang.Runtime)}',
  '{{request.application.__globals__}}',
  "{{''.__class__.__mro__}}",
  '{{config.items()}}',
  '{php}phpinfo(){/php}',
  '[[#{7*7}]]',
];

function hostileValues(): RenderValues {
  const attributes: Record<string, unknown> = Object.create({ inherited: SECRET });
  Object.assign(attributes, { name: 'Ann', list: ['a', 'b'], nested: { name: 'x' } });
  return { attributes, builtIn: { email: 'ann@example.com' } };
}

beforeEach(() => {
  process.env.ATTACK_SECRET = SECRET;
  (Object.prototype as Record<string, unknown>).polluted = SECRET;
});

afterEach(() => {
  delete process.env.ATTACK_SECRET;
  delete (Object.prototype as Record<string, unknown>).polluted;
});

test.each(NAMES)('{{%s}} prints nothing (P33)', (name) => {
  for (const channel of ['html', 'text', 'subject'] as const) {
    expect(render(parseTemplate(`[{{${name}}}]`), channel, hostileValues())).toBe('[]');
  }
});

test.each(SYNTAX)('%j runs nothing (P33)', (source) => {
  const text = render(parseTemplate(source), 'text', hostileValues());
  expect(text).not.toMatch(/attack-must|undefined|\[object|\[native|49/);
});

test('own attributes with such names are attributes like others', () => {
  const attributes = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}');
  const source = parseTemplate('{{__proto__}}{{constructor}}{{toString}}');
  expect(render(source, 'text', { attributes, builtIn: {} })).toBe('abc');
});

const MEGABYTE = 1_000_000;
const HUGE = [
  '{{',
  '}}',
  '{',
  '{{a',
  '{{a}',
  '{{ ',
  '{{a.',
  '{{a b}}',
  '<a href="',
  '<div>',
  '&',
  '\r',
  '\0',
  '\ud800',
  '.',
  '😀',
  '<!--',
];

test.each(HUGE)('a megabyte of %j is rendered and composed in linear time (P33)', (piece) => {
  const source = piece.repeat(MEGABYTE / Buffer.byteLength(piece));
  const before = process.cpuUsage();
  for (const channel of ['html', 'text', 'subject'] as const) {
    render(parseTemplate(source), channel, hostileValues());
  }
  const version = { subject: source, htmlBody: source, textBody: source, variables: [] };
  const message = compileMessage({ ...compileVersion(version), from: { address: 'a@b.example' } });
  const recipient = { to: { address: 'c@d.example' }, messageId: '1@b.example', date: new Date(0) };
  message.compose({ ...recipient, values: hostileValues() });
  // Ten passes over a megabyte: far above what a slow machine needs, far below anything quadratic.
  expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
});

test.each(['{{a}}', '{{{{a}}', '<a href="{{name}}">'])(
  '10,000 of %j are rendered, more refused',
  (piece) => {
    const before = process.cpuUsage();
    render(parseTemplate(piece.repeat(10_000)), 'html', hostileValues());
    expect(() => parseTemplate(piece.repeat(50_000))).toThrow('placeholders');
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  },
);

test('a long value in many holes stops at a limit instead of filling the memory', () => {
  const source = parseTemplate('{{name}}'.repeat(10_000));
  const values = { attributes: { name: 'x'.repeat(MEGABYTE) }, builtIn: {} };
  for (const channel of ['html', 'text', 'subject'] as const) {
    const before = process.cpuUsage();
    expect(() => render(source, channel, values)).toThrow('too large');
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  }
});
