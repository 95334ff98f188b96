import { operationOf } from './store-operation.js';

describe('what a request asks an object store to do', () => {
  it.each([
    ['PUT', '/b/k?x-id=PutObject', 'PutObject'],
    ['PUT', '/b/k?partNumber=1&uploadId=u', 'UploadPart'],
    ['POST', '/b/k?uploads', 'CreateMultipartUpload'],
    ['POST', '/b/k?uploadId=u', 'CompleteMultipartUpload'],
    ['DELETE', '/b/k?uploadId=u', 'AbortMultipartUpload'],
    ['DELETE', '/b/k', 'DeleteObject'],
    ['GET', '/b?uploads&prefix=p', 'ListMultipartUploads'],
    ['GET', '/b?list-type=2', 'ListObjectsV2'],
    ['GET', '/b/k', 'GetObject'],
    ['HEAD', '/b/k', 'HeadObject'],
  ])('S3: %s %s', (method, target, operation) => expect(operationOf(method, target, {})).toBe(operation));

  const session = '/upload/storage/v1/b/b/o?uploadType=resumable&name=k&upload_id=s';
  it.each([
    ['POST', '/upload/storage/v1/b/b/o?uploadType=resumable&name=k', '', 'BeginSession'],
    ['POST', '/upload/storage/v1/b/b/o?uploadType=multipart', '', 'UploadObject'],
    ['PUT', session, 'bytes 0-262143/*', 'UploadChunk'],
    ['PUT', session, 'bytes 262144-300000/300001', 'UploadLastChunk'],
    ['PUT', session, 'bytes */300001', 'AskSession'],
    ['DELETE', session, '', 'EndSession'],
    ['GET', '/storage/v1/b/b/o/k', '', 'GetMetadata'],
    ['GET', '/storage/v1/b/b/o/k?alt=media', '', 'GetMedia'],
    ['GET', '/storage/v1/b/b/o?prefix=p', '', 'ListMedia'],
    ['DELETE', '/storage/v1/b/b/o/k', '', 'DeleteMedia'],
  ])('GCS: %s %s %s', (method, target, range, operation) =>
    expect(operationOf(method, target, { 'content-range': range })).toBe(operation),
  );
});
