const FIRST = [
  'Ada',
  'Bruno',
  'Carla',
  'Dario',
  'Elena',
  'Félix',
  'Greta',
  'Hugo',
  'Inês',
  'Jonas',
];
const LAST = [
  'Moreau',
  'Ferrer',
  'Rossi',
  'Schmidt',
  'Núñez',
  "O'Neill",
  'Costa',
  'Vidal',
  'Weber',
];
const CITIES = ['Barcelona', 'Lyon', 'Torino', 'Köln', 'Valencia', 'Nantes', 'Girona', 'Bologna'];
const PLANS = ['Folio', 'Quarto', 'Octavo'];
const MONTHS = ['January', 'March', 'April', 'June', 'August', 'October', 'December'];

export type Person = {
  email: string;
  externalId: string;
  locale: string;
  optIn: true;
  attributes: Record<string, string | number>;
};

/** The made-up person number `i`: always the same one. Twenty attributes, some with accents. */
export function person(i: number): Person {
  const firstName = pick(FIRST, i);
  const lastName = pick(LAST, i >> 1);
  const city = pick(CITIES, i >> 2);
  return {
    email: `reader${i}@example.com`,
    externalId: `crm-${i}`,
    locale: 'en',
    optIn: true,
    attributes: {
      firstName,
      lastName,
      city,
      country: 'ES',
      company: `${lastName} & Sons`,
      jobTitle: 'Typesetter',
      plan: pick(PLANS, i),
      memberSince: 1990 + (i % 35),
      points: (i * 37) % 10_000,
      nextLevel: 10_000,
      lastOrder: `PR-${100_000 + i}`,
      lastOrderDate: `${pick(MONTHS, i)} ${1 + (i % 28)}`,
      favourite: 'letterpress posters',
      store: `${city} Centre`,
      storeAddress: `Carrer Major ${1 + (i % 200)}`,
      advisor: `${pick(FIRST, i >> 3)} ${pick(LAST, i >> 4)}`,
      advisorPhone: `+34 900 ${100_000 + (i % 900_000)}`,
      eventName: 'Night of the Open Presses',
      eventDate: `${pick(MONTHS, i >> 1)} 21`,
      couponCode: `INK-${(i * 7919).toString(36).toUpperCase()}`,
    },
  };
}

/** People `from` to `to`, the last one excluded. */
export function people(from: number, to: number): Person[] {
  return Array.from({ length: to - from }, (_, i) => person(from + i));
}

function pick<T>(list: T[], i: number): T {
  return list[i % list.length]!;
}
