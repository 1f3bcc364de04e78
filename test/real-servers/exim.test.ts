import { EXIM } from './exim.ts';
import { describeServer } from './suite.ts';

describeServer(EXIM);
