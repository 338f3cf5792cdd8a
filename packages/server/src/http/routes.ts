// The table of routes: every feature that answers over HTTP, in the order of the reference.
import { keyRoutes } from '../access/keys.routes.ts'
import { documentRoutes } from '../documents/documents.routes.ts'
import { resultRoutes } from '../documents/results.routes.ts'
import { ceremonyRoutes } from '../envelopes/ceremony/ceremony.routes.ts'
import { envelopeRoutes } from '../envelopes/envelopes.routes.ts'
import { passkeyRoutes } from '../envelopes/proofs/passkeys.routes.ts'
import { batchRoutes } from '../envelopes/templates/batches.routes.ts'
import { templateRoutes } from '../envelopes/templates/templates.routes.ts'
import { eventRoutes } from '../events/events.routes.ts'
import { intakeRoutes } from '../intake/intake.routes.ts'
import { resumableRoutes } from '../intake/resumable/resumable.routes.ts'
import { learningRoutes } from '../learning/learning.routes.ts'
import { supplierRoutes } from '../masterdata/suppliers.routes.ts'
import { jobRoutes } from '../pipeline/jobs.routes.ts'
import type { Http } from '../platform/http.ts'
import { evidenceRoutes } from '../proof/evidence/evidence.routes.ts'
import { proofRoutes } from '../proof/proof.routes.ts'
import { deliveryRoutes } from '../publish/deliveries.routes.ts'
import { webhookRoutes } from '../publish/webhooks.routes.ts'
import { layoutRoutes } from '../read/layout.routes.ts'
import { holdRoutes } from '../retention/hold.routes.ts'
import { retentionRoutes } from '../retention/retention.routes.ts'
import { reviewRoutes } from '../review/review.routes.ts'
import { certificateRoutes } from '../sign/certificates.routes.ts'
import { customerRoutes } from '../sign/customer/customer.routes.ts'
import { signatureRequestRoutes } from '../sign/elsewhere/requests.routes.ts'
import { validateRoutes } from '../validate/validate.routes.ts'
import { verifyRoutes } from '../verify/verify.routes.ts'
import { workflowRoutes } from '../workflows/workflows.routes.ts'
import { docsRoutes } from './docs.ts'
import { healthRoutes } from './health.ts'
import { pageRoutes } from './pages.ts'

type PartsOf<Routes extends (http: Http, parts: never) => unknown> = Parameters<Routes>[1]

export type RouteParts = {
  intake: PartsOf<typeof intakeRoutes>
  resumable: PartsOf<typeof resumableRoutes>
  documents: PartsOf<typeof documentRoutes>
  results: PartsOf<typeof resultRoutes>
  review: PartsOf<typeof reviewRoutes>
  events: PartsOf<typeof eventRoutes>
  proofs: PartsOf<typeof proofRoutes>
  evidence: PartsOf<typeof evidenceRoutes>
  webhooks: PartsOf<typeof webhookRoutes>
  deliveries: PartsOf<typeof deliveryRoutes>
  certificates: PartsOf<typeof customerRoutes>
  envelopes: PartsOf<typeof envelopeRoutes>
  ceremony: PartsOf<typeof ceremonyRoutes>
  signatures: PartsOf<typeof signatureRequestRoutes>
  verify: PartsOf<typeof verifyRoutes>
  validate: PartsOf<typeof validateRoutes>
  suppliers: PartsOf<typeof supplierRoutes>
  learning: PartsOf<typeof learningRoutes>
  holds: PartsOf<typeof holdRoutes>
  retention: PartsOf<typeof retentionRoutes>
  workflows: PartsOf<typeof workflowRoutes>
  jobs: PartsOf<typeof jobRoutes>
  keys: PartsOf<typeof keyRoutes>
  health: PartsOf<typeof healthRoutes>
  docs: PartsOf<typeof docsRoutes>
}

export async function declareRoutes(http: Http, parts: RouteParts): Promise<void> {
  await intakeRoutes(http, parts.intake)
  await resumableRoutes(http, parts.resumable)
  documentRoutes(http, parts.documents)
  resultRoutes(http, parts.results)
  layoutRoutes(http, parts.results)
  reviewRoutes(http, parts.review)
  eventRoutes(http, parts.events)
  proofRoutes(http, parts.proofs)
  evidenceRoutes(http, parts.evidence)
  webhookRoutes(http, parts.webhooks)
  deliveryRoutes(http, parts.deliveries)
  certificateRoutes(http, parts.certificates)
  customerRoutes(http, parts.certificates)
  envelopeRoutes(http, parts.envelopes)
  templateRoutes(http, parts.envelopes)
  await batchRoutes(http, parts.envelopes)
  await ceremonyRoutes(http, parts.ceremony)
  passkeyRoutes(http, parts.results)
  await signatureRequestRoutes(http, parts.signatures)
  await verifyRoutes(http, parts.verify)
  await validateRoutes(http, parts.validate)
  await supplierRoutes(http, parts.suppliers)
  learningRoutes(http, parts.learning)
  holdRoutes(http, parts.holds)
  retentionRoutes(http, parts.retention)
  workflowRoutes(http, parts.workflows)
  jobRoutes(http, parts.jobs)
  keyRoutes(http, parts.keys)
  healthRoutes(http, parts.health)
  pageRoutes(http)
  await docsRoutes(http, parts.docs)
}
