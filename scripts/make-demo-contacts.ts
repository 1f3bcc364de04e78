import { writeFileSync } from 'node:fs';

// Writes demo/contacts.csv: made-up people at example.com and example.net (RFC 2606), the same in
// each run. `node scripts/make-demo-contacts.ts`

const COUNT = 2_000;
const SEED = 1455; // the year of the 42-line Bible

type Random = () => number;
type People = { firstNames: string[]; lastNames: string[]; cities: string[] };

const PEOPLE: Record<'en' | 'es' | 'de', People> = {
  en: {
    firstNames: words(`Ada Agnes Alfie Amara Anna Arthur Beatrice Ben Bridget Callum Caitlin Charles
      Clara Daniel Daphne Declan Edith Edward Eleanor Ewan Fergus Fiona Florence Frank George Grace
      Harriet Henry Imogen Iris Isaac Ivy Jack James Joan Josephine Kwame Laura Leo Lydia Mabel
      Martha Maya Miles Nadia Ned Nora Oliver Olive Oscar Patrick Pearl Phoebe Priya Ralph Rose Ruth
      Samuel Sophie Stella Tariq Theo Una Victor Violet Walter Willa Zadie`),
    lastNames: words(`Abbott Ahmed Ashworth Baker Barlow Bennett Blackwood Brennan Byrne Carter
      Chandler Clarke Cole Cooper Crane Dalton Doyle Ellis Farrow Finch Fletcher Garner Gallagher
      Grant Hale Harper Hartley Hobbs Holloway Hughes Ingram Jarvis Kapoor Keane Kerr Lambert Lowe
      MacLeod Marsh Mason Mercer Moss Nash O’Brien O’Neill Okafor Page Palmer Parsons Pike Quinn
      Reed Rhodes Rowe Sawyer Sharma Shaw Slater Stone Thorne Turner Vance Wade Walsh Ward Webb
      Whitfield Wren Yates`),
    cities: lines(`London|Manchester|Edinburgh|Glasgow|Bristol|Leeds|Norwich|Cardiff|Belfast|Dublin
      Cork|Galway|Toronto|Vancouver|Halifax|Boston|Chicago|Portland|Philadelphia|Washington, D.C.
      San Francisco|Minneapolis|Melbourne|Hobart|Wellington|Christchurch`),
  },
  es: {
    firstNames: words(`Aitana Alba Alejandro Álvaro Amparo Ana Andrés Begoña Belén Blanca Bruno
      Camila Carlos Carmen Catalina Clara Consuelo Cristóbal Daniel Diego Elena Elvira Emilio Ester
      Eva Felipe Fermín Gabriel Gloria Gonzalo Guadalupe Héctor Hugo Inés Irene Iván Jaime Javier
      Joaquín Jorge Julia Lara Leonor Lucía Luis Manuela Marcos María Marina Martín Mateo Mercedes
      Miguel Mónica Nicolás Noa Nuria Óscar Paloma Pilar Rafael Ramón Raquel Rocío Rodrigo Rosa
      Salvador Sara Sergio Sofía Teresa Tomás Valeria Vicente Víctor Ximena`),
    lastNames: words(`Aguilar Alonso Álvarez Arias Benítez Blanco Bravo Cabrera Calvo Campos Cano
      Carrasco Castillo Castro Cortés Crespo Delgado Díaz Domínguez Durán Esteban Fernández Ferrer
      Flores Fuentes Gallego García Garrido Gil Giménez Gómez González Guerrero Gutiérrez Herrera
      Ibáñez Iglesias León López Lozano Marín Márquez Martínez Medina Méndez Molina Montero Mora
      Moreno Muñoz Navarro Núñez Ortega Ortiz Peña Prieto Ramírez Ramos Rey Reyes Ríos Rojas Romero
      Rubio Ruiz Sáez Santana Santos Serrano Soler Soto Suárez Torres Vega Vidal Zamora`),
    cities: lines(`Madrid|Barcelona|València|Sevilla|Zaragoza|Málaga|Bilbao|Granada|A Coruña
      Palma, Illes Balears|Valladolid|Oviedo|Salamanca|Cádiz|San Sebastián|Alcalá de Henares
      Ciudad de México|Guadalajara|Oaxaca de Juárez|Bogotá|Medellín|Lima|Buenos Aires|Rosario
      Montevideo|Santiago de Chile|Valparaíso`),
  },
  de: {
    firstNames: words(`Annika Bernd Claudia Dörte Emil Franziska Fritz Greta Hannes Ingrid Jürgen
      Käthe Lukas Mathilde Moritz Rüdiger Sabine Theresa Ulrich Wiebke`),
    lastNames: words(`Albrecht Bäcker Brandt Drucker Fuchs Großmann Hahn Jäger Kästner Krüger
      Lindner Möller Neumann Pfeiffer Schäfer Schröder Setzer Vogel Weiß Zimmermann`),
    cities: lines('Leipzig|Mainz|Berlin|Hamburg|Köln|München|Wien|Zürich|Frankfurt am Main'),
  },
};

// Old names of book formats, each half the size of the one before.
const PLANS = ['Folio', 'Quarto', 'Octavo'];
const INTERESTS = ['letterpress', 'typography', 'bookbinding', 'papermaking', 'engraving'];
const HEADER = 'email,externalId,locale,optIn,firstName,lastName,city,plan,interest,joined';

/** The file's content. A few have no name, city or locale, so that fallbacks can be seen. */
export function demoContacts(count = COUNT, seed = SEED): string {
  const random = mulberry32(seed);
  const taken = new Set<string>();
  const rows = Array.from({ length: count }, (_, index) => contact(index, random, taken));
  return `${[HEADER, ...rows].join('\n')}\n`;
}

function contact(index: number, random: Random, taken: Set<string>): string {
  const locale = pickLocale(random());
  const people = PEOPLE[locale === '' ? 'en' : locale];
  const firstName = pick(people.firstNames, random);
  const lastName = pick(people.lastNames, random);
  const fields = [
    address(firstName, lastName, random, taken),
    `reader-${String(index + 1).padStart(5, '0')}`,
    locale,
    random() < 0.03 ? 'false' : 'true',
    random() < 0.03 ? '' : firstName,
    lastName,
    random() < 0.03 ? '' : pick(people.cities, random),
    PLANS[Math.floor(random() ** 1.6 * PLANS.length)]!,
    pick(INTERESTS, random),
    joined(random),
  ];
  return fields.map(csvField).join(',');
}

function pickLocale(share: number): 'en' | 'es' | 'de' | '' {
  if (share < 0.48) return 'en';
  if (share < 0.95) return 'es';
  return share < 0.98 ? '' : 'de';
}

function address(firstName: string, lastName: string, random: Random, taken: Set<string>): string {
  const name = `${plain(firstName)}.${plain(lastName)}`;
  const domain = random() < 0.7 ? 'example.com' : 'example.net';
  for (let n = 1; ; n += 1) {
    const candidate = `${name}${n === 1 ? '' : n}@${domain}`;
    if (taken.has(candidate)) continue;
    taken.add(candidate);
    return candidate;
  }
}

function plain(name: string): string {
  const letters = name.normalize('NFD').replaceAll('ß', 'ss').toLowerCase();
  return letters.replace(/[^a-z]/g, '');
}

function joined(random: Random): string {
  const first = Date.UTC(2021, 0, 1);
  const last = Date.UTC(2026, 5, 30);
  return new Date(first + random() * (last - first)).toISOString().slice(0, 10);
}

function pick<T>(list: T[], random: Random): T {
  return list[Math.floor(random() * list.length)]!;
}

/** RFC 4180: a comma or a quote puts the field in quotes. */
function csvField(value: string): string {
  return /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** A small well-known generator: 32 bits of state, the same numbers on each machine. */
function mulberry32(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

function lines(text: string): string[] {
  return text.split(/[|\n]/).map((city) => city.trim());
}

if (import.meta.main) {
  writeFileSync(new URL('../demo/contacts.csv', import.meta.url), demoContacts());
}
