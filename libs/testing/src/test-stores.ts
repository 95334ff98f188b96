/** An object store for specs named `*.server.spec.ts`. */
export interface TestStore {
  /** The settings that reach it, by the names of the variables that usually hold them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  stop(): Promise<void>;
}

/** The S3 server that `S3_ENDPOINT` names, else a container where a Docker engine runs. Rejects without either. */
export async function startTestS3(): Promise<TestStore> {
  if (process.env.S3_ENDPOINT) return { environment: process.env, stop: async () => undefined };
  const { GenericContainer, Wait } = await containers('a real S3 server: set S3_ENDPOINT');
  const container = await new GenericContainer('versity/versitygw:v1.8.0')
    .withEnvironment({
      ROOT_ACCESS_KEY: 'test',
      ROOT_SECRET_KEY: 'test-secret',
      VGW_BACKEND: 'posix',
      VGW_BACKEND_ARG: '/tmp/data',
      VGW_HEALTH: '/health',
      // without accounts of its own an unknown key is answered with 404
      VGW_IAM_DIR: '/tmp/vgw',
    })
    .withTmpFs({ '/tmp/data': 'rw' })
    .withExposedPorts(7070)
    .withWaitStrategy(Wait.forHttp('/health', 7070))
    .start();
  const environment = {
    S3_ENDPOINT: `http://${container.getHost()}:${container.getMappedPort(7070)}`,
    S3_ACCESS_KEY_ID: 'test',
    S3_SECRET_ACCESS_KEY: 'test-secret',
    S3_REGION: 'us-east-1',
    S3_FORCE_PATH_STYLE: 'true',
  };
  return { environment, stop: async () => void (await container.stop()) };
}

/** The server of Google's JSON API that `GCS_ENDPOINT` names, else a container. Rejects without either. */
export async function startTestGcs(): Promise<TestStore> {
  if (process.env.GCS_ENDPOINT) return { environment: process.env, stop: async () => undefined };
  const { GenericContainer, Wait } = await containers('a server of Google’s JSON API: set GCS_ENDPOINT');
  const container = await new GenericContainer('fsouza/fake-gcs-server:1.56.1')
    .withCommand(['-scheme', 'http', '-backend', 'memory', '-port', '4443'])
    .withExposedPorts(4443)
    .withWaitStrategy(Wait.forHttp('/_internal/healthcheck', 4443))
    .start();
  const endpoint = `http://${container.getHost()}:${container.getMappedPort(4443)}`;
  // signed links name the host that was called, and that is known only now
  await fetch(`${endpoint}/_internal/config`, {
    method: 'PUT',
    body: JSON.stringify({ externalUrl: endpoint, publicHost: new URL(endpoint).host }),
  });
  return { environment: { GCS_ENDPOINT: endpoint }, stop: async () => void (await container.stop()) };
}

/** Loaded only where it is needed: it takes a second. */
async function containers(need: string): Promise<typeof import('testcontainers')> {
  const library = await import('testcontainers');
  await library.getContainerRuntimeClient().catch((cause: unknown) => {
    throw new Error(`This spec needs ${need}, or run a Docker engine`, { cause });
  });
  return library;
}
