import { fuzzEveryRoute } from '../fuzz/fuzz.ts';

// P34: no 5xx, no answer outside openapi.json, no row of another tenant in 10,000 calls.
fuzzEveryRoute(10_000);
