export { readVerificationChange, VERIFICATIONS_CHANNEL, type VerificationChange } from './announce.ts';
export { payersByDbSync } from './db-sync.ts';
export { expireVerifications } from './expire-verifications.ts';
export { requestVerification, type VerificationRequest } from './request-verification.ts';
export { countPaymentsOfUnknown, type PaymentOfUnknown, paymentsOfUnknown, tellPayers } from './unknown-payers.ts';
export { type ToldPayment, type ToldVerification, verificationState } from './verification-state.ts';
