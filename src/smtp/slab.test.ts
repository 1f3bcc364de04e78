import { expect, test } from 'vitest';
import { releaseOctets, writeOctets } from './slab.ts';

const KILOBYTES_20 = 20 * 1024;

test('no piece is written over before it is released', () => {
  const held = new Map<Buffer, string>();
  for (let i = 0; i < 500; i += 1) {
    const text = String.fromCharCode(97 + (i % 26)).repeat(KILOBYTES_20);
    held.set(writeOctets(text), text);
    if (i % 3 === 0) continue;
    const [piece, wrote] = [...held].at((i * 7) % held.size)!;
    expect(piece.toString('latin1')).toBe(wrote);
    held.delete(piece);
    releaseOctets(piece);
  }
  for (const [piece, wrote] of held) expect(piece.toString('latin1')).toBe(wrote);
});

test('released memory serves again', () => {
  const memories = new Set<ArrayBufferLike>();
  for (let i = 0; i < 1_000; i += 1) {
    const piece = writeOctets('x'.repeat(KILOBYTES_20));
    memories.add(piece.buffer);
    releaseOctets(piece);
  }
  expect(memories.size).toBeLessThan(3);
});

test('a large message has memory of its own, and releasing it is allowed', () => {
  const piece = writeOctets('y'.repeat(100 * 1024));
  releaseOctets(piece);
  expect(piece.length).toBe(100 * 1024);
});
