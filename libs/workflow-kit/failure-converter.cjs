/**
 * Encrypts failure messages and stacks too: they go through the payload codec instead of standing in clear in the
 * history. CommonJS, because Temporal loads it by `require` in the process and by webpack into the workflow bundle.
 */
const { DefaultFailureConverter } = require('@temporalio/common');

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
