import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  attach,
  attachmentName,
  eProfiles,
  makeHybrid,
  makeXml,
} from '@countersign/fixtures/einvoice/e-invoice'
import { xmlAttachments } from './attachments.ts'
import { isPdfError } from './open.ts'

describe('the attachments of a PDF', () => {
  it('that are XML come as they were attached', async () => {
    for (const profile of eProfiles.slice(0, 3)) {
      const { pdf, facts } = await makeHybrid({ seed: 4, profile })
      const [found, ...more] = await xmlAttachments(pdf)
      assert.equal(found?.name, attachmentName(profile))
      assert.deepEqual(Buffer.from(found?.bytes ?? []), Buffer.from(makeXml(facts, profile)))
      assert.deepEqual(more, [])
    }
  })

  it('of other kinds are left alone', async () => {
    const { pdf } = await makeHybrid({ seed: 4, profile: 'facturx-basic' })
    const more = await attach(pdf, {
      name: 'Lieferschein Größe.txt',
      bytes: Buffer.from('text'),
      type: 'text/plain',
    })
    const names = (
      await xmlAttachments(await attach(more, { name: 'ähnlich.XML', bytes: Buffer.from('<a/>') }))
    ).map(({ name }) => name)
    assert.deepEqual(names.sort(), ['factur-x.xml', 'ähnlich.XML'])
  })

  it('are not asked of what is no PDF', async () => {
    await assert.rejects(xmlAttachments(Buffer.from('nothing')), isPdfError)
  })
})
