import { Body, Controller, Module, Post, type INestApplication } from '@nestjs/common';
import { createService } from '../create-service.js';

@Controller('echo')
class EchoController {
  @Post()
  echo(@Body() body: unknown): { body: unknown } {
    return { body };
  }
}
@Module({ controllers: [EchoController] })
class EchoModule {}

let app: INestApplication;
let url: string;
beforeAll(async () => {
  app = await createService({ module: EchoModule }, { name: 'echo', logLevel: 'fatal', bodyLimit: '1kb' });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

async function post(body: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/echo`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  });
  return { status: response.status, text: await response.text() };
}

it.each(['{"privateKey": s3cr3t}', '{"privateKey": "s3cr3t}', '{"a": "s3cr3t", oops}', '{"a": "s3cr3t"}}', '-s3cr3t'])(
  'never quotes a body that is not JSON: %s',
  async (body) => {
    const { status, text } = await post(body);
    expect(JSON.parse(text)).toEqual({ status: 'fail', code: 'bad-request', message: 'The body is not JSON' });
    expect([status, text.includes('s3c')]).toEqual([400, false]);
  },
);

it('says what else is wrong with a body, and takes a right one', async () => {
  expect(await post(JSON.stringify('x'.repeat(2000)))).toMatchObject({
    status: 413,
    text: expect.stringContaining('request entity too large'),
  });
  expect(await post('{"a": 1}')).toEqual({ status: 201, text: '{"body":{"a":1}}' });
});
