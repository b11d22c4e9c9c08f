// @ts-check
/** exam-seed/v1 without a server: runs unchanged in a browser and in Node. */

export { checkCancelled } from "./cancelled.js";
export { Refused, Unsupported } from "./forms.js";
export { replay, replayAny } from "./replay.js";
export { commitment, newSecret, readSecret, secretFile, secretQrText } from "./secret.js";
export { checkSlip, readSlip, readSlipText, slipRoot } from "./slip.js";
