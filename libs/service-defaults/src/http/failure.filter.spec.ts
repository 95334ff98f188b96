import { describe as inWords } from './failure.filter.js';

const parserError = (type: string, status: number, message: string): Error =>
  Object.assign(new SyntaxError(message), { type, status });

it('never quotes a body that is not JSON: a secret may stand there', () => {
  const error = parserError(
    'entity.parse.failed',
    400,
    `Unexpected token 'a', ..."vateKey": a1b2c3d4-e"... is not valid JSON`,
  );
  expect(inWords(error)).toEqual({
    statusCode: 400,
    body: { status: 'fail', code: 'bad-request', message: 'The body is not JSON' },
  });
});

it('says what else is wrong with a body', () => {
  expect(inWords(parserError('entity.too.large', 413, 'request entity too large'))).toMatchObject({
    statusCode: 413,
    body: { code: 'too-large', message: 'request entity too large' },
  });
});
