import { Storage } from '@google-cloud/storage';
import { silencesPerAnswer, type Line } from './gcs-http.js';
import { googleEndpoint, readPrivateKey, type GcsSettings } from './gcs-settings.js';

type LibraryOptions = NonNullable<ConstructorParameters<typeof Storage>[0]>;
type TokenCalls = NonNullable<LibraryOptions['clientOptions']>['transporterOptions'];
type Interceptor = NonNullable<LibraryOptions['interceptors_']>[number];

/** Google's client library for one service account. Errors: `bad-request` when the private key cannot be read. */
export function openGoogleLibrary(settings: GcsSettings & Pick<Line, 'silenceMs'>): Storage {
  const { clientEmail, silenceMs, tokenEndpoint } = settings;
  // its time-outs are about whole calls
  const timeout = silenceMs * silencesPerAnswer;
  return new Storage({
    apiEndpoint: (settings.endpoint ?? googleEndpoint).replace(/\/+$/, ''),
    // the library puts it in place of every '{{projectId}}' that it sends: this one leaves keys as they are
    projectId: '$&',
    credentials: { client_email: clientEmail, private_key: readPrivateKey(settings.privateKey) },
    useAuthWithCustomEndpoint: tokenEndpoint !== undefined,
    // its second tries wait for seconds, and one call changes the policy of all others: we have `twice`
    retryOptions: { autoRetry: false },
    timeout,
    interceptors_: [withTimeOut(timeout)],
    clientOptions: { transporterOptions: tokenCalls(silenceMs, tokenEndpoint) },
  });
}

/** `timeout` of the library does not reach the call that begins a session, this does. */
const withTimeOut = (timeout: number): Interceptor => ({
  request: (options) => Object.assign(options, { timeout }) as ReturnType<Interceptor['request']>,
});

/** The library names one token endpoint only, Google's: stand-ins have another. */
const tokenCalls = (timeout: number, tokenEndpoint?: string): TokenCalls => ({
  timeout,
  ...(tokenEndpoint && {
    adapter: (options, call) =>
      call(new URL(`${options.url}`).pathname.endsWith('/token') ? { ...options, url: tokenEndpoint } : options),
  }),
});

/** What a call that the library does not make is to be authorized with. */
export const authorizationOf = async (library: Storage): Promise<Readonly<Record<string, string>>> =>
  library.customEndpoint && !library.useAuthWithCustomEndpoint ? {} : library.authClient.getRequestHeaders();
