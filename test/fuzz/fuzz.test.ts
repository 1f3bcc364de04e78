import { fuzzEveryRoute } from './fuzz.ts';

// P34 in short: valid, boundary and hostile calls of every route, made from openapi.json. The long
// form, 10,000 calls, is part of `npm run test:faults`.
fuzzEveryRoute(600);
