// The one error class and the one table of codes. Anything else that is thrown is a bug and becomes a 500.
export const problemCodes = {
  'request.invalid': [400, 'The request does not match its schema'],
  'request.malformed': [400, 'The request body could not be parsed'],
  'request.too_large': [413, 'The request is larger than allowed'],
  'request.unsupported_media_type': [415, 'The content type is not supported'],
  'request.timeout': [408, 'The client stopped sending'],
  'request.aborted': [400, 'The client went away before the upload was complete'],
  'request.rate_limited': [429, 'Too many requests in a short time'],
  'request.host_refused': [421, 'The service does not answer for this host name'],
  'request.uri_too_long': [414, 'The address is longer than allowed'],
  'request.expectation_failed': [417, 'The expectation of the request is not supported'],
  'request.headers_too_large': [431, 'The headers are larger than allowed'],
  'form.malformed': [400, 'The form could not be parsed'],
  'form.too_many_parts': [413, 'The form has more parts than allowed'],
  'form.part_repeated': [400, 'An option of the form stands there twice'],
  'route.not_found': [404, 'There is nothing at this address'],
  'route.method_not_allowed': [405, 'The address does not take this method'],
  'cursor.invalid': [400, 'The cursor is not one of ours'],
  'event.not_found': [404, 'There is no such event'],
  'event.not_proven': [409, 'The event is not in a signed checkpoint yet'],
  'checkpoint.not_found': [404, 'There is no such checkpoint'],
  'checkpoint.ahead': [409, 'The log is shorter than that'],
  'tile.not_found': [404, 'There is no such tile'],
  'event.too_many_readers': [429, 'Too many connections wait for events'],
  'key.missing': [401, 'An API key is needed'],
  'key.invalid': [401, 'The API key is not valid'],
  'key.expired': [401, 'The API key has expired'],
  'key.revoked': [401, 'The API key has been revoked'],
  'key.too_many_attempts': [429, 'Too many requests with wrong keys from this address'],
  'key.scope_missing': [403, 'The API key lacks a scope'],
  'key.kind_refused': [403, 'A test key cannot make live keys'],
  'key.not_found': [404, 'There is no such API key'],
  'account.queue_full': [429, 'Too many documents of the account wait'],
  'actor.not_allowed': [403, 'The API key may not name the person it acts for'],
  'document.not_found': [404, 'There is no such document'],
  'document.erased': [410, 'The document has been erased'],
  'document.invalid_transition': [409, 'The document cannot make this step from its present state'],
  'document.changed': [412, 'The document has changed since it was fetched'],
  'document.precondition_missing': [428, 'If-Match is needed'],
  'document.legal_hold': [409, 'The document is under legal hold'],
  'document.not_ready': [409, 'The document has not come that far yet'],
  'document.empty': [422, 'The file has no bytes'],
  'document.too_large': [413, 'The file is larger than allowed'],
  'document.too_many_files': [422, 'Too many files for one document'],
  'document.unsupported_type': [415, 'The type of the file is not supported'],
  'upload.not_found': [404, 'There is no such upload'],
  'upload.expired': [410, 'The upload was not finished in time'],
  'upload.version_unsupported': [412, 'This version of tus is not spoken'],
  'upload.offset_mismatch': [409, 'The bytes do not follow those that have arrived'],
  'upload.too_long': [413, 'More bytes arrived than were announced'],
  'upload.checksum_mismatch': [460, 'The bytes do not match their checksum'],
  'upload.too_many_parts': [422, 'The upload comes in too many parts'],
  'upload.too_many': [429, 'Too many uploads are open'],
  'page.not_found': [404, 'There is no such page'],
  'artifact.not_found': [404, 'There is no such artifact'],
  'artifact.expired': [410, 'The artifact was removed when its time was over'],
  'extraction.not_found': [404, 'There is no extraction'],
  'field.unknown': [422, 'There is no such field'],
  'field.invalid': [422, 'The value does not fit the field'],
  'review.unresolved': [422, 'The values still contradict each other'],
  'workflow.not_found': [422, 'There is no such workflow'],
  'workflow.invalid': [422, 'The workflow is not valid'],
  'suppliers.invalid': [422, 'The list of suppliers is not valid'],
  'suppliers.limit_reached': [409, 'The account has as many suppliers as it may have'],
  'supplier.not_found': [404, 'There is no such supplier'],
  'validate.too_slow': [503, 'The picture could not be read in the time there is'],
  'workflow.unknown': [404, 'There is no workflow at this address'],
  'workflow.reserved': [409, 'The name belongs to a workflow that ships'],
  'workflow.limit_reached': [409, 'The account has as many workflows as it may have'],
  'task.not_found': [404, 'There is no such task'],
  'task.claimed': [409, 'Somebody else is at this task'],
  'task.closed': [409, 'The task is done or no longer needed'],
  'task.decision_unfit': [422, 'The decision does not fit the task'],
  'task.same_person': [403, 'The task is for somebody else'],
  'packet.incomplete': [409, 'The packet is not complete'],
  'hold.not_found': [404, 'The document is not under legal hold'],
  'idempotency.mismatch': [422, 'The Idempotency-Key was used with another payload'],
  'idempotency.running': [409, 'The first request with this Idempotency-Key is still running'],
  'idempotency.invalid': [400, 'The Idempotency-Key is not valid'],
  'envelope.not_found': [404, 'There is no such envelope'],
  'envelope.recipient_not_found': [404, 'There is no such recipient'],
  'envelope.revision_not_found': [404, 'There is no such revision'],
  'envelope.invalid_transition': [409, 'The envelope cannot make this step from its present state'],
  'envelope.invalid': [422, 'The envelope cannot be sent as it is described'],
  'envelope.document_signed': [422, 'The document is signed already'],
  'envelope.field_misplaced': [422, 'A field has no place in the document'],
  'mail.unavailable': [503, 'No mail could be sent'],
  'webhook.not_found': [404, 'There is no such webhook endpoint'],
  'webhook.url_invalid': [422, 'The webhook address is not valid'],
  'webhook.address_refused': [422, 'The webhook address is not allowed'],
  'webhook.disabled': [409, 'The webhook endpoint is disabled'],
  'webhook.limit_reached': [409, 'The account has as many webhook endpoints as it may have'],
  'delivery.not_found': [404, 'There is no such delivery'],
  'delivery.expired': [410, 'The message was removed when its time was over'],
  'job.not_found': [404, 'There is no such job'],
  'outbound.address_refused': [502, 'The address is not allowed'],
  'outbound.timeout': [504, 'The other side did not answer in time'],
  'outbound.too_large': [502, 'The answer of the other side was too large'],
  'outbound.name_unknown': [502, 'The name of the other side could not be resolved'],
  'outbound.certificate_invalid': [502, 'The certificate of the other side is not trusted'],
  'outbound.unreachable': [502, 'The other side could not be reached'],
  'blob.not_found': [404, 'There is no such blob'],
  'blob.damaged': [500, 'A stored blob does not match its seal'],
  'kms.key_missing': [500, 'The master key is missing'],
  'config.invalid': [500, 'A setting is not valid'],
  'key.unusable': [503, 'The key that seals cannot be used'],
  'timestamp.unavailable': [503, 'No timestamp could be had'],
  'revocation.unavailable': [503, 'Nobody could say whether a certificate was revoked'],
  'revocation.revoked': [503, 'The certificate of the seal was revoked'],
  'service.unavailable': [503, 'The service is not ready'],
  'service.overloaded': [503, 'The service has too much to do'],
  'service.disk_full': [503, 'The disk of the service is full'],
  'internal.error': [500, 'Something went wrong on our side'],
  // How a document can fail; stored with it and shown in its `failure`.
  'read.failed': [422, 'The file could not be read'],
  'read.encrypted': [422, 'The file needs a password'],
  'read.unsupported': [422, 'The type of the file is not supported'],
  'read.language_missing': [422, 'A language is asked for that is not installed'],
  'read.damaged': [422, 'The file is damaged'],
  'read.too_many_pages': [422, 'The file has too many pages'],
  'read.too_many_pixels': [422, 'A page has too many pixels'],
  'read.no_pages': [422, 'No page is left to read'],
  'read.crashed': [422, 'Reading the file took too much memory'],
  'read.too_slow': [422, 'Reading a page took too long'],
  'seal.failed': [422, 'The document could not be sealed'],
  'stage.failed': [500, 'A stage failed again and again'],
} as const satisfies Record<string, readonly [number, string]>

export type ProblemCode = keyof typeof problemCodes

type Extra = ErrorOptions & {
  errors?: readonly { path: string; message: string }[]
  headers?: Record<string, string>
}

/** `detail` is a sentence that tells a person what to do next. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly title: string
  readonly errors: readonly { path: string; message: string }[] | undefined
  readonly headers: Record<string, string>
  constructor(code: ProblemCode, detail: string, { errors, headers, ...options }: Extra = {}) {
    super(detail, options)
    this.name = 'Problem'
    this.code = code
    const [status, title] = problemCodes[code]
    this.status = status
    this.title = title
    this.errors = errors
    this.headers = headers ?? {}
  }
}

export const isProblem = (error: unknown): error is Problem => error instanceof Problem
