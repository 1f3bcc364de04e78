// Arithmetic in GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1 (ISO/IEC 18004, 7.5.2).
const EXP = new Uint8Array(510);
const LOG = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power += 1) {
  EXP[power] = value;
  EXP[power + 255] = value;
  LOG[value] = power;
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}

function product(one: number, other: number): number {
  return one === 0 || other === 0 ? 0 : EXP[LOG[one]! + LOG[other]!]!;
}

/** The generator polynomial of a degree without its leading 1, highest power first. */
function generator(degree: number): number[] {
  let polynomial = [1];
  for (let root = 0; root < degree; root += 1) {
    const next = [...polynomial, 0];
    polynomial.forEach((coefficient, at) => {
      next[at + 1]! ^= product(coefficient, EXP[root]!);
    });
    polynomial = next;
  }
  return polynomial.slice(1);
}

/** The codewords that let a reader mend errors in `data`. */
export function errorCorrection(data: number[], length: number): number[] {
  const divisor = generator(length);
  const rest = new Array<number>(length).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift()!;
    rest.push(0);
    divisor.forEach((coefficient, at) => {
      rest[at]! ^= product(coefficient, factor);
    });
  }
  return rest;
}
