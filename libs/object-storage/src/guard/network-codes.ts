const codes =
  /\b(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_STREAM_PREMATURE_CLOSE)\b/;

/** Node's code for a store out of reach, or a line that broke, in what an error says. */
export const networkCodeIn = (words: string): string | undefined => codes.exec(words)?.[0];
