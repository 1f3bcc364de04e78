import { POSTFIX } from './postfix.ts';
import { describeServer } from './suite.ts';

describeServer(POSTFIX);
