/** The pages of what was paid: one is seldom opened without another, so they load together. */
export { CallPage } from './call-page.tsx';
export { PaymentsPage } from './payments-page.tsx';
export { RecordPage } from './record-page.tsx';
export { ToResolvePage } from './to-resolve-page.tsx';
