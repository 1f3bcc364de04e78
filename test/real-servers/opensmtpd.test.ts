import { OPENSMTPD } from './opensmtpd.ts';
import { describeServer } from './suite.ts';

describeServer(OPENSMTPD);
