import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { qrMatrix } from '../web/src/pages/settings/qr/matrix.ts';

// What the dashboard draws for authenticator apps. OpenCV's reader read these, and texts of each length up to
// 792 octets; here they are kept from changing.

const SMALL = `
#######...###.#######
#.....#.###.#.#.....#
#.###.#...###.#.###.#
#.###.#.##..#.#.###.#
#.###.#..#..#.#.###.#
#.....#.#..#..#.....#
#######.#.#.#.#######
.........#...........
#####.###..#.#.#.#.#.
...#.#..#.###.#.#####
..#..##.###.#.##..##.
####.#...####..#.####
#.#.#.#.###.#.####.##
........###.#####.#.#
#######.####.##...##.
#.....#...#....#.####
#.###.#.##.#..#.....#
#.###.#.#.#.###.#.#..
#.###.#.#.#.###..##..
#.....#.#.#.##...##..
#######.###..##..#.#.
`.trim();

test('a short text, and a whole otpauth URL', () => {
  const drawn = qrMatrix('otpauth://x')!.map((row) => row.map((dark) => (dark ? '#' : '.')));
  expect(drawn.map((row) => row.join('')).join('\n')).toBe(SMALL);
  const url =
    'otpauth://totp/Pressrun:ana%40example.com?issuer=Pressrun&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' +
    '&algorithm=SHA1&digits=6&period=30';
  const matrix = qrMatrix(url)!;
  expect(matrix).toHaveLength(41);
  expect(createHash('sha256').update(JSON.stringify(matrix)).digest('hex')).toBe(
    'e7346c926b81b1b560621e9ee41696a855b9b8a648d5016fe9f34dce3c39b292',
  );
});

test('the longest text that has one, and one more', () => {
  expect(qrMatrix('x'.repeat(792))).toHaveLength(93);
  expect(qrMatrix('x'.repeat(793))).toBeNull();
});
