import { errorCorrection } from './reed-solomon.ts';

// Level L (a screen has no dirt on it), by version: codewords of error correction in each block, and
// blocks (ISO/IEC 18004, table 9). Up to version 19, which holds 792 octets: more than any otpauth URL.
const CORRECTION = [
  ...[7, 10, 15, 20, 26, 18, 20, 24, 30, 18],
  ...[20, 24, 26, 30, 22, 24, 28, 30, 28],
];
const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7];

export type Encoded = { version: number; codewords: number[] };

/** The text in the smallest version that holds it; null when none does. */
export function encode(text: string): Encoded | null {
  const bytes = [...new TextEncoder().encode(text)];
  for (let version = 1; version <= BLOCKS.length; version += 1) {
    const room = dataLength(version);
    if (lengthBits(version) + 4 + 8 * bytes.length > 8 * room) continue;
    return { version, codewords: interleaved(version, padded(bytes, version, room)) };
  }
  return null;
}

/** Of the size of the length, in bits. */
function lengthBits(version: number): number {
  return version < 10 ? 8 : 16;
}

function allLength(version: number): number {
  const patterns = version === 1 ? 0 : Math.floor(version / 7) + 2;
  let modules = (16 * version + 128) * version + 64;
  if (patterns > 0) modules -= (25 * patterns - 10) * patterns - 55;
  if (version >= 7) modules -= 36;
  return Math.floor(modules / 8);
}

function dataLength(version: number): number {
  return allLength(version) - CORRECTION[version - 1]! * BLOCKS[version - 1]!;
}

/** Octets behind their mode and length, filled up with the two octets of the standard. */
function padded(bytes: number[], version: number, room: number): number[] {
  const bits = [...binary(0b0100, 4), ...binary(bytes.length, lengthBits(version))];
  for (const byte of bytes) bits.push(...binary(byte, 8));
  bits.push(...new Array<number>(Math.min(4, 8 * room - bits.length)).fill(0));
  while (bits.length % 8 > 0) bits.push(0);
  const data: number[] = [];
  for (let at = 0; at < bits.length; at += 8) {
    data.push(bits.slice(at, at + 8).reduce((sum, bit) => sum * 2 + bit, 0));
  }
  for (let fill = 0xec; data.length < room; fill ^= 0xec ^ 0x11) data.push(fill);
  return data;
}

function binary(value: number, length: number): number[] {
  return Array.from({ length }, (_, at) => (value >> (length - 1 - at)) & 1);
}

/** Blocks with their error correction, taken in turn: a stain then hurts each of them a little. */
function interleaved(version: number, data: number[]): number[] {
  const blocks = BLOCKS[version - 1]!;
  const correction = CORRECTION[version - 1]!;
  const shortLength = Math.floor(data.length / blocks);
  const short = blocks - (data.length % blocks);
  const parts: number[][] = [];
  for (let block = 0, at = 0; block < blocks; block += 1) {
    const length = shortLength + (block < short ? 0 : 1);
    parts.push(data.slice(at, at + length));
    at += length;
  }
  const corrections = parts.map((part) => errorCorrection(part, correction));
  return [...inTurn(parts), ...inTurn(corrections)];
}

function inTurn(parts: number[][]): number[] {
  const longest = Math.max(...parts.map(({ length }) => length));
  const all = Array.from({ length: longest }, (_, at) => parts.map((part) => part[at]));
  return all.flat().filter((value) => value !== undefined);
}
