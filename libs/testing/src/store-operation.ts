import type { IncomingHttpHeaders } from 'node:http';

/** Calls of S3's protocol, by Amazon's names. Source: Amazon S3 API reference. */
export type S3Operation =
  | 'PutObject'
  | 'GetObject'
  | 'HeadObject'
  | 'DeleteObject'
  | 'ListObjectsV2'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListMultipartUploads';

/** Calls of Google's JSON API. Source: Cloud Storage, "Resumable uploads" and the JSON API reference. */
export type GcsOperation =
  | 'BeginSession'
  | 'UploadObject'
  | 'UploadChunk'
  | 'UploadLastChunk'
  | 'AskSession'
  | 'EndSession'
  | 'GetMetadata'
  | 'GetMedia'
  | 'DeleteMedia'
  | 'ListMedia';

export type StoreOperation = S3Operation | GcsOperation | 'Other';

/** What a request asks an object store to do. */
export function operationOf(method: string, target: string, headers: IncomingHttpHeaders): StoreOperation {
  const { pathname, searchParams } = new URL(target, 'http://store');
  if (/^\/(resumable\/)?upload\//.test(pathname) || /^\/storage\/v1\//.test(pathname) || searchParams.has('upload_id'))
    return gcsOperationOf(method, pathname, searchParams, String(headers['content-range'] ?? ''));
  return s3OperationOf(method, searchParams);
}

function s3OperationOf(method: string, query: URLSearchParams): StoreOperation {
  const upload = query.has('uploadId');
  switch (method) {
    case 'PUT':
      return upload ? 'UploadPart' : 'PutObject';
    case 'POST':
      return query.has('uploads') ? 'CreateMultipartUpload' : upload ? 'CompleteMultipartUpload' : 'Other';
    case 'DELETE':
      return upload ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'HEAD':
      return 'HeadObject';
    case 'GET':
      return query.has('uploads') ? 'ListMultipartUploads' : query.has('list-type') ? 'ListObjectsV2' : 'GetObject';
    default:
      return 'Other';
  }
}

/** `range`: the header `Content-Range`. A size that is not known yet (`bytes 0-9/*`) says that more will come. */
function gcsOperationOf(method: string, path: string, query: URLSearchParams, range: string): StoreOperation {
  if (query.has('upload_id') || /\/resumable\//.test(path)) {
    if (method === 'DELETE') return 'EndSession';
    if (/^bytes \*\//.test(range)) return 'AskSession';
    return /\/\*$/.test(range) ? 'UploadChunk' : 'UploadLastChunk';
  }
  if (method === 'POST') return query.get('uploadType') === 'resumable' ? 'BeginSession' : 'UploadObject';
  if (method === 'DELETE') return 'DeleteMedia';
  if (method === 'GET' && /\/o$/.test(path)) return 'ListMedia';
  return query.get('alt') === 'media' ? 'GetMedia' : 'GetMetadata';
}
