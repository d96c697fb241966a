export { signedRequestSettings, verifierSettings } from './settings.ts';
export { SIGNATURE_HEADERS, signRequest } from './sign-request.ts';
export { type RequestVerdict, requestVerifier } from './verify-request.ts';
