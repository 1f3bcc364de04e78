import { encode } from './codewords.ts';

/** Rows of modules; true is dark. */
export type Matrix = boolean[][];

type Frame = { matrix: Matrix; isFixed: boolean[][]; size: number };

const MASKS: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The QR code (ISO/IEC 18004, level L) of a text, without its quiet zone; null when it is too long. */
export function qrMatrix(text: string): Matrix | null {
  const encoded = encode(text);
  if (!encoded) return null;
  const { version, codewords } = encoded;
  const drawn = MASKS.map((mask, number) => {
    const frame = drawFrame(version);
    drawData(frame, codewords, mask);
    drawFormat(frame, number);
    return frame.matrix;
  });
  return drawn.reduce((best, one) => (penalty(one) < penalty(best) ? one : best));
}

function drawFrame(version: number): Frame {
  const size = 17 + 4 * version;
  const grid = () => Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  const frame = { matrix: grid(), isFixed: grid(), size };
  for (let at = 0; at < size; at += 1) {
    fix(frame, at, 6, at % 2 === 0);
    fix(frame, 6, at, at % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    drawRings(frame, x, y, 4);
  }
  drawAlignment(frame, version);
  drawFormat(frame, 0);
  if (version >= 7) drawVersion(frame, version);
  return frame;
}

function fix({ matrix, isFixed, size }: Frame, x: number, y: number, isDark: boolean): void {
  if (x < 0 || y < 0 || x >= size || y >= size) return;
  matrix[y]![x] = isDark;
  isFixed[y]![x] = true;
}

/** A finder pattern with its light border (radius 4), or an alignment pattern (radius 2). */
function drawRings(frame: Frame, x: number, y: number, radius: 2 | 4): void {
  for (let dy = -radius; dy <= radius; dy += 1) {
    for (let dx = -radius; dx <= radius; dx += 1) {
      const ring = Math.max(Math.abs(dx), Math.abs(dy));
      fix(frame, x + dx, y + dy, radius === 4 ? ring !== 2 && ring !== 4 : ring !== 1);
    }
  }
}

function drawAlignment(frame: Frame, version: number): void {
  if (version === 1) return;
  const { size } = frame;
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((size - 13) / (2 * count - 2)) * 2;
  const places = [6];
  for (let at = size - 7; places.length < count; at -= step) places.splice(1, 0, at);
  for (const x of places) {
    for (const y of places) {
      const isFinder = (x === 6 && (y === 6 || y === size - 7)) || (y === 6 && x === size - 7);
      if (!isFinder) drawRings(frame, x, y, 2);
    }
  }
}

/** Level and mask, twice, protected by a BCH code. */
function drawFormat(frame: Frame, mask: number): void {
  const { size } = frame;
  const data = (0b01 << 3) | mask;
  const bits = ((data << 10) | remainder(data << 10, 0x537, 10)) ^ 0x5412;
  const bit = (at: number) => ((bits >> at) & 1) === 1;
  for (let at = 0; at < 15; at += 1) {
    const near = at < 6 ? at : at < 8 ? at + 1 : 0;
    if (at < 8) fix(frame, 8, near, bit(at));
    else fix(frame, at === 8 ? 7 : 14 - at, 8, bit(at));
    if (at < 8) fix(frame, size - 1 - at, 8, bit(at));
    else fix(frame, 8, size - 15 + at, bit(at));
  }
  fix(frame, 8, size - 8, true);
}

function drawVersion(frame: Frame, version: number): void {
  const bits = (version << 12) | remainder(version << 12, 0x1f25, 12);
  for (let at = 0; at < 18; at += 1) {
    const long = frame.size - 11 + (at % 3);
    const short = Math.floor(at / 3);
    fix(frame, long, short, ((bits >> at) & 1) === 1);
    fix(frame, short, long, ((bits >> at) & 1) === 1);
  }
}

function remainder(value: number, divisor: number, degree: number): number {
  let rest = value;
  for (let at = 31 - degree - 1; at >= 0; at -= 1) {
    if ((rest >> (at + degree)) & 1) rest ^= divisor << at;
  }
  return rest;
}

/** From the lower right corner in columns of two, up and down. */
function drawData(
  { matrix, isFixed, size }: Frame,
  codewords: number[],
  mask: (typeof MASKS)[number],
): void {
  let at = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    // The column of the timing pattern is left out.
    if (right === 6) right = 5;
    const isUp = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const y = isUp ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (isFixed[y]![x]) continue;
        const isSet = (((codewords[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1;
        matrix[y]![x] = isSet !== mask(x, y);
        at += 1;
      }
    }
  }
}

/** How hard it is to read, by the four rules of the standard (7.8.3). */
function penalty(matrix: Matrix): number {
  const columns = matrix.map((_, x) => matrix.map((row) => row[x]!));
  const lines = [...matrix, ...columns].map((line) => line.map((dark) => (dark ? 1 : 0)).join(''));
  let sum = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) sum += run.length - 2;
    sum += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
  }
  for (let y = 1; y < matrix.length; y += 1) {
    for (let x = 1; x < matrix.length; x += 1) {
      const one = matrix[y]![x];
      const others = [matrix[y - 1]![x], matrix[y]![x - 1], matrix[y - 1]![x - 1]];
      if (others.every((other) => other === one)) sum += 3;
    }
  }
  const dark = matrix.flat().filter(Boolean).length / matrix.length ** 2;
  return sum + 10 * Math.floor(Math.abs(dark - 0.5) * 20);
}
