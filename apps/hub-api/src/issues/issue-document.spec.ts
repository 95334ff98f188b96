import { changedIssue, commentedIssue, newIssueDocument, type IssueOrigin } from './issue-document.js';

const origin: IssueOrigin = {
  taskId: 't1',
  projectId: 'p1',
  asset: { _id: 'a1', externalId: 'cat.png', batches: ['week-1'] },
  stage: { id: 'Review', name: 'Check' },
  createdBy: 'ann@example.org',
  createdAt: '2025-03-04T10:11:12.345Z',
};

describe('an issue', () => {
  it('leaves out what was not said: clients test for presence', () => {
    const document = newIssueDocument(origin, { content: 'too large', position: undefined, page: undefined });
    expect(Object.values(document)).not.toContain(null);
    for (const name of ['page', 'pageEnd', 'position', 'errorType', 'errorCode'])
      expect(document).not.toHaveProperty(name);
    expect(document).toMatchObject({ status: 'Open', stage: 'Check', stageId: 'Review', comments: [], errorCodes: [] });
  });

  it('carries error codes in both forms, and loses the older one with the last code', () => {
    const document = newIssueDocument(origin, {
      content: 'x',
      errorCodes: [{ category: 'Wrong', name: 'Class', key: 'c' }],
    });
    expect(document).toMatchObject({
      errorType: 'Wrong',
      errorCode: 'Class',
      errorCodes: [{ category: 'Wrong', name: 'Class', key: 'c' }],
    });
    const kept = changedIssue(document, { status: 'Resolved' }, 'bob@example.org', origin.createdAt);
    expect(kept).toMatchObject({
      errorType: 'Wrong',
      errorCode: 'Class',
      status: 'Resolved',
      updatedBy: 'bob@example.org',
    });
    const without = changedIssue(document, { errorCodes: [] }, 'bob@example.org', origin.createdAt);
    expect(without).not.toHaveProperty('errorType');
    expect(without).not.toHaveProperty('errorCode');
  });

  it('collects comments in order', () => {
    const one = commentedIssue(newIssueDocument(origin, { content: 'x' }), {
      content: 'a',
      contentMentions: undefined,
    });
    expect(commentedIssue(one, { content: 'b' })['comments']).toEqual([{ content: 'a' }, { content: 'b' }]);
  });
});
