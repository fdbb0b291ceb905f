import { countPayment } from './count-payment.ts';

process.send?.(await countPayment());
process.disconnect();
