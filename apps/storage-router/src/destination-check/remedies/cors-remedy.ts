import { speaksGoogle, type CheckedPlace } from '../checked-place.js';
import type { Remedy } from '../destination-report.js';

const exposed = ['Content-Length', 'Content-Range', 'Content-Disposition', 'Content-Type', 'Accept-Ranges', 'ETag'];
const methods = ['GET', 'HEAD'];
const seconds = 3600;

/** The rule that lets pages of the Hub read what lies in the bucket, and nothing else. */
export function corsRemedy(place: CheckedPlace): Remedy {
  return speaksGoogle(place) ? forGoogle(place) : forS3(place);
}

/** Source: S3 user guide, "Elements of a CORS configuration". */
function forS3({ bucket, origin }: CheckedPlace): Remedy {
  const rules = [
    {
      AllowedOrigins: [origin],
      AllowedMethods: methods,
      AllowedHeaders: ['*'],
      ExposeHeaders: exposed,
      MaxAgeSeconds: seconds,
    },
  ];
  return {
    text: `Add this CORS rule to the bucket '${bucket}' (Permissions → Cross-origin resource sharing).`,
    snippet: { title: 'CORS configuration', language: 'json', text: JSON.stringify(rules, null, 2) },
  };
}

/** Google takes allowed request headers and exposed ones in one list. Source: Cloud Storage, "Set up and view CORS". */
function forGoogle({ bucket, origin }: CheckedPlace): Remedy {
  const rules = [{ origin: [origin], method: methods, responseHeader: ['Range', ...exposed], maxAgeSeconds: seconds }];
  return {
    text: `Save this as cors.json and run: gcloud storage buckets update 'gs://${bucket}' --cors-file=cors.json`,
    snippet: { title: 'cors.json', language: 'json', text: JSON.stringify(rules, null, 2) },
  };
}
